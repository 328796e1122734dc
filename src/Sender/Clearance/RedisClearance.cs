using PhStudio.Messaging.Sender.Chats;
using PhStudio.Messaging.Sender.Ledger;
using PhStudio.Messaging.Sender.Limits;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Clearance;

/// <summary>One script for the whole question, and for the claim where the request may be made at once: one way to Redis instead of four (docs/decisions/0046).</summary>
public sealed class RedisClearance(IConnectionMultiplexer redis, RedisKeys keys, LimitOptions limits, LedgerOptions ledger, TimeProvider time) : IClearance
{
    /// <summary>
    /// KEYS the bot's limit, the chat's, the entry, the chat's note; ARGV what <see cref="LimiterScripts.AskFunction"/> takes, then owner ('' for no entry), lease end (ms),
    /// even unknown (0 or 1), expiry (ms). Answers as the ledger's claim does, or <c>note</c> with the chat's note, or as the limiter does, with the attempt where it is claimed.
    /// </summary>
    private static readonly RedisScript AskAll = new(LedgerScripts.LookAndTake + """
        local owner, lease, expiry = ARGV[13], ARGV[14], ARGV[16]
        if owner ~= '' then
            local known = look(KEYS[3], math.floor(ARGV[5] / 1000), ARGV[15] == '1', expiry)
            if known then return known end
        end
        local note = redis.call('GET', KEYS[4])
        if note then return {'note', note} end

        """ + LimiterScripts.AskFunction + """
        local answer = ask()
        if answer[1] == 'go' and owner ~= '' and tonumber(answer[2]) <= now then answer[4] = take(KEYS[3], owner, lease, expiry) end
        return answer
        """);

    /// <inheritdoc />
    public async Task<Verdict> Ask(Permission wanted)
    {
        var now = time.GetUtcNow();
        var answer = (RedisValue[])await AskAll.Run(
            redis.GetDatabase(),
            [keys.Of("limit"), keys.Of("limit", wanted.ChatId), RedisLedger.EntryKey(keys, wanted.Entry ?? default), wanted.EvenUnreachable ? keys.Of("chat", "none") : RedisChatMemory.Key(keys, wanted.ChatId)],
            [
                .. RedisLimiter.Arguments(wanted, limits, now),
                wanted.Entry is null ? "" : ledger.Owner, (now + ledger.Lease).ToUnixTimeMilliseconds(), wanted.EvenUnknown ? 1 : 0, (long)ledger.Expiry.TotalMilliseconds,
            ]);

        return (string)answer[0]! switch
        {
            "note" => new Verdict.InTheWay(RedisChatMemory.Read(answer[1]!)),
            "held" or "settled" => new Verdict.NotOurs(RedisLedger.ClaimOf(answer)),
            _ => RedisLimiter.Read(answer),
        };
    }
}
