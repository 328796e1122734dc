-- Asks for the right to make a request. Answers 'granted' with the attempt, or what look says.
-- keys: entry
-- arguments: owner now_ms lease_ms even_unknown expiry_ms
-- include: ledger.lua
return look(@entry, tonumber(@now_ms), @even_unknown == '1', @expiry_ms)
  or {'granted', take(@entry, @owner, @now_ms + @lease_ms, @expiry_ms)}
