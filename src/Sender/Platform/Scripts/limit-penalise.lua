-- A 429: closes the bot or the chat. Answers 1 for the bot, 0 for the chat.
-- keys: bot_limit chat_limit
-- arguments: step ahead minute_step minute_ahead now_us retry_after chat span suspicion longest_us
-- include: limit-chat.lua
local span = tonumber(@span)
local till = now + tonumber(@retry_after)
local b = redis.call('HMGET', @bot_limit, 'load', 'penalised', 'penalised_at', 'closed', 'before', 'before_at')
local load = tonumber(b[1] or '0')
local function is_another(name, at) return at > 0 and now - at < tonumber(@suspicion) and name ~= @chat end
local penalised, penalised_at, before, before_at = b[2] or '', tonumber(b[3] or '0'), b[5] or '', tonumber(b[6] or '0')

local several = is_another(penalised, penalised_at) and is_another(before, before_at)
if penalised ~= @chat then redis.call('HMSET', @bot_limit, 'before', penalised, 'before_at', number(penalised_at)) end
redis.call('HMSET', @bot_limit, 'penalised', @chat, 'penalised_at', number(now))

local bots = 0
if not is_busy(spent) and (load - now > span / 2 or several) then
  local most = now + tonumber(@longest_us)
  redis.call('HSET', @bot_limit, 'closed', number(max(tonumber(b[4] or '0'), math.min(till, most))))
  bots = 1
  -- What is longer than the whole bot's wait can be is the chat's own.
  if till <= most then return bots end
end

if till > closed then
  behind = behind + till - max(now, closed)
  closed = till
end
save_chat()
return bots
