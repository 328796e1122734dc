using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>What is told of a message before it comes to its end.</summary>
public sealed class ProgressTests
{
    private const long Anna = 4101;

    [Fact]
    public async Task Each_attempt_that_fails_is_told_with_the_reason()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(Anna);
        await telegram.FaultAsync(new { kind = "server_error", method = "sendMessage", count = 2 });

        var id = await sender.SendAsync(Anna, "Hello");

        var sent = await sender.Told.SentAsync(id);
        var failed = sender.Told.All<MessageProgressed>().Where(step => step.MessageId == id).ToList();
        Assert.Equal([("attempt_failed", 1), ("attempt_failed", 2)], failed.Select(step => (step.What, step.Attempts!.Value)));
        Assert.All(failed, step => Assert.False(string.IsNullOrEmpty(step.Why)));
        Assert.NotNull(sent.OrderedAt);
    }

    [Fact]
    public async Task A_message_that_waits_for_its_chat_is_told_once_and_until_when()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_PRIVATE_BURST"] = "1", ["SENDER_PRIVATE_INTERVAL_MS"] = "1000" });
        await telegram.AddPeopleAsync(Anna);

        await sender.Told.SentAsync(await sender.SendAsync(Anna, "One"));
        var id = await sender.SendAsync(Anna, "Two");

        await sender.Told.SentAsync(id);
        var deferred = Assert.Single(sender.Told.All<MessageProgressed>(), step => step.MessageId == id);
        Assert.Equal("deferred", deferred.What);
        Assert.True(deferred.Until > deferred.At, $"It waits until {deferred.Until:O}, told at {deferred.At:O}.");
    }

    [Fact]
    public async Task An_edit_is_told_of_the_message_that_it_changed()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(Anna);
        var id = await sender.SendAsync(Anna, "Before");
        await sender.Told.SentAsync(id);

        await sender.PublishAsync(new EditMessage { MessageId = Guid.NewGuid(), TargetMessageId = id, Text = "After", CreatedAt = TimeProvider.System.GetUtcNow() });

        await sender.Told.OfAsync<MessageProgressed>(step => step.MessageId == id && step.What == "edited");
    }
}
