using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using PhStudio.Messaging.TelegramEmulator.Updates;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Webhook;

public class WebhookRetryTests
{
    /// <summary>A fake clock is moved in many small steps, each with real deliveries between them.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_refused_update_comes_again_at_once_then_later_and_later()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var emulator = await StartAsync(clock);
        await using var bot = await WebhookReceiver.StartAsync(clock);
        bot.Answer = Refuse(500);
        await emulator.BotAsync("setWebhook", new { url = bot.Url });

        await WriteAsync(emulator, "poison");
        await bot.ArrivedAsync(2);
        await Eventually.TrueAsync("the 5th attempt", () =>
        {
            clock.Advance(TimeSpan.FromSeconds(0.5));
            return bot.Deliveries.Count >= 5;
        }, Timeout);

        var gaps = bot.Deliveries.Zip(bot.Deliveries.Skip(1), (one, next) => (next.At - one.At).TotalSeconds).Take(4).ToList();
        Assert.Equal(0, gaps[0]);
        Assert.True(gaps[1] >= 2 && gaps[2] >= 4 && gaps[3] >= 8, string.Join(", ", gaps));
        var info = (await emulator.BotAsync("getWebhookInfo")).Result;
        Assert.Equal("Wrong response from the webhook: 500 Internal Server Error", info.GetProperty("last_error_message").GetString());
    }

    [Fact]
    public async Task It_tells_why_a_receiver_could_not_be_reached()
    {
        await using var emulator = await StartAsync();
        await emulator.BotAsync("setWebhook", new { url = $"http://127.0.0.1:{FreePort.Next()}/hook" });

        await WriteAsync(emulator, "hello");

        var said = await Eventually.GetAsync("a failure", async () => (await emulator.BotAsync("getWebhookInfo")).Result, info => info.TryGetProperty("last_error_message", out _));
        Assert.Equal("Connection refused", said.GetProperty("last_error_message").GetString());
    }

    // A name that nobody knows is asked of the machine's own servers, and may take half a minute where there is none: the words alone.
    [Theory]
    [InlineData(SocketError.HostNotFound, "Failed to resolve host: Name or service not known")]
    [InlineData(SocketError.TryAgain, "Failed to resolve host: Name or service not known")]
    [InlineData(SocketError.TimedOut, "Connection timed out")]
    [InlineData(SocketError.NetworkUnreachable, "Network is unreachable")]
    [InlineData(SocketError.ConnectionReset, "Webhook connection closed")]
    public void Each_failure_of_a_connection_has_the_words_of_the_server(SocketError failure, string words) => Assert.Equal(words, WebhookCall.Words(new SocketException((int)failure)));

    [Fact]
    public async Task A_press_that_cannot_be_given_within_150_seconds_is_dropped_and_the_next_one_comes()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var emulator = await StartAsync(clock);
        await using var bot = await WebhookReceiver.StartAsync(clock);
        var message = await emulator.SendAsync(Staff, "x", Keyboard(("Go", "go")));
        bot.Answer = (_, http) =>
        {
            http.Response.Headers.RetryAfter = "100";
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };
        await emulator.BotAsync("setWebhook", new { url = bot.Url });

        await emulator.PressAsync(Staff, message, Anna, new { data = "lost" });
        await bot.ArrivedAsync(1);
        await Eventually.TrueAsync("the second and last attempt", () =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return bot.Deliveries.Count == 2;
        }, Timeout);
        await Eventually.TrueAsync("the press dropped", async () => await PendingAsync(emulator) == 0);
        bot.Answer = (_, _) => Task.CompletedTask;
        await emulator.PressAsync(Staff, message, Anna, new { data = "next" });
        await bot.ArrivedAsync(3);

        Assert.Equal(["lost", "lost", "next"], Data(bot));
        Assert.True(bot.Deliveries[1].At - bot.Deliveries[0].At >= TimeSpan.FromSeconds(100));
    }

    [Fact]
    public async Task Poison_in_twice_as_many_queues_as_connections_blocks_everybody_until_it_is_too_old()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var emulator = await StartAsync(clock);
        await using var bot = await WebhookReceiver.StartAsync(clock);
        var message = await emulator.SendAsync(Staff, "x", Keyboard(("Go", "go")));
        bot.Answer = (delivery, http) =>
        {
            http.Response.StatusCode = delivery.Data == "poison" ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
            return Task.CompletedTask;
        };
        await emulator.BotAsync("setWebhook", new { url = bot.Url, max_connections = 1 });

        await emulator.PressAsync(Staff, message, Anna, new { data = "poison" });
        await emulator.PressAsync(Staff, message, Boris, new { data = "poison" });
        await bot.ArrivedAsync(2);
        await emulator.PressAsync(Staff, message, 100003, new { data = "innocent" });
        await Eventually.TrueAsync("the innocent press", () =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return bot.Deliveries.Any(delivery => delivery.Data == "innocent");
        }, Timeout);

        // The last attempt of a press comes at 62 s, the next would come after 150 s.
        Assert.True(bot.Deliveries.Single(delivery => delivery.Data == "innocent").At - bot.Deliveries[0].At >= TimeSpan.FromSeconds(62));
    }

    [Fact]
    public async Task A_webhook_that_is_gone_for_23_hours_is_removed()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var emulator = await StartAsync(clock);
        await using var bot = await WebhookReceiver.StartAsync(clock);
        bot.Answer = (_, http) =>
        {
            http.Response.StatusCode = StatusCodes.Status410Gone;
            http.Response.Headers.RetryAfter = "3600";
            return Task.CompletedTask;
        };
        await emulator.BotAsync("setWebhook", new { url = bot.Url });
        await WriteAsync(emulator, "nobody there");
        await bot.ArrivedAsync(1);

        await Eventually.TrueAsync("the webhook removed", async () =>
        {
            // A message dies after 24 h; others come meanwhile.
            await WriteAsync(emulator, "nobody there");
            clock.Advance(TimeSpan.FromMinutes(30));
            return (await emulator.BotAsync("getWebhookInfo")).Result.GetProperty("url").GetString() == "";
        }, Timeout);

        Assert.True(bot.Deliveries[^1].At - bot.Deliveries[0].At >= TimeSpan.FromHours(23));
    }

    private static Func<Delivery, HttpContext, Task> Refuse(int status) => (_, http) =>
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private static IEnumerable<string?> Data(WebhookReceiver bot) => bot.Deliveries.Select(delivery => delivery.Data);

    private static Task WriteAsync(RunningEmulator emulator, string text) => emulator.ControlAsync($"chats/{Staff}/messages", new { from = Anna, text });

    private static async Task<int> PendingAsync(RunningEmulator emulator) => (await emulator.BotAsync("getWebhookInfo")).Result.GetProperty("pending_update_count").GetInt32();
}
