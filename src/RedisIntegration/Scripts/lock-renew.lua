-- Prolongs a lock that is still ours. Returns whether it was.
-- keys: lock
-- arguments: token lease_ms
if redis.call('GET', @lock) == @token then return redis.call('PEXPIRE', @lock, @lease_ms) end
return 0
