-- The question to the limits alone.
-- keys: bot_limit chat_limit
-- arguments: step ahead minute_step minute_ahead now_us urgent place bot_step span priority horizon max_wait weight
-- include: limit-ask.lua
return ask()
