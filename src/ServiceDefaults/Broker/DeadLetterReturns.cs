using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.ServiceDefaults.Wire;
using RabbitMQ.Client.Events;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>
/// Puts messages back that a queue gave up only because their consumers were stopped or disconnected: that is no failure of the message. Every process takes part. A message
/// that was put back <see cref="DeadLetter.MaxReturns"/> times, or whose queue is unknown, goes to <c>dead-letters</c>: logged,
/// counted, shown by <c>/status</c>, and moved back by an operator. A message leaves this queue only when the broker has confirmed it in the other.
/// A question that nobody waits for any more is forgotten: its caller has long been told that there was no answer.
/// </summary>
internal sealed partial class DeadLetterReturns : IDisposable
{
    /// <summary>Few: messages that a process holds here when it is stopped count as returned as well.</summary>
    private const ushort Prefetch = 10;

    /// <summary>How long a publish may wait for the broker's confirmation.</summary>
    private static readonly TimeSpan MaxConfirmation = TimeSpan.FromSeconds(20);

    /// <summary>
    /// What could not be put back is tried again after the first pause, and after twice as long each time, by a channel of its own: until then the broker counts it as taken, and each new
    /// channel is a return to it, of which RabbitMQ 4 allows twenty.
    /// </summary>
    private static readonly (TimeSpan First, TimeSpan Max) Pauses = (TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(10));

    /// <summary>How soon a right that was given is noticed.</summary>
    private static readonly TimeSpan MaxPauseOfStarts = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Meter _meter;
    private readonly Counter<long> _returned;
    private readonly Counter<long> _putAside;
    private readonly ConcurrentDictionary<string, int> _refusals = new(StringComparer.Ordinal);
    private IConnection? _connection;
    private string? _refusal;
    private int _refusedStarts;

    public DeadLetterReturns(TimeProvider time, ILogger<DeadLetterReturns> logger)
    {
        (_time, _logger) = (time, logger);
        _meter = new Meter("PhStudio.Messaging.Bus", version: null, tags: null, scope: this);
        _returned = _meter.CreateCounter<long>("bus.dead_letters.returned", unit: null, "Messages that were put back into the queue that gave them up.");
        _putAside = _meter.CreateCounter<long>("bus.dead_letters.put_aside", unit: null, "Messages that were put aside in dead-letters.");
        // An alert counts it: a series that began at 1 would have risen by nothing, so it has no tags either.
        _putAside.Add(0);
    }

    /// <summary>What to do, in one sentence, where the broker lets this process not read the dead letters; null where it does. Other processes may: nothing that is sent waits for it.</summary>
    public string? Refusal => _refusal;

    /// <summary>Consumes the dead letters until the consumer ends, for whatever reason; it is to be started again then. Where the broker refuses, it ends after a pause.</summary>
    public async Task<DeadLetterConsumer> StartAsync(IConnection connection, CancellationToken cancellationToken)
    {
        var before = Interlocked.Exchange(ref _connection, connection);
        if (before != connection)
        {
            // What refused before the connection ended may be well now.
            _refusals.Clear();
        }

        if (before is null && BrokerVersion.Of(connection) is var version && BrokerVersion.IsWithoutLimit(version))
        {
            Log.NoLimit(_logger, version!);
        }

        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        await channel.BasicQosAsync(0, Prefetch, global: false, cancellationToken);
        var consumer = new DeadLetterConsumer(channel, _time);
        consumer.ReceivedAsync += async (sender, message) =>
        {
            var queue = DeadLetter.Of(message.BasicProperties.Headers)?.Queue ?? "";
            if (await MoveAsync(channel, message))
            {
                _refusals.TryRemove(queue, out var _);
            }
            else if (channel.IsOpen && consumer.IsFirstRefusal(queue))
            {
                consumer.EndAfter(PauseAfter(_refusals.AddOrUpdate(queue, 1, (_, refusals) => refusals + 1)));
            }
        };
        try
        {
            await channel.BasicConsumeAsync(Topology.DeadLetterReturns, autoAck: false, consumer, cancellationToken);
            (_refusal, _refusedStarts) = (null, 0);
            return consumer;
        }
        catch (Exception e) when (BrokerFailure.Refusal(e, $"queue {Topology.DeadLetterReturns}", "read") is { } sentence)
        {
            if (Interlocked.Exchange(ref _refusal, sentence) != sentence)
            {
                Log.Refused(_logger, sentence);
            }

            // The broker closed the channel: a consumer that was never there ends by the clock alone.
            var refused = new DeadLetterConsumer(channel, _time);
            var pause = PauseAfter(++_refusedStarts);
            refused.EndAfter(pause < MaxPauseOfStarts ? pause : MaxPauseOfStarts);
            return refused;
        }
    }

    /// <summary>How long a queue that refused so often in a row is left alone.</summary>
    internal static TimeSpan PauseAfter(int refusals)
    {
        var pause = Pauses.First * Math.Pow(2, Math.Min(refusals, 30) - 1);
        return pause < Pauses.Max ? pause : Pauses.Max;
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>False where the broker does not take it now: it was not acknowledged, so it is still here.</summary>
    private async Task<bool> MoveAsync(IChannel channel, BasicDeliverEventArgs message)
    {
        try
        {
            using var confirmation = new CancellationTokenSource(MaxConfirmation, _time);
            var headers = message.BasicProperties.Headers;
            if (DeadLetter.IsUnasked(headers, message.Body))
            {
                await channel.BasicAckAsync(message.DeliveryTag, multiple: false, confirmation.Token);
                Log.Unasked(_logger, message.BasicProperties.MessageId, DeadLetter.Of(headers)!.Value.Queue);
                return true;
            }

            var death = DeadLetter.Of(headers);
            var returns = DeadLetter.Returns(headers);
            var properties = new BasicProperties(message.BasicProperties) { Headers = DeadLetter.Clean(headers) };
            if (death?.Exchange is { } exchange)
            {
                // The type of a plain body is the exchange that it was published to, and an operator is shown it of every message.
                properties.Headers.TryAdd(ReplayedMessage.ExchangeHeader, exchange);
            }

            var isReturned = death is { Reason: "delivery_limit" } && returns < DeadLetter.MaxReturns && await TryPublishAsync(channel, death.Value.Queue, properties, returns + 1, message, confirmation.Token);
            if (!isReturned)
            {
                properties.Headers[DeadLetter.QueueHeader] = death?.Queue ?? "";
                properties.Headers[DeadLetter.ReasonHeader] = death?.Reason ?? "nothing says why";
                properties.Headers[DeadLetter.TimeHeader] = (DeadLetter.TimeOf(headers) ?? _time.GetUtcNow()).ToString("O", CultureInfo.InvariantCulture);
                await channel.BasicPublishAsync("", Topology.DeadLetters, mandatory: true, properties, message.Body, confirmation.Token);
            }

            await channel.BasicAckAsync(message.DeliveryTag, multiple: false, confirmation.Token);
            if (isReturned)
            {
                _returned.Add(1, new KeyValuePair<string, object?>("queue", death!.Value.Queue));
                Log.Returned(_logger, properties.MessageId, death.Value.Queue, returns + 1, DeadLetter.MaxReturns);
            }
            else
            {
                _putAside.Add(1);
                Log.PutAside(_logger, properties.MessageId, death?.Queue ?? "an unknown queue", death is { Reason: "delivery_limit" } ? "each time its process ended before it was done" : $"the queue gave it up ({death?.Reason ?? "no reason told"})");
            }

            return true;
        }
        catch (Exception e) when (BrokerFailure.IsUnavailable(e))
        {
            Log.NotMoved(_logger, e.Message);
            return false;
        }
    }

    /// <summary>False where the queue is not there.</summary>
    private static async Task<bool> TryPublishAsync(IChannel channel, string queue, BasicProperties properties, int returns, BasicDeliverEventArgs message, CancellationToken cancellationToken)
    {
        properties.Headers![DeadLetter.ReturnsHeader] = returns;
        try
        {
            await channel.BasicPublishAsync("", queue, mandatory: true, properties, message.Body, cancellationToken);
            return true;
        }
        catch (RabbitMQ.Client.Exceptions.PublishException e) when (e.IsReturn)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Message {Id} came back to {Queue} too often for the broker, which gave it up; it is put back, {Times} of {Max} times")]
        public static partial void Returned(ILogger logger, string? id, string queue, int times, int max);

        [LoggerMessage(LogLevel.Error, "Message {Id} of {Queue} was moved to dead-letters: {Reason}")]
        public static partial void PutAside(ILogger logger, string? id, string queue, string reason);

        [LoggerMessage(LogLevel.Information, "Question {Id} waited in {Queue} for longer than its caller: it is forgotten")]
        public static partial void Unasked(ILogger logger, string? id, string queue);

        // No warning: a policy may be there, which an ordinary user is not told.
        [LoggerMessage(LogLevel.Information, "RabbitMQ {Version} gives no message up by itself: gateway doctor tries whether a policy does (delivery-limit 20, infra/rabbitmq/definitions.json). Without one a message that ends its process does so for ever")]
        public static partial void NoLimit(ILogger logger, string version);

        [LoggerMessage(LogLevel.Error, "This process puts back nothing that a queue gave up: {Sentence}. It is retried within a minute; what it sends does not wait for that")]
        public static partial void Refused(ILogger logger, string sentence);

        [LoggerMessage(LogLevel.Warning, "A message that a queue gave up could not be put back yet: {Reason}")]
        public static partial void NotMoved(ILogger logger, string reason);
    }
}
