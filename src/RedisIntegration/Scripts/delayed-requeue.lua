-- Takes a message from the dead: to be sent at a time, or ('') to be forgotten. Returns whether it was there.
-- keys: due entries attempts dead dead_entries dead_reasons
-- arguments: token due_ms
local record = redis.call('HGET', @dead_entries, @token)
if not record then return 0 end
redis.call('ZREM', @dead, @token)
redis.call('HDEL', @dead_entries, @token)
redis.call('HDEL', @dead_reasons, @token)
if @due_ms ~= '' then
  redis.call('HSET', @entries, @token, record)
  redis.call('ZADD', @due, @due_ms, @token)
end
return 1
