-- Keeps a booking's place in the lists: listed (booking -> revision), open (by age), days (by the day of the session), and its row with the number of its change. An older revision changes nothing, the same one at most the row.
-- keys: listed open days rows changes sequence
-- arguments: booking revision day is_open age_ms forget_day row
local function keep_row()
  if @row == '' then return end
  redis.call('HSET', @rows, @booking, @row)
  redis.call('ZADD', @changes, redis.call('INCR', @sequence), @booking)
end
local known = redis.call('HGET', @listed, @booking)
if known and tonumber(known) >= tonumber(@revision) then
  if tonumber(known) == tonumber(@revision) and redis.call('HGET', @rows, @booking) ~= @row then keep_row() end
  return 0
end
redis.call('HSET', @listed, @booking, @revision)
redis.call('ZADD', @days, @day, @booking)
if @is_open == '1' then redis.call('ZADD', @open, @age_ms, @booking) else redis.call('ZREM', @open, @booking) end
keep_row()
for _, old in ipairs(redis.call('ZRANGEBYSCORE', @days, '-inf', @forget_day, 'LIMIT', 0, 100)) do
  if redis.call('ZSCORE', @open, old) then
    redis.call('ZADD', @days, @forget_day + 1, old) -- Looked at again a day later: a hundred of these would hide the others.
  else
    redis.call('ZREM', @days, old)
    redis.call('HDEL', @listed, old)
  end
end
return 1
