-- The check and the write of one saga, as functions of a script that makes all its checks before its first write.
local function saga_is_as_expected(key, digest)
  local current = redis.call('GET', key)
  if not current then return digest == '' end
  return digest ~= '' and redis.sha1hex(current) == digest
end

local function write_saga(key, value, expiry, keep)
  if value == '' then
    redis.call('DEL', key)
    return
  end
  local life = tonumber(expiry)
  if keep == '1' then
    local left = redis.call('PTTL', key)
    if left > 0 then life = left end
  end
  if life > 0 then
    redis.call('SET', key, value, 'PX', life)
  else
    redis.call('SET', key, value)
  end
end
