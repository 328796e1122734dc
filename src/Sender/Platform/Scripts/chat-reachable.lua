-- Forgets a note about a chat, unless it changed since it was read. Answers 1 where it forgot it.
-- keys: chat_note
-- arguments: note
if redis.call('GET', @chat_note) ~= @note then return 0 end
return redis.call('DEL', @chat_note)
