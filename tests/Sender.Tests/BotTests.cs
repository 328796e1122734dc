using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>Updates, webhook and status.</summary>
public sealed class BotTests
{
    private static readonly Dictionary<string, string?> Webhook = new() { ["TELEGRAM_WEBHOOK_URL"] = "http://127.0.0.1:9/webhook", ["TELEGRAM_WEBHOOK_SECRET"] = "a-secret" };

    [Fact]
    public async Task Without_a_webhook_the_updates_are_polled_and_each_is_published_once()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeople(4001);

        await telegram.Says(4001, "one");
        await telegram.Says(4001, "two");
        await sender.Told.Of<TelegramUpdateReceived>(update => update.Raw.Contains("\"two\"", StringComparison.Ordinal));
        await telegram.Says(4001, "three");
        await sender.Told.Of<TelegramUpdateReceived>(update => update.Raw.Contains("\"three\"", StringComparison.Ordinal));

        Assert.Equal(["one", "two", "three"], sender.Told.All<TelegramUpdateReceived>().Select(update => JsonDocument.Parse(update.Raw).RootElement.GetProperty("message").GetProperty("text").GetString()!));
    }

    [Fact]
    public async Task The_webhook_is_set_at_the_start_and_only_where_it_differs()
    {
        await using var telegram = await Emulator.StartAsync();
        await using (var first = await SenderApp.StartAsync(telegram, Webhook))
        {
            var status = await Status(first, status => status.Updates == "webhook");
            Assert.Equal(("http://127.0.0.1:9/webhook", true), (status.WebhookUrl, status.Connected));
        }

        Assert.Equal(1, (await telegram.Calls("setWebhook"))["200"]);
    }

    [Fact]
    public async Task An_operator_changes_between_webhook_and_polling_while_it_runs()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, Webhook);
        await Status(sender, status => status.Updates == "webhook");

        var polling = (await sender.Request<DeleteBotWebhook, BotStatus>(new DeleteBotWebhook())).Message;
        await telegram.AddPeople(4001);
        await telegram.Says(4001, "polled");
        await sender.Told.Of<TelegramUpdateReceived>(update => update.Raw.Contains("polled", StringComparison.Ordinal));
        var webhook = (await sender.Request<SetBotWebhook, BotStatus>(new SetBotWebhook { Url = "http://127.0.0.1:9/other" })).Message;

        Assert.Equal(("polling", null), (polling.Updates, polling.Error));
        Assert.Equal(("webhook", "http://127.0.0.1:9/other", null), (webhook.Updates, webhook.WebhookUrl, webhook.Error));
    }

    [Fact]
    public async Task A_webhook_without_a_secret_is_refused()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        var status = (await sender.Request<SetBotWebhook, BotStatus>(new SetBotWebhook { Url = "http://127.0.0.1:9/webhook" })).Message;

        Assert.Contains("TELEGRAM_WEBHOOK_SECRET", status.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("setWebhook", (await telegram.Calls("setWebhook")).Keys);
    }

    [Fact]
    public async Task The_menu_of_commands_is_set()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        await sender.Publish(new SetBotCommands { Language = "ru", Commands = [new BotCommand { Command = "help", Description = "Помощь" }] });

        await Eventually.True("the menu", async () => (await telegram.Calls("setMyCommands")).ContainsKey("200"));
    }

    [Fact]
    public async Task An_answer_to_a_press_that_nobody_knows_harms_nobody()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        await sender.Publish(new AnswerCallback { CallbackQueryId = "12345", Text = "Done" });

        await Eventually.True("the answer", async () => (await telegram.Calls("answerCallbackQuery")).ContainsKey("400"));
        await sender.Told.Sent(await sender.Send(Emulator.Staff, "After"));
    }

    [Fact]
    public async Task A_complaint_of_Telegram_about_the_webhook_is_told_with_its_time()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, Webhook);
        await Status(sender, status => status.Updates == "webhook");
        await telegram.AddPeople(4001);

        await telegram.Says(4001, "to nobody");

        var told = await Status(sender, status => status.LastWebhookError is not null);
        Assert.NotNull(told.LastWebhookErrorAt);
    }

    private static Task<BotStatus> Status(SenderApp sender, Func<BotStatus, bool> isIt) =>
        Eventually.Get("the bot's state", async () => (await sender.Request<GetBotStatus, BotStatus>(new GetBotStatus())).Message, isIt);
}
