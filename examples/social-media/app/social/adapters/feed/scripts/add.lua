-- Insert ids (ARGV[2..]) above the floor of a set that exists, then trim it to ARGV[1]: what is above the new floor is whole again.
local key, size = KEYS[1], tonumber(ARGV[1])
local low = redis.call('ZRANGE', key, 0, 0)[1]
if not low then return 0 end
local building = string.byte(redis.call('ZRANGE', key, -1, -1)[1]) == 126
for place = 2, #ARGV do
  if building or low <= ARGV[place] then redis.call('ZADD', key, 0, ARGV[place]) end
end
local count = redis.call('ZCARD', key)
if low == string.rep('0', 19) then count = count - 1 end
if not building and count > size then redis.call('ZREMRANGEBYRANK', key, 0, -size - 1) end
return 1
