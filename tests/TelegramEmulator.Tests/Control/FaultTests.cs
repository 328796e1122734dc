using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Limits;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Control;

public class FaultTests
{
    [Fact]
    public async Task A_proxy_may_quote_the_whole_address()
    {
        await using var emulator = await StartAsync();
        await emulator.ControlAsync("faults", new { kind = "quoting_proxy", count = 1 });

        using var response = await emulator.Http.GetAsync($"/bot{EmulatorOptions.DemoToken}/getMe", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains(EmulatorOptions.DemoToken, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("server_error", 500, "Internal Server Error")]
    [InlineData("unauthorised", 401, "Unauthorized")]
    [InlineData("blocked", 403, "Forbidden: bot was blocked by the user")]
    [InlineData("deactivated", 403, "Forbidden: user is deactivated")]
    [InlineData("kicked", 403, "Forbidden: bot was kicked from the supergroup chat")]
    [InlineData("chat_not_found", 400, "Bad Request: chat not found")]
    [InlineData("thread_not_found", 400, "Bad Request: message thread not found")]
    [InlineData("method_not_found", 404, "Not Found: method not found")]
    [InlineData("conflict", 409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")]
    public async Task A_fault_answers_as_often_as_it_was_asked_to_and_nothing_is_sent(string kind, int status, string description)
    {
        await using var emulator = await StartAsync();
        await emulator.ControlAsync("faults", new { kind, method = "sendMessage", chat_id = Staff, count = 2 });

        var other = await emulator.BotAsync("sendMessage", new { chat_id = Maria, text = "another chat" });
        var answers = new[] { await TrySendAsync(emulator), await TrySendAsync(emulator) };

        Assert.True(other.Ok);
        Assert.All(answers, answer => Assert.Equal((status, status, description), (answer.Status, answer.ErrorCode!.Value, answer.Description)));
        Assert.Equal(1, await emulator.SendAsync(Staff, "the first that was sent"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_429_can_be_for_one_call_a_chat_or_the_whole_bot(bool limited)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var emulator = await StartAsync(clock, new SendLimits { Enabled = limited });

        await emulator.ControlAsync("faults", new { kind = "too_many_requests", retry_after = 7, count = 1, scope = "chat" });
        Assert.Equal((429, 7, 7), await RetryAsync(emulator, Staff));
        Assert.Equal((429, 7, 7), await RetryAsync(emulator, Staff));
        Assert.True((await emulator.BotAsync("sendMessage", new { chat_id = Maria, text = "x" })).Ok);
        clock.Advance(TimeSpan.FromSeconds(7));
        Assert.True((await TrySendAsync(emulator)).Ok);

        await emulator.ControlAsync("faults", new { kind = "too_many_requests", retry_after = 9, count = 1, scope = "bot" });
        Assert.Equal((429, 9, 9), await RetryAsync(emulator, Staff));
        Assert.Equal((429, 9, 9), await RetryAsync(emulator, Maria));
        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.True((await TrySendAsync(emulator)).Ok);
    }

    [Fact]
    public async Task An_html_page_comes_with_502()
    {
        await using var emulator = await StartAsync();
        await emulator.ControlAsync("faults", new { kind = "html_page", count = 1 });

        using var response = await emulator.Http.PostAsJsonAsync($"/bot{EmulatorOptions.DemoToken}/sendMessage", new { chat_id = Staff, text = "x" });

        Assert.Equal((HttpStatusCode.BadGateway, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains("<h1>502 Bad Gateway</h1>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refuse", 0)]
    [InlineData("cut_before", 0)]
    [InlineData("cut_after", 1)]
    public async Task A_cut_connection_leaves_the_message_there_or_not(string kind, int accepted)
    {
        await using var emulator = await StartAsync();
        await emulator.ControlAsync("faults", new { kind, method = "sendMessage", count = 1 });

        await Assert.ThrowsAsync<HttpRequestException>(() => TrySendAsync(emulator));

        Assert.Equal(accepted, (await emulator.ReadAsync($"chats/{Staff}/messages")).GetArrayLength());
        var requests = await emulator.ReadAsync("requests");
        Assert.Equal(accepted, requests.GetProperty("accepted_sends").GetInt32());
        Assert.Equal(1, requests.GetProperty("methods").GetProperty("sendMessage").GetProperty("cut").GetInt32());
    }

    [Theory]
    [InlineData("hang", 0)]
    [InlineData("hang_after", 1)]
    public async Task A_call_that_hangs_never_answers_and_ends_with_its_client(string kind, int accepted)
    {
        await using var emulator = await StartAsync();
        await emulator.ControlAsync("faults", new { kind, count = 1 });
        using var timeout = new CancellationTokenSource();

        var call = emulator.Http.PostAsJsonAsync($"/bot{EmulatorOptions.DemoToken}/sendMessage", new { chat_id = Staff, text = "x" }, timeout.Token);
        await Eventually.TrueAsync("the call hanging", async () => (await emulator.ReadAsync("requests")).GetProperty("methods").TryGetProperty("sendMessage", out _));
        Assert.False(call.IsCompleted, "it was answered");
        await timeout.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        Assert.Equal(accepted, (await emulator.ReadAsync($"chats/{Staff}/messages")).GetArrayLength());
    }

    [Fact]
    public async Task A_delay_is_waited_for()
    {
        await using var emulator = await StartAsync();
        await emulator.ControlAsync("faults", new { kind = "delay", delay_ms = 250, count = 1 });
        var clock = Stopwatch.StartNew();

        Assert.True((await TrySendAsync(emulator)).Ok);

        Assert.True(clock.Elapsed >= TimeSpan.FromMilliseconds(240), $"{clock.Elapsed}");
    }

    [Fact]
    public async Task A_migration_on_demand_names_a_supergroup_that_works()
    {
        await using var emulator = await StartAsync();
        await emulator.ControlAsync("chats", new { id = -500, title = "Old group" });
        await emulator.ControlAsync("faults", new { kind = "migrated", chat_id = -500, new_chat_id = -1009999999999 });

        var moved = await emulator.BotAsync("sendMessage", new { chat_id = -500, text = "x" });

        Assert.Equal(-1009999999999, moved.Parameters.GetProperty("migrate_to_chat_id").GetInt64());
        Assert.True((await emulator.BotAsync("sendMessage", new { chat_id = -1009999999999, text = "x" })).Ok);
    }

    [Fact]
    public async Task A_probability_meets_some_calls_and_clearing_ends_it()
    {
        await using var emulator = await StartAsync();
        await emulator.ControlAsync("faults", new { kind = "server_error", probability = 0.5 });

        var statuses = new List<int>();
        for (var i = 0; i < 100; i++)
        {
            statuses.Add((await emulator.BotAsync("getMe")).Status);
        }

        Assert.InRange(statuses.Count(status => status == 500), 10, 90);
        using var cleared = await emulator.Http.DeleteAsync("/emulator/faults");
        Assert.Equal(0, (await emulator.ReadAsync("faults")).GetArrayLength());
        Assert.True((await emulator.BotAsync("getMe")).Ok);
    }

    [Theory]
    [InlineData("""{"kind":"nonsense"}""", "kind")]
    [InlineData("""{"kind":"server_error","status":404}""", "status")]
    [InlineData("""{"kind":"delay","probability":2}""", "probability")]
    [InlineData("""{"kind":"delay","count":0}""", "count")]
    [InlineData("""{"kind":"refuse","chat_id":5}""", "refuse")]
    [InlineData("""{"kind":"delay","cuont":1}""", "cuont")]
    public async Task A_wrong_fault_is_refused_by_name(string body, string named)
    {
        await using var emulator = await StartAsync();

        using var response = await emulator.Http.PostAsync("/emulator/faults", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(named, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Task<BotAnswer> TrySendAsync(RunningEmulator emulator) => emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "x" });

    private static async Task<(int Status, int? Body, int? Header)> RetryAsync(RunningEmulator emulator, long chat)
    {
        var answer = await emulator.BotAsync("sendMessage", new { chat_id = chat, text = "x" });
        Assert.False(answer.Ok, "the call was taken");
        return (answer.Status, answer.Parameters.GetProperty("retry_after").GetInt32(), answer.RetryAfterHeader);
    }
}
