-- Gives a lease up, where it is ours.
-- keys: lease
-- arguments: owner
if redis.call('GET', @lease) == @owner then return redis.call('DEL', @lease) end
return 0
