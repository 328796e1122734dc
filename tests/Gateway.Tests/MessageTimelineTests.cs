using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using static PhStudio.Messaging.Gateway.Tests.MessageBoards;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What each board tells of the way of a message.</summary>
[Collection(nameof(MessageBoards))]
public sealed class MessageTimelineTests
{
    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task A_long_timeline_loses_steps_of_its_middle_and_keeps_its_beginning_and_its_end(string kind)
    {
        var statuses = Board(kind);
        var order = Order() with { CreatedAt = Early };
        await statuses.QueuedAsync(order, AcceptedFields.Of(order));
        foreach (var attempt in Enumerable.Range(1, 150))
        {
            await statuses.NoteStepAsync(new TimelineStep(Early.AddSeconds(attempt), "attempt_failed", "Bad Gateway", Attempts: attempt), MessageEntry.Queued(order));
        }

        await statuses.NoteAsync(MessageEntry.Queued(order) with { State = MessageState.Failed, At = Early.AddSeconds(151), Detail = "Bad Gateway" });

        var steps = await statuses.TimelineAsync(order.MessageId);
        Assert.Equal(("accepted", 1, 150, "failed"), (steps[0].What, steps[1].Attempts, steps[^2].Attempts, steps[^1].What));
        Assert.InRange(steps.Count, 50, 120);
        Assert.Equal(steps.Count, steps.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(MessageBoards.All), MemberType = typeof(MessageBoards))]
    public async Task A_timeline_has_each_step_once_in_its_order_whatever_comes_first(string kind)
    {
        var statuses = Board(kind);
        var order = Order() with { CreatedAt = Early };
        var entry = MessageEntry.Queued(order);
        var failed = new TimelineStep(Early.AddSeconds(2), "attempt_failed", "Bad Gateway", Attempts: 1);
        // An edit of a message that nobody knows (any more) makes none of it.
        await statuses.NoteStepAsync(new TimelineStep(Early, "edited"), entry);
        Assert.Null(await statuses.FindAsync(order.MessageId));

        await statuses.NoteStepAsync(failed, entry);
        await statuses.NoteStepAsync(failed, entry);
        await statuses.QueuedAsync(order, AcceptedFields.Of(order));
        await statuses.NoteStepAsync(new TimelineStep(Early.AddSeconds(1), "deferred", "its chat's limit", Until: Early.AddSeconds(2)), entry);
        await statuses.NoteAsync(entry with { State = MessageState.Sent, At = Early.AddSeconds(3), Attempts = 2 });
        await statuses.NoteStepAsync(new TimelineStep(Early.AddSeconds(4), "edited"), entry);

        var steps = await statuses.TimelineAsync(order.MessageId);
        Assert.Equal(["accepted", "deferred", "attempt_failed", "sent", "edited"], steps.Select(step => step.What));
        Assert.Equal(("Bad Gateway", 1), (steps.Single(step => step.What == "attempt_failed").Why, steps.Single(step => step.What == "attempt_failed").Attempts));
        Assert.Equal(MessageState.Sent, (await statuses.FindAsync(order.MessageId))!.State);
    }
}
