-- Drops a kept order, unless another was kept in its place.
-- keys: parked
-- arguments: order
return redis.call('GET', @parked) == @order and redis.call('DEL', @parked) or 0
