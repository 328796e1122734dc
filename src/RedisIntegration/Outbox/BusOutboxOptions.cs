namespace MassTransit;

/// <summary>How <see cref="IBusOutbox"/> stores and delivers.</summary>
public sealed class BusOutboxOptions
{
    /// <summary>How many messages may wait; one more is refused with <see cref="BusOutboxFullException"/>. Default: 100,000.</summary>
    public int MaxBacklog { get; set; } = 100_000;

    /// <summary>How many messages are on their way at once. Default: 100.</summary>
    public int MaxParallelSends { get; set; } = 100;

    /// <summary>Failed sends before a message is dead-lettered. Failures while the broker is unavailable, and sends that end without an answer, do not count. Default: 10.</summary>
    public int MaxAttempts { get; set; } = 10;

    /// <summary>Whether this process delivers what waits, its own and others'. Default: true.</summary>
    public bool Deliver { get; set; } = true;
}
