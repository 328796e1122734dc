-- Takes a message away and remembers that, so that an older order for it comes too late. Returns whether it was there.
-- keys: due entries attempts tombstone
-- arguments: token cancelled_us tombstone_ms
local before = redis.call('GET', @tombstone)
if not before or tonumber(before) < tonumber(@cancelled_us) then redis.call('SET', @tombstone, @cancelled_us, 'PX', @tombstone_ms) end
redis.call('HDEL', @entries, @token)
redis.call('HDEL', @attempts, @token)
return redis.call('ZREM', @due, @token)
