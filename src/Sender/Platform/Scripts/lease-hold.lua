-- Takes a lease or prolongs it. Returns 0 while another owner has it.
-- keys: lease
-- arguments: owner period_ms
local owner = redis.call('GET', @lease)
if owner and owner ~= @owner then return 0 end
redis.call('SET', @lease, @owner, 'PX', @period_ms)
return 1
