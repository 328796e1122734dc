-- Takes an erased person's chat out of an entry.
-- keys: entry
-- arguments: chats erased
local chat = redis.call('HGET', @entry, 'c')
if not chat then return 0 end
for erased in string.gmatch(@chats, '[^,]+') do
  if erased == chat then return redis.call('HSET', @entry, 'c', @erased) end
end
return 0
