-- Keeps a booking's place in the lists: listed (booking -> revision), open (by age), days (by the day of the session). An older revision changes nothing.
-- keys: listed open days
-- arguments: booking revision day is_open age_ms forget_day
local known = redis.call('HGET', @listed, @booking)
if known and tonumber(known) >= tonumber(@revision) then return 0 end
redis.call('HSET', @listed, @booking, @revision)
redis.call('ZADD', @days, @day, @booking)
if @is_open == '1' then redis.call('ZADD', @open, @age_ms, @booking) else redis.call('ZREM', @open, @booking) end
for _, old in ipairs(redis.call('ZRANGEBYSCORE', @days, '-inf', @forget_day, 'LIMIT', 0, 100)) do
  if not redis.call('ZSCORE', @open, old) then
    redis.call('ZREM', @days, old)
    redis.call('HDEL', @listed, old)
  end
end
return 1
