-- Keeps a person's choice unless a later one is known.
-- keys: language_key
-- arguments: at_ms language expiry_ms
if tonumber(redis.call('HGET', @language_key, 'at') or 0) > tonumber(@at_ms) then return 0 end
redis.call('HSET', @language_key, 'at', @at_ms, 'language', @language)
redis.call('PEXPIRE', @language_key, @expiry_ms)
return 1
