namespace PhStudio.Messaging.Sender.Ledger;

/// <summary>
/// The steps of the ledger, each one script over one hash: <c>s</c> state, <c>o</c> owner, <c>u</c> lease end (ms), <c>n</c> attempts,
/// <c>c</c> chat, <c>t</c> Telegram's id, <c>at</c> when sent (ms), <c>w</c> remark, <c>r</c> reason.
/// States: 0 open, 1 claimed, 2 sent, 3 failed, 4 unknown, as in <see cref="EntryState"/>.
/// </summary>
internal static class LedgerScripts
{
    /// <summary>
    /// Two functions over one entry. <c>look</c> answers <c>held</c> or <c>settled</c> with its values, and nothing where the entry is free; it makes a claim whose lease
    /// is over unknown. <c>take</c> claims what was just looked at and is free, and answers the number of the attempt.
    /// </summary>
    public const string LookAndTake = """
        local attempts = 0
        local function look(key, now, evenUnknown, expiry)
            local e = redis.call('HMGET', key, 's', 'u', 'n', 'c', 't', 'at', 'w', 'r')
            local state = tonumber(e[1] or '0')
            attempts = tonumber(e[3] or '0')
            if state == 0 then return nil end
            if state == 1 then
                if tonumber(e[2] or '0') > now then return {'held', e[2]} end
                redis.call('HSET', key, 's', 4)
                redis.call('PEXPIRE', key, expiry)
                state = 4
            end
            if state == 4 and evenUnknown then return nil end
            return {'settled', state, attempts, e[4] or '', e[5] or '', e[6] or '', e[7] or '', e[8] or ''}
        end
        local function take(key, owner, lease, expiry)
            redis.call('HMSET', key, 's', 1, 'o', owner, 'u', string.format('%.0f', lease), 'n', attempts + 1)
            redis.call('PEXPIRE', key, expiry)
            return attempts + 1
        end

        """;

    /// <summary>Owner, now, lease (ms), even unknown (0 or 1), expiry (ms). Answers the verdict, then its values.</summary>
    public static readonly RedisScript Claim = new(LookAndTake + """
        return look(KEYS[1], tonumber(ARGV[2]), ARGV[4] == '1', ARGV[5])
            or {'granted', take(KEYS[1], ARGV[1], ARGV[2] + ARGV[3], ARGV[5])}
        """);

    /// <summary>Chat, Telegram's id, when (ms), remark, expiry (ms).</summary>
    public static readonly RedisScript Sent = new("""
        local state = redis.call('HGET', KEYS[1], 's')
        if state == '2' then return 0 end
        redis.call('HMSET', KEYS[1], 's', 2, 'c', ARGV[1], 't', ARGV[2], 'at', ARGV[3], 'w', ARGV[4])
        redis.call('HDEL', KEYS[1], 'r', 'o', 'u')
        -- What was claimed just now has its expiry.
        if state ~= '1' then redis.call('PEXPIRE', KEYS[1], ARGV[5]) end
        return 1
        """);

    /// <summary>Reason, expiry (ms).</summary>
    public static readonly RedisScript Failed = new("""
        if redis.call('HGET', KEYS[1], 's') == '2' then return 0 end
        redis.call('HMSET', KEYS[1], 's', 3, 'r', ARGV[1])
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 1
        """);

    /// <summary>Owner, the state to leave the claim in, what to add to the attempts, expiry (ms).</summary>
    public static readonly RedisScript Leave = new("""
        local e = redis.call('HMGET', KEYS[1], 's', 'o')
        if e[1] ~= '1' or e[2] ~= ARGV[1] then return 0 end
        redis.call('HSET', KEYS[1], 's', ARGV[2])
        redis.call('HINCRBY', KEYS[1], 'n', ARGV[3])
        redis.call('PEXPIRE', KEYS[1], ARGV[4])
        return 1
        """);

    /// <summary>Expiry (ms).</summary>
    public static readonly RedisScript Reopen = new("""
        local state = redis.call('HGET', KEYS[1], 's')
        if state ~= '3' and state ~= '4' then return 0 end
        redis.call('HSET', KEYS[1], 's', 0)
        redis.call('PEXPIRE', KEYS[1], ARGV[1])
        return 1
        """);

    /// <summary>When the edit was ordered (microseconds), expiry (ms).</summary>
    public static readonly RedisScript LatestEdit = new("""
        local known = tonumber(redis.call('GET', KEYS[1]) or '0')
        if known > tonumber(ARGV[1]) then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return 1
        """);
}
