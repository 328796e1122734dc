-- Keeps the order of a message of which nobody knows whether it arrived.
-- keys: parked
-- arguments: order expiry_ms
redis.call('SET', @parked, @order, 'PX', @expiry_ms)
return 1
