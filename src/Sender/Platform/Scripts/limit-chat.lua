-- A chat's two counts, what is spent and the line, and what else its hash holds: the same as ChatBucket, to whose members the names correspond.
-- All numbers are microseconds.
local step, ahead, minute_step, minute_ahead = tonumber(@step), tonumber(@ahead), tonumber(@minute_step), tonumber(@minute_ahead)
local now = tonumber(@now_us)
local max = math.max
local function number(n) return string.format('%.0f', n) end
local c = redis.call('HMGET', @chat_limit, 'last', 'behind', 'closed', 's', 'sm', 'l', 'lm')
local last, behind, closed = tonumber(c[1] or '0'), tonumber(c[2] or '0'), tonumber(c[3] or '0')
local spent = {seconds = tonumber(c[4] or '0'), minute = tonumber(c[5] or '0')}
local line = {seconds = tonumber(c[6] or '0'), minute = tonumber(c[7] or '0')}

-- How much longer so many at once wait than one does.
local function more(a_step, an_ahead, weight) return a_step == 0 and 0 or math.min(a_step * (weight - 1), an_ahead) end

local function next_of(count, weight)
  return max(count.seconds - ahead + more(step, ahead, weight), count.minute - minute_ahead + more(minute_step, minute_ahead, weight))
end

local function add(count, at, weight)
  count.seconds = max(at, count.seconds) + step * weight
  count.minute = max(at, count.minute) + minute_step * weight
end

local function is_busy(count)
  return (step > 0 and 2 * (count.seconds - now) > 3 * step) or (minute_step > 0 and 2 * (count.minute - now) > minute_ahead)
end

local function save_chat()
  if step == 0 and minute_step == 0 and closed <= now then return end
  redis.call('HMSET', @chat_limit, 'last', number(last), 'behind', number(behind), 'closed', number(closed),
    's', number(spent.seconds), 'sm', number(spent.minute), 'l', number(line.seconds), 'lm', number(line.minute))
  local over = max(spent.seconds, spent.minute, closed, max(line.seconds, line.minute) + behind)
  redis.call('PEXPIRE', @chat_limit, number(max(0, math.floor((over - now) / 1000)) + 60000))
end
