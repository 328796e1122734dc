-- Forgets a message that was sent. Returns whether the claim was still ours.
-- keys: due entries attempts
-- arguments: token lease_end_ms
if tonumber(redis.call('ZSCORE', @due, @token)) ~= tonumber(@lease_end_ms) then return 0 end
redis.call('ZREM', @due, @token)
redis.call('HDEL', @entries, @token)
redis.call('HDEL', @attempts, @token)
return 1
