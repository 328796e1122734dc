using System.Text;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Replay;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>What an operator is told of a failed message, by its headers.</summary>
public sealed class FailedMessageTests
{
    private static readonly DateTimeOffset At = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("delivery_limit", "given up by its queue: it was returned too often")]
    [InlineData("expired", "given up by its queue: it waited for longer than it may")]
    [InlineData("rejected", "given up by its queue: a consumer refused it")]
    [InlineData("maxlen", "given up by its queue: the queue was full")]
    [InlineData("another", "given up by its queue: another")]
    public void What_its_queue_gave_up_says_why_and_when(string death, string reason)
    {
        var message = FailedMessage.Of(Topology.DeadLetters, Dead(death));

        Assert.Equal((reason, At, "send-normal"), (message.Reason, message.FailedAt, message.Queue));
    }

    [Fact]
    public void What_was_put_aside_says_the_same_without_the_headers_of_the_broker()
    {
        var headers = new Dictionary<string, object?> { [DeadLetter.QueueHeader] = "send-normal"u8.ToArray(), [DeadLetter.ReasonHeader] = "expired"u8.ToArray(), [DeadLetter.TimeHeader] = "2026-12-01T09:00:00.0000000+00:00"u8.ToArray() };

        var message = FailedMessage.Of(Topology.DeadLetters, Of(headers));

        Assert.Equal(("given up by its queue: it waited for longer than it may", At, "send-normal"), (message.Reason, message.FailedAt, message.Queue));
    }

    [Fact]
    public void The_type_is_that_of_the_envelope_and_of_a_plain_body_the_exchange()
    {
        var envelope = """{"messageType":["urn:message:PhStudio.Messaging.Contracts:SendMessage"],"message":{}}""";

        Assert.Equal(typeof(SendMessage).FullName, FailedMessage.Of(Topology.DeadLetters, Dead("expired", envelope, "application/vnd.masstransit+json")).Type);
        Assert.Equal("send-normal-in", FailedMessage.Of(Topology.DeadLetters, Dead("expired")).Type);
    }

    [Fact]
    public void Lists_and_tables_among_the_headers_are_JSON()
    {
        var message = Dead("expired");

        var headers = FailedContent.Of(FailedMessage.Of(Topology.DeadLetters, message), message).Headers;

        Assert.Equal("""[{"queue":"send-normal","reason":"expired","exchange":"send-normal-in","count":3,"time":"2026-12-01T09:00:00.0000000+00:00","routing-keys":["a"]}]""", headers["x-death"]);
        Assert.Equal(("text", "5", null), (headers["text"], headers["number"], headers["nothing"]));
    }

    [Fact]
    public void A_copy_without_a_message_id_is_known_by_its_body_and_by_when_it_failed()
    {
        Assert.Equal(Key("a", "2026-12-01T09:00:00.0000001Z"), Key("a", "2026-12-01T09:00:00.0000001Z"));
        Assert.NotNull(Key("a", "2026-12-01T09:00:00.0000001Z"));
        Assert.NotEqual(Key("a", "2026-12-01T09:00:00.0000001Z"), Key("a", "2026-12-01T09:00:00.0000002Z"));
        Assert.NotEqual(Key("a", "2026-12-01T09:00:00.0000001Z"), Key("b", "2026-12-01T09:00:00.0000001Z"));
        // Two messages may say the same.
        Assert.Null(Key("a", null));

        static string? Key(string body, string? failed) => FailedMessage.CopyKey(new BasicGetResult(1, redelivered: false, "", "", 0,
            new BasicProperties { Headers = failed is null ? [] : new Dictionary<string, object?> { ["MT-Fault-Timestamp"] = Encoding.UTF8.GetBytes(failed) } }, Encoding.UTF8.GetBytes(body)));
    }

    private static BasicGetResult Dead(string reason, string body = "{}", string? contentType = null) => Of(
        new Dictionary<string, object?>
        {
            ["text"] = "text"u8.ToArray(),
            ["number"] = 5,
            ["nothing"] = null,
            ["x-death"] = new List<object?>
            {
                new Dictionary<string, object?>
                {
                    ["queue"] = "send-normal"u8.ToArray(), ["reason"] = Encoding.UTF8.GetBytes(reason), ["exchange"] = "send-normal-in"u8.ToArray(), ["count"] = 3L,
                    ["time"] = new AmqpTimestamp(At.ToUnixTimeSeconds()), ["routing-keys"] = new List<object?> { "a"u8.ToArray() },
                },
            },
        },
        body,
        contentType);

    private static BasicGetResult Of(Dictionary<string, object?> headers, string body = "{}", string? contentType = null) =>
        new(1, redelivered: false, "", "", 0, new BasicProperties { Headers = headers, ContentType = contentType, MessageId = "1" }, Encoding.UTF8.GetBytes(body));
}
