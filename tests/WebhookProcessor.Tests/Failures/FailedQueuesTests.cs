using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Replay;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Failures;

public sealed class FailedQueuesTests
{
    // That no queue is missing here is held by QueueListTests, on the running services.
    public static TheoryData<string> Queues =>
    [
        Routes.BookingDecision, Routes.TelegramPresses, Routes.TelegramUpdates, Routes.PageTurns, Routes.BookingQueries, Routes.ChatMoves, Routes.StaffOutages, Routes.ReasonPrompts,
        Routes.ClientMessages, Routes.BookingLists,
    ];

    [Theory]
    [MemberData(nameof(Queues))]
    public void What_failed_in_a_queue_of_the_processor_can_be_moved_back(string queue)
    {
        using var errors = new ErrorQueues(null, Routes.DefaultLanePrefix, null);

        Assert.True(errors.Knows(queue + "_error"));
    }
}
