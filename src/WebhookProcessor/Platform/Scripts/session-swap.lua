-- Writes a session if it is still what was read ('' for nothing).
-- keys: session
-- arguments: expected value expiry_s
if (redis.call('GET', @session) or '') ~= @expected then return 0 end
redis.call('SET', @session, @value, 'EX', @expiry_s)
return 1
