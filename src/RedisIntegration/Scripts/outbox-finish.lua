-- All messages are delivered: only the mark stays.
-- keys: inbox
-- arguments: mark_ms
redis.call('HDEL', @inbox, 'messages', 'progress', 'lease')
redis.call('HSET', @inbox, 'delivered', '1')
redis.call('PEXPIRE', @inbox, @mark_ms)
return 1
