-- Writes a saga if it is still as expected. Returns 0 when it is not.
-- keys: saga
-- arguments: expected_digest value expiry_ms keep_expiry
-- include: saga-write.lua
if not saga_is_as_expected(@saga, @expected_digest) then return 0 end
write_saga(@saga, @value, @expiry_ms, @keep_expiry)
return 1
