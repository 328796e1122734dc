-- Forgets that a chat refused, unless for the reason that stays; where it moved to stays known. Answers 1 where it forgot something.
-- keys: chat_note
-- arguments: stays
local note = redis.call('GET', @chat_note)
if not note or string.sub(note, 1, 3) ~= 'no:' then return 0 end
if @stays ~= '' and string.find(note, @stays, 1, true) == 1 then return 0 end
return redis.call('DEL', @chat_note)
