using System.Net;
using System.Text;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Messages at the edges of what <c>/send</c> and its batch take, and what their callers hear.</summary>
public sealed class MessageIntakeTests
{
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
    [InlineData("\"text\":\"a\",\"reply_markup\":{\"inline_keyboard\":[[{\"text\":\"b\",\"url\":\"https://studio.example\"}]]}", "\"reply_markup\":{\"inline_keyboard\":[[{\"url\":\"https://studio.example\",\"text\":\"\\u0062\"}]]},\"text\":\"a\"", 202)]
    [InlineData("\"text\":\"a\",\"reply_markup\":{\"keyboard\":[[\"b\",\"c\"]]}", "\"text\":\"a\",\"reply_markup\":{\"keyboard\":[[\"c\",\"b\"]]}", 409)]
    [InlineData("\"template\":\"pending_head\",\"values\":{\"count\":2,\"note\":{\"a\":8000.00,\"b\":null}}", "\"template\":\"pending_head\",\"values\":{\"note\":{\"b\":null,\"a\":8000},\"count\":2}", 202)]
    [InlineData("\"template\":\"pending_head\",\"values\":{\"count\":2,\"note\":8000.01}", "\"template\":\"pending_head\",\"values\":{\"count\":2,\"note\":8000.1}", 409)]
    public async Task The_order_of_members_and_the_spelling_of_a_number_are_no_other_content(string first, string second, int status)
    {
        await using var gateway = await GatewayApp.StartAsync();
        await gateway.PostAsync("/send", $$"""{"message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chat_id":1,{{first}}}""");

        Assert.Equal(status, (await gateway.PostAsync("/send", $$"""{"message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chat_id":1,{{second}}}""")).Status);
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
    [InlineData("""{"chat_id":1,"text":"<b></b>"}""", 422)]
    [InlineData("""{"chat_id":1,"text":"<i> </i>\n<a href=\"https://studio.example\"></a>"}""", 422)]
    [InlineData("""{"chat_id":1,"text":"&#8203;"}""", 422)]
    [InlineData("""{"chat_id":1,"text":"&nbsp;"}""", 422)]
    [InlineData("""{"chat_id":1,"text":"&#8203;","parse_mode":"none"}""", 202)]
    [InlineData("""{"chat_id":1,"text":"<b>x</b>"}""", 202)]
    [InlineData("""{"chat_id":1,"text":"<b>"}""", 202)] // Telegram cannot read it, and it goes out as it is written.
    [InlineData("""{"chat_id":1,"text":"<T>"}""", 202)]
    [InlineData("""{"chat_id":1,"text":"****","parse_mode":"MarkdownV2"}""", 422)]
    [InlineData("""{"chat_id":1,"text":"*_ _*","parse_mode":"MarkdownV2"}""", 422)]
    [InlineData("""{"chat_id":1,"text":"[](https://studio.example)","parse_mode":"MarkdownV2"}""", 422)]
    [InlineData("""{"chat_id":1,"text":"``````","parse_mode":"Markdown"}""", 422)]
    [InlineData("""{"chat_id":1,"text":"*x*","parse_mode":"MarkdownV2"}""", 202)]
    [InlineData("""{"chat_id":1,"text":"*","parse_mode":"MarkdownV2"}""", 202)]
    [InlineData("""{"chat_id":1,"text":"****"}""", 202)]
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
}
