using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Migration;

namespace PhStudio.Messaging.Gateway.Tests.Migration;

/// <summary>Messages of the system before this one, as Python writes them.</summary>
public sealed class LegacyMessageTests
{
    private static readonly DateTimeOffset TakenAt = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_message_becomes_an_order_with_its_own_id()
    {
        var order = Read("""
            {"id": "0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11", "chat_id": -1001234567890, "text": "\u041d\u043e\u0432\u0430\u044f \u0431\u0440\u043e\u043d\u044c", "parse_mode": "HTML",
             "reply_markup": {"inline_keyboard": [[{"text": "OK", "callback_data": "confirm_7"}]]}, "priority": "MessagePriority.HIGH",
             "created_at": "2026-11-30T10:15:00.123456", "retry_count": 0, "max_retries": 3}
            """).Order!;

        Assert.Equal(("0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11", "-1001234567890", "Новая бронь", "HTML", Priority.High), (order.MessageId.ToString(), order.ChatId, order.Text, order.ParseMode, order.Priority));
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 10, 15, 0, 123, 456, TimeSpan.Zero), order.CreatedAt);
        Assert.Equal("confirm_7", order.ReplyMarkup!.Value.GetProperty("inline_keyboard")[0][0].GetProperty("callback_data").GetString());
    }

    [Theory]
    [InlineData("\"high\"", Priority.High)]
    [InlineData("\"CRITICAL\"", Priority.Critical)]
    [InlineData("\"Priority.LOW\"", Priority.Low)]
    [InlineData("1", Priority.Low)]
    [InlineData("4", Priority.Critical)]
    [InlineData("null", Priority.Normal)]
    public void An_enum_is_read_by_value_by_name_and_by_number(string written, Priority priority) =>
        Assert.Equal(priority, Read($$"""{"chat_id": "1", "text": "a", "priority": {{written}}}""").Order!.Priority);

    [Theory]
    [InlineData("\"2026-11-30T10:15:00\"", "2026-11-30T10:15:00Z")]
    [InlineData("\"2026-11-30 10:15:00.5\"", "2026-11-30T10:15:00.5Z")]
    [InlineData("\"2026-11-30T13:15:00+03:00\"", "2026-11-30T10:15:00Z")]
    [InlineData("\"2026-11-30 10:15\"", "2026-11-30T10:15:00Z")]
    [InlineData("\"2026-11-30\"", "2026-12-01T09:00:00Z")]
    [InlineData("1796033700.25", "2026-11-30T10:15:00.25Z")]
    [InlineData("null", "2026-12-01T09:00:00Z")]
    public void A_moment_is_read_with_and_without_its_offset_and_in_seconds(string written, string moment) =>
        Assert.Equal(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture), Read($$"""{"chat_id": "1", "text": "a", "created_at": {{written}}}""").Order!.CreatedAt);

    [Fact]
    public void A_keyboard_that_is_a_text_is_read_and_no_parse_mode_is_plain_text()
    {
        var order = Read("""{"chat_id": "1", "text": "a < b", "parse_mode": null, "reply_markup": "{\"inline_keyboard\": []}"}""").Order!;

        Assert.Equal(("none", JsonValueKind.Object), (order.ParseMode, order.ReplyMarkup!.Value.ValueKind));
    }

    [Fact]
    public void An_id_that_is_no_UUID_has_always_the_same_one_and_without_an_id_the_place_in_the_list_counts()
    {
        const string Numbered = """{"id": 17, "chat_id": "1", "text": "a"}""";
        const string Nameless = """{"chat_id": "1", "text": "a"}""";

        Assert.Equal(Read(Numbered, "1").Id, Read(Numbered, "2").Id);
        Assert.Equal(LegacyMessage.IdOf("17"), Read(Numbered).Order!.MessageId);
        Assert.Equal(Read(Nameless, "1").Id, Read(Nameless, "1").Id);
        Assert.NotEqual(Read(Nameless, "1").Id, Read(Nameless, "2").Id);
    }

    [Theory]
    [InlineData("hello", "it is not JSON")]
    [InlineData("[1]", "it is no JSON object")]
    [InlineData("""{"chat_id": "1"}""", "text is missing")]
    [InlineData("""{"chat_id": "home", "text": "a"}""", "chat_id must be a chat's number")]
    [InlineData("""{"chat_id": "1", "text": "a", "priority": 9}""", "priority must be low, normal, high or critical")]
    [InlineData("""{"chat_id": "1", "text": "a\ud83d"}""", "it must not hold half a surrogate pair")]
    [InlineData("""{"chat_id": "1", "text": "a", "\ud83d": 1}""", "it must not hold half a surrogate pair")]
    [InlineData("""{"chat_id": "1", "text": "a", "reply_markup": {"inline_keyboard": [[{"text": "\ud83d", "callback_data": "a"}]]}}""", "it must not hold half a surrogate pair")]
    [InlineData("""{"chat_id": "1", "text": "a", "reply_markup": "{\"a\": \"\\ud83d\"}"}""", "reply_markup must not hold half a surrogate pair")]
    [InlineData("""{"chat_id": "1", "text": "a", "reply_markup": "{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{"}""", "reply_markup must be a JSON object")]
    [InlineData("""{"chat_id": "1", "text": "a", "message_thread_id": "topic"}""", "message_thread_id must be a whole number")]
    [InlineData("""{"chat_id": "1", "text": "a", "disable_notification": "often"}""", "disable_notification must be true or false")]
    [InlineData("""{"chat_id": "1", "text": "a", "expires_at": "2026-11-30 25:00"}""", "expires_at must be a moment")]
    [InlineData("""{"chat_id": "1", "text": "a", "expires_at": "1796115600"}""", "expires_at must be a moment")]
    [InlineData("""{"chat_id": "1", "text": "a", "expires_at": 1796115600000}""", "expires_at must be a moment")]
    [InlineData("""{"chat_id": "1", "text": "a", "expires_at": true}""", "expires_at must be a moment")]
    [InlineData("""{"chat_id": "1", "text": "a", "expires_at": "2026-12-24"}""", "expires_at must be a moment")]
    [InlineData("""{"chat_id": "1", "text": "a", "expires_at": "10:00"}""", "expires_at must be a moment")]
    [InlineData("""{"chat_id": "1", "text": "a", "expires_at": "05/12/2026 10:00"}""", "expires_at must be a moment")]
    [InlineData("""{"chat_id": "1", "text": "a", "expires_at": "Thu, 24 Dec 2026 10:00:00 GMT"}""", "expires_at must be a moment")]
    public void What_cannot_be_an_order_says_why(string json, string why)
    {
        var read = Read(json);

        Assert.Null(read.Order);
        Assert.Contains(why, read.Wrong);
    }

    [Theory]
    [InlineData("""{"id": "a", "chat_id": "1", "text": "hello", "error": "Forbidden: bot was blocked", "failed_at": "2026-11-30T10:15:00"}""")]
    [InlineData("""{"message": {"id": "a", "chat_id": "1", "text": "hello"}, "error": "Forbidden: bot was blocked", "failed_at": "2026-11-30 10:15:00"}""")]
    public void What_was_given_up_says_why_and_when_with_a_wrapper_and_without(string json)
    {
        var read = Read(json);

        Assert.Equal(("hello", "Forbidden: bot was blocked", new DateTimeOffset(2026, 11, 30, 10, 15, 0, TimeSpan.Zero)), (read.Order!.Text, read.Error, read.FailedAt));
    }

    [Fact]
    public void What_is_nested_too_deeply_to_be_written_says_so()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 60)) + "1" + new string('}', 60);

        Assert.Equal("it must be nested at most 32 levels deep", Read($$"""{"chat_id": "1", "text": "a", "reply_markup": {{deep}}}""").Wrong);
        Assert.Equal("it must be nested at most 32 levels deep", Read($$"""{"chat_id": "1", "text": "a", "reply_markup": [[[[[{{deep}}]]]]]}""").Wrong);
    }

    [Theory]
    [InlineData("5", "true")]
    [InlineData("\"5\"", "1")]
    [InlineData("\" 5 \"", "\"True\"")]
    public void A_topic_and_silence_are_read_as_numbers_and_as_texts(string thread, string silent)
    {
        var order = Read($$"""{"chat_id": "1", "text": "a", "message_thread_id": {{thread}}, "disable_notification": {{silent}}}""").Order!;

        Assert.Equal((5, true), (order.ThreadId, order.Silent));
    }

    [Theory]
    [InlineData("\"\"", "0", "\" \"")]
    [InlineData("null", "false", "null")]
    public void No_topic_no_silence_and_no_end_are_none(string thread, string silent, string expires)
    {
        var order = Read($$"""{"chat_id": "1", "text": "a", "message_thread_id": {{thread}}, "disable_notification": {{silent}}, "expires_at": {{expires}}}""").Order!;

        Assert.Equal((null, false, null), (order.ThreadId, order.Silent, order.ExpiresAt));
    }

    private static LegacyMessage Read(string json, string number = "1") => LegacyMessage.Read("telegram_messages", new TakenMessage("", number, TakenAt, json));
}
