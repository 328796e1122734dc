-- Commits a consumed message: its mark, its messages ('' for none), its sagas (four arguments each) and its writes, all or nothing.
-- Returns 0 when done, -1 when the message was consumed before, n when the n-th saga changed.
-- keys: inbox ...
-- arguments: messages mark_ms lease_ms saga_count ...
-- include: saga-write.lua
if redis.call('EXISTS', @inbox) == 1 then return -1 end
local sagas = tonumber(@saga_count)
for i = 1, sagas do
  if not saga_is_as_expected(KEYS[i + 1], ARGV[i * 4 + 1]) then return i end
end
write_all(sagas + 1, sagas * 4 + 4)
for i = 1, sagas do
  local first = i * 4 + 1
  write_saga(KEYS[i + 1], ARGV[first + 1], ARGV[first + 2], ARGV[first + 3])
end
if @messages == '' then
  redis.call('HSET', @inbox, 'delivered', '1')
  redis.call('PEXPIRE', @inbox, @mark_ms)
else
  local time = redis.call('TIME')
  redis.call('HSET', @inbox, 'messages', @messages, 'lease', time[1] * 1000 + math.floor(time[2] / 1000) + @lease_ms)
end
return 0
