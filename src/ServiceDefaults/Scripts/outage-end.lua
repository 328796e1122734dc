-- Ends an outage, and remembers when the chat was reached: what was refused before is heard of later. Answers whether there was one.
-- keys: outages reached
-- arguments: chat at memory_ms
local known = redis.call('GET', @reached)
if not known or tonumber(known) < tonumber(@at) then redis.call('SET', @reached, @at, 'PX', @memory_ms) end
return redis.call('HDEL', @outages, @chat)
