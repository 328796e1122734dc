using System.Collections.Concurrent;
using MassTransit;

namespace PhStudio.Messaging.RedisIntegration.Tests.Servers;

/// <summary>What arrived, with its envelope, in the order of arrival.</summary>
public sealed class Inbox<T>
    where T : class
{
    private readonly ConcurrentQueue<(ConsumeContext<T> Context, DateTime At)> _arrived = new();

    public IReadOnlyList<ConsumeContext<T>> Arrived => [.. _arrived.Select(arrival => arrival.Context)];

    public IReadOnlyList<DateTime> Times => [.. _arrived.Select(arrival => arrival.At)];

    public void Add(ConsumeContext<T> context) => _arrived.Enqueue((context, Clock.Now));

    /// <summary>Messages that came without an envelope.</summary>
    public ConcurrentQueue<T> Notes { get; } = new();

    public void Note(T message) => Notes.Enqueue(message);

    public async Task<ConsumeContext<T>> FirstAsync(string awaited, int seconds = 20)
    {
        await Eventually.TrueAsync(awaited, () => !_arrived.IsEmpty, TimeSpan.FromSeconds(seconds));
        return Arrived[0];
    }
}

/// <summary>A consumer that only writes down what came.</summary>
public sealed class InboxConsumer<T>(Inbox<T> inbox) : IConsumer<T>
    where T : class
{
    public Task Consume(ConsumeContext<T> context)
    {
        inbox.Add(context);
        return Task.CompletedTask;
    }
}
