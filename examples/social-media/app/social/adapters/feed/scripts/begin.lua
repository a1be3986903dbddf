-- A set that is missing, or that somebody else began to build, takes what is pushed from now on. ARGV[1]: token, ARGV[2]: seconds until that is void.
local key = KEYS[1]
local high = redis.call('ZRANGE', key, -1, -1)[1]
if high and string.byte(high) ~= 126 then return 0 end
redis.call('ZREMRANGEBYLEX', key, '[~', '+')
redis.call('ZADD', key, 0, '~' .. ARGV[1])
redis.call('EXPIRE', key, ARGV[2])
return 1
