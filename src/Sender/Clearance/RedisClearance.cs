using PhStudio.Messaging.RedisIntegration.Scripts;
using PhStudio.Messaging.Sender.Chats;
using PhStudio.Messaging.Sender.Ledger;
using PhStudio.Messaging.Sender.Limits;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Clearance;

/// <summary>One script for the whole question, and for the claim where the request may be made at once: one way to Redis instead of four (docs/decisions/0046).</summary>
public sealed class RedisClearance(IConnectionMultiplexer redis, RedisKeys keys, LimitOptions limits, LedgerOptions ledger, TimeProvider time) : IClearance
{
    private static readonly RedisScript AskAll = RedisScript.Load<RedisClearance>("clearance.lua");

    /// <inheritdoc />
    public async Task<Verdict> Ask(Permission wanted)
    {
        var now = time.GetUtcNow();
        var answer = (RedisValue[])(await AskAll.EvaluateAsync(
            redis.GetDatabase(),
            [keys.Of("limit"), keys.Of("limit", wanted.ChatId), RedisLedger.EntryKey(keys, wanted.Entry ?? default), wanted.EvenUnreachable ? keys.Of("chat", "none") : RedisChatMemory.Key(keys, wanted.ChatId)],
            [
                .. RedisLimiter.Arguments(wanted, limits, now),
                wanted.Entry is null ? "" : ledger.Owner, (now + ledger.Lease).ToUnixTimeMilliseconds(), wanted.EvenUnknown ? 1 : 0, (long)ledger.Expiry.TotalMilliseconds,
            ]))!;

        return (string)answer[0]! switch
        {
            "note" => new Verdict.InTheWay(RedisChatMemory.Read(answer[1]!)),
            "held" or "settled" => new Verdict.NotOurs(RedisLedger.ClaimOf(answer)),
            _ => RedisLimiter.Read(answer),
        };
    }
}
