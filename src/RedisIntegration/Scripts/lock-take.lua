-- Takes a place in the line for the lock, and the lock when it is free and the place is the first. Returns whether the lock was taken.
-- keys: lock waiting alive
-- arguments: token lease_ms heartbeat_ms
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, silent in ipairs(redis.call('ZRANGEBYSCORE', @alive, '-inf', now)) do
  redis.call('ZREM', @waiting, silent)
  redis.call('ZREM', @alive, silent)
end
if not redis.call('ZSCORE', @waiting, @token) then
  local last = redis.call('ZRANGE', @waiting, -1, -1, 'WITHSCORES')
  redis.call('ZADD', @waiting, (tonumber(last[2]) or 0) + 1, @token)
end
if redis.call('EXISTS', @lock) == 0 and redis.call('ZRANGE', @waiting, 0, 0)[1] == @token then
  redis.call('SET', @lock, @token, 'PX', @lease_ms)
  redis.call('ZREM', @waiting, @token)
  redis.call('ZREM', @alive, @token)
  return 1
end
redis.call('ZADD', @alive, now + @heartbeat_ms, @token)
redis.call('PEXPIRE', @waiting, @heartbeat_ms * 10)
redis.call('PEXPIRE', @alive, @heartbeat_ms * 10)
return 0
