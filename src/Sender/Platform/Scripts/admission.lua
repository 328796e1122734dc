-- Everything that is asked before a request, and the claim where it may be made at once. Answers as the ledger does, or 'note' with the chat's note, or as
-- the limits do, with the attempt where it is claimed. An empty owner stands for no entry.
-- keys: bot_limit chat_limit entry chat_note
-- arguments: step ahead minute_step minute_ahead now_us urgent place bot_step span priority horizon max_wait weight owner lease_end_ms even_unknown expiry_ms
-- include: ledger.lua
if @owner ~= '' then
  local known = look(@entry, math.floor(@now_us / 1000), @even_unknown == '1', @expiry_ms)
  if known then return known end
end
local note = redis.call('GET', @chat_note)
if note then return {'note', note} end
-- include: limit-ask.lua
local answer = ask()
if answer[1] == 'go' and @owner ~= '' and tonumber(answer[2]) <= now then answer[4] = take(@entry, @owner, @lease_end_ms, @expiry_ms) end
return answer
