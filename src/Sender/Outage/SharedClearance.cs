using PhStudio.Messaging.Sender.Clearance;
using PhStudio.Messaging.Sender.Limits;

namespace PhStudio.Messaging.Sender.Outage;

/// <summary>The one question to Redis; while it is away, and for a message whose entry Redis does not have yet, step by step, each step with its own stand-in.</summary>
public sealed class SharedClearance(RedisClearance shared, SharedLedger ledger, SharedChatMemory chats, SharedLimiter limiter, RedisOutage outage) : IClearance
{
    private readonly StepByStep alone = new(ledger, chats, limiter);

    /// <inheritdoc />
    public Task<Verdict> Ask(Permission wanted) => wanted.Entry is { } key && ledger.IsAheadOfRedis(key)
        ? alone.Ask(wanted)
        : outage.Ask("clearance", () => shared.Ask(wanted), () => alone.Ask(wanted));
}
