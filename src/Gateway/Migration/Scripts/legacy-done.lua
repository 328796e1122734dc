-- Takes what was put through off the hand, and gives the hand up.
-- keys: hand lease
-- arguments: done token
if redis.call('GET', @hand) == @done then
  redis.call('DEL', @hand)
end
if redis.call('GET', @lease) == @token then
  redis.call('DEL', @lease)
end
return 1
