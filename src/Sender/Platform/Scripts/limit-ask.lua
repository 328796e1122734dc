-- The question to the limits as a function: the same as BotBucket, BotUsage and ChatBucket. Answers the result, the moment, the place.
-- include: limit-chat.lua
local urgent, place, weight = @urgent == '1', tonumber(@place), tonumber(@weight)
local bot_step, span, horizon, max_wait = tonumber(@bot_step), tonumber(@span), tonumber(@horizon), tonumber(@max_wait)

local function ask()
  local clock = max(now, closed) - behind
  local function step_aside(at)
    if last > clock then
      behind = behind + max(step, minute_step) * weight
    else
      add(line, at - behind, weight)
    end
  end

  local free = max(now, closed, next_of(spent, weight))
  local at, mine, paid
  if urgent then
    paid = place ~= nil and place >= closed
    if paid then at, mine = max(now, place), place else at, mine = free, free end
  else
    paid = place ~= nil
    mine = place or max(clock, next_of(line, weight))
    if mine > clock then at = max(mine + behind, free) else at = free end
  end

  if at > now then
    if not paid then
      if urgent then
        add(spent, at, weight)
        step_aside(at)
      else
        add(line, mine, weight)
        last = max(last, mine)
      end
      save_chat()
    end
    return {'chat', number(at), number(mine)}
  end

  local b = redis.call('HMGET', @bot_limit, 'closed', 'next', 'load', 'since:' .. @priority, 'window', 'used', 'used_before')
  local bot_closed, next_at, load, since = tonumber(b[1] or '0'), tonumber(b[2] or '0'), tonumber(b[3] or '0'), tonumber(b[4] or '0')
  if bot_closed > now then return {'bot', number(bot_closed), ''} end

  at = max(now, next_at)
  if at - now > horizon and (since == 0 or now - since < max_wait) then
    if since == 0 then redis.call('HSET', @bot_limit, 'since:' .. @priority, number(now)) end
    return {'bot', number(at - horizon), ''}
  end

  local window, counted, used, before = math.floor(now / 5000000), tonumber(b[5] or '0'), tonumber(b[6] or '0'), tonumber(b[7] or '0')
  if window > counted then
    if window == counted + 1 then before = used else before = 0 end
    used = 0
  else
    window = counted
  end
  redis.call('HMSET', @bot_limit, 'next', number(at + bot_step * weight), 'load', number(math.min(max(load, now) + 2 * bot_step * weight, now + span)),
    'window', number(window), 'used', number(used + weight), 'used_before', number(before))
  if since ~= 0 then redis.call('HSET', @bot_limit, 'since:' .. @priority, '0') end

  if not (urgent and paid) then
    add(spent, at, weight)
    if urgent then step_aside(at) elseif not paid then add(line, max(mine, at - behind), weight) end
    save_chat()
  end
  return {'go', number(at), number(mine)}
end
