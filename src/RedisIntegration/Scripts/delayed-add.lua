-- Keeps a message until it is due. Returns 1 kept, 0 cancelled before, 2 there already, -1 full.
-- keys: due entries attempts tombstone
-- arguments: token record due_ms sent_us order limit
local cancelled = redis.call('GET', @tombstone)
if cancelled and tonumber(cancelled) >= tonumber(@sent_us) then return 0 end
local old = redis.call('HGET', @entries, @token)
if old and string.sub(old, 1, 32) == @order then return 2 end
if tonumber(@limit) > 0 and not old and redis.call('ZCARD', @due) >= tonumber(@limit) then return -1 end
redis.call('HSET', @entries, @token, @record)
redis.call('HDEL', @attempts, @token)
redis.call('ZADD', @due, @due_ms, @token)
return 1
