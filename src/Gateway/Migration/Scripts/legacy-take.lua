-- Takes what was put through off the hand, and the next message from the old list into it. One process at a time has the hand.
-- Answers the message in the hand, and nothing where the list is empty or another process has the hand.
-- keys: list hand sequence lease
-- arguments: end done token lease_ms now_ms
local holder = redis.call('GET', @lease)
if holder and holder ~= @token then
  return nil
end
redis.call('SET', @lease, @token, 'PX', @lease_ms)
local held = redis.call('GET', @hand)
if held and held ~= @done then
  return held
end
local message = redis.call(@end == 'left' and 'LPOP' or 'RPOP', @list)
if not message then
  redis.call('DEL', @hand)
  return nil
end
held = redis.call('INCR', @sequence) .. ':' .. @now_ms .. ':' .. message
redis.call('SET', @hand, held)
return held
