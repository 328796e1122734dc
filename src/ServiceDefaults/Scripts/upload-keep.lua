-- Keeps a file until a moment, where all files together have room for it. Answers 1 where it is kept.
-- keys: file ends sizes
-- arguments: hash content size now_ms until_ms max_bytes
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', @ends, '-inf', @now_ms)) do
  redis.call('ZREM', @ends, gone)
  redis.call('HDEL', @sizes, gone)
end
local ends = math.max(tonumber(@until_ms), tonumber(redis.call('ZSCORE', @ends, @hash) or '0'))
if redis.call('EXISTS', @file) == 0 then
  local total = tonumber(@size)
  for _, size in ipairs(redis.call('HVALS', @sizes)) do total = total + tonumber(size) end
  if total > tonumber(@max_bytes) then return 0 end
  redis.call('SET', @file, @content)
  redis.call('HSET', @sizes, @hash, @size)
end
redis.call('PEXPIREAT', @file, string.format('%.0f', ends))
redis.call('ZADD', @ends, string.format('%.0f', ends), @hash)
local last = redis.call('ZREVRANGE', @ends, 0, 0, 'WITHSCORES')[2]
redis.call('PEXPIREAT', @ends, string.format('%.0f', last))
redis.call('PEXPIREAT', @sizes, string.format('%.0f', last))
return 1
