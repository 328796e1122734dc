-- Drops a kept order.
-- keys: parked
-- arguments:
return redis.call('DEL', @parked)
