-- Ends an outage, unless the chat was refused since; and remembers when the chat was reached: what was refused before is heard of later. Answers whether one ended.
-- keys: outages reached
-- arguments: chat at memory_ms clocks_differ_ms
local known = redis.call('GET', @reached)
if not known or tonumber(known) < tonumber(@at) then redis.call('SET', @reached, @at, 'PX', @memory_ms) end
local outage = redis.call('HGET', @outages, @chat)
local failed = outage and string.match(outage, '^[^:]+:%d+:(%d+):%d+$')
if failed and tonumber(failed) > tonumber(@at) + tonumber(@clocks_differ_ms) then return 0 end
return redis.call('HDEL', @outages, @chat)
