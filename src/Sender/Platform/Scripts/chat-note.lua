-- Keeps a note about a chat, and its place in the list of those that have one.
-- keys: chat_note chats
-- arguments: note expiry_ms at_ms chat
redis.call('SET', @chat_note, @note, 'PX', @expiry_ms)
redis.call('ZADD', @chats, @at_ms, @chat)
redis.call('ZREMRANGEBYSCORE', @chats, '-inf', @at_ms - @expiry_ms)
redis.call('PEXPIRE', @chats, @expiry_ms)
return 1
