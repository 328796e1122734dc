using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>One call to Redis; while it is unavailable, and for a message whose entry Redis does not have yet, step by step, each with its own fallback.</summary>
public sealed class FailoverAdmissionControl(RedisAdmissionControl shared, FailoverLedger ledger, FailoverChatStore chats, FailoverLimiter limiter, RedisFailover outage) : IAdmissionControl
{
    private readonly SequentialAdmission _alone = new(ledger, chats, limiter);

    public Task<AdmissionResult> AskAsync(AdmissionRequest wanted) => wanted.Entry is { } key && ledger.IsAheadOfRedis(key)
        ? _alone.AskAsync(wanted)
        : outage.AskAsync("clearance", () => AskRedisAsync(wanted), () => _alone.AskAsync(wanted));

    private Task<AdmissionResult> AskRedisAsync(AdmissionRequest wanted) =>
        wanted.Entry is { } key ? ledger.AskForClaimAsync(key, wanted.EvenUnknown, () => shared.AskAsync(wanted)) : shared.AskAsync(wanted);
}
