-- Between two requests of a connection: a pause, evenly spread around its average, so that
-- connections do not march in step.
local average = tonumber(os.getenv("PAUSE_MILLIS"))

function delay()
  return math.random(0, 2 * average)
end
