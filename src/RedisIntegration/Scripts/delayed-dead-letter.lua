-- Moves a message to the dead, with the reason. Returns whether it still stood at the expected time.
-- keys: due entries attempts dead dead_entries dead_reasons
-- arguments: token expected_ms now_ms reason
if tonumber(redis.call('ZSCORE', @due, @token)) ~= tonumber(@expected_ms) then return 0 end
redis.call('HSET', @dead_entries, @token, redis.call('HGET', @entries, @token))
redis.call('HSET', @dead_reasons, @token, @reason)
redis.call('ZADD', @dead, @now_ms, @token)
redis.call('ZREM', @due, @token)
redis.call('HDEL', @entries, @token)
redis.call('HDEL', @attempts, @token)
return 1
