-- Notes that a message to a chat was refused; an outage that had begun goes on. Answers it; nil for none, where the chat was reached since.
-- keys: outages reached
-- arguments: chat reason at
local known = redis.call('HGET', @outages, @chat)
local reached = redis.call('GET', @reached)
if reached and tonumber(reached) >= tonumber(@at) then return known end
local since, told = @at, '0'
if known then
  local _, _, began, said = string.find(known, '^[^:]+:(%d+):%d+:(%d+)$')
  if began then since, told = began, said end
end
local outage = @reason .. ':' .. since .. ':' .. @at .. ':' .. told
redis.call('HSET', @outages, @chat, outage)
return outage
