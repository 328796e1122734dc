-- Notes an edit and tells whether it is the latest one known.
-- keys: edit
-- arguments: ordered_us expiry_ms
local known = tonumber(redis.call('GET', @edit) or '0')
if known > tonumber(@ordered_us) then return 0 end
redis.call('SET', @edit, @ordered_us, 'PX', @expiry_ms)
return 1
