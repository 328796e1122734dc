-- Two functions over one entry of the ledger, a hash: s state, o owner, u lease end (ms), n attempts, c chat, t Telegram's id, at when sent (ms), w remark, r reason, m ids of its photos, h what the part says, as a hash.
-- States: 0 open, 1 claimed, 2 sent, 3 failed, 4 unknown, as in EntryState.
-- look answers 'held' or 'settled' with its values, and nothing where the entry is free; it makes a claim whose lease is over unknown.
-- take claims what was just looked at and is free, and answers the number of the attempt.
local attempts = 0

local function look(key, now, even_unknown, expiry)
  local e = redis.call('HMGET', key, 's', 'u', 'n', 'c', 't', 'at', 'w', 'r', 'm', 'h')
  local state = tonumber(e[1] or '0')
  attempts = tonumber(e[3] or '0')
  if state == 0 then return nil end
  if state == 1 then
    if tonumber(e[2] or '0') > now then return {'held', e[2]} end
    redis.call('HSET', key, 's', 4)
    redis.call('PEXPIRE', key, expiry)
    state = 4
  end
  if state == 4 and even_unknown then return nil end
  return {'settled', state, attempts, e[4] or '', e[5] or '', e[6] or '', e[7] or '', e[8] or '', e[9] or '', e[10] or ''}
end

local function take(key, owner, lease, expiry)
  redis.call('HMSET', key, 's', 1, 'o', owner, 'u', string.format('%.0f', lease), 'n', attempts + 1)
  redis.call('PEXPIRE', key, expiry)
  return attempts + 1
end
