-- Takes what is due, by moving its time forward to the end of a lease. Returns the time of the first that is left (or -1), then token and record of each.
-- keys: due entries attempts
-- arguments: now_ms limit lease_end_ms
local taken = {-1}
for _, token in ipairs(redis.call('ZRANGEBYSCORE', @due, '-inf', @now_ms, 'LIMIT', 0, @limit)) do
  local record = redis.call('HGET', @entries, token)
  if record then
    redis.call('ZADD', @due, @lease_end_ms, token)
    taken[#taken + 1] = token
    taken[#taken + 1] = record
  else
    redis.call('ZREM', @due, token)
  end
end
local first = redis.call('ZRANGE', @due, 0, 0, 'WITHSCORES')
if first[2] then taken[1] = first[2] end
return taken
