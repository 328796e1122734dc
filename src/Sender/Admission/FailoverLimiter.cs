using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>The limits in Redis; while it is unavailable, this process's share of them: the bot's and each chat's limit divided by as many Senders as were last seen.</summary>
public sealed class FailoverLimiter(RedisLimiter shared, InMemoryLimiter own, RedisFailover outage) : ILimiter
{
    public Task<AdmissionResult> AskAsync(AdmissionRequest wanted) => outage.AskAsync("limiter", () => shared.AskAsync(wanted), () => own.AskAsync(wanted));

    public Task<Scope> PenaliseAsync(string chatId, TimeSpan retryAfter) =>
        outage.AskAsync("limiter", () => shared.PenaliseAsync(chatId, retryAfter), () => own.PenaliseAsync(chatId, retryAfter));

    public Task<IReadOnlyList<(string ChatId, DateTimeOffset Until)>> ClosedAsync() => outage.AskAsync("limiter", shared.ClosedAsync, own.ClosedAsync);

    public Task<RequestRate> RateAsync() => outage.AskAsync("limiter", shared.RateAsync, own.RateAsync);
}
