-- Notes a delivery. A message that was sent stays so.
-- keys: entry
-- arguments: chat telegram_id at_ms remark photos content expiry_ms
local state = redis.call('HGET', @entry, 's')
if state == '2' then return 0 end
redis.call('HMSET', @entry, 's', 2, 'c', @chat, 't', @telegram_id, 'at', @at_ms, 'w', @remark)
if @content ~= '' then redis.call('HSET', @entry, 'h', @content) end
if @photos ~= '' then redis.call('HSET', @entry, 'm', @photos) end
redis.call('HDEL', @entry, 'r', 'o', 'u')
-- What was claimed just now has its expiry.
if state ~= '1' then redis.call('PEXPIRE', @entry, @expiry_ms) end
return 1
