namespace MassTransit;

/// <summary>
/// What operators see of the messages that wait in Redis, and what they may do with them. Bodies are not shown.
/// In the container as <see cref="IScheduledMessages"/> and <see cref="IBusOutboxMessages"/>, where there is a Redis.
/// </summary>
public interface IWaitingMessages
{
    /// <summary>How many wait, are due, and are dead.</summary>
    Task<WaitingCounts> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>Messages that wait, the next one first.</summary>
    /// <param name="skip">How many to leave out at the beginning.</param>
    /// <param name="take">At most so many.</param>
    /// <param name="cancellationToken">Gives up waiting for Redis.</param>
    Task<IReadOnlyList<WaitingMessage>> ListAsync(int skip = 0, int take = 100, CancellationToken cancellationToken = default);

    /// <summary>Messages that could not be sent, the one that died first comes first.</summary>
    /// <param name="skip">How many to leave out at the beginning.</param>
    /// <param name="take">At most so many.</param>
    /// <param name="cancellationToken">Gives up waiting for Redis.</param>
    Task<IReadOnlyList<WaitingMessage>> ListDeadAsync(int skip = 0, int take = 100, CancellationToken cancellationToken = default);

    /// <summary>Takes a waiting message away. False when it is not there (any more).</summary>
    Task<bool> CancelAsync(string token, CancellationToken cancellationToken = default);

    /// <summary>Sends a dead message again, now, with all its attempts. False when it is not there (any more).</summary>
    Task<bool> ReviveAsync(string token, CancellationToken cancellationToken = default);

    /// <summary>
    /// Rewrites the bodies of messages that wait or are dead, one after another in small steps. A message that is sent meanwhile is left alone.
    /// </summary>
    /// <param name="rewrite">Gets the types (as URNs separated by semicolons), the body and the headers, which it may change; answers the new body, an empty one for a message that is to go away, or null for one that stays as it is.</param>
    /// <param name="cancellationToken">Stops between two messages.</param>
    /// <returns>How many were changed or taken away.</returns>
    Task<int> RewriteAsync(Func<string, string, IDictionary<string, object?>, string?> rewrite, CancellationToken cancellationToken = default);

    /// <summary>Throws a dead message away. False when it is not there (any more).</summary>
    Task<bool> DiscardAsync(string token, CancellationToken cancellationToken = default);
}

/// <summary>The messages of the scheduler.</summary>
public interface IScheduledMessages : IWaitingMessages
{
}

/// <summary>The messages of the bus outbox.</summary>
public interface IBusOutboxMessages : IWaitingMessages
{
}

/// <summary>How many messages wait.</summary>
/// <param name="Waiting">All that wait, due or not.</param>
/// <param name="Due">Of these, the ones whose time has come.</param>
/// <param name="Dead">The ones that could not be sent.</param>
public sealed record WaitingCounts(long Waiting, long Due, long Dead);

/// <summary>A message that waits, or is dead.</summary>
/// <param name="Token">By which it is cancelled, revived or discarded; for a schedule its token id without hyphens.</param>
/// <param name="Due">When it was to be sent.</param>
/// <param name="Next">When it is looked at next (later than <paramref name="Due"/> while somebody sends it, or after a failure); when it died, for a dead one.</param>
/// <param name="MessageId">Its message id.</param>
/// <param name="MessageType">Its types, as URNs separated by semicolons.</param>
/// <param name="Destination">Where it goes.</param>
/// <param name="Attempts">Failed sends so far.</param>
/// <param name="Reason">Why it is dead; nothing for a waiting one.</param>
public sealed record WaitingMessage(
    string Token, DateTimeOffset Due, DateTimeOffset Next, Guid MessageId, string MessageType, Uri? Destination, int Attempts, string? Reason);
