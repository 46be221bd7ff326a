-- Counts a call of one proxy, if fewer than the limit are in the window that ends now.
-- KEYS[1]: the times of its calls in microseconds, the oldest first: a list, of as many as the limit at most.
-- ARGV[1]: the limit. ARGV[2]: the window in microseconds.
-- Returns how many more fit, 0 or above; where none fit, the microseconds until one does, negated.
local limit = tonumber(ARGV[1])
local window = tonumber(ARGV[2])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local newest = redis.call('LINDEX', KEYS[1], -1)
if newest and tonumber(newest) > now then
  -- The clock was set back. The list stays in its order, and nothing leaves it too early.
  now = tonumber(newest)
end
local count = redis.call('LLEN', KEYS[1])
-- In large steps first: after a burst a hundred thousand may leave at once.
for _, step in ipairs({2048, 128, 8, 1}) do
  while count >= step and now - tonumber(redis.call('LINDEX', KEYS[1], step - 1)) >= window do
    redis.call('LTRIM', KEYS[1], step, -1)
    count = count - step
  end
end
if count >= limit then
  -- After a change to a lower limit more than one has to leave first.
  return now - (tonumber(redis.call('LINDEX', KEYS[1], count - limit)) + window)
end
-- Lua would write so large a number with an exponent, and lose digits.
redis.call('RPUSH', KEYS[1], string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000))
return limit - count - 1
