-- Takes the right to probe, where it is time for a probe.
-- keys: circuit
-- arguments: now_ms timeout_ms
local c = redis.call('HMGET', @circuit, 'state', 'probe')
local now = tonumber(@now_ms)
if (c[1] or '0') == '0' or now < tonumber(c[2] or '0') then return 0 end
redis.call('HMSET', @circuit, 'state', 2, 'probe', now + tonumber(@timeout_ms))
return 1
