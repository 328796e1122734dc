using PhStudio.Messaging.RedisIntegration.Scripts;

namespace PhStudio.Messaging.RedisIntegration.DueQueue;

/// <summary>
/// The due queue in Lua. KEYS[1] is the sorted set of tokens by the time (ms) at which each may be taken next; [2] the records by token;
/// [3] the failed attempts by token. A claim moves the time forward by a lease, and whoever holds the claim is known by that very number.
/// </summary>
internal static class DueQueueScripts
{
    /// <summary>KEYS[4] tombstone; ARGV token, record, due ms, sent µs, order id, limit (0: none). Returns 1 kept, 0 cancelled before, 2 there already, -1 full.</summary>
    public static readonly RedisScript Add = new("due add", """
        local cancelled = redis.call('GET', KEYS[4])
        if cancelled and tonumber(cancelled) >= tonumber(ARGV[4]) then return 0 end
        local old = redis.call('HGET', KEYS[2], ARGV[1])
        if old and string.sub(old, 1, 32) == ARGV[5] then return 2 end
        if tonumber(ARGV[6]) > 0 and not old and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[6]) then return -1 end
        redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
        redis.call('HDEL', KEYS[3], ARGV[1])
        redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
        return 1
        """);

    /// <summary>KEYS[4] tombstone; ARGV token, cancelled at µs, life of the tombstone ms. Returns whether it was there.</summary>
    public static readonly RedisScript Cancel = new("due cancel", """
        local before = redis.call('GET', KEYS[4])
        if not before or tonumber(before) < tonumber(ARGV[2]) then redis.call('SET', KEYS[4], ARGV[2], 'PX', ARGV[3]) end
        redis.call('HDEL', KEYS[2], ARGV[1])
        redis.call('HDEL', KEYS[3], ARGV[1])
        return redis.call('ZREM', KEYS[1], ARGV[1])
        """);

    /// <summary>ARGV now, at most, leased until. Returns the time of the first that is left (or -1), then token and record of each that was taken.</summary>
    public static readonly RedisScript Claim = new("due claim", """
        local taken = {-1}
        for _, token in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])) do
          local record = redis.call('HGET', KEYS[2], token)
          if record then
            redis.call('ZADD', KEYS[1], ARGV[3], token)
            taken[#taken + 1] = token
            taken[#taken + 1] = record
          else
            redis.call('ZREM', KEYS[1], token)
          end
        end
        local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
        if first[2] then taken[1] = first[2] end
        return taken
        """);

    /// <summary>ARGV token, lease. Returns whether the claim was still ours.</summary>
    public static readonly RedisScript Complete = new("due complete", """
        if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1])) ~= tonumber(ARGV[2]) then return 0 end
        redis.call('ZREM', KEYS[1], ARGV[1])
        redis.call('HDEL', KEYS[2], ARGV[1])
        redis.call('HDEL', KEYS[3], ARGV[1])
        return 1
        """);

    /// <summary>ARGV token, lease, next time, counts (1) or not (0). Returns the attempts that counted so far, or -1 when the claim was no longer ours.</summary>
    public static readonly RedisScript Postpone = new("due postpone", """
        if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1])) ~= tonumber(ARGV[2]) then return -1 end
        redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
        if ARGV[4] == '1' then return redis.call('HINCRBY', KEYS[3], ARGV[1], 1) end
        return tonumber(redis.call('HGET', KEYS[3], ARGV[1])) or 0
        """);

    /// <summary>KEYS[4] the dead by time, [5] their records, [6] their reasons; ARGV token, expected time, now, reason. Returns whether it was buried.</summary>
    public static readonly RedisScript Bury = new("due bury", """
        if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1])) ~= tonumber(ARGV[2]) then return 0 end
        redis.call('HSET', KEYS[5], ARGV[1], redis.call('HGET', KEYS[2], ARGV[1]))
        redis.call('HSET', KEYS[6], ARGV[1], ARGV[4])
        redis.call('ZADD', KEYS[4], ARGV[3], ARGV[1])
        redis.call('ZREM', KEYS[1], ARGV[1])
        redis.call('HDEL', KEYS[2], ARGV[1])
        redis.call('HDEL', KEYS[3], ARGV[1])
        return 1
        """);

    /// <summary>KEYS[4..6] the dead; ARGV token, due ms ('' to throw it away). Returns whether it was there.</summary>
    public static readonly RedisScript Raise = new("due raise", """
        local record = redis.call('HGET', KEYS[5], ARGV[1])
        if not record then return 0 end
        redis.call('ZREM', KEYS[4], ARGV[1])
        redis.call('HDEL', KEYS[5], ARGV[1])
        redis.call('HDEL', KEYS[6], ARGV[1])
        if ARGV[2] ~= '' then
          redis.call('HSET', KEYS[2], ARGV[1], record)
          redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
        end
        return 1
        """);
}
