using PhStudio.Messaging.Gateway.Migration;
using PhStudio.Messaging.ServiceDefaults.Shadow;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Tests.Migration;

/// <summary><c>gateway shadow report</c>: what the old system sent against what the new one would have sent.</summary>
public sealed class ShadowTests
{
    private static readonly DateTimeOffset At = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Each_difference_is_a_line_and_what_is_the_same_is_counted()
    {
        await using var server = await RedisServer.StartAsync();
        await NoteAsync(server,
            """{"chat_id":"-1001","text":"<b>New booking</b> 17 &amp; more\nFamily session","parse_mode":"HTML","reply_markup":{"inline_keyboard":[[{"text":"Confirm","callback_data":"x"}]]}}""",
            """{"chat_id":"-1001","text":"New booking 18\nPortrait at 12:00"}""",
            """{"chat_id":"7","text":"Only we greet"}""");

        var (code, said) = await RunAsync(server, """
            2026-12-01 09:00:00 INFO Sent {"chat_id": -1001, "text": "New booking 17 & more\nFamily session", "reply_markup": "{\"inline_keyboard\": [[{\"text\": \"Confirm\", \"callback_data\": \"confirm_17\"}]]}"} in 0.2 s
            2026-12-01 09:00:01 INFO Heartbeat {"queue": 3}
            {"chat_id": "-1001", "text": "New booking 18\nPortrait at 13:00"}
            {"chat_id": "-1001", "text": "Statistics of yesterday"}
            """);

        Assert.Equal(1, code);
        Assert.Contains("""DIFFERS  line 3, chat -1001: line 2 of the text was "Portrait at 13:00" and would be "Portrait at 12:00".""".TrimEnd('.'), said);
        Assert.Contains("""DIFFERS  line 4, chat -1001: only the old system sent "Statistics of yesterday".""".TrimEnd('.'), said);
        Assert.Contains("""DIFFERS  call 3, chat 7: only the new one would send "Only we greet".""".TrimEnd('.'), said);
        Assert.Contains("The old system sent 3, the new one would have sent 3: 1 are the same, 3 differ.", said);
    }

    [Fact]
    public async Task What_customers_wrote_commands_no_terminal()
    {
        await using var server = await RedisServer.StartAsync();
        await NoteAsync(server, """{"chat_id":"7","text":"Greetings, Anna\u001b[2J\r!"}""");

        var (_, said) = await RunAsync(server, """{"chat_id": "7", "text": "Greetings, Anna\u202e"}""");

        Assert.Contains("\\u001B[2J\\u000D!", said);
        Assert.Contains("\\u202E", said);
        Assert.DoesNotContain('\u001b', said);
    }

    [Theory]
    [InlineData("""{"chat_id": 7, "text": "\ud83d"}""")]
    [InlineData("""{"chat_id": "\ud83d", "text": "a"}""")]
    [InlineData("""{"chat_id": 7, "photo": "\ud83d"}""")]
    [InlineData("""{"chat_id": 7, "media": "\ud83d"}""")]
    public async Task A_line_with_half_a_surrogate_pair_is_no_message(string line)
    {
        await using var server = await RedisServer.StartAsync();

        var (_, said) = await RunAsync(server, line);

        Assert.Contains("The old system sent 0", said);
        Assert.Contains("Not read: 1 with a chat_id", said);
    }

    [Fact]
    public async Task What_was_not_compared_is_said_and_is_no_proof()
    {
        await using var server = await RedisServer.StartAsync();
        var (neither, nothing) = await RunAsync(server, "{'chat_id': 1, 'text': 'a'}\nINFO 17 jobs");
        await NoteAsync(server, """{"chat_id":"1","text":"a"}""");
        var (other, unread) = await RunAsync(server, "sent {\"chat_id\": 1, \"text\": \"a\"}\nsent {'chat_id': 1, 'text': 'b'}\nsent {'chat_id': 1, 'text': 'c'}");

        Assert.Equal((1, 1), (neither, other));
        Assert.Contains("Nothing was compared: no line of the file holds a message", nothing);
        Assert.Contains("Nothing was compared: nothing was noted in this Redis", nothing);
        Assert.Contains("1 are the same, 0 differ.", unread);
        Assert.Contains("Not read: 2 with a chat_id in which no JSON object and no form can be read, line 2 first.", unread);
    }

    [Fact]
    public async Task A_call_is_found_between_other_braces_in_another_object_and_as_a_form()
    {
        await using var server = await RedisServer.StartAsync();
        await NoteAsync(server, """{"chat_id":"1","text":"a"}""", """{"chat_id":"1","text":"b & c"}""", """{"chat_id":"1","text":"d","reply_markup":{"inline_keyboard":[[{"text":"Yes"}]]}}""", """{"chat_id":"1","text":"e"}""");

        var (code, said) = await RunAsync(server, """
            INFO {worker 3} sent {"chat_id": 1, "text": "a"} {done}
            POST /bot:token/sendMessage chat_id=1&text=b+%26+c
            POST /bot:token/sendMessage "chat_id=1&text=d&reply_markup=%7B%22inline_keyboard%22%3A%5B%5B%7B%22text%22%3A%22Yes%22%7D%5D%5D%7D"
            {"method": "sendMessage", "body": {"chat_id": 1, "text": "e", "message_id": 17}}
            """);

        Assert.Equal((0, "The old system sent 4, the new one would have sent 4: 4 are the same, 0 differ."), (code, said.Trim()));
    }

    [Fact]
    public async Task Edits_are_compared_on_neither_side()
    {
        await using var server = await RedisServer.StartAsync();
        await NoteCallsAsync(server, ("sendMessage", """{"chat_id":"1","text":"New"}"""), ("editMessageText", """{"chat_id":"1","message_id":5,"text":"Confirmed"}"""));

        var (code, said) = await RunAsync(server, """
            {"chat_id": 1, "message_id": "old-17", "text": "New"}
            {"chat_id": 1, "message_id": 5, "text": "Confirmed"}
            POST /bot:token/editMessageText chat_id=1&message_id=5&text=Rejected
            """);

        Assert.Equal(0, code);
        Assert.Contains("The old system sent 1, the new one would have sent 1: 1 are the same, 0 differ.", said);
        Assert.Contains("Edits are not compared (2 in the file)", said);
    }

    [Fact]
    public async Task Buttons_count_and_where_all_is_the_same_the_report_is_right()
    {
        await using var server = await RedisServer.StartAsync();
        await NoteAsync(server, """{"chat_id":"7","text":"Hello","reply_markup":{"inline_keyboard":[[{"text":"Yes"}]]}}""");

        var (other, said) = await RunAsync(server, """{"chat_id": 7, "text": "Hello", "reply_markup": {"inline_keyboard": [[{"text": "No"}]]}}""");
        var (same, _) = await RunAsync(server, """{"chat_id": 7, "text": "Hello", "reply_markup": {"inline_keyboard": [[{"text": "Yes"}]]}}""");

        Assert.Equal((1, 0), (other, same));
        Assert.Contains("the buttons were [No] and would be [Yes]", said);
    }

    [Fact]
    public async Task Pictures_are_compared_by_their_addresses_and_a_file_is_a_file()
    {
        await using var server = await RedisServer.StartAsync();
        await NoteCallsAsync(server,
            ("sendPhoto", """{"chat_id":"7","photo":"https://p.example/1.jpg","caption":"<b>One</b>","parse_mode":"HTML"}"""),
            ("sendPhoto", """{"chat_id":"7","photo":"attach://photo0","caption":"A file"}"""),
            ("sendMediaGroup", """{"chat_id":"7","media":[{"type":"photo","media":"https://p.example/1.jpg","caption":"Two","parse_mode":"HTML"},{"type":"photo","media":"https://p.example/2.jpg"}]}"""),
            ("sendMediaGroup", """{"chat_id":"-1001","media":[{"type":"photo","media":"https://p.example/3.jpg"},{"type":"photo","media":"https://p.example/4.jpg"}]}"""));

        var (code, said) = await RunAsync(server, """
            {"chat_id": 7, "photo": "https://p.example/1.jpg", "caption": "One"}
            {"chat_id": 7, "photo": "AgACAgIAAxkDAAI", "caption": "A file"}
            {"chat_id": 7, "media": "[{\"type\": \"photo\", \"media\": \"https://p.example/1.jpg\", \"caption\": \"Two\"}, {\"type\": \"photo\", \"media\": \"https://p.example/9.jpg\"}]"}
            {"chat_id": -1001, "media": [{"type": "photo", "media": "https://p.example/3.jpg"}, {"type": "photo", "media": "https://p.example/4.jpg"}]}
            {"chat_id": 8, "photo": "https://p.example/5.jpg"}
            """);

        Assert.Equal(1, code);
        Assert.Equal(
            """
            DIFFERS  line 3, chat 7: the pictures were [https://p.example/1.jpg, https://p.example/9.jpg] and would be [https://p.example/1.jpg, https://p.example/2.jpg]
            DIFFERS  line 5, chat 8: only the old system sent "https://p.example/5.jpg"
            The old system sent 5, the new one would have sent 4: 3 are the same, 2 differ.
            """, said.TrimEnd());
    }

    [Fact]
    public void A_queue_that_is_taken_over_in_the_shadow_is_refused()
    {
        Assert.Contains(GatewayApp.Problems(("SHADOW", "true"), ("LEGACY_QUEUE", "telegram_messages")), problem => problem.Contains("SHADOW=true sends nothing", StringComparison.Ordinal));
    }

    [Fact]
    public void A_platform_that_would_be_told_in_the_shadow_is_refused()
    {
        var problems = GatewayApp.Problems(("SHADOW", "true"), ("BOOKING_CALLBACK_URL", "https://platform.example/hook"), ("BOOKING_CALLBACK_SECRET", "a secret of the platform's own"));

        Assert.Contains(problems, problem => problem.Contains("BOOKING_CALLBACK_URL", StringComparison.Ordinal) && problem.Contains("SHADOW=true", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_help_is_an_answer_and_a_Redis_that_is_away_is_no_wrong_command()
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();

        Assert.Equal(0, await ShadowCommand.RunAsync(["shadow", "--help"], output, errors));
        Assert.Contains("shadow report FILE", output.ToString());
        Assert.Equal("", errors.ToString());
        Assert.Equal(1, await ShadowCommand.RunAsync(["shadow", "clear"], output, errors, new Dictionary<string, string?> { ["REDIS_URL"] = $"redis://127.0.0.1:{FreePort.Next()}" }));
        Assert.NotEqual("", errors.ToString());
    }

    private static Task NoteAsync(RedisServer server, params string[] calls) => NoteCallsAsync(server, [.. calls.Select(arguments => ("sendMessage", arguments))]);

    private static async Task NoteCallsAsync(RedisServer server, params (string Method, string Arguments)[] calls)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.Address);
        foreach (var (method, arguments) in calls)
        {
            await ShadowStream.AddAsync(redis.GetDatabase(), new ShadowedCall(At, method, arguments));
        }
    }

    private static async Task<(int Code, string Said)> RunAsync(RedisServer server, string file)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, file, TestContext.Current.CancellationToken);
            await using var output = new StringWriter();
            var code = await ShadowCommand.RunAsync(["shadow", "report", path], output, output, new Dictionary<string, string?> { ["REDIS_URL"] = server.Url });
            return (code, output.ToString());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
