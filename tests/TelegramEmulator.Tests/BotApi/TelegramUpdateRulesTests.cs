using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.BotApi;

/// <summary>Where Telegram delivers updates otherwise than one would think.</summary>
public class TelegramUpdateRulesTests
{
    [Fact]
    public async Task A_webhook_is_deleted_by_an_empty_url_however_soon()
    {
        await using var emulator = await StartAsync();
        await emulator.BotAsync("setWebhook", new { url = "http://127.0.0.1:9/x" });

        var deleted = await emulator.BotAsync("setWebhook", new { url = "" });

        Assert.Equal("Webhook was deleted", deleted.Description);
    }

    [Fact]
    public async Task An_offset_far_behind_the_end_loses_nothing()
    {
        await using var emulator = await StartAsync();
        await emulator.ControlAsync($"chats/{Staff}/messages", new { from = Anna, text = "kept" });
        var last = (await emulator.UpdatesAsync())[0].GetProperty("update_id").GetInt32();

        var far = await emulator.UpdatesAsync(last + 12);
        var near = await emulator.UpdatesAsync(last + 11);

        Assert.Equal("kept", Assert.Single(far).GetProperty("message").GetProperty("text").GetString());
        Assert.Empty(near);
    }

    [Fact]
    public async Task Unknown_names_in_allowed_updates_mean_the_default_kinds()
    {
        await using var emulator = await StartAsync();

        await emulator.BotAsync("getUpdates", new { offset = 1, allowed_updates = new[] { "nonsense" } });
        await emulator.ControlAsync($"chats/{Staff}/messages", new { from = Anna, text = "told" });

        Assert.Equal("told", Assert.Single(await emulator.UpdatesAsync()).GetProperty("message").GetProperty("text").GetString());
    }

    [Fact]
    public async Task The_same_offset_again_at_once_gets_one_update()
    {
        // This clock stands still, so the second poll comes at once.
        await using var emulator = await StartAsync(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56)));
        await emulator.ControlAsync($"chats/{Staff}/messages", new { from = Anna, text = "one" });
        await emulator.ControlAsync($"chats/{Staff}/messages", new { from = Anna, text = "two" });

        var first = await emulator.UpdatesAsync(0);
        var again = await emulator.UpdatesAsync(0);

        Assert.Equal((2, 1), (first.Count, again.Count));
    }

    [Fact]
    public async Task The_same_offset_again_within_three_seconds_is_answered_three_seconds_later()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var emulator = await StartAsync(clock);
        Assert.Empty(await emulator.UpdatesAsync(5));
        clock.Advance(TimeSpan.FromSeconds(2.9));

        var again = emulator.UpdatesAsync(5);
        await Eventually.TrueAsync("the poll to wait", async () => (await emulator.ReadAsync("requests")).GetProperty("waiting_polls").GetInt32() == 1);
        clock.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(again.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Empty(await again);

        // Three seconds after the one before it began, it is answered at once.
        Assert.Empty(await emulator.UpdatesAsync(5));
    }

    [Fact]
    public async Task What_comes_meanwhile_ends_the_three_seconds()
    {
        await using var emulator = await StartAsync(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56)));
        Assert.Empty(await emulator.UpdatesAsync(0));

        var again = emulator.UpdatesAsync(0);
        await Eventually.TrueAsync("the poll to wait", async () => (await emulator.ReadAsync("requests")).GetProperty("waiting_polls").GetInt32() == 1);
        await emulator.ControlAsync($"chats/{Staff}/messages", new { from = Anna, text = "one" });

        Assert.Equal("one", Assert.Single(await again).GetProperty("message").GetProperty("text").GetString());
    }
}
