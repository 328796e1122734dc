-- Says that a Sender is alive and counts those that are.
-- keys: senders
-- arguments: now_ms owner silent_since_ms
redis.call('ZADD', @senders, @now_ms, @owner)
redis.call('ZREMRANGEBYSCORE', @senders, '-inf', @silent_since_ms)
redis.call('PEXPIRE', @senders, 60000)
return redis.call('ZCARD', @senders)
