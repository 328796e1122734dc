namespace PhStudio.Messaging.Sender.Limits;

/// <summary>
/// The limiter's two steps over the bot's hash (KEYS[1]) and a chat's (KEYS[2]): the same as <see cref="BotBucket"/> and
/// <see cref="ChatBucket"/>, to whose members the names correspond. All numbers are microseconds.
/// </summary>
internal static class LimiterScripts
{
    /// <summary>Takes the chat's short step and ahead, its minute's step and ahead; gives the two counts, spent and line, and what else a chat's hash holds.</summary>
    private const string ReadChat = """
        local step, ahead, minuteStep, minuteAhead = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
        local max = math.max
        local function number(n) return string.format('%.0f', n) end
        local c = redis.call('HMGET', KEYS[2], 'last', 'behind', 'closed', 's', 'sm', 'l', 'lm')
        local last, behind, closed = tonumber(c[1] or '0'), tonumber(c[2] or '0'), tonumber(c[3] or '0')
        local spent = {seconds = tonumber(c[4] or '0'), minute = tonumber(c[5] or '0')}
        local line = {seconds = tonumber(c[6] or '0'), minute = tonumber(c[7] or '0')}

        local function nextOf(count) return max(count.seconds - ahead, count.minute - minuteAhead) end
        local function add(count, at)
            count.seconds = max(at, count.seconds) + step
            count.minute = max(at, count.minute) + minuteStep
        end
        local function isBusy(count, now)
            return (step > 0 and 2 * (count.seconds - now) > 3 * step) or (minuteStep > 0 and 2 * (count.minute - now) > minuteAhead)
        end
        local function saveChat(now)
            if step == 0 and minuteStep == 0 and closed <= now then return end
            redis.call('HMSET', KEYS[2], 'last', number(last), 'behind', number(behind), 'closed', number(closed),
                's', number(spent.seconds), 'sm', number(spent.minute), 'l', number(line.seconds), 'lm', number(line.minute))
            local over = max(spent.seconds, spent.minute, closed, max(line.seconds, line.minute) + behind)
            redis.call('PEXPIRE', KEYS[2], number(max(0, math.floor((over - now) / 1000)) + 60000))
        end

        """;

    /// <summary>
    /// The question as a function <c>ask</c>. Takes what <see cref="ReadChat"/> takes; then now, urgent (0 or 1), place (or ''); the bot's step, its span,
    /// the priority's name, its horizon, its patience. Answers the verdict, the moment, the place.
    /// </summary>
    public const string AskFunction = ReadChat + """
        local now, urgent, place = tonumber(ARGV[5]), ARGV[6] == '1', tonumber(ARGV[7])
        local botStep, span, priority, horizon, patience = tonumber(ARGV[8]), tonumber(ARGV[9]), ARGV[10], tonumber(ARGV[11]), tonumber(ARGV[12])

        local function ask()
            local clock = max(now, closed) - behind
            local function stepAside(at)
                if last > clock then
                    behind = behind + max(step, minuteStep)
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

            if botStep > 0 then
                redis.call('HMSET', KEYS[1], 'next', number(at + botStep), 'load', number(math.min(max(load, now) + 2 * botStep, now + span)))
            end
            if since ~= 0 then redis.call('HSET', KEYS[1], 'since:' .. priority, '0') end

            if not (urgent and paid) then
                add(spent, at)
                if urgent then stepAside(at) elseif not paid then add(line, max(mine, at - behind)) end
                saveChat(now)
            end
            return {'go', number(at), number(mine)}
        end

        """;

    /// <summary>The question alone.</summary>
    public static readonly RedisScript Ask = new(AskFunction + "return ask()");

    /// <summary>The chat's short step and ahead, its minute's step and ahead; now, retry after, the chat, the bot's span, for how long a 429 casts suspicion, for how long the bot is closed at most. Answers 1 for the bot, 0 for the chat.</summary>
    public static readonly RedisScript Penalise = new(ReadChat + """
        local now, chat, span = tonumber(ARGV[5]), ARGV[7], tonumber(ARGV[8])
        local till = now + tonumber(ARGV[6])
        local b = redis.call('HMGET', KEYS[1], 'load', 'penalised', 'penalised_at', 'closed', 'before', 'before_at')
        local load = tonumber(b[1] or '0')
        local function isAnother(name, at) return at > 0 and now - at < tonumber(ARGV[9]) and name ~= chat end
        local penalised, penalisedAt, before, beforeAt = b[2] or '', tonumber(b[3] or '0'), b[5] or '', tonumber(b[6] or '0')

        local several = isAnother(penalised, penalisedAt) and isAnother(before, beforeAt)
        if penalised ~= chat then redis.call('HMSET', KEYS[1], 'before', penalised, 'before_at', number(penalisedAt)) end
        redis.call('HMSET', KEYS[1], 'penalised', chat, 'penalised_at', number(now))

        local bots = 0
        if not isBusy(spent, now) and (load - now > span / 2 or several) then
            local most = now + tonumber(ARGV[10])
            redis.call('HSET', KEYS[1], 'closed', number(max(tonumber(b[4] or '0'), math.min(till, most))))
            bots = 1
            -- What is longer than the whole bot's wait can be is the chat's own.
            if till <= most then return bots end
        end

        if till > closed then
            behind = behind + till - max(now, closed)
            closed = till
        end
        saveChat(now)
        return bots
        """);
}
