using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Replay;
using PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Failures;

public sealed class FailedQueuesTests
{
    public static TheoryData<string> Queues =>
    [
        .. typeof(BookingDecision).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IConsumerDefinition)) && !type.IsAbstract)
            .Select(type => ((IConsumerDefinition)Activator.CreateInstance(type)!).GetEndpointName(KebabCaseEndpointNameFormatter.Instance))
            .Append(Routes.BookingDecision).Distinct(),
    ];

    [Theory]
    [MemberData(nameof(Queues))]
    public void What_failed_in_a_queue_of_the_processor_can_be_moved_back(string queue)
    {
        using var errors = new ErrorQueues(null, Routes.DefaultLanePrefix, null);

        Assert.True(errors.Knows(queue + "_error"));
    }
}
