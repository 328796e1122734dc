using PhStudio.Messaging.RedisIntegration.Scripts;
using PhStudio.Messaging.Sender.Platform;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>One script for the whole question, and for the claim where the request may be made at once: one way to Redis instead of four (docs/decisions/0046).</summary>
public sealed class RedisAdmissionControl(IConnectionMultiplexer redis, RedisKeys keys, LimitOptions limits, LedgerOptions ledger, TimeProvider time) : IAdmissionControl
{
    private static readonly RedisScript AskAll = RedisScript.Load<RedisAdmissionControl>("admission.lua");

    public async Task<AdmissionResult> AskAsync(AdmissionRequest wanted)
    {
        var now = time.GetUtcNow();
        var answer = (RedisValue[])(await AskAll.EvaluateAsync(
            redis.GetDatabase(),
            [keys.Of("limit"), keys.OfChat("limit", wanted.ChatId), RedisLedger.EntryKey(keys, wanted.Entry ?? default), wanted.EvenUnreachable ? keys.Of("chat", "none") : RedisChatStore.Key(keys, wanted.ChatId)],
            [
                .. RedisLimiter.Arguments(wanted, limits, now),
                wanted.Entry is null ? "" : ledger.Owner, (now + ledger.Lease).ToUnixTimeMilliseconds(), wanted.EvenUnknown ? 1 : 0, (long)ledger.ExpiryOf(wanted.Entry ?? default).TotalMilliseconds,
            ]))!;

        return (string)answer[0]! switch
        {
            "note" => new AdmissionResult.InTheWay(RedisChatStore.Read(answer[1]!)),
            "held" or "settled" => new AdmissionResult.NotOurs(RedisLedger.ClaimOf(answer)),
            _ => RedisLimiter.Read(answer),
        };
    }
}
