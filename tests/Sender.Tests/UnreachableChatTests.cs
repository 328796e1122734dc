using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>Chats that take no message: blocked, moved, not found, without their topic.</summary>
public sealed class UnreachableChatTests
{
    private const long Anna = 4001;
    private const long Group = -4003;

    [Fact]
    public async Task A_person_who_blocked_the_bot_is_believed_the_second_time_and_asked_again_after_showing_the_way_back()
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
    public async Task A_chat_that_an_operator_had_asked_again_is_told_to_be_reachable_once_a_message_is_there()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddGroupAsync(Group);
        await telegram.FaultAsync(new { kind = "chat_not_found", method = "sendMessage", count = 2 });
        await sender.Told.FailedAsync(await sender.SendAsync(Group, "One"));
        await sender.Told.FailedAsync(await sender.SendAsync(Group, "Two"));

        await sender.RequestAsync<RecheckChat, ChatRechecked>(new RecheckChat { ChatId = $"{Group}" });
        Assert.Empty(sender.Told.All<ChatReachable>());
        await sender.Told.SentAsync(await sender.SendAsync(Group, "Three"));

        await sender.Told.OfAsync<ChatReachable>(chat => chat.ChatId == $"{Group}");
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
    public async Task A_group_that_could_not_be_reached_and_became_a_supergroup_is_followed_too()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddGroupAsync(Group);
        await telegram.FaultAsync(new { kind = "chat_not_found", method = "sendMessage", count = 1 });
        await sender.Told.FailedAsync(await sender.SendAsync(Group, "Lost"));
        await telegram.StandingAsync(Group, "migrated", newChatId: -1004003);

        var sent = await sender.Told.SentAsync(await sender.SendAsync(Group, "One"));

        Assert.Equal(("-1004003", 1), (sent.ChatId, sent.Attempts));
        Assert.Equal(2, (await telegram.CallsAsync("sendMessage"))["400"]);
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

    private static async Task<object> OutcomeAsync(SenderApp sender, Guid id)
    {
        object? fact = null;
        await Eventually.TrueAsync("what became of the message", () => (fact = (object?)sender.Told.All<MessageSent>().FirstOrDefault(sent => sent.MessageId == id)
            ?? sender.Told.All<MessageFailed>().FirstOrDefault(failed => failed.MessageId == id)) is not null);
        return fact!;
    }
}
