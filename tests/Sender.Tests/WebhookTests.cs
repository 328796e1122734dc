using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Bot;
using PhStudio.Messaging.Sender.Delivery;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.Telegram;
using PhStudio.Messaging.TelegramEmulator.Limits;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>The webhook at Telegram: who sets it, when, and how an operator changes it.</summary>
public sealed class WebhookTests
{
    private static readonly Dictionary<string, string?> Webhook = new() { ["TELEGRAM_WEBHOOK_URL"] = "http://127.0.0.1:9/webhook", ["TELEGRAM_WEBHOOK_SECRET"] = "a-webhook-secret" };

    [Fact]
    public async Task A_webhook_that_another_Sender_removed_is_noticed_and_the_updates_are_polled()
    {
        var time = new WatchedTime(TimeProvider.System.GetUtcNow());
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, Webhook, time: time);
        await StatusAsync(sender, status => status.Updates == "webhook");
        await telegram.AddPeopleAsync(4001);

        await telegram.RemoveWebhookAsync();
        await telegram.SaysAsync(4001, "polled");

        await Eventually.TrueAsync("the update to be polled", () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return sender.Told.All<TelegramUpdateReceived>().Any(update => TextOf(update) == "polled");
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_that_is_revoked_is_told_though_there_is_nothing_to_send(bool webhook)
    {
        var time = new WatchedTime(TimeProvider.System.GetUtcNow());
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, webhook ? Webhook : null, time: time);
        await StatusAsync(sender, status => status.Updates == (webhook ? "webhook" : "polling"));
        await telegram.AddPeopleAsync(4001);

        await telegram.FaultAsync(new { kind = "unauthorised" });
        // Ends the request for updates that is waiting.
        await telegram.SaysAsync(4001, "a word");
        await Eventually.TrueAsync("the refused token to be told", () => ProblemAfter(TimeSpan.FromSeconds(1)) == 1);
        await telegram.ClearFaultsAsync();

        await Eventually.TrueAsync("the token to be known again", () => ProblemAfter(TimeSpan.FromSeconds(1)) == 0);

        int ProblemAfter(TimeSpan passed)
        {
            time.Advance(passed);
            return Gauge.Of(sender, "sender.telegram_problem");
        }
    }

    [Fact]
    public async Task The_webhook_is_set_at_the_start_and_only_where_it_differs()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var broker = await VirtualHost.CreateAsync();
        await using (var first = await StartAsync(Webhook))
        {
            await Eventually.TrueAsync("the webhook to be set and remembered", async () => await first.Services.GetRequiredService<IWebhookStore>().LastSetWithAsync() is not null);
            var status = await StatusAsync(first, status => status.Updates == "webhook");
            Assert.Equal(("http://127.0.0.1:9/webhook", "http://127.0.0.1:9/webhook", true), (status.WebhookUrl, status.WebhookWanted, status.Connected));
            Assert.True(new WebhookSecret("another", next: "a-webhook-secret").HasDigest(status.WebhookSecretDigest!));
        }

        await using (var second = await StartAsync(Webhook))
        {
            // What it does at its start, done once more so that its end is known.
            Assert.Null(await second.Services.GetRequiredService<UpdateSource>().ArrangeAsync(TestContext.Current.CancellationToken));
            Assert.Equal(1, (await telegram.CallsAsync("setWebhook"))["200"]);
        }

        await using var third = await StartAsync(new(Webhook) { ["TELEGRAM_WEBHOOK_SECRET"] = "another-secret-of-the-tests" });
        await Eventually.GetAsync("the webhook with the other secret", () => telegram.CallsAsync("setWebhook"), calls => calls["200"] == 2);

        Task<SenderApp> StartAsync(Dictionary<string, string?> settings) => SenderApp.StartAsync(telegram, settings, broker.Url, broker.Redis);
    }

    [Fact]
    public async Task A_long_wait_that_Telegram_asks_for_is_told_at_once_and_not_waited_for()
    {
        await using var telegram = await Emulator.StartAsync();
        await telegram.FaultAsync(new { kind = "too_many_requests", method = "setWebhook", retry_after = 3600 });
        await using var sender = await SenderApp.StartAsync(telegram, Webhook);

        Assert.Equal("setWebhook: Telegram asks to wait 3600 s", await sender.Services.GetRequiredService<UpdateSource>().ArrangeAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_webhook_that_Telegram_refuses_is_what_is_wrong_until_it_is_set()
    {
        var time = new WatchedTime(TimeProvider.System.GetUtcNow());
        await using var telegram = await Emulator.StartAsync();
        await telegram.FaultAsync(new { kind = "forbidden", method = "setWebhook" });
        await using var sender = await SenderApp.StartAsync(telegram, Webhook, time: time);

        var refused = await StatusAsync(sender, status => status.Error is not null && status.BotId is not null);
        await telegram.ClearFaultsAsync();
        var set = await Eventually.GetAsync("the webhook to be set", async () =>
        {
            time.Advance(TimeSpan.FromSeconds(2));
            return (await sender.RequestAsync<GetBotStatus, BotStatus>(new GetBotStatus())).Message;
        }, status => status is { WebhookUrl: not null, Error: null });

        Assert.StartsWith("setWebhook: Bad Request", refused.Error, StringComparison.Ordinal);
        Assert.Equal((null, null), (refused.WebhookUrl, refused.WebhookWanted));
        Assert.Equal(Webhook["TELEGRAM_WEBHOOK_URL"], set.WebhookWanted);
    }

    [Fact]
    public async Task Of_three_Senders_that_start_together_one_sets_the_webhook()
    {
        await using var telegram = await Emulator.StartAsync(new SendLimits());
        await using var broker = await VirtualHost.CreateAsync();

        var senders = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SenderApp.StartAsync(telegram, Webhook, broker.Url, broker.Redis)));
        foreach (var sender in senders)
        {
            var source = sender.Services.GetRequiredService<UpdateSource>();
            await Eventually.TrueAsync("each to know the webhook", () => source.Info is { Url.Length: > 0 });
        }

        Assert.Equal([new("200", 1L)], await telegram.CallsAsync("setWebhook"));
        foreach (var sender in senders)
        {
            await sender.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_operator_changes_between_webhook_and_polling_while_it_runs()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, Webhook);
        await StatusAsync(sender, status => status.Updates == "webhook");

        var polling = (await sender.RequestAsync<DeleteBotWebhook, BotStatus>(new DeleteBotWebhook())).Message;
        await telegram.AddPeopleAsync(4001);
        await telegram.SaysAsync(4001, "polled");
        await sender.Told.OfAsync<TelegramUpdateReceived>(update => update.Raw.Contains("polled", StringComparison.Ordinal));
        var webhook = (await sender.RequestAsync<SetBotWebhook, BotStatus>(new SetBotWebhook { Url = "http://127.0.0.1:9/other" })).Message;

        Assert.Equal(("polling", null, "", Webhook["TELEGRAM_WEBHOOK_URL"]), (polling.Updates, polling.Error, polling.WebhookWanted, polling.WebhookBefore));
        Assert.Equal("", webhook.WebhookBefore);
        Assert.Equal(("webhook", "http://127.0.0.1:9/other", "http://127.0.0.1:9/other", null), (webhook.Updates, webhook.WebhookUrl, webhook.WebhookWanted, webhook.Error));
    }

    [Fact]
    public async Task A_webhook_without_a_secret_is_refused()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        var status = (await sender.RequestAsync<SetBotWebhook, BotStatus>(new SetBotWebhook { Url = "http://127.0.0.1:9/webhook" })).Message;

        Assert.Contains("TELEGRAM_WEBHOOK_SECRET", status.Error, StringComparison.Ordinal);
        Assert.Empty(await telegram.CallsAsync("setWebhook"));
    }

    [Fact]
    public async Task A_complaint_of_Telegram_about_the_webhook_is_told_with_its_time()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, Webhook);
        await StatusAsync(sender, status => status.Updates == "webhook");
        await telegram.AddPeopleAsync(4001);

        await telegram.SaysAsync(4001, "to nobody");

        var told = await StatusAsync(sender, status => status.LastWebhookError is not null);
        Assert.NotNull(told.LastWebhookErrorAt);
    }

    private static string TextOf(TelegramUpdateReceived update) => JsonDocument.Parse(update.Raw).RootElement.GetProperty("message").GetProperty("text").GetString()!;

    private static Task<BotStatus> StatusAsync(SenderApp sender, Func<BotStatus, bool> isIt) =>
        Eventually.GetAsync("the bot's state", async () => (await sender.RequestAsync<GetBotStatus, BotStatus>(new GetBotStatus())).Message, isIt);
}
