"""Calls at a steady rate over kept connections, whatever the answers do; each is written down with its outcome.

calls.py PORT KEY RATE FILE PROXY…: runs until its standard input ends. A line of FILE is a call:
start, end (seconds of the monotonic clock), the server that the balancer took, the kind of call, the outcome (`ok`, or why not).
"""

import asyncio
import collections
import sys
import time

CONNECTIONS = 48
TIMEOUT = 30
BODY = b"x" * 1000
# Of 20 calls: what most apps do, what takes a while, and what nobody may send twice.
KINDS = ["read"] * 15 + ["slow"] * 2 + ["write"] * 3


class Caller:
    """One kept connection. One that was closed while it was idle is made anew, as every HTTP client does."""

    def __init__(self, port, key):
        self.port, self.key = port, key.encode()
        self.reader = self.writer = None

    async def call(self, proxy, kind):
        if self.writer is None or self.reader.at_eof():
            self.close()
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        path = b"/after/300" if kind == "slow" else b"/v1/items/42?expand=owner"
        method, body = (b"POST", BODY) if kind == "write" else (b"GET", b"")
        self.writer.write(b"%s /api/%s%s HTTP/1.1\r\nHost: gateway\r\nX-API-Key: %s\r\nContent-Length: %d\r\n\r\n%s"
                          % (method, proxy.encode(), path, self.key, len(body), body))
        head = await self.reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        status = int(lines[0].split(" ")[1])
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        if "content-length" in headers:
            await self.reader.readexactly(int(headers["content-length"]))
        elif headers.get("transfer-encoding") == "chunked":
            while (size := int((await self.reader.readuntil(b"\r\n")).split(b";")[0], 16)) > 0:
                await self.reader.readexactly(size + 2)
            await self.reader.readuntil(b"\r\n")
        else:
            await self.reader.read()
            self.close()
        if headers.get("connection", "").lower() == "close":
            self.close()
        outcome = "ok" if status == 200 else f"{status} {headers.get('postern-proxy-code', 'of the balancer')}"
        return headers.get("x-served-by", "-"), outcome

    def close(self):
        if self.writer:
            self.writer.close()
        self.reader = self.writer = None


async def run(port, key, rate, file, proxies):
    free, due = [Caller(port, key) for _ in range(CONNECTIONS)], collections.deque()
    out = open(file, "w", buffering=1)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_reader(sys.stdin, stop.set)
    running = set()

    async def one(caller, start, proxy, kind):
        server = "-"
        try:
            server, outcome = await asyncio.wait_for(caller.call(proxy, kind), TIMEOUT)
        except asyncio.TimeoutError:
            outcome = "no answer in time"
            caller.close()
        except (OSError, EOFError, asyncio.IncompleteReadError) as e:
            outcome = f"cut: {type(e).__name__}"
            caller.close()
        out.write(f"{start:.4f} {time.monotonic():.4f} {server} {kind} {outcome}\n")
        free.append(caller)

    number, began = 0, time.monotonic()
    while not stop.is_set() or due:
        now = time.monotonic()
        while not stop.is_set() and began + number / rate <= now:
            due.append((began + number / rate, proxies[number % len(proxies)], KINDS[number * 7 % len(KINDS)]))
            number += 1
        while due and free:
            _, proxy, kind = due.popleft()
            task = asyncio.create_task(one(free.pop(), time.monotonic(), proxy, kind))
            running.add(task)
            task.add_done_callback(running.discard)
        await asyncio.sleep(max(0.001, began + number / rate - time.monotonic()))
    await asyncio.gather(*running)


if __name__ == "__main__":
    _, port, key, rate, file, *proxies = sys.argv
    asyncio.run(run(int(port), key, float(rate), file, proxies))
