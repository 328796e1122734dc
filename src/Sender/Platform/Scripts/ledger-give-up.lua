-- Gives a message up whose request nobody makes, without a claim in between. Answers 'given_up', or what look says.
-- keys: entry
-- arguments: now_ms reason expiry_ms
-- include: ledger.lua
local known = look(@entry, tonumber(@now_ms), false, @expiry_ms)
if known then return known end
redis.call('HMSET', @entry, 's', 3, 'r', @reason)
redis.call('PEXPIRE', @entry, @expiry_ms)
return {'given_up'}
