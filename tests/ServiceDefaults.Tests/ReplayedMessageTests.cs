using System.Text.Json;
using System.Text;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Replay;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>What a message loses and keeps on its way back from an error queue.</summary>
public sealed class ReplayedMessageTests
{
    [Fact]
    public void The_traces_of_failure_are_taken_off_in_the_envelope_and_everything_else_stays()
    {
        var body = ReplayedMessage.Body("""{"messageId":"a","headers":{"MT-Redelivery-Count":4,"PhStudio-Retries":2,"MT-Activity-Id":"00-1"},"message":{"text":"MT-Reason"}}"""u8);

        Assert.Equal("""{"messageId":"a","headers":{"MT-Activity-Id":"00-1","PhStudio-Replayed":true},"message":{"text":"MT-Reason"}}""", Encoding.UTF8.GetString(body));
    }

    [Fact]
    public void An_envelope_without_headers_gets_the_mark()
    {
        Assert.Equal("""{"message":{},"headers":{"PhStudio-Replayed":true}}""", Encoding.UTF8.GetString(ReplayedMessage.Body("""{"message":{}}"""u8)));
        Assert.Equal("""{"headers":{"PhStudio-Replayed":true}}""", Encoding.UTF8.GetString(ReplayedMessage.Body("""{"headers":null}"""u8)));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("[]")]
    [InlineData("""{"headers":{},"headers":{}}""")]
    [InlineData("""{"message":{"text":"\ud800"}}""")]
    public void What_is_no_envelope_is_refused(string body)
    {
        Assert.ThrowsAny<JsonException>(() => ReplayedMessage.Body(Encoding.UTF8.GetBytes(body)));
        Assert.ThrowsAny<JsonException>(() => ReplayedMessage.WithHeader(Encoding.UTF8.GetBytes(body), "a", "b"));
    }

    [Theory]
    [InlineData("""{"messageType":["\ud800"],"message":{"text":"\ud800"}}""")]
    [InlineData("""{"messageType":["urn:message:A:B"],"messageType":["urn:message:A:B"],"message":{"text":"a"},"message":{"text":"b"}}""")]
    public void An_envelope_that_no_reader_takes_has_no_type_and_no_message(string body)
    {
        Assert.Null(ReplayedMessage.EnvelopeTypeOf(Encoding.UTF8.GetBytes(body)));
        Assert.Null(ReplayedMessage.MessageOf(Encoding.UTF8.GetBytes(body)));
    }

    [Fact]
    public void The_traces_of_failure_are_taken_off_the_amqp_headers()
    {
        var headers = new Dictionary<string, object?>
        {
            ["MT-Reason"] = "fault", ["MT-Fault-Message"] = "why", ["MT-Host-MachineName"] = "one", ["MT-Redelivery-Count"] = 4, ["PhStudio-Place"] = 5L, ["MT-Activity-Id"] = "00-1",
        };

        Assert.Equal(["MT-Activity-Id", ReplayedMessage.Header], ReplayedMessage.Headers(headers, exchange: null).Keys);
        Assert.Equal("A:B", ReplayedMessage.Headers(headers, "A:B")[ReplayedMessage.ExchangeHeader]);
    }

    [Theory]
    [InlineData("rabbitmq://broker/studio/send-normal", "send-normal")]
    [InlineData("rabbitmq://broker/send-high", "send-high")]
    [InlineData("nothing", null)]
    [InlineData(null, null)]
    public void The_queue_is_the_one_it_failed_in(string? address, string? queue)
    {
        Assert.Equal(queue, ReplayedMessage.QueueOf(new Dictionary<string, object?> { ["MT-Fault-InputAddress"] = address }));
        Assert.Equal(queue, ReplayedMessage.QueueOf(new Dictionary<string, object?> { ["MT-Fault-InputAddress"] = address is null ? null : Encoding.UTF8.GetBytes(address) }));
    }
}
