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

local function next_of(count) return max(count.seconds - ahead, count.minute - minute_ahead) end

local function add(count, at)
  count.seconds = max(at, count.seconds) + step
  count.minute = max(at, count.minute) + minute_step
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
