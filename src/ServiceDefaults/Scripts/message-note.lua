-- Keeps a message's state unless a later one is known, and adds a step to its timeline. The value is the state's rank and the entry, then a line for each step.
-- A rank of -1 adds a step to a message that is known, and nothing else. Beside the value stand the lists: of all, of its chat, of its booking, and of those in a state that few are in.
-- Answers the rank before, or -1.
-- keys: message all chat booking queued expired failed
-- arguments: rank entry expiry_s step id place has_booking oldest
local known = redis.call('GET', @message)
local before = known and tonumber(string.sub(known, 1, 1)) or -1
local steps = known and string.match(known, '\n.*') or ''
local is_new = @step ~= '' and #steps < 8192 and not string.find(steps .. '\n', '\n' .. @step .. '\n', 1, true)
if is_new then steps = steps .. '\n' .. @step end
local rank = tonumber(@rank)
if before >= rank then
  if known and is_new then redis.call('SET', @message, string.match(known, '^[^\n]*') .. steps, 'KEEPTTL') end
  return before
end
redis.call('SET', @message, @rank .. @entry .. steps, 'EX', @expiry_s)
local few = {[0] = @queued, [2] = @expired, [3] = @failed}
local lists = {@all, @chat}
if @has_booking == '1' then lists[3] = @booking end
local entered = lists
if before >= 0 then
  -- It stands in its lists since its first state; only how long they live is prolonged.
  for _, list in ipairs(lists) do redis.call('EXPIRE', list, @expiry_s) end
  entered = {}
  if few[before] then redis.call('ZREM', few[before], @id) end
end
if few[rank] then entered[#entered + 1] = few[rank] end
if #entered == 0 then return before end
local place = before >= 0 and redis.call('ZSCORE', @all, @id) or @place
for _, list in ipairs(entered) do
  redis.call('ZADD', list, place, @id)
  redis.call('EXPIRE', list, @expiry_s)
  local old = redis.call('ZRANGEBYSCORE', list, '-inf', @oldest, 'LIMIT', 0, 20)
  if #old > 0 then redis.call('ZREM', list, unpack(old)) end
end
return before
