using MassTransit;
using PhStudio.Messaging.ServiceDefaults.Broker;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Broker;

/// <summary>Which exceptions say that the broker is unavailable, so that a booking is kept and a publish is tried again.</summary>
public sealed class BrokerFailureTests
{
    public static TheoryData<Exception> Away =>
    [
        // What the client throws where its connection went away in the middle of a call, as at a failover between nodes.
        new ObjectDisposedException("a channel"),
        new AlreadyClosedException(new ShutdownEventArgs(ShutdownInitiator.Peer, 320, "closed")),
        new MessageNotAcknowledgedException(new Uri("rabbitmq://broker/queue"), "nack"),
        new BrokerUnreachableException(new IOException()),
        new TimeoutException(),
        new AggregateException(new ObjectDisposedException("a channel"), new IOException()),
    ];

    [Theory]
    [MemberData(nameof(Away))]
    public void A_broker_that_went_away_is_told_from_a_fault(Exception exception) => Assert.True(BrokerFailure.IsUnavailable(exception));

    [Fact]
    public void A_fault_of_ours_is_none_of_the_brokers()
    {
        Assert.False(BrokerFailure.IsUnavailable(new InvalidOperationException()));
        Assert.False(BrokerFailure.IsUnavailable(new AggregateException(new IOException(), new InvalidOperationException())));
        Assert.False(BrokerFailure.IsUnavailable(new AggregateException()));
    }

    [Theory]
    [InlineData("3.10.8", true)]
    [InlineData("3.13.7", true)]
    [InlineData("4.0.5", false)]
    [InlineData("10.0.0", false)]
    [InlineData("a host's own", false)]
    [InlineData(null, false)]
    public void RabbitMQ_before_4_has_no_limit_of_deliveries_of_its_own(string? version, bool isWithout) =>
        Assert.Equal(isWithout, BrokerVersion.IsWithoutLimit(version));
}
