-- Says that a Sender is alive and what it has in hand, forgets those that are silent, and counts the rest.
-- keys: senders work
-- arguments: now_ms owner silent_since_ms report
redis.call('ZADD', @senders, @now_ms, @owner)
redis.call('HSET', @work, @owner, @report)
for _, silent in ipairs(redis.call('ZRANGEBYSCORE', @senders, '-inf', @silent_since_ms)) do
  redis.call('ZREM', @senders, silent)
  redis.call('HDEL', @work, silent)
end
redis.call('PEXPIRE', @senders, 60000)
redis.call('PEXPIRE', @work, 60000)
return redis.call('ZCARD', @senders)
