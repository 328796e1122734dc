using PhStudio.Messaging.Sender.Limits;
using PhStudio.Messaging.Sender.Clearance;

namespace PhStudio.Messaging.Sender.Outage;

/// <summary>The limits in Redis; while it is away, this process's share of them: the bot's and each chat's limit divided by as many Senders as were last seen.</summary>
public sealed class SharedLimiter(RedisLimiter shared, InMemoryLimiter own, RedisOutage outage) : ILimiter
{
    /// <inheritdoc />
    public Task<Verdict> Ask(Permission wanted) => outage.Ask("limiter", () => shared.Ask(wanted), () => own.Ask(wanted));

    /// <inheritdoc />
    public Task<Scope> Penalise(string chatId, TimeSpan retryAfter) =>
        outage.Ask("limiter", () => shared.Penalise(chatId, retryAfter), () => own.Penalise(chatId, retryAfter));
}
