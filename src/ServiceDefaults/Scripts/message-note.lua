-- Keeps a message's state unless a later one is known, and adds a step to its timeline. What failed and was sent once more by hand may become unknown or expired after that, and what was unknown may be so again. The value is the state's rank and the entry, then a line for each step.
-- A rank of -1 adds a step to a message that is known, and nothing else. Beside the value stand the lists: of all, of its chat, of its booking, and of those in a state that few are in.
-- What was accepted is kept with it, unless some content is known. Answers the rank before, or -1, or -2 where a key is there that forbids the note.
-- keys: message all chat booking queued expired failed accepted unless
-- arguments: rank entry expiry_s step id place has_booking oldest list_expiry_s day_ago now content content_expiry_s has_unless
if @has_unless == '1' and redis.call('EXISTS', @unless) == 1 then return -2 end
local rank, few = tonumber(@rank), {[0] = @queued, [2] = @expired, [3] = @failed}
local line = @step == '' and '' or '\n' .. @step
local lists = {@all, @chat}
if @has_booking == '1' then lists[3] = @booking end
-- What was ordered too long ago would leave its lists at once: it enters them by this moment.
local is_old = tonumber(@place) < tonumber(@oldest)
local place = is_old and @now or @place
if @content ~= '' then redis.call('SET', @accepted, @content, 'NX', 'EX', @content_expiry_s) end

local function enter(list, place)
  redis.call('ZADD', list, place, @id)
  redis.call('EXPIRE', list, @list_expiry_s)
  -- One message in eight takes what is too old out of its lists.
  if string.find(@id, '[08]$') then
    local old = redis.call('ZRANGEBYSCORE', list, '-inf', @oldest, 'LIMIT', 0, 160)
    if #old > 0 then redis.call('ZREM', list, unpack(old)) end
  end
end

-- Nearly every message is noted here first when it is accepted.
if rank == 0 and redis.call('SET', @message, @rank .. @entry .. line, 'NX', 'EX', @expiry_s) then
  lists[#lists + 1] = @queued
  for _, list in ipairs(lists) do enter(list, place) end
  return -1
end

local known = redis.call('GET', @message)
local before = known and tonumber(string.sub(known, 1, 1)) or -1
local steps = known and string.match(known, '\n.*') or ''
local is_new = line ~= '' and not string.find(steps .. '\n', line .. '\n', 1, true)
if is_new then
  steps = steps .. line
  -- Of a long timeline a step in the middle goes away: never the beginning, nor what came last.
  while #steps > 8192 do
    local gone = string.find(steps, '\n', 4097, true)
    local behind = gone and string.find(steps, '\n', gone + 1, true)
    if not behind then break end
    steps = string.sub(steps, 1, gone - 1) .. string.sub(steps, behind)
  end
end
local function moment(value) return string.match(value, '"At":"([^"]+)"') end
local function chat(value) return string.match(value, '"ChatId":"([^"]*)"') end
local is_again = ((rank == 1 or rank == 2) and before == 3 or rank == 1 and before == 1) and moment(@entry) > moment(known)
if before >= rank and not is_again then
  if known and is_new then redis.call('SET', @message, string.match(known, '^[^\n]*') .. steps, 'KEEPTTL') end
  return before
end

redis.call('SET', @message, @rank .. @entry .. steps, 'EX', @expiry_s)
if before == -1 then
  for _, list in ipairs(lists) do enter(list, place) end
else
  -- It stands in its lists since its first state. They outlive that by a day. What was ordered too long ago has left them, or is about to, and enters again.
  if is_old then
    for _, list in ipairs(lists) do enter(list, place) end
  elseif tonumber(@place) < tonumber(@day_ago) then
    for _, list in ipairs(lists) do redis.call('EXPIRE', list, @list_expiry_s) end
  end
  -- A chat that got another number: from now on its messages are asked for under that one.
  if chat(@entry) ~= chat(known) then enter(@chat, redis.call('ZSCORE', @all, @id) or place) end
  if few[before] then redis.call('ZREM', few[before], @id) end
end
if few[rank] then enter(few[rank], redis.call('ZSCORE', @all, @id) or place) end
return before
