using MassTransit;
using PhStudio.Messaging.ServiceDefaults.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Logging;

/// <summary>Which of MassTransit's lines are left out: those that say nothing new, and no other.</summary>
public sealed class ExpectedLinesTests
{
    private static readonly AlreadyClosedException Closed = new(new ShutdownEventArgs(ShutdownInitiator.Library, 0, "heartbeat"));

    public static TheoryData<string, Exception?, bool> Lines => new()
    {
        { "R-RETRY {InputAddress}", new ConcurrencyException("two writers", typeof(object), Guid.Empty), true },
        { "R-FAULT {InputAddress}", new ConcurrencyException("two writers", typeof(object), Guid.Empty), false },
        { "R-RETRY {InputAddress}", new TimeoutException(), false },
        { "S-FAULT {DestinationAddress}", new TaskCanceledException(), true },
        { "S-FAULT {DestinationAddress}", Closed, true },
        { "S-FAULT {DestinationAddress}", new RabbitMqConnectionException("BasicPublishAsync failed"), true },
        { "S-FAULT {DestinationAddress}", new MessageReturnedException("NO_ROUTE"), true },
        { "S-FAULT {DestinationAddress}", new InvalidOperationException("a fault of our own"), false },
        { "S-FAULT {DestinationAddress}", null, false },
        { "R-FAULT {InputAddress}", Closed, false },
        { "T-FAULT {InputAddress}", new OperationCanceledException(), false },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void Only_what_says_nothing_new_is_left_out(string line, Exception? exception, bool isLeftOut) => Assert.Equal(isLeftOut, ExpectedLines.Are(exception, line));
}
