-- Notes what was learned about a message, each thing in a field of its own.
-- keys: entry
-- arguments: fields expiry_ms
for field in string.gmatch(@fields, '[^,]+') do redis.call('HSET', @entry, field, 1) end
redis.call('PEXPIRE', @entry, @expiry_ms)
return 1
