-- Like report.lua, and the proxy's number in the path goes round: `wrk … URL -- FIRST STEP COUNT`, with %d in the path.
dofile(os.getenv("BENCH_REPORT"))
local requests, at = {}, 0

function init(arguments)
  local step, count = tonumber(arguments[1]), tonumber(arguments[2])
  for i = 0, count - 1 do
    requests[i] = wrk.format("GET", (wrk.path:gsub("PROXY", tostring(1 + i * step))))
  end
end

function request()
  at = at + 1
  if requests[at] == nil then at = 0 end
  return requests[at]
end
