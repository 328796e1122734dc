using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Values at the edges of what each field takes: refused by field and rule, or taken as they were meant.</summary>
public sealed class IntakeTests
{
    private const string Booking = """
        {"id":"7","service":"Family session","date":"2099-12-24","time_slots":["10:00","11:00"],
         "client_name":"Анна","client_phone":"+7 900 000-00-00","people_count":4,"total_price":8000}
        """;

    [Theory]
    [InlineData("total_price", "3000000000", 422, "total_price must be an amount from 0 to 1000000000")]
    [InlineData("total_price", "-0.4", 422, "total_price must be an amount from 0 to 1000000000")]
    [InlineData("total_price", "1000000000.4", 422, "total_price must be an amount from 0 to 1000000000")]
    [InlineData("total_price", "99999999999999999999999999999999999999999", 422, "total_price must be an amount from 0 to 1000000000")]
    [InlineData("total_price", "0.005", 422, "total_price must have at most 2 decimals, as RUB has")]
    [InlineData("total_price", "0.00000000000000000000000000000000000000001", 422, "total_price must have at most 2 decimals, as RUB has")]
    [InlineData("total_price", "\"8000,50\"", 400, "total_price must be a number, such as 8000 or 8000.50")]
    [InlineData("total_price", "1e400", 400, "total_price must be a number, such as 8000 or 8000.50")]
    [InlineData("total_price", "\"\"", 422, "total_price is required")]
    [InlineData("people_count", "3000000000", 422, "people_count must be between 1 and 1000")]
    [InlineData("people_count", "1.5", 400, "people_count must be a whole number")]
    [InlineData("time_slots", "[\"10:00\\n\"]", 422, "time_slots must hold only values of the form HH:mm")]
    [InlineData("time_slots", "[\"10:00\",\"10:00\"]", 422, "time_slots must hold no value twice")]
    [InlineData("time_slots", "[]", 422, "time_slots must hold 1 to 48 values.")]
    [InlineData("date", "\"0001-01-01\"", 422, "date must be a day from 2000-01-01 to 2199-12-31")]
    [InlineData("date", "\"9999-12-31\"", 422, "date must be a day from 2000-01-01 to 2199-12-31")]
    [InlineData("date", "\"2013-12-24\"", 422, "date must not be a day in the past")]
    [InlineData("date", "\"2099-12-24\\n\"", 400, "date must be a date of the form yyyy-MM-dd")]
    [InlineData("client_name", "\"   \"", 422, "client_name is required")]
    [InlineData("client_name", "\"\\ud800\"", 400, "client_name must not hold half a surrogate pair")]
    [InlineData("client_chat_id", "1.5", 400, "client_chat_id must be a text or a whole number")]
    [InlineData("client_chat_id", "9223372036854775808", 422, "client_chat_id must be the number of a private chat")]
    [InlineData("id", "\".\"", 422, "id must be an id that an address can carry")]
    [InlineData("id", "\"..\"", 422, "id must be an id that an address can carry")]
    [InlineData("id", "\"%2f\"", 422, "id must be an id that an address can carry")]
    [InlineData("id", "\"a\\u0000b\"", 422, "id must be an id that an address can carry")]
    [InlineData("curency", "\"USD\"", 422, "curency is not known here; the nearest known member is currency")]
    [InlineData("Booking_Id", "\"8\"", 400, "id is given twice")]
    public async Task A_value_that_cannot_be_meant_is_refused_by_field_and_rule(string field, string json, int status, string sentence)
    {
        await using var gateway = await GatewayApp.StartAsync();
        var body = Booking.TrimEnd().TrimEnd('}') + "}";
        if (JsonNode.Parse(Booking)!.AsObject().ContainsKey(field))
        {
            var booking = JsonNode.Parse(Booking)!.AsObject();
            booking[field] = "here";
            body = booking.ToJsonString().Replace("\"here\"", json, StringComparison.Ordinal);
        }
        else
        {
            body = body.TrimEnd('}') + $",\"{field}\":{json}}}";
        }

        var answer = await gateway.PostAsync("/bookings", body);

        Assert.Equal((status, true), (answer.Status, answer.Body.GetProperty("detail").GetString()!.StartsWith(sentence, StringComparison.Ordinal)));
        Assert.True(answer.Body.GetProperty("errors").TryGetProperty(sentence.Split(' ')[0], out _), answer.Body.GetRawText());
    }

    [Theory]
    [InlineData("KWD", "12.345", 202)]
    [InlineData("JPY", "8000.5", 422)]
    [InlineData("JPY", "8000", 202)]
    [InlineData("USD", "0.01", 202)]
    [InlineData("USD", "\"0.010\"", 202)]
    public async Task An_amount_has_the_decimals_of_its_currency(string currency, string amount, int status)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var answer = await gateway.PostAsync("/bookings", Booking.Replace("\"total_price\":8000", $"\"total_price\":{amount},\"currency\":\"{currency}\"", StringComparison.Ordinal));

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task An_empty_text_is_an_optional_member_left_out_and_ids_may_be_numbers()
    {
        await using var gateway = await GatewayApp.StartAsync();
        var body = Booking.Replace("\"id\":\"7\"", "\"id\":7,\"currency\":\"\",\"client_chat_id\":1001,\"location\":\"\",\"client_language\":\" \",\"notes\":\"\",\"allow_past\":\"\"", StringComparison.Ordinal);

        var answer = await gateway.PostAsync("/bookings", body);

        Assert.Equal(202, answer.Status);
        await Eventually.TrueAsync("the booking on the bus", () => !gateway.Others.Got.IsEmpty);
        var booking = Assert.IsType<BookingCreated>(Assert.Single(gateway.Others.Got));
        Assert.Equal(("7", "1001", null, null, null), (booking.BookingId, booking.ClientChatId, booking.Currency, booking.Location, booking.ClientLanguage));
    }

    [Fact]
    public async Task A_day_in_the_past_is_taken_where_the_caller_says_so()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => new BookingState { BookingId = "7", State = "awaiting_decision" };

        var booking = await gateway.PostAsync("/bookings", Booking.Replace("2099-12-24\"", "2013-12-24\",\"allow_past\":true", StringComparison.Ordinal));
        var refused = await gateway.PatchAsync("/bookings/7", """{"date":"2013-12-25","time_slots":["10:00"]}""");
        var moved = await gateway.PatchAsync("/bookings/7", """{"date":"2013-12-25","time_slots":["10:00"],"allow_past":true}""");

        Assert.Equal((202, 422, 200), (booking.Status, refused.Status, moved.Status));
    }

    [Fact]
    public async Task The_same_id_is_taken_with_the_same_content_only()
    {
        await using var gateway = await GatewayApp.StartAsync();
        await gateway.PostAsync("/bookings", Booking);

        var same = await gateway.PostAsync("/bookings", Booking.Replace("\"total_price\":8000", "\"total_price\":\"8000.00\",\"currency\":\"RUB\"", StringComparison.Ordinal));
        var other = await gateway.PostAsync("/bookings", Booking.Replace("\"total_price\":8000", "\"total_price\":9000", StringComparison.Ordinal).Replace("-24\"", "-25\"", StringComparison.Ordinal));

        Assert.Equal((202, 409), (same.Status, other.Status));
        Assert.Equal(["date", "total_price"], other.Body.GetProperty("differs").EnumerateArray().Select(field => field.GetString()));
    }

    [Fact]
    public async Task The_same_message_id_is_taken_with_the_same_content_only()
    {
        await using var gateway = await GatewayApp.StartAsync();
        const string Message = """{"message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chat_id":1,"text":"a"}""";
        await gateway.PostAsync("/send", Message);

        var same = await gateway.PostAsync("/send", Message.Replace("\"chat_id\":1", "\"chat_id\":\"1\"", StringComparison.Ordinal));
        var other = await gateway.PostAsync("/send", Message.Replace("\"a\"", "\"b\"", StringComparison.Ordinal));
        var entry = await gateway.PostAsync("/send/batch", $$"""{"messages":[{{Message.Replace("\"a\"", "\"b\",\"priority\":\"normal\"", StringComparison.Ordinal)}}]}""");

        Assert.Equal((202, 409, 202), (same.Status, other.Status, entry.Status));
        Assert.Equal("text", Assert.Single(other.Body.GetProperty("differs").EnumerateArray()).GetString());
        Assert.EndsWith("other content: text", entry.Body.GetProperty("results")[0].GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("A%2FB", "A/B")]
    [InlineData("A%252FB", "A%2FB")]
    [InlineData("A%252fB", "A%2fB")]
    [InlineData("%2F", "/")]
    [InlineData("%D0%90%20b", "А b")]
    [InlineData("A%25252FB", "A%252FB")]
    [InlineData("100%25", "100%")]
    public async Task Each_id_reaches_exactly_itself(string path, string id)
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = question => question is ConfirmBooking confirm ? new BookingState { BookingId = confirm.BookingId, State = "confirmed" } : null;

        var (status, body) = await gateway.PostAsync($"/bookings/{path}/confirm", """{"by":"Анна"}""");

        Assert.Equal((200, id), (status, body.GetProperty("booking_id").GetString()));
    }

    [Theory]
    [InlineData("application/json; charset=utf8", 202)]
    [InlineData("application/json; charset=\"utf-8\"", 202)]
    [InlineData("application/json; charset=UTF-8", 202)]
    [InlineData("application/problem+json", 202)]
    [InlineData("application/json; charset=iso-8859-1", 415)]
    [InlineData("application/json; charset=nonsense", 415)]
    [InlineData("text/plain", 415)]
    [InlineData("nonsense", 415)]
    [InlineData(null, 415)]
    public async Task Json_is_taken_in_utf8_under_any_spelling_and_in_nothing_else(string? contentType, int status)
    {
        await using var gateway = await GatewayApp.StartAsync();

        foreach (var (path, body) in new[] { ("/bookings", Booking), ("/send", """{"chat_id":1,"text":"a"}"""), ("/send/batch", """{"messages":[{"chat_id":1,"text":"a"}]}""") })
        {
            var answer = await PostBytesAsync(gateway, path, Encoding.UTF8.GetBytes(body), contentType);
            Assert.Equal((path, status), (path, (int)answer));
        }
    }

    [Fact]
    public async Task A_byte_order_mark_is_passed_over_and_bytes_that_are_no_utf8_are_refused()
    {
        await using var gateway = await GatewayApp.StartAsync();
        byte[] mark = [0xEF, 0xBB, 0xBF];
        var latin = Encoding.Latin1.GetBytes(Booking.Replace("Анна", "Zoë", StringComparison.Ordinal));

        foreach (var (path, body) in new[] { ("/bookings", Booking), ("/send", """{"chat_id":1,"text":"a"}"""), ("/send/batch", """{"messages":[{"chat_id":1,"text":"a"}]}""") })
        {
            Assert.Equal((path, HttpStatusCode.Accepted), (path, await PostBytesAsync(gateway, path, [.. mark, .. Encoding.UTF8.GetBytes(body)], "application/json")));
        }

        Assert.Equal(HttpStatusCode.BadRequest, await PostBytesAsync(gateway, "/bookings", latin, "application/json"));
    }

    [Theory]
    [InlineData("""{"chat_id":1,"text":"a","parse_mode":"html"}""", 202)]
    [InlineData("""{"chat_id":1,"text":"a","parse_mode":"MARKDOWN"}""", 202)]
    [InlineData("""{"chat_id":1,"text":"a","parse_mode":""}""", 202)]
    [InlineData("""{"chat_id":1,"text":"a","message_thread_id":5,"disable_notification":true}""", 202)]
    [InlineData("""{"chat_id":1,"text":"a","entities":[{"type":"bold","offset":0,"length":1}],"reply_parameters":{"message_id":5},"link_preview_options":{"is_disabled":true}}""", 202)]
    [InlineData("""{"chat_id":1,"text":"a","entities":null,"parse_mode":"HTML"}""", 202)]
    [InlineData("""{"chat_id":1,"text":"a","entities":[{"type":"bold","offset":0,"length":1}],"parse_mode":"HTML"}""", 422)]
    [InlineData("""{"chat_id":1,"template":"pending_empty","entities":[{"type":"bold","offset":0,"length":1}]}""", 422)]
    [InlineData("""{"chat_id":1,"text":"a","entities":[]}""", 422)]
    [InlineData("""{"chat_id":1,"text":"a","entities":[5]}""", 422)]
    [InlineData("""{"chat_id":1,"text":"a","entities":{"type":"bold"}}""", 422)]
    [InlineData("""{"chat_id":1,"text":"a","entities":[{"type":"\ud800"}]}""", 400)]
    [InlineData("""{"chat_id":1,"text":"a","message_thread_id":5,"thread_id":6}""", 400)]
    [InlineData("""{"chat_id":1,"text":"a","business_connection_id":"x"}""", 422)]
    [InlineData("""{"chat_id":1,"text":" "}""", 422)]
    [InlineData("""{"chat_id":1,"text":"a","expires_at":"2099-12-24T10:00:00"}""", 400)]
    [InlineData("""{"chat_id":1,"text":"a","expires_at":"2099-12-24"}""", 400)]
    [InlineData("""{"chat_id":1,"text":"a","expires_at":"2099-12-24T10:00:00Z"}""", 202)]
    [InlineData("""{"chat_id":1,"text":"a","reply_markup":{"x":"\ud800"}}""", 400)]
    [InlineData("""{"chat_id":9223372036854775808,"text":"a"}""", 422)]
    public async Task A_message_is_taken_or_refused(string json, int status)
    {
        await using var gateway = await GatewayApp.StartAsync();

        Assert.Equal(status, (await gateway.PostAsync("/send", json)).Status);
    }

    [Fact]
    public async Task Telegrams_own_names_are_ours_and_a_parse_mode_is_kept_as_telegram_spells_it()
    {
        await using var gateway = await GatewayApp.StartAsync();

        await gateway.PostAsync("/send", """{"chat_id":1,"text":"a","parse_mode":"markdownv2","message_thread_id":5,"disable_notification":true}""");

        await Eventually.TrueAsync("the message on the bus", () => !gateway.Others.Got.IsEmpty);
        var message = Assert.IsType<SendMessage>(Assert.Single(gateway.Others.Got));
        Assert.Equal(("MarkdownV2", 5, true), (message.ParseMode, message.ThreadId, message.Silent));
    }

    [Fact]
    public async Task Formatting_by_entities_reaches_the_bus_and_is_no_html()
    {
        await using var gateway = await GatewayApp.StartAsync();

        await gateway.PostAsync("/send", """{"chat_id":1,"text":"a<b","entities":[{"type":"bold","offset":0,"length":1}],"reply_parameters":{"message_id":5}}""");
        var (status, body) = await gateway.PostAsync("/send", $$"""{"chat_id":1,"text":"{{new string('x', 4097)}}","entities":[{"type":"bold","offset":0,"length":1}]}""");

        await Eventually.TrueAsync("the message on the bus", () => !gateway.Others.Got.IsEmpty);
        var message = Assert.IsType<SendMessage>(Assert.Single(gateway.Others.Got));
        Assert.Equal(("none", "bold", 5), (message.ParseMode, message.Entities!.Value[0].GetProperty("type").GetString(), message.ReplyParameters!.Value.GetProperty("message_id").GetInt32()));
        Assert.Equal((422, "text must be at most 4096 characters long where entities are given."), (status, body.GetProperty("detail").GetString()));
    }

    [Theory]
    [InlineData(300, 1, 202)]
    [InlineData(301, 1, 422)]
    [InlineData(1, 16_500, 422)]
    public async Task A_keyboard_has_bounds(int buttons, int label, int status)
    {
        await using var gateway = await GatewayApp.StartAsync();
        var keyboard = new { inline_keyboard = Enumerable.Range(0, buttons).Select(_ => new[] { new { text = new string('x', label), callback_data = "x" } }) };

        var answer = await gateway.PostAsync("/send", System.Text.Json.JsonSerializer.Serialize(new { chat_id = 1, text = "a", reply_markup = keyboard }));

        Assert.Equal(status, answer.Status);
        if (status == 422)
        {
            Assert.Equal("reply_markup must be a JSON object of at most 16384 bytes with at most 300 buttons.", answer.Body.GetProperty("detail").GetString());
        }
    }

    [Fact]
    public async Task Every_entry_of_a_batch_has_a_result_whatever_it_holds()
    {
        await using var gateway = await GatewayApp.StartAsync();
        string[] entries =
        [
            """{"chat_id":1,"text":"a"}""", """{"chat_id":1,"text":"\ud800"}""", """{"chat_id":1,"text":"a","reply_markup":{"\udc00":1}}""", "5", "null", "[]", "\"x\"", "{}",
            """{"chat_id":1,"template":"booking_notification","values":{"people_count":-9223372036854775808}}""", """{"chat_id":1e400,"text":"a"}""", """{"chat_id":1,"text":"b"}""",
        ];

        var (status, body) = await gateway.PostAsync("/send/batch", $$"""{"messages":[{{string.Join(',', entries)}}]}""");

        Assert.Equal(202, status);
        var results = body.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(0, entries.Length), results.Select(result => result.GetProperty("index").GetInt32()));
        Assert.Equal([0, entries.Length - 1], results.Where(result => result.GetProperty("success").GetBoolean()).Select(result => result.GetProperty("index").GetInt32()));
        Assert.All(results.Where(result => !result.GetProperty("success").GetBoolean()), result => Assert.True(result.TryGetProperty("error", out _) || result.TryGetProperty("errors", out _)));
    }

    [Theory]
    [InlineData("/messages?state=unknown&limit=abc", "limit must be a whole number from 1 to 500")]
    [InlineData("/messages?state=unknown&limit=9999999999", "limit must be a whole number from 1 to 500")]
    [InlineData("/messages?state=unknown&offset=-1", "offset must be a whole number from 0")]
    [InlineData("/messages?state=lost", "state must be one of queued, ")]
    public async Task A_wrong_query_is_refused_by_field_rule_and_form(string path, string sentence)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.GetAsync(path);

        Assert.Equal((422, true), (status, body.GetProperty("detail").GetString()!.StartsWith(sentence, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("-1")]
    [InlineData("61")]
    [InlineData("Infinity")]
    [InlineData("1e1")]
    [InlineData("soon")]
    public async Task A_wrong_wait_is_refused_by_field_rule_and_form(string wait)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PostAsync($"/send?wait={wait}", """{"chat_id":1,"text":"a"}""");

        Assert.Equal((422, "wait must be a number of seconds from 0 to 60, such as 10 or 0.5."), (status, body.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task A_message_is_queued_from_its_acceptance_on_also_where_the_caller_hangs_up()
    {
        await using var gateway = await GatewayApp.StartAsync();
        using var hangUp = new CancellationTokenSource();
        const string Id = "0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11";
        using var body = new StringContent($$"""{"message_id":"{{Id}}","chat_id":1,"text":"a"}""", Encoding.UTF8, "application/json");
        var call = gateway.Http.PostAsync("/send?wait=30", body, hangUp.Token);

        await Eventually.TrueAsync("the message to be queued", async () => (await gateway.GetAsync($"/messages/{Id}")).Status == 200);
        await hangUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal("queued", (await gateway.GetAsync($"/messages/{Id}")).Body.GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_choice_is_answered_with_the_state_it_comes_to_and_the_contrary_one_is_refused()
    {
        await using var gateway = await GatewayApp.StartAsync();
        var id = Guid.NewGuid();
        await gateway.Bus.Publish(new MessageUnknown { MessageId = id, ChatId = "1", Resending = false, At = DateTimeOffset.UnixEpoch }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the message to be unknown", async () => (await gateway.GetAsync($"/messages/{id}")).Status == 200);

        var taken = await gateway.PostAsync($"/messages/{id}/resolve", """{"resend":false}""");
        var contrary = await gateway.PostAsync($"/messages/{id}/resolve", """{"resend":true}""");
        await gateway.Bus.Publish(new MessageSent { MessageId = id, ChatId = "1", TelegramMessageId = 0, SentAt = DateTimeOffset.UnixEpoch }, TestContext.Current.CancellationToken);

        Assert.Equal((202, "sent", 409), (taken.Status, taken.Body.GetProperty("state").GetString(), contrary.Status));
        Assert.False((await gateway.GetAsync($"/messages/{id}")).Body.TryGetProperty("telegram_message_id", out _));
    }

    [Fact]
    public async Task A_caller_who_waits_hears_what_was_done_to_get_it_through_and_all_its_ids()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = order => new MessageSent
        {
            MessageId = ((SendMessage)order).MessageId, ChatId = "1", TelegramMessageId = 12, TelegramMessageIds = [11, 12], SentAt = DateTimeOffset.UnixEpoch, Remark = "plain_text", Detail = "can't parse entities",
        };

        var (status, body) = await gateway.PostAsync("/send?wait=60", """{"chat_id":1,"text":"a"}""");

        Assert.Equal((200, 12, "plain_text", "can't parse entities"), (status, body.GetProperty("telegram_message_id").GetInt64(), body.GetProperty("remark").GetString(), body.GetProperty("detail").GetString()));
        Assert.Equal([11, 12], body.GetProperty("telegram_message_ids").EnumerateArray().Select(part => part.GetInt64()));
    }

    [Fact]
    public async Task Behind_a_proxy_that_keeps_its_prefix_every_path_is_found_with_and_without_it()
    {
        await using var gateway = await GatewayApp.StartAsync(settings: [("GATEWAY_PATH_BASE", "/messaging")]);
        gateway.Others.Answer = question => question is ConfirmBooking confirm ? new BookingState { BookingId = confirm.BookingId, State = "confirmed" } : null;

        var update = await gateway.PostAsync("/messaging/webhook", """{"update_id":1}""", GatewayApp.Secret);
        var confirmed = await gateway.PostAsync("/messaging/bookings/A%252FB/confirm", """{"by":"Анна"}""");
        var without = await gateway.PostAsync("/webhook", """{"update_id":2}""", GatewayApp.Secret);
        using var body = new StringContent(Booking, Encoding.UTF8, "application/json");
        using var accepted = await gateway.Http.PostAsync("/messaging/bookings", body, TestContext.Current.CancellationToken);

        Assert.Equal((200, "A%2FB", 200), (update.Status, confirmed.Body.GetProperty("booking_id").GetString(), without.Status));
        Assert.Equal("/messaging/bookings/7", accepted.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task An_update_with_half_a_surrogate_pair_is_taken()
    {
        await using var gateway = await GatewayApp.StartAsync();

        Assert.Equal(200, (await gateway.PostAsync("/webhook", """{"update_id":1,"callback_query":{"id":"\ud800","from":{"language_code":"\udc00"}}}""", GatewayApp.Secret)).Status);
    }

    private static async Task<HttpStatusCode> PostBytesAsync(GatewayApp gateway, string path, byte[] body, string? contentType)
    {
        using var content = new ByteArrayContent(body);
        if (contentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using var answer = await gateway.Http.PostAsync(path, content);
        return answer.StatusCode;
    }
}
