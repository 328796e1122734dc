-- Notes that a message is given up, unless it was sent.
-- keys: entry
-- arguments: reason expiry_ms
if redis.call('HGET', @entry, 's') == '2' then return 0 end
redis.call('HMSET', @entry, 's', 3, 'r', @reason)
redis.call('PEXPIRE', @entry, @expiry_ms)
return 1
