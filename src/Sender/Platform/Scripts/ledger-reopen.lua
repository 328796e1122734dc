-- Opens an unknown or failed entry again. Returns whether there was one.
-- keys: entry
-- arguments: expiry_ms
local state = redis.call('HGET', @entry, 's')
if state ~= '3' and state ~= '4' then return 0 end
redis.call('HSET', @entry, 's', 0)
redis.call('PEXPIRE', @entry, @expiry_ms)
return 1
