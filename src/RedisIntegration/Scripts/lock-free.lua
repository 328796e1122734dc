-- Gives a lock back, and the place in its line.
-- keys: lock waiting alive
-- arguments: token
redis.call('ZREM', @waiting, @token)
redis.call('ZREM', @alive, @token)
if redis.call('GET', @lock) == @token then return redis.call('DEL', @lock) end
return 0
