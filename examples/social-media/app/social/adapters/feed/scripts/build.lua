-- Complete a set that was begun. ARGV: token, 1 if nothing older exists, seconds to keep it, size, then ids of 19 digits, ascending.
-- The id 0 stands for "nothing is older"; trimming takes it away like any other.
local key, zero = KEYS[1], string.rep('0', 19)
if not redis.call('ZSCORE', key, '~' .. ARGV[1]) then return 0 end
if ARGV[2] == '1' then
  redis.call('ZADD', key, 0, zero)
elseif ARGV[5] then
  redis.call('ZREMRANGEBYLEX', key, '-', '(' .. ARGV[5])
end
for place = 5, #ARGV do redis.call('ZADD', key, 0, ARGV[place]) end
redis.call('ZREM', key, '~' .. ARGV[1])
local size = tonumber(ARGV[4])
local count = redis.call('ZCARD', key)
if redis.call('ZSCORE', key, zero) then count = count - 1 end
if count > size then redis.call('ZREMRANGEBYRANK', key, 0, -size - 1) end
redis.call('EXPIRE', key, ARGV[3])
return 1
