-- Puts a message back for later. Returns the attempts that counted so far, or -1 when the claim was no longer ours.
-- keys: due entries attempts
-- arguments: token lease_end_ms next_ms counts
if tonumber(redis.call('ZSCORE', @due, @token)) ~= tonumber(@lease_end_ms) then return -1 end
redis.call('ZADD', @due, @next_ms, @token)
if @counts == '1' then return redis.call('HINCRBY', @attempts, @token, 1) end
return tonumber(redis.call('HGET', @attempts, @token)) or 0
