-- Forgets that a chat refused; where it moved to stays known.
-- keys: chat_note
-- arguments:
local note = redis.call('GET', @chat_note)
if note and string.sub(note, 1, 3) == 'no:' then return redis.call('DEL', @chat_note) end
return 0
