using MassTransit;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using PhStudio.Messaging.RedisIntegration.Messages;
using PhStudio.Messaging.RedisIntegration.Sagas;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Outbox;

/// <summary>One step of a message through the outbox: gathers what the consumer sends and what its sagas write, and commits both by one script.</summary>
internal sealed class RedisOutboxConsumeContext<T>(
    ConsumeContext<T> context,
    OutboxConsumeOptions options,
    IServiceProvider provider,
    RedisOutbox outbox,
    TimeProvider time,
    Guid messageId,
    InboxState state)
    : OutboxConsumeContextProxy<T>(context, options, provider), ISagaCommit
    where T : class
{
    private readonly Lock _lock = new();
    private readonly List<StoredMessage> _outgoing = [];
    private readonly List<CommitWrite> _writes = [];
    private readonly List<(SagaWrite Write, Func<ConcurrencyException> Conflict)> _sagas = [];
    private readonly List<Func<Task>> _releases = [];

    public InboxState State { get; private set; } = state;

    public override bool ContinueProcessing { get; set; } = true;

    public override bool IsMessageConsumed => State.Consumed;

    public override bool IsOutboxDelivered => State.Delivered;

    public override int ReceiveCount => ReceiveContext.Redelivered ? 2 : 1;

    public override long? LastSequenceNumber => State.LastSequence;

    public void UpdateIndex(SagaWrite write, Func<ConcurrencyException> conflict)
    {
        var before = _sagas.FindIndex(saga => saga.Write.Key == write.Key);
        if (before < 0)
        {
            _sagas.Add((write, conflict));
        }
        else
        {
            _sagas[before] = (write with { ExpectedDigest = _sagas[before].Write.ExpectedDigest }, conflict);
        }
    }

    public void OnEnd(Func<Task> release) => _releases.Add(release);

    /// <summary>Gives back what was held for the sagas.</summary>
    public async Task ReleaseAsync()
    {
        foreach (var release in _releases)
        {
            await release().ConfigureAwait(false);
        }

        _releases.Clear();
    }

    public override Task AddSend<TMessage>(SendContext<TMessage> context)
    {
        var write = outbox.WriteOf(context);
        var message = write is null ? StoredMessageFactory.FromSend(context, time) : null;
        lock (_lock)
        {
            if (write is not null)
            {
                _writes.Add(write);
            }

            if (message is not null)
            {
                _outgoing.Add(message);
                message.SequenceNumber = _outgoing.Count;
            }
        }

        return Task.CompletedTask;
    }

    public override async Task SetConsumed()
    {
        RedisValue messages = _outgoing.Count == 0 ? RedisOutbox.NoMessages : StoredMessage.ListToJson(_outgoing);
        var outcome = await outbox.CommitAsync(State.Key, messages, [.. _sagas.Select(saga => saga.Write)], _writes, CancellationToken).ConfigureAwait(false);
        if (outcome > 0)
        {
            throw _sagas[outcome - 1].Conflict();
        }

        if (outcome < 0)
        {
            // Consumed before: by another process at the same time. What this one did is void.
            State = await outbox.LoadAsync(ConsumerId, messageId, CancellationToken).ConfigureAwait(false);
            return;
        }

        State = InboxState.Committed(State.Key, [.. _outgoing]);
        foreach (var write in _writes)
        {
            write.Committed?.Invoke();
        }
    }

    public override Task<List<OutboxMessageContext>> LoadOutboxMessages() => Task.FromResult(State.Outgoing.Cast<OutboxMessageContext>().ToList());

    public override Task NotifyOutboxMessageDelivered(OutboxMessageContext message)
    {
        State.LastSequence = message.SequenceNumber;
        if (message.SequenceNumber < State.Outgoing.Count)
        {
            outbox.Note(State.Key, message.SequenceNumber);
        }

        return Task.CompletedTask;
    }

    public override Task SetDelivered()
    {
        State.Delivered = true;
        return Task.CompletedTask;
    }

    public override async Task RemoveOutboxMessages()
    {
        if (!State.Finished)
        {
            await outbox.FinishAsync(State.Key, CancellationToken).ConfigureAwait(false);
            State.Finished = true;
        }
    }
}
