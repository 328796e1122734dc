using System.Text.Json;
using MassTransit.Serialization;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Contracts.Tests;

/// <summary>How a message of the contracts is read where it comes in MassTransit's envelope.</summary>
public sealed class ReadingTests
{
    private const string Booking = """{"bookingId":7,"service":"Portrait","date":"2099-12-24","timeSlots":["10:00"],"clientName":"Anna","clientPhone":"+7","peopleCount":"2","totalPrice":"8000.50"}""";
    private static readonly JsonSerializerOptions Options = WireJson.Compact(SystemTextJsonMessageSerializer.Options);

    [Fact]
    public void It_takes_the_forms_of_every_other_channel()
    {
        var booking = JsonSerializer.Deserialize<BookingCreated>(Booking.Replace("}", ",\"currency\":\"\",\"client_chat_id\":5}", StringComparison.Ordinal), Options)!;

        Assert.Equal(("7", 2, 8000.5m, null, "5"), (booking.BookingId, booking.PeopleCount, booking.TotalPrice, booking.Currency, booking.ClientChatId));
    }

    [Theory]
    [InlineData("\"8000.50\"", "\"8000,50\"", "BookingCreated: total_price must be a number")]
    [InlineData("\"8000.50\"", "null", "BookingCreated: total_price is required")]
    [InlineData("\"Portrait\"", "\"\\ud800\"", "BookingCreated: service must not hold half a surrogate pair")]
    [InlineData("\"bookingId\":7", "\"bookingId\":7,\"curency\":\"USD\"", "BookingCreated: curency is not known here; is currency meant?")]
    [InlineData("\"bookingId\":7", "\"bookingId\":7,\"booking_id\":8", "BookingCreated: booking_id is given twice")]
    public void What_it_refuses_names_field_and_rule(string from, string to, string sentence)
    {
        var wrong = Assert.Throws<InvalidMessageException>(() => JsonSerializer.Deserialize<BookingCreated>(Booking.Replace(from, to, StringComparison.Ordinal), Options));

        Assert.StartsWith(sentence, wrong.Message);
    }

    [Theory]
    [InlineData("""{"photo_url":"https://a.example/1"}""", "https://a.example/1")]
    [InlineData("""{"photoUrl":"https://a.example/1"}""", "https://a.example/1")]
    [InlineData("""{"photo_url":""}""", "photo: ")]
    [InlineData("""{"photo_url":["https://a.example/1"]}""", "photo_url must be a text")]
    [InlineData("""{"photo_urls":"https://a.example/1"}""", "must be a list of texts")]
    [InlineData("""{"photos":["https://a.example/2"],"photo_url":"https://a.example/1"}""", "photo_url is given twice")]
    public void One_photo_of_a_booking_and_of_a_message_is_a_text_of_its_own_name_plain_and_in_an_envelope(string member, string expected)
    {
        const string Message = """{"message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chat_id":"1","created_at":"2026-12-01T09:00:00Z"}""";
        foreach (var (type, sample) in new[] { (typeof(BookingCreated), Booking), (typeof(SendMessage), Message) })
        {
            var body = sample.Replace("}", $",{member[1..]}", StringComparison.Ordinal);

            Assert.EndsWith(expected, PhotoOf(() => WireReader.Read(type, System.Text.Encoding.UTF8.GetBytes(body), checks: true)), StringComparison.Ordinal);
            Assert.EndsWith(expected, PhotoOf(() => JsonSerializer.Deserialize(body, type, Options)!), StringComparison.Ordinal);
        }

        static string PhotoOf(Func<object> read)
        {
            try
            {
                var message = read();
                return $"photo: {(message is BookingCreated booking ? booking.PhotoUrls : ((SendMessage)message).Photos)?.Single()}";
            }
            catch (Exception refused) when (refused is WireException or InvalidMessageException)
            {
                return refused.Message;
            }
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("2147483648")]
    [InlineData("9223372036854775807")]
    public void A_number_beyond_its_bounds_is_named_by_plain_json_and_in_an_envelope(string number)
    {
        var body = Booking.Replace("}", $",\"card_message_id\":{number}}}", StringComparison.Ordinal);

        Assert.Equal("card_message_id must be between 1 and 2147483647", Assert.Throws<WireException>(() => WireReader.Read<BookingCreated>(System.Text.Encoding.UTF8.GetBytes(body))).Message);
        Assert.Equal(
            "BookingCreated: card_message_id must be between 1 and 2147483647",
            Assert.Throws<InvalidMessageException>(() => MessageValidator.Demand(JsonSerializer.Deserialize<BookingCreated>(body, Options)!)).Message);
    }

    [Fact]
    public void The_failure_of_an_edit_whose_chat_nobody_knows_is_read()
    {
        const string Body = """{"messageId":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chatId":"","reason":"message_not_found","failedAt":"2026-12-24T10:00:00Z"}""";

        Assert.Equal("", JsonSerializer.Deserialize<MessageFailed>(Body, Options)!.ChatId);
        Assert.Equal("", WireReader.Read<MessageFailed>(System.Text.Encoding.UTF8.GetBytes(Body)).ChatId);
    }

    [Theory]
    [InlineData(" 7", true)]
    [InlineData("7\t", true)]
    [InlineData(" %2F", true)]
    [InlineData("..", false)]
    public void White_space_around_a_new_id_is_refused_where_it_comes_from_outside_and_no_more_where_it_was_accepted(string id, bool wasAccepted)
    {
        var body = Booking.Replace("\"bookingId\":7", $"\"bookingId\":{JsonSerializer.Serialize(id)}", StringComparison.Ordinal);
        Assert.NotEqual(Booking, body);

        Assert.StartsWith("booking_id must be an id that an address can carry", Assert.Throws<WireException>(() => WireReader.Read<BookingCreated>(System.Text.Encoding.UTF8.GetBytes(body))).Message);
        Assert.Equal(!wasAccepted, Record.Exception(() => MessageValidator.Demand(JsonSerializer.Deserialize<BookingCreated>(body, Options)!)) is InvalidMessageException);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T00:00:00Z")]
    public void The_moment_of_an_order_is_one_that_can_be(string moment)
    {
        var wrong = Assert.Throws<WireException>(() => WireReader.Read<SendMessage>(System.Text.Encoding.UTF8.GetBytes($$"""{"message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chat_id":"1","text":"a","created_at":"{{moment}}"}""")));

        Assert.Equal("created_at must be a day from 2000-01-01 to 2199-12-31", wrong.Message);
        Assert.Equal(["must be a day from 2000-01-01 to 2199-12-31"], MessageValidator.Of(new BookingCancelled { BookingId = "7", CancelledAt = DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture) })["cancelled_at"]);
        Assert.Equal(["must be a day from 2000-01-01 to 2199-12-31"], MessageValidator.Of(new LanguageChosen { UserId = 1, Language = "ru", ChosenAt = DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture) })["chosen_at"]);
    }

    [Fact]
    public void The_rules_of_what_stands_within_a_message_are_asked_and_named_by_their_place()
    {
        var order = new SendMessage { MessageId = Guid.NewGuid(), ChatId = "1", Text = "a", CreatedAt = new DateTimeOffset(2026, 12, 1, 9, 0, 0, TimeSpan.Zero) };
        var edit = new EditMessage { MessageId = Guid.NewGuid(), TargetMessageId = Guid.NewGuid(), Text = "a", CreatedAt = order.CreatedAt };

        Assert.Empty(MessageValidator.Of(new SendEphemeral { Message = order, ReceiverUserId = 1, Instead = [edit] }));
        Assert.Equal(["instead[1].chat_id", "message.chat_id"], MessageValidator.Of(new SendEphemeral { Message = order with { ChatId = "abc" }, ReceiverUserId = 1, Instead = [edit, edit with { ChatId = "abc" }] }).Keys.Order());
        Assert.Equal(
            "commands[0].command must be 1-32 characters of a-z, 0-9 and _",
            Assert.Throws<WireException>(() => WireReader.Read<SetBotCommands>("""{"commands":[{"command":"Bad Command!","description":"x"}]}"""u8)).Message);
    }

    [Theory]
    [InlineData("\"text\":\"a\",\"send_at\":\"2099-12-24T10:00:00Z\",\"expires_at\":\"2099-12-24T10:00:00Z\"", "expires_at must be after send_at, or the message is never sent")]
    [InlineData("\"text\":\"a\",\"send_at\":\"2099-12-24T10:00:00Z\",\"expires_at\":\"2099-12-24T10:00:01Z\"", null)]
    [InlineData("\"template\":\"pending_empty\",\"entities\":[{\"type\":\"bold\"}]", "entities belong to a text, not to a template")]
    [InlineData("\"text\":\"a\",\"parse_mode\":\"Markdown\",\"entities\":[{\"type\":\"bold\"}]", "entities and parse_mode exclude each other")]
    [InlineData("\"text\":\"a\",\"entities\":[{\"type\":\"bold\"}]", null)]
    public void A_rule_between_two_members_is_asked_of_plain_json_and_in_an_envelope(string members, string? sentence)
    {
        var body = $$"""{"message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chat_id":"1","created_at":"2026-12-01T09:00:00Z",{{members}}}""";

        Assert.Equal(sentence, Record.Exception(() => WireReader.Read<SendMessage>(System.Text.Encoding.UTF8.GetBytes(body)))?.Message);
        Assert.Equal(sentence is null ? null : $"SendMessage: {sentence}", Record.Exception(() => MessageValidator.Demand(JsonSerializer.Deserialize<SendMessage>(body, Options)!))?.Message);
    }

    [Fact]
    public void A_member_of_a_newer_version_is_passed_over() =>
        Assert.NotNull(JsonSerializer.Deserialize<BookingCreated>(Booking.Replace("}", ",\"deposit\":{\"paid\":true}}", StringComparison.Ordinal), Options));

    [Theory]
    [InlineData(32, null)]
    [InlineData(33, "reply_markup must be nested at most 32 levels deep")]
    [InlineData(63, "reply_markup must be nested at most 32 levels deep")]
    [InlineData(100_000, "reply_markup must be nested at most 32 levels deep")]
    public void What_is_taken_can_be_written_and_what_is_nested_too_deeply_is_named(int levels, string? rule)
    {
        var body = System.Text.Encoding.UTF8.GetBytes($$"""{"message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chat_id":"1","text":"a","created_at":"2026-12-01T09:00:00Z","reply_markup":{{string.Concat(Enumerable.Repeat("""{"a":""", levels))}}1{{new string('}', levels)}}}""");

        if (rule is null)
        {
            Assert.NotEmpty(JsonSerializer.Serialize(new[] { new[] { WireReader.Read<SendMessage>(body) } }, Options));
        }
        else
        {
            Assert.Equal(rule, Assert.Throws<WireException>(() => WireReader.Read<SendMessage>(body)).Message);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\u200B")]
    [InlineData("\u2800")]
    public void A_text_that_shows_nothing_is_none_for_the_rules_as_for_the_reader(string id)
    {
        Assert.Equal(["is required"], MessageValidator.Of(new GetBooking { BookingId = id })["booking_id"]);
        Assert.Equal("booking_id is required", Assert.Throws<WireException>(() => WireReader.Read<GetBooking>(JsonSerializer.SerializeToUtf8Bytes(new { booking_id = id }))).Message);
    }
}
