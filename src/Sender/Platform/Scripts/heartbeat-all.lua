-- The Senders that are alive, each followed by its report. One of an older version has none.
-- keys: senders work
-- arguments: silent_since_ms
local told = {}
for _, owner in ipairs(redis.call('ZRANGEBYSCORE', @senders, '(' .. @silent_since_ms, '+inf')) do
  local report = redis.call('HGET', @work, owner)
  if report then
    told[#told + 1] = owner
    told[#told + 1] = report
  end
end
return told
