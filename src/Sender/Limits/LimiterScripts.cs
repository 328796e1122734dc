namespace PhStudio.Messaging.Sender.Limits;

/// <summary>
/// The limiter's two steps over the bot's hash (KEYS[1]) and a chat's (KEYS[2]): the same as <see cref="BotBucket"/> and
/// <see cref="ChatBucket"/>, to whose members the names correspond. All numbers are microseconds.
/// </summary>
internal static class LimiterScripts
{
    /// <summary>Needs step, ahead and perMinute; gives the two counts, spent ('s') and line ('l'), and what else a chat's hash holds.</summary>
    private const string ReadChat = """
        local MINUTE = 60000000
        local max = math.max
        local function number(n) return string.format('%.0f', n) end
        local c = redis.call('HMGET', KEYS[2], 'last', 'behind', 'closed', 's', 'sn', 'l', 'ln')
        local last, behind, closed = tonumber(c[1] or '0'), tonumber(c[2] or '0'), tonumber(c[3] or '0')
        local spent = {name = 's', bucket = tonumber(c[4] or '0'), given = tonumber(c[5] or '0')}
        local line = {name = 'l', bucket = tonumber(c[6] or '0'), given = tonumber(c[7] or '0')}

        local function moment(count, index)
            return tonumber(redis.call('HGET', KEYS[2], count.name .. ':' .. number(index % perMinute)) or '0')
        end
        local function nextOf(count)
            local minute = 0
            if perMinute > 0 and count.given >= perMinute then minute = moment(count, count.given) + MINUTE end
            return max(count.bucket - ahead, minute)
        end
        local function add(count, at)
            count.bucket = max(at, count.bucket) + step
            if perMinute > 0 then
                redis.call('HSET', KEYS[2], count.name .. ':' .. number(count.given % perMinute), number(at))
                count.given = count.given + 1
            end
        end
        local function isBusy(count, now)
            local half = math.floor((perMinute + 1) / 2)
            return (step > 0 and 2 * (count.bucket - now) > 3 * step)
                or (half > 0 and count.given >= half and moment(count, count.given - half) > now - MINUTE)
        end
        local function saveChat(now)
            redis.call('HMSET', KEYS[2], 'last', number(last), 'behind', number(behind), 'closed', number(closed),
                's', number(spent.bucket), 'sn', number(spent.given), 'l', number(line.bucket), 'ln', number(line.given))
            local over = max(spent.bucket, closed, line.bucket + behind)
            redis.call('PEXPIRE', KEYS[2], number(max(0, math.floor((over - now) / 1000)) + 120000))
        end

        """;

    /// <summary>
    /// The chat's step, ahead, share of a minute; now, urgent (0 or 1), place (or ''); the bot's step, its span,
    /// the priority's name, its horizon, its patience. Answers the verdict, the moment, the place, the stamp.
    /// </summary>
    public static readonly RedisScript Ask = new("""
        local step, ahead, perMinute = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        """ + "\n" + ReadChat + """
        local now, urgent, place = tonumber(ARGV[4]), ARGV[5] == '1', tonumber(ARGV[6])
        local botStep, span, priority, horizon, patience = tonumber(ARGV[7]), tonumber(ARGV[8]), ARGV[9], tonumber(ARGV[10]), tonumber(ARGV[11])

        local clock = max(now, closed) - behind
        local function stepAside(at)
            if last > clock then
                behind = behind + (perMinute == 0 and step or max(step, math.floor(MINUTE / perMinute)))
            else
                add(line, at - behind)
            end
        end

        local free = max(now, closed, nextOf(spent))
        local at, mine, paid
        if urgent then
            paid = place ~= nil and place >= closed
            if paid then at, mine = max(now, place), place else at, mine = free, free end
        else
            paid = place ~= nil
            mine = place or max(clock, nextOf(line))
            if mine > clock then at = max(mine + behind, free) else at = free end
        end

        if at > now then
            if not paid then
                if urgent then
                    add(spent, at)
                    stepAside(at)
                else
                    add(line, mine)
                    last = max(last, mine)
                end
                saveChat(now)
            end
            return {'chat', number(at), number(mine)}
        end

        local b = redis.call('HMGET', KEYS[1], 'closed', 'next', 'load', 'since:' .. priority)
        local botClosed, nextAt, load, since = tonumber(b[1] or '0'), tonumber(b[2] or '0'), tonumber(b[3] or '0'), tonumber(b[4] or '0')
        if botClosed > now then return {'bot', number(botClosed), ''} end

        at = max(now, nextAt)
        if at - now > horizon and (since == 0 or now - since < patience) then
            if since == 0 then redis.call('HSET', KEYS[1], 'since:' .. priority, number(now)) end
            return {'bot', number(at - horizon), ''}
        end

        redis.call('HMSET', KEYS[1], 'next', number(at + botStep), 'load', number(math.min(max(load, now) + 2 * botStep, now + span)))
        if since ~= 0 then redis.call('HSET', KEYS[1], 'since:' .. priority, '0') end

        if not (urgent and paid) then
            add(spent, at)
            if urgent then stepAside(at) elseif not paid then add(line, max(mine, at - behind)) end
            saveChat(now)
        end
        return {'go', number(at), number(mine), number(spent.given - 1)}
        """);

    /// <summary>The share of a minute, the stamp, now.</summary>
    public static readonly RedisScript Arrived = new("""
        local perMinute, stamp = tonumber(ARGV[1]), tonumber(ARGV[2])
        local given = tonumber(redis.call('HGET', KEYS[1], 'sn') or '0')
        if stamp < 0 or given <= stamp or given - stamp > perMinute then return 0 end
        redis.call('HSET', KEYS[1], 's:' .. string.format('%.0f', stamp % perMinute), ARGV[3])
        return 1
        """);

    /// <summary>The chat's step, ahead, share of a minute; now, retry after, the chat, the bot's span, for how long a 429 casts suspicion. Answers 1 for the bot, 0 for the chat.</summary>
    public static readonly RedisScript Penalise = new("""
        local step, ahead, perMinute = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        """ + "\n" + ReadChat + """
        local now, chat, span = tonumber(ARGV[4]), ARGV[6], tonumber(ARGV[7])
        local till = now + tonumber(ARGV[5])
        local b = redis.call('HMGET', KEYS[1], 'load', 'penalised', 'penalised_at', 'closed')
        local load, penalised, penalisedAt = tonumber(b[1] or '0'), b[2] or '', tonumber(b[3] or '0')

        local another = penalisedAt > 0 and now - penalisedAt < tonumber(ARGV[8]) and penalised ~= chat
        redis.call('HMSET', KEYS[1], 'penalised', chat, 'penalised_at', number(now))

        if not isBusy(spent, now) and (load - now > span / 2 or another) then
            redis.call('HSET', KEYS[1], 'closed', number(max(tonumber(b[4] or '0'), till)))
            return 1
        end

        if till > closed then
            behind = behind + till - max(now, closed)
            closed = till
        end
        saveChat(now)
        return 0
        """);
}
