using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>Notes for <c>GET /messages/{id}</c> that a message was sent.</summary>
internal interface ISentNotes
{
    /// <summary>Returns once the note is safe. Running twice changes nothing.</summary>
    Task NoteAsync(ConsumeContext context, MessageSent sent);
}

/// <summary>How long the note is kept.</summary>
/// <param name="Expiry">From <c>RETENTION_MESSAGES_DAYS</c>. Default: 7 days.</param>
internal sealed record SentNotesOptions(TimeSpan Expiry);

/// <summary>
/// Written into Redis, where the Gateway reads it: through a queue of the Gateway's each message cost the broker a second write to its disk, and the Gateway
/// as much work as the order itself (docs/decisions/0175). While Redis is unavailable the fact goes to that queue after all. The chat of a person who was erased meanwhile is not noted.
/// </summary>
internal sealed class RedisSentNotes(IConnectionMultiplexer redis, ErasedOrders erased, SentNotesOptions options, RedisFailover outage, TimeProvider time) : ISentNotes
{
    // By its exchange: for a queue's address MassTransit would declare the queue, with other properties than it has.
    private static readonly Uri Queue = new($"exchange:{Routes.MessageStates}");

    public Task NoteAsync(ConsumeContext context, MessageSent sent) => outage.DoAsync(
        "message-states",
        async () =>
        {
            // Hardly ever was anybody erased: then the note itself finds out whether somebody was meanwhile, without a call of its own.
            var entry = MessageEntry.Sent(sent);
            if (!await erased.AreNoneAsync() || !await WriteAsync(entry, RedisErasures.Key))
            {
                await WriteAsync(entry with { ChatId = await erased.ChatAsync(sent) }, unless: null);
            }
        },
        async () => await (await context.GetSendEndpoint(Queue)).Send(sent, context.CancellationToken));

    private Task<bool> WriteAsync(MessageEntry entry, RedisKey? unless)
    {
        var now = time.GetUtcNow();
        return MessageNotes.NoteAsync(redis.GetDatabase(), entry, (int)entry.State, entry.Step(), options.Expiry, now - options.Expiry, now, unless: unless);
    }
}

/// <summary>Without Redis there is no broker either, and the Gateway is in this process: it takes the fact itself. The ledger is the Sender's alone.</summary>
internal sealed class InMemorySentNotes(ErasedOrders erased) : ISentNotes
{
    public Task NoteAsync(ConsumeContext context, MessageSent sent) => erased.ChatAsync(sent);
}
