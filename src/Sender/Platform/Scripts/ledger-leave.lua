-- Leaves a claim that is still ours in another state, and adds to its attempts.
-- keys: entry
-- arguments: owner state attempts expiry_ms
local e = redis.call('HMGET', @entry, 's', 'o')
if e[1] ~= '1' or e[2] ~= @owner then return 0 end
redis.call('HSET', @entry, 's', @state)
redis.call('HINCRBY', @entry, 'n', @attempts)
redis.call('PEXPIRE', @entry, @expiry_ms)
return 1
