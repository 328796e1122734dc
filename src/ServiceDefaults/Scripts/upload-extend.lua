-- Keeps a file that is there at least until a moment. Answers 0 where it is not there.
-- keys: file ends sizes
-- arguments: hash until_ms
if redis.call('EXISTS', @file) == 0 then return 0 end
local ends = math.max(tonumber(@until_ms), tonumber(redis.call('ZSCORE', @ends, @hash) or '0'))
redis.call('PEXPIREAT', @file, string.format('%.0f', ends))
redis.call('ZADD', @ends, string.format('%.0f', ends), @hash)
local last = redis.call('ZREVRANGE', @ends, 0, 0, 'WITHSCORES')[2]
redis.call('PEXPIREAT', @ends, string.format('%.0f', last))
redis.call('PEXPIREAT', @sizes, string.format('%.0f', last))
return 1
