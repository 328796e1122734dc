-- Keeps an order for the webhook and the setting under which it was given.
-- keys: webhook
-- arguments: setting url
redis.call('HSET', @webhook, 'setting', @setting, 'url', @url)
return 1
