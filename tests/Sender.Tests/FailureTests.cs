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
    private const long Group = -4003;

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
        // The clock stands still: whoever has to wait waits for ever.
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
        await telegram.AddPeopleAsync(Anna);
        await telegram.FaultAsync(new { kind = "server_error", method = "sendMessage" });

        var failed = await sender.Told.FailedAsync(await sender.SendAsync(Anna, "Hello"));

        Assert.Equal((FailureReason.Unavailable, 4), (failed.Reason, failed.Attempts));
    }

    [Fact]
    public async Task Whoever_blocked_the_bot_is_believed_the_second_time_and_asked_again_after_showing_the_way_back()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(Anna);
        await telegram.StandingAsync(Anna, "blocked");

        var first = await sender.Told.FailedAsync(await sender.SendAsync(Anna, "One"));
        var second = await sender.Told.FailedAsync(await sender.SendAsync(Anna, "Two"));
        var third = await sender.Told.FailedAsync(await sender.SendAsync(Anna, "Three"));
        var requests = (await telegram.CallsAsync("sendMessage")).Values.Sum();
        await telegram.StandingAsync(Anna, "open");
        await sender.Told.OfAsync<TelegramUpdateReceived>(update => update.Raw.Contains("\"member\"", StringComparison.Ordinal));
        await Eventually.GetAsync("a message that gets through", async () => await OutcomeAsync(sender, await sender.SendAsync(Anna, "Four")), fact => fact is MessageSent);

        Assert.Equal((FailureReason.Blocked, FailureReason.Blocked, FailureReason.Blocked), (first.Reason, second.Reason, third.Reason));
        Assert.Equal((1, 1, 0), (first.Attempts, second.Attempts, third.Attempts));
        Assert.Equal(2, requests);
    }

    [Fact]
    public async Task A_group_where_the_bot_may_write_again_is_told_to_be_reachable_once_a_message_is_there()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddGroupAsync(Group);
        await telegram.FaultAsync(new { kind = "forbidden", method = "sendMessage", count = 3 });

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal((FailureReason.Forbidden, 1), await sender.Told.FailedAsync(await sender.SendAsync(Group, "Not allowed")) is var failed ? (failed.Reason, failed.Attempts) : default);
        }

        await sender.Told.SentAsync(await sender.SendAsync(Group, "Allowed"));
        await sender.Told.OfAsync<ChatReachable>(chat => chat.ChatId == $"{Group}");
        await sender.Told.SentAsync(await sender.SendAsync(Group, "Still allowed"));
        Assert.Single(sender.Told.All<ChatReachable>());
    }

    [Fact]
    public async Task A_failure_that_somebody_deals_with_rests_in_no_error_queue()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, rabbitMq: broker.Url, redis: RealServers.Redis);

        await sender.Told.FailedAsync(await sender.SendAsync(77_777, "To nobody", change: message => message with { FailureHandled = true }));
        await sender.Told.FailedAsync(await sender.SendAsync(77_778, "To nobody"));

        await Eventually.TrueAsync("the other one in the error queue", async () => (await broker.MessagesAsync("send-normal_error")).Count == 1);
    }

    [Fact]
    public async Task A_group_that_became_a_supergroup_is_followed_and_remembered()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddGroupAsync(Group);
        await telegram.StandingAsync(Group, "migrated", newChatId: -1004003);

        var sent = await sender.Told.SentAsync(await sender.SendAsync(Group, "One"));
        await sender.Told.SentAsync(await sender.SendAsync(Group, "Two"));
        var migrated = await sender.Told.OfAsync<ChatMigrated>(_ => true);

        Assert.Equal(("-1004003", 1), (sent.ChatId, sent.Attempts));
        Assert.Equal((Group.ToString(), "-1004003"), (migrated.OldChatId, migrated.NewChatId));
        Assert.Equal(["One", "Two"], (await telegram.TextsAsync(-1004003)).Where(text => text.Length > 0));
        Assert.Equal(1, (await telegram.CallsAsync("sendMessage"))["400"]);
    }

    [Fact]
    public async Task A_message_to_a_lost_topic_goes_to_General()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddGroupAsync(-1004004, (7, "Bookings"));

        var sent = await sender.Told.SentAsync(await sender.SendAsync(-1004004, "Hello", change: message => message with { ThreadId = 8 }));

        Assert.Equal("general_topic", sent.Remark);
        Assert.Single(await telegram.TextsAsync(-1004004));
    }

    [Fact]
    public async Task A_chat_that_was_not_found_once_is_tried_with_the_next_message_and_edits_are_always_tried()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(Anna);
        var shown = await sender.Told.SentAsync(await sender.SendAsync(Anna, "Shown"));
        await telegram.FaultAsync(new { kind = "chat_not_found", method = "sendMessage", count = 1 });

        await sender.Told.FailedAsync(await sender.SendAsync(Anna, "Lost"));
        var sent = await sender.Told.SentAsync(await sender.SendAsync(Anna, "Found again"));
        var chats = sender.Services.GetRequiredService<IChatStore>();
        Assert.Null(await chats.FindAsync($"{Anna}"));
        await chats.UnreachableAsync($"{Anna}", FailureReason.ChatNotFound);
        await chats.UnreachableAsync($"{Anna}", FailureReason.ChatNotFound);
        await sender.PublishAsync(new EditMessage { MessageId = Guid.NewGuid(), TargetMessageId = shown.MessageId, Text = "Decided", CreatedAt = TimeProvider.System.GetUtcNow() });

        await Eventually.TrueAsync("the edit", async () => (await telegram.TextsAsync(Anna)).Contains("Decided"));
        await Eventually.TrueAsync("the chat to be open again", async () => await chats.FindAsync($"{Anna}") is null);
        Assert.Equal(1, sent.Attempts);
    }

    [Fact]
    public async Task A_text_with_unreadable_markup_is_refused_once_however_often_it_must_wait_for_its_group()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_GROUP_INTERVAL_MS"] = "1200", ["SENDER_GROUP_BURST"] = "1", ["SENDER_GROUP_PER_MINUTE"] = "0" });
        var before = await Task.WhenAll(Enumerable.Range(1, 2).Select(number => sender.SendAsync(Emulator.Staff, $"Text {number}")));

        var bad = await Task.WhenAll(Enumerable.Range(1, 2).Select(number => sender.SendAsync(Emulator.Staff, $"only {number} <b>bad")));
        foreach (var message in bad)
        {
            Assert.Equal("plain_text", (await sender.Told.SentAsync(message)).Remark);
        }

        foreach (var message in before)
        {
            await sender.Told.SentAsync(message);
        }

        Assert.Equal(2, (await telegram.CallsAsync("sendMessage"))["400"]);
        Assert.Equal(["Text 1", "Text 2", "only 1 bad", "only 2 bad"], (await telegram.TextsAsync(Emulator.Staff)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_edit_with_unreadable_markup_is_refused_once_however_often_it_must_wait_for_its_group()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_GROUP_INTERVAL_MS"] = "1200", ["SENDER_GROUP_BURST"] = "1", ["SENDER_GROUP_PER_MINUTE"] = "0" });
        var shown = await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "Shown"));

        await sender.PublishAsync(new EditMessage { MessageId = Guid.NewGuid(), TargetMessageId = shown.MessageId, Text = "only <b>bad", CreatedAt = TimeProvider.System.GetUtcNow() });

        await Eventually.TrueAsync("the edit", async () => (await telegram.TextsAsync(Emulator.Staff)).Contains("only bad"));
        Assert.Equal(1, (await telegram.CallsAsync("editMessageText"))["400"]);
    }

    [Fact]
    public async Task A_message_has_an_end_whatever_keeps_it_from_its_chat()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_RETRIES"] = "1" });
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
    public async Task Groups_whose_moves_lead_in_a_circle_end_a_message()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var chats = sender.Services.GetRequiredService<IChatStore>();
        await chats.MigratedAsync("-5", "-1005");
        await chats.MigratedAsync("-1005", "-5");

        var failed = await sender.Told.FailedAsync(await sender.SendAsync(-5, "Hello"));

        Assert.Equal(FailureReason.ChatNotFound, failed.Reason);
        Assert.Contains("circle", failed.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("List<String> & if (a<b && c>d) {}", "List<String> & if (a<b && c>d) {}")]
    [InlineData("<b>5 < 6</b>", "5 < 6")]
    [InlineData("one<br>two<p>three</p>four", "one\ntwothree\nfour")]
    public async Task What_is_no_tag_of_Telegrams_is_text_and_is_not_refused(string text, string seen)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        var sent = await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, text));

        Assert.Null(sent.Remark);
        Assert.Equal([seen], await telegram.TextsAsync(Emulator.Staff));
    }

    [Fact]
    public async Task Markup_that_Telegram_cannot_read_goes_as_plain_text_and_says_so()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        var sent = await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "<b>5 &lt; 6</i> yes"));

        Assert.Equal("plain_text", sent.Remark);
        Assert.Contains("can't parse entities", sent.Detail, StringComparison.Ordinal);
        Assert.Equal(["5 < 6 yes"], await telegram.TextsAsync(Emulator.Staff));
    }

    [Fact]
    public async Task A_wrong_token_makes_everything_wait_and_readiness_says_so()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        using var http = new HttpClient { BaseAddress = new Uri(sender.Address) };
        await telegram.AddPeopleAsync(Anna, 2);
        await sender.Told.SentAsync(await sender.SendAsync(Anna, "Before"));
        await telegram.FaultAsync(new { kind = "unauthorised" });

        var waiting = await sender.SendAsync(Boris, "Waits");
        await Eventually.GetAsync("readiness to name the token", () => http.GetStringAsyncWhateverStatusAsync("/health/ready"), page => page.Contains("TELEGRAM_BOT_TOKEN", StringComparison.Ordinal));
        await telegram.ClearFaultsAsync();
        var sent = await sender.Told.SentAsync(waiting);

        Assert.Equal(1, sent.Attempts);
        await Eventually.TrueAsync("readiness", async () => (await http.GetAsync("/health/ready")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_message_without_a_text_fails_with_its_reason()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        var failed = await sender.Told.FailedAsync(await sender.SendAsync(Emulator.Staff, "", change: message => message with { Text = null, Template = "booking_notification" }));

        Assert.Equal(FailureReason.Template, failed.Reason);
    }

    private static async Task<object> OutcomeAsync(SenderApp sender, Guid id)
    {
        object? fact = null;
        await Eventually.TrueAsync("what became of the message", () => (fact = (object?)sender.Told.All<MessageSent>().FirstOrDefault(sent => sent.MessageId == id)
            ?? sender.Told.All<MessageFailed>().FirstOrDefault(failed => failed.MessageId == id)) is not null);
        return fact!;
    }
}

internal static class Pages
{
    public static async Task<string> GetStringAsyncWhateverStatusAsync(this HttpClient http, string path) => await (await http.GetAsync(path)).Content.ReadAsStringAsync();
}
