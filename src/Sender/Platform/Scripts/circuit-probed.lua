-- The outcome of a probe. Answers the state, and whether it closed just now.
-- keys: circuit
-- arguments: now_ms succeeded pause_ms
local state = redis.call('HGET', @circuit, 'state') or '0'
if @succeeded == '1' then
  redis.call('HMSET', @circuit, 'state', 0, 'window', @now_ms, 'failed', 0, 'ok', 0)
  return {0, state == '0' and 0 or 1}
end
if state == '0' then return {0, 0} end
redis.call('HMSET', @circuit, 'state', 1, 'probe', tonumber(@now_ms) + tonumber(@pause_ms))
return {1, 0}
