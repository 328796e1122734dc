-- Remembers when a chat was reached: what was refused before begins no outage any more. One that has begun stays.
-- keys: reached
-- arguments: at memory_ms
local known = redis.call('GET', @reached)
if not known or tonumber(known) < tonumber(@at) then redis.call('SET', @reached, @at, 'PX', @memory_ms) end
return 1
