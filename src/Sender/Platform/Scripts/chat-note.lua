-- Keeps a note about a chat.
-- keys: chat_note
-- arguments: note expiry_ms
redis.call('SET', @chat_note, @note, 'PX', @expiry_ms)
return 1
