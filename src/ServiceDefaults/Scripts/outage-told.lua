-- Notes how often an outage was told, unless it is over, is another one, or was told as often.
-- keys: outages
-- arguments: chat since times
local known = redis.call('HGET', @outages, @chat)
if not known then return 0 end
local _, _, head, began, last, told = string.find(known, '^([^:]+):(%d+):(%d+):(%d+)$')
if began ~= @since or tonumber(told) >= tonumber(@times) then return 0 end
redis.call('HSET', @outages, @chat, head .. ':' .. began .. ':' .. last .. ':' .. @times)
return 1
