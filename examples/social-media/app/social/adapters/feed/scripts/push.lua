-- Insert one id (ARGV[1]) into each sorted set that exists; how many have it. ARGV[2]: size to trim to, ARGV[3]: size that calls for it.
-- The lowest member is the floor; a member that begins with ~ (126) says that the set is being built, and has no floor yet.
local id, most = ARGV[1], tonumber(ARGV[3])
local last = -tonumber(ARGV[2]) - 1
local taken = 0
for _, key in ipairs(KEYS) do
  local low = redis.call('ZRANGE', key, 0, 0)[1]
  if low and (low <= id or string.byte(redis.call('ZRANGE', key, -1, -1)[1]) == 126) then
    taken = taken + 1
    if redis.call('ZADD', key, 0, id) == 1 and redis.call('ZCARD', key) > most then
      redis.call('ZREMRANGEBYRANK', key, 0, last)
    end
  end
end
return taken
