using System.Text.Json;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>What the bot sets at the server at its start.</summary>
public sealed class BotSettingsTests
{
    [Fact]
    public async Task Presses_are_ordered_with_their_message_at_the_start()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        await Eventually.TrueAsync("the setting", async () => (await telegram.CallsAsync("setMySettings")).GetValueOrDefault("200") == 1);
    }

    [Fact]
    public async Task A_server_that_does_not_know_the_setting_is_asked_again_only_after_it_was_away_and_everything_else_goes_on()
    {
        var time = new WatchedTime(TimeProvider.System.GetUtcNow());
        await using var telegram = await Emulator.StartAsync();
        await telegram.FaultAsync(new { kind = "older_server" });
        await using var sender = await SenderApp.StartAsync(telegram, time: time);
        await StatusAsync(sender, status => status.Updates == "polling");
        await telegram.AddPeopleAsync(4001);

        await telegram.SaysAsync(4001, "one");
        await Eventually.TrueAsync("a minute to pass and the update to be polled", () =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return time.GetUtcNow() - TimeProvider.System.GetUtcNow() > TimeSpan.FromMinutes(1) && sender.Told.All<TelegramUpdateReceived>().Any(update => TextOf(update) == "one");
        });

        Assert.Equal(1, (await telegram.CallsAsync("setMySettings")).Values.Sum());
        await telegram.ClearFaultsAsync();
        await telegram.FaultAsync(new { kind = "server_error", method = "getWebhookInfo" });
        await Eventually.TrueAsync("the new server to be asked", async () =>
        {
            // Less than a call may take, or none is answered in time.
            time.Advance(TimeSpan.FromSeconds(2));
            return (await telegram.CallsAsync("setMySettings")).GetValueOrDefault("200") == 1;
        });
    }

    [Fact]
    public async Task A_token_that_the_server_refuses_for_a_moment_says_nothing_of_the_setting()
    {
        var time = new WatchedTime(TimeProvider.System.GetUtcNow());
        await using var telegram = await Emulator.StartAsync();
        await telegram.FaultAsync(new { kind = "unauthorised", method = "setMySettings", count = 1 });
        await using var sender = await SenderApp.StartAsync(telegram, time: time);

        await Eventually.TrueAsync("the setting", async () =>
        {
            time.Advance(TimeSpan.FromSeconds(2));
            return (await telegram.CallsAsync("setMySettings")).GetValueOrDefault("200") == 1;
        });
    }

    private static string TextOf(TelegramUpdateReceived update) => JsonDocument.Parse(update.Raw).RootElement.GetProperty("message").GetProperty("text").GetString()!;

    private static Task<BotStatus> StatusAsync(SenderApp sender, Func<BotStatus, bool> isIt) =>
        Eventually.GetAsync("the bot's state", async () => (await sender.RequestAsync<GetBotStatus, BotStatus>(new GetBotStatus())).Message, isIt);
}
