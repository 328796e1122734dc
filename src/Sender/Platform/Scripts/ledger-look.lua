-- Tells what may not be claimed, and claims nothing. Answers 'free', or what look says.
-- keys: entry
-- arguments: now_ms expiry_ms
-- include: ledger.lua
return look(@entry, tonumber(@now_ms), false, @expiry_ms) or {'free'}
