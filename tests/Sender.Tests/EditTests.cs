using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests;

public sealed class EditTests
{
    [Fact]
    public async Task An_edit_finds_its_message_by_our_id()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var id = await sender.SendAsync(Emulator.Staff, "Before");
        await sender.Told.SentAsync(id);

        await sender.PublishAsync(Edit(id, "After"));

        await Eventually.GetAsync("the edited text", () => telegram.TextsAsync(Emulator.Staff), texts => texts is ["After"]);
    }

    [Fact]
    public async Task An_edit_that_comes_before_its_message_waits_for_it()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var id = Guid.NewGuid();

        await sender.PublishAsync(Edit(id, "After"));
        await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "Another"));
        await sender.SendAsync(Emulator.Staff, "Before", change: message => message with { MessageId = id });

        await Eventually.GetAsync("the edited text", () => telegram.TextsAsync(Emulator.Staff), texts => texts is ["Another", "After"]);
    }

    [Fact]
    public async Task Of_several_edits_the_one_ordered_last_stays_whatever_came_last()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var id = await sender.SendAsync(Emulator.Staff, "Before");
        await sender.Told.SentAsync(id);

        await sender.PublishAsync(Edit(id, "Second", secondsLater: 2));
        await Eventually.GetAsync("the second text", () => telegram.TextsAsync(Emulator.Staff), texts => texts is ["Second"]);
        await sender.PublishAsync(Edit(id, "First", secondsLater: 1));
        await sender.PublishAsync(Edit(id, "Third", secondsLater: 3));
        await Eventually.GetAsync("the third text", () => telegram.TextsAsync(Emulator.Staff), texts => texts is ["Third"]);

        Assert.Equal(2, (await telegram.CallsAsync("editMessageText"))["200"]);
    }

    [Fact]
    public async Task Edits_that_wait_for_their_group_become_the_last_one()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var id = await sender.SendAsync(Emulator.Staff, "Before");
        await sender.Told.SentAsync(id);
        await telegram.FaultAsync(new { kind = "too_many_requests", method = "editMessageText", count = 1, retry_after = 5 });

        await sender.PublishAsync(Edit(id, "0", secondsLater: 1));
        await Eventually.TrueAsync("the 429", async () => (await telegram.CallsAsync("editMessageText")).ContainsKey("429"));
        for (var i = 1; i <= 10; i++)
        {
            await sender.PublishAsync(Edit(id, $"{i}", secondsLater: 1 + i));
        }

        await Eventually.GetAsync("the last text", () => telegram.TextsAsync(Emulator.Staff), texts => texts is ["10"]);
        Assert.InRange((await telegram.CallsAsync("editMessageText"))["200"], 1, 3);
    }

    [Fact]
    public async Task An_edit_of_a_message_that_is_gone_fails_with_its_reason()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        sender.Errors.Expect("MessageNotFound: Bad Request: message to edit not found");
        var edit = Edit(Guid.NewGuid(), "After") with { ChatId = Emulator.Staff.ToString(), TelegramMessageId = 999_999 };

        await sender.PublishAsync(edit);
        var failed = await sender.Told.FailedAsync(edit.MessageId);

        Assert.Equal(FailureReason.MessageNotFound, failed.Reason);
    }

    [Fact]
    public async Task An_edit_of_a_message_that_its_group_left_behind_touches_no_message_of_the_supergroup()
    {
        const long Group = -1004005;
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        sender.Errors.Expect("MessageNotFound: the group became a supergroup, and its messages stayed behind");
        await telegram.AddGroupAsync(Group);
        await sender.Told.SentAsync(await sender.SendAsync(Group, "Old one"));
        var left = await sender.SendAsync(Group, "Old two");
        await sender.Told.SentAsync(left);
        await telegram.StandingAsync(Group, "migrated", newChatId: -1004006);
        var sent = await sender.Told.SentAsync(await sender.SendAsync(Group, "New"));

        var edit = Edit(left, "Changed");
        await sender.PublishAsync(edit);
        var failed = await sender.Told.FailedAsync(edit.MessageId);

        Assert.Equal((FailureReason.MessageNotFound, "-1004006", 2), (failed.Reason, failed.ChatId, (int)sent.TelegramMessageId));
        Assert.Contains("New", await telegram.TextsAsync(-1004006));
        Assert.False((await telegram.CallsAsync("editMessageText")).ContainsKey("200"));
    }

    private static EditMessage Edit(Guid target, string text, int secondsLater = 0) => new()
    {
        MessageId = Guid.NewGuid(), TargetMessageId = target, Text = text, CreatedAt = TimeProvider.System.GetUtcNow().AddSeconds(secondsLater),
    };
}
