using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Webhook;

public class PollingTests
{
    [Fact]
    public async Task Updates_stay_until_a_higher_offset_confirms_them()
    {
        await using var emulator = await StartAsync();
        await WriteAsync(emulator, "one");
        await WriteAsync(emulator, "two");
        await WriteAsync(emulator, "three");

        var all = await emulator.UpdatesAsync();
        var ids = all.Select(update => update.GetProperty("update_id").GetInt32()).ToList();
        var rest = await emulator.UpdatesAsync(ids[0] + 1);
        var limited = (await emulator.BotAsync("getUpdates", new { limit = 1 })).Result.EnumerateArray().ToList();

        Assert.Equal(Enumerable.Range(ids[0], 3), ids);
        Assert.Equal(ids.Skip(1), rest.Select(update => update.GetProperty("update_id").GetInt32()));
        Assert.Equal(ids[1], Assert.Single(limited).GetProperty("update_id").GetInt32());
    }

    [Fact]
    public async Task A_negative_offset_counts_from_the_end_and_forgets_what_is_before()
    {
        await using var emulator = await StartAsync();
        await WriteAsync(emulator, "one");
        await WriteAsync(emulator, "two");
        await WriteAsync(emulator, "three");

        var last = await emulator.UpdatesAsync(-2);
        var left = await emulator.UpdatesAsync();

        Assert.Equal(["two", "three"], last.Select(update => update.GetProperty("message").GetProperty("text").GetString()));
        Assert.Equal(2, left.Count);
    }

    [Fact]
    public async Task A_long_poll_ends_with_the_first_update()
    {
        // This clock stands still: only the update can end the poll.
        await using var emulator = await StartAsync(new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56)));

        var poll = emulator.BotAsync("getUpdates", new { timeout = 50 });
        await WriteAsync(emulator, "hello");
        var updates = (await poll).Result.EnumerateArray().ToList();

        Assert.Equal("hello", Assert.Single(updates).GetProperty("message").GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_second_poller_ends_the_first_with_409()
    {
        await using var emulator = await StartAsync();

        var first = emulator.BotAsync("getUpdates", new { timeout = 50 });
        BotAnswer? second = null;
        await Eventually.TrueAsync("the first poll ended", async () =>
        {
            second = await emulator.BotAsync("getUpdates", new { offset = 1, timeout = 1 });
            return first.IsCompleted;
        });

        Assert.Equal((409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"), ((await first).Status, (await first).Description));
        Assert.True(second!.Ok);
    }

    [Fact]
    public async Task A_second_poller_that_does_not_wait_leaves_the_first_alone()
    {
        await using var emulator = await StartAsync();
        var first = emulator.BotAsync("getUpdates", new { timeout = 50 });
        await Eventually.TrueAsync("the poll waiting", async () => (await emulator.ReadAsync("requests")).GetProperty("waiting_polls").GetInt32() == 1);

        var second = await emulator.UpdatesAsync(1);
        await WriteAsync(emulator, "for the first");

        Assert.Empty(second);
        Assert.Equal("for the first", Assert.Single((await first).Result.EnumerateArray()).GetProperty("message").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Polling_is_409_while_a_webhook_is_set_and_works_again_without_it()
    {
        await using var emulator = await StartAsync();
        await emulator.BotAsync("setWebhook", new { url = "http://127.0.0.1:9/x" });

        var refused = await emulator.BotAsync("getUpdates");
        await WriteAsync(emulator, "kept");
        var deleted = await emulator.BotAsync("deleteWebhook");

        Assert.Equal((409, 409), (refused.Status, refused.ErrorCode!.Value));
        Assert.Equal("Webhook was deleted", deleted.Description);
        Assert.Equal("kept", Assert.Single(await emulator.UpdatesAsync()).GetProperty("message").GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_second_conflict_at_once_is_told_three_seconds_later()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var emulator = await StartAsync(clock);
        await emulator.BotAsync("setWebhook", new { url = "http://127.0.0.1:9/x" });

        var first = await emulator.BotAsync("getUpdates");
        var second = emulator.BotAsync("getUpdates");
        await Eventually.TrueAsync("the second conflict", () =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return second.IsCompleted;
        });

        Assert.Equal((409, 409), (first.Status, (await second).Status));
        Assert.True(clock.GetUtcNow() >= DateTimeOffset.UnixEpoch.AddYears(56).AddSeconds(3));
    }

    [Fact]
    public async Task A_webhook_ends_the_poll_that_waits()
    {
        await using var emulator = await StartAsync();
        var poll = emulator.BotAsync("getUpdates", new { timeout = 50 });
        await Eventually.TrueAsync("the poll waiting", async () => (await emulator.ReadAsync("requests")).GetProperty("waiting_polls").GetInt32() == 1);

        await emulator.BotAsync("setWebhook", new { url = "http://127.0.0.1:9/x" });

        Assert.Equal((409, "Conflict: terminated by setWebhook request"), ((await poll).Status, (await poll).Description));
    }

    [Fact]
    public async Task A_poll_that_waits_does_not_keep_the_process_from_stopping()
    {
        var emulator = await StartAsync();
        var poll = emulator.BotAsync("getUpdates", new { timeout = 50 });
        await Eventually.TrueAsync("the poll waiting", async () => (await emulator.ReadAsync("requests")).GetProperty("waiting_polls").GetInt32() == 1);

        await emulator.StopAsync();

        // Kept waiting, the poll would be cut at the host's deadline instead of answered.
        Assert.Empty((await poll).Result.EnumerateArray());
        await emulator.DisposeAsync();
    }

    private static Task WriteAsync(RunningEmulator emulator, string text) => emulator.ControlAsync($"chats/{Staff}/messages", new { from = Anna, text });
}
