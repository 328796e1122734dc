-- How far a consumed message has come: nothing for a new one, else whether it was delivered, its messages, its progress,
-- and the milliseconds for which another process is at it. 0 makes it ours.
-- keys: inbox
-- arguments: lease_ms
local state = redis.call('HMGET', @inbox, 'delivered', 'messages', 'progress', 'lease')
if state[1] then return {'1', '', '0', 0} end
if not state[2] then return {} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local left = math.max(0, (tonumber(state[4]) or 0) - now)
if left == 0 then redis.call('HSET', @inbox, 'lease', now + @lease_ms) end
return {'', state[2], state[3] or '0', left}
