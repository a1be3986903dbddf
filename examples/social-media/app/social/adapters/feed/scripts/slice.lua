-- Part of each sorted set, highest first, between exclusive bounds: ARGV[1] above, ARGV[2] below, at most ARGV[3] members; ARGV[4]: seconds
-- to keep it from now on, or nothing. An empty answer: no such set, or one that is being built (its last member begins with ~, 126).
local found = {}
for place, key in ipairs(KEYS) do
  local low, high = redis.call('ZRANGE', key, 0, 0)[1], redis.call('ZRANGE', key, -1, -1)[1]
  if low and ARGV[4] ~= '' then redis.call('EXPIRE', key, ARGV[4]) end
  if low and string.byte(high) ~= 126 then
    found[place] = {low, unpack(redis.call('ZRANGE', key, ARGV[2], ARGV[1], 'BYLEX', 'REV', 'LIMIT', 0, ARGV[3]))}
  else
    found[place] = {}
  end
end
return found
