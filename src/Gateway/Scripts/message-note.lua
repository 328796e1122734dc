-- Keeps a message's state unless a later one is known: the value is the state's rank and the entry. Answers the rank before, or -1.
-- keys: message
-- arguments: rank entry expiry_s
local known = redis.call('GET', @message)
local rank = known and tonumber(string.sub(known, 1, 1)) or -1
if rank < tonumber(@rank) then redis.call('SET', @message, @rank .. @entry, 'EX', @expiry_s) end
return rank
