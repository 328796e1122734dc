using MassTransit;

namespace PhStudio.Messaging.RedisIntegration.Sagas;

/// <summary>Found in the consume context when an outbox is around the saga: takes its writes, to be committed with the outgoing messages.</summary>
internal interface ISagaCommit
{
    /// <summary>Takes a write. A second one for the same key replaces the first, whose expectation stays.</summary>
    /// <param name="write">The checked write.</param>
    /// <param name="conflict">Makes the exception to throw when the saga is not as expected at the commit.</param>
    void UpdateIndex(SagaWrite write, Func<ConcurrencyException> conflict);

    /// <summary>Runs this after the commit, or after it was given up: what the message held is then free.</summary>
    void OnEnd(Func<Task> release);
}
