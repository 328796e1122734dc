-- Takes a booking out of the lists and its row out of the index. The number of the change stays for a month, so that every process hears of it, and goes then too.
-- keys: listed open days rows changes sequence removed
-- arguments: booking now_ms oldest_ms
redis.call('HDEL', @listed, @booking)
redis.call('ZREM', @open, @booking)
redis.call('ZREM', @days, @booking)
redis.call('HDEL', @rows, @booking)
redis.call('ZADD', @changes, redis.call('INCR', @sequence), @booking)
redis.call('ZADD', @removed, @now_ms, @booking)
for _, old in ipairs(redis.call('ZRANGEBYSCORE', @removed, '-inf', @oldest_ms, 'LIMIT', 0, 100)) do
  redis.call('ZREM', @removed, old)
  if redis.call('HEXISTS', @rows, old) == 0 then redis.call('ZREM', @changes, old) end
end
return 1
