-- The flood of benchmarks/comment_flood.py, for wrk: comments at a rate, each from a network of its own.
--
--     wrk -t1 -c32 -d30s -s comment_flood.lua http://127.0.0.1:8000 -- /2026/11/story/comments/ STAMP RATE
--
-- At the end a line tells how many were answered with which status.

local ffi = require("ffi")
ffi.cdef[[
  typedef struct { long seconds; long nanoseconds; } newsroom_time;
  int clock_gettime(int clock, newsroom_time *time);
]]
local MONOTONIC = 1
local clock = ffi.new("newsroom_time")

local function now()
  ffi.C.clock_gettime(MONOTONIC, clock)
  return tonumber(clock.seconds) + tonumber(clock.nanoseconds) / 1e9
end

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  path, stamp, rate = arguments[1], arguments[2], tonumber(arguments[3])
  promised, sent, statuses = 0, 0, ""
  counts = {}
end

-- Each connection waits for the next moment that the rate leaves free.
function delay()
  began = began or now()
  promised = promised + 1
  return math.max(0, (began + promised / rate - now()) * 1000)
end

function request()
  sent = sent + 1
  local headers = {
    ["Content-Type"] = "application/x-www-form-urlencoded",
    ["Sec-Fetch-Site"] = "same-origin",
    ["X-Forwarded-For"] = string.format(
      "%d.%d.%d.7", 20 + math.floor(sent / 65536), math.floor(sent / 256) % 256, sent % 256
    ),
  }
  local body = string.format(
    "comment=This+is+what+number+%x+of+many+has+to+say+of+the+harbour.&name=Sender+%d&email=sender%d%%40example.com&stamp=%s",
    sent, sent, sent, stamp
  )
  return wrk.format("POST", path, headers, body)
end

function response(status)
  counts[status] = (counts[status] or 0) + 1
  statuses = ""
  for code, count in pairs(counts) do
    statuses = statuses .. string.format(" %d:%d", code, count)
  end
end

function done(summary)
  local lost = summary.errors
  io.write("statuses", threads[1]:get("statuses"), "\n")
  io.write("lost ", lost.connect + lost.read + lost.write + lost.timeout, "\n")
end
