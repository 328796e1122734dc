using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>What Telegram may answer, and what becomes of the message; the whole Sender in memory, against the emulator.</summary>
public sealed class FailureTests
{
    private const long Anna = 4001;
    private const long Boris = 4002;

    [Fact]
    public async Task A_429_is_waited_for_and_uses_up_no_attempt()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(Anna);
        await telegram.FaultAsync(new { kind = "too_many_requests", method = "sendMessage", count = 1, retry_after = 1 });

        var sent = await sender.Told.SentAsync(await sender.SendAsync(Anna, "Hello"));

        Assert.Equal(1, sent.Attempts);
        Assert.Equal(1, (await telegram.CallsAsync("sendMessage"))["429"]);
        Assert.Single(await telegram.TextsAsync(Anna));
    }

    [Fact]
    public async Task A_429_of_one_chat_stops_no_other()
    {
        var time = new WatchedTime(TimeProvider.System.GetUtcNow());
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["TELEGRAM_RATE_LIMIT_REQUESTS"] = "0" }, time: time);
        await telegram.AddPeopleAsync(Anna, 2);
        await telegram.FaultAsync(new { kind = "too_many_requests", chat_id = Anna, count = 1, retry_after = 1 });

        var waiting = await sender.SendAsync(Anna, "Waits");
        await Eventually.TrueAsync("the 429", async () => (await telegram.CallsAsync("sendMessage")).ContainsKey("429"));
        // The clock stands still: a request that has to wait waits for ever.
        await sender.Told.SentAsync(await sender.SendAsync(Boris, "Goes"));
        Assert.Empty(await telegram.TextsAsync(Anna));

        await Eventually.TrueAsync("the message that waited", () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return sender.Told.All<MessageSent>().Any(sent => sent.MessageId == waiting);
        });
    }

    [Fact]
    public async Task What_heals_is_tried_again()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(Anna);
        await telegram.FaultAsync(new { kind = "server_error", method = "sendMessage", count = 1 });
        await telegram.FaultAsync(new { kind = "html_page", method = "sendMessage", count = 1 });

        var sent = await sender.Told.SentAsync(await sender.SendAsync(Anna, "Hello"));

        Assert.Equal(3, sent.Attempts);
        Assert.Single(await telegram.TextsAsync(Anna));
    }

    [Fact]
    public async Task After_retries_come_redeliveries()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_PRIVATE_BURST"] = "20", ["SENDER_REDELIVERY_MINUTES"] = "0.005,0.005", ["SENDER_RETRIES"] = "1" });
        await telegram.AddPeopleAsync(Anna);
        await telegram.FaultAsync(new { kind = "server_error", method = "sendMessage", count = 5 });

        var sent = await sender.Told.SentAsync(await sender.SendAsync(Anna, "Hello"));

        Assert.Equal(6, sent.Attempts);
    }

    [Fact]
    public async Task What_does_not_heal_fails_when_every_attempt_is_used_up()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        sender.Errors.Expect("Unavailable: HTTP ");
        await telegram.AddPeopleAsync(Anna);
        await telegram.FaultAsync(new { kind = "server_error", method = "sendMessage" });

        var failed = await sender.Told.FailedAsync(await sender.SendAsync(Anna, "Hello"));

        Assert.Equal((FailureReason.Unavailable, 4), (failed.Reason, failed.Attempts));
    }

    [Fact]
    public async Task A_failure_that_somebody_deals_with_rests_in_no_error_queue()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, rabbitMq: broker.Url, redis: broker.Redis);
        sender.Errors.Expect("ChatNotFound: Bad Request: chat not found");

        await sender.Told.FailedAsync(await sender.SendAsync(77_777, "To nobody", change: message => message with { FailureHandled = true }));
        await sender.Told.FailedAsync(await sender.SendAsync(77_778, "To nobody"));

        // The first failed and was told before it, so it would lie there too.
        var parked = await Eventually.GetAsync("the other one in the error queue", () => broker.MessagesAsync("send-normal_error"), all => all.Any(message => message.GetProperty("payload").GetString()!.Contains("77778", StringComparison.Ordinal)));
        Assert.Single(parked);
    }

    [Fact]
    public async Task A_message_has_an_end_whatever_keeps_it_from_its_chat()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_RETRIES"] = "1" });
        sender.Errors.Expect("Unavailable: given up after");
        await telegram.AddPeopleAsync(Anna);
        var id = Guid.NewGuid();
        var ledger = sender.Services.GetRequiredService<ILedger>();
        for (var attempt = 0; attempt < 12; attempt++)
        {
            await ledger.ClaimAsync(new LedgerKey(id));
            await ledger.ReleaseAsync(new LedgerKey(id));
        }

        await telegram.FaultAsync(new { kind = "server_error", method = "sendMessage" });
        var failed = await sender.Told.FailedAsync(await sender.SendAsync(Anna, "Hello", change: message => message with { MessageId = id }));

        Assert.Equal((FailureReason.Unavailable, 13), (failed.Reason, failed.Attempts));
        Assert.Contains("given up after 13 requests", failed.Detail, StringComparison.Ordinal);
        Assert.Equal(1, (await telegram.CallsAsync("sendMessage")).Values.Sum());
    }

    [Fact]
    public async Task A_wrong_token_makes_everything_wait_and_readiness_says_so()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        using var http = new HttpClient { BaseAddress = new Uri(sender.Address) };
        await telegram.AddPeopleAsync(Anna, 2);
        await sender.Told.SentAsync(await sender.SendAsync(Anna, "Before"));
        await Eventually.TrueAsync("the bot to be known", () => Gauge.Of(sender, "sender.telegram_problem") == 0);
        await telegram.FaultAsync(new { kind = "unauthorised" });

        var waiting = await sender.SendAsync(Boris, "Waits");
        await Eventually.GetAsync("readiness to name the token", () => http.GetStringAsyncWhateverStatusAsync("/health/ready"), page => page.Contains("TELEGRAM_BOT_TOKEN", StringComparison.Ordinal));
        var refused = Gauge.Of(sender, "sender.telegram_problem");
        await telegram.ClearFaultsAsync();
        var sent = await sender.Told.SentAsync(waiting);

        Assert.Equal(1, sent.Attempts);
        await Eventually.TrueAsync("readiness", async () => (await http.GetAsync("/health/ready")).IsSuccessStatusCode);
        Assert.Equal((1, 0), (refused, Gauge.Of(sender, "sender.telegram_problem")));
    }

    [Fact]
    public async Task A_message_without_a_text_fails_with_its_reason()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        sender.Errors.Expect("Template: Template booking_notification (ru): value booking_id");

        var failed = await sender.Told.FailedAsync(await sender.SendAsync(Emulator.Staff, "", change: message => message with { Text = null, Template = "booking_notification" }));

        Assert.Equal(FailureReason.Template, failed.Reason);
    }
}

internal static class Pages
{
    public static async Task<string> GetStringAsyncWhateverStatusAsync(this HttpClient http, string path) => await (await http.GetAsync(path)).Content.ReadAsStringAsync();
}
