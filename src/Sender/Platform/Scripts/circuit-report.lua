-- Adds to the failures and successes of the window. Answers the state, and whether it opened just now.
-- keys: circuit
-- arguments: now_ms failures successes window_ms limit pause_ms
local c = redis.call('HMGET', @circuit, 'state', 'window', 'failed', 'ok')
local state, start, failed, ok = tonumber(c[1] or '0'), tonumber(c[2] or '0'), tonumber(c[3] or '0'), tonumber(c[4] or '0')
local now = tonumber(@now_ms)
if now - start >= tonumber(@window_ms) then start, failed, ok = now, 0, 0 end
failed, ok = failed + tonumber(@failures), ok + tonumber(@successes)
redis.call('HMSET', @circuit, 'window', start, 'failed', failed, 'ok', ok)
if state ~= 0 or failed < tonumber(@limit) or failed < ok then return {state, 0} end
redis.call('HMSET', @circuit, 'state', 1, 'probe', now + tonumber(@pause_ms))
return {1, 1}
