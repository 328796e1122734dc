using System.Runtime.ExceptionServices;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Replay;

/// <summary>
/// Goes once through an error queue and settles each message: it stays (as a copy at the end: returning it would count, and a queue that gives messages up would lose messages that are only read),
/// goes to another queue, or is removed. The caller may cancel: a message in progress is finished. A message is acknowledged only when the broker has confirmed its copy, so that it is always in a queue. Where this process dies between the two, it is there twice under its
/// own id until the next scan, which keeps one of two copies of the same failure; a copy in the queue that it failed in is known to its consumer by the id.
/// </summary>
internal sealed class ErrorQueueScan(IChannel channel, string queue, int max = ErrorQueueScan.Max)
{
    /// <summary>A longer queue is read in part.</summary>
    public const int Max = 10_000;

    private const int Block = 50;

    /// <summary>What becomes of a message.</summary>
    public abstract record Fate
    {
        /// <summary>It stays.</summary>
        public static readonly Fate Keep = new To(null, null, default);

        /// <summary>It goes away.</summary>
        public static readonly Fate Drop = new Gone();

        /// <summary>It goes to a queue, or stays where that is null.</summary>
        public sealed record To(string? Queue, BasicProperties? Properties, ReadOnlyMemory<byte> Body) : Fate;

        /// <summary>It goes away.</summary>
        public sealed record Gone : Fate;
    }

    /// <summary>How many messages were there at the start.</summary>
    public uint Waiting { get; private set; }

    /// <summary>How many of them were looked at.</summary>
    public uint Looked { get; private set; }

    /// <summary>Settles what is there now.</summary>
    /// <param name="fateOf">Says what becomes of a message.</param>
    /// <param name="goesOn">False to leave the rest as it is.</param>
    /// <param name="cancellationToken">Stops after the messages in hand.</param>
    public async Task RunAsync(Func<BasicGetResult, Fate> fateOf, Func<bool> goesOn, CancellationToken cancellationToken)
    {
        // A quorum queue counts a little late: a message that has just come may be there although none is counted.
        Waiting = Math.Max(1, (await channel.QueueDeclarePassiveAsync(queue, cancellationToken)).MessageCount);
        var copies = new HashSet<string>(StringComparer.Ordinal);
        while (Looked < Math.Min(Waiting, max) && goesOn())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var kept = new List<(ulong Tag, Task Published)>();
            var isEmpty = false;
            try
            {
                while (kept.Count < Block && Looked < Math.Min(Waiting, max) && goesOn() && !isEmpty)
                {
                    if (await channel.BasicGetAsync(queue, autoAck: false, cancellationToken) is not { } message)
                    {
                        isEmpty = true;
                        break;
                    }

                    Looked++;
                    switch (FailedMessage.CopyKey(message) is not { } copy || copies.Add(copy) ? fateOf(message) : Fate.Drop)
                    {
                        case Fate.To { Queue: { } target } moved:
                            // Alone, so that at most one message is on its way. Mandatory, so that a publish without a queue throws instead of vanishing.
                            await channel.BasicPublishAsync("", target, mandatory: true, moved.Properties!, moved.Body, CancellationToken.None);
                            await channel.BasicAckAsync(message.DeliveryTag, multiple: false, CancellationToken.None);
                            break;
                        case Fate.To:
                            kept.Add((message.DeliveryTag, channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties(message.BasicProperties), message.Body, CancellationToken.None).AsTask()));
                            break;
                        default:
                            await channel.BasicAckAsync(message.DeliveryTag, multiple: false, CancellationToken.None);
                            break;
                    }
                }
            }
            finally
            {
                // Whatever breaks off here: a message whose copy is in the queue would be there twice.
                await AcknowledgeAsync(kept);
            }

            if (isEmpty)
            {
                Waiting = Looked;
                return;
            }
        }
    }

    private async Task AcknowledgeAsync(List<(ulong Tag, Task Published)> kept)
    {
        Exception? failure = null;
        foreach (var (tag, published) in kept)
        {
            try
            {
                await published;
                await channel.BasicAckAsync(tag, multiple: false, CancellationToken.None);
            }
            catch (Exception e)
            {
                // The others are settled all the same.
                failure ??= e;
            }
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }
}
