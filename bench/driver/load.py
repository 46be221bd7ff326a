"""Load: wrk as fast as answers come, and a client of our own at a fixed rate."""

import concurrent.futures
import json
import os
import statistics
import subprocess
import time

import places

HERE = os.path.dirname(os.path.abspath(__file__))
REPORT = os.path.join(HERE, "report.lua")
ROTATE = os.path.join(HERE, "rotate.lua")
CONNECTIONS = 64


def saturate(url, key, seconds, rotate=None, threads=1):
    """As many requests as the 64 connections get answered. `rotate`: (step, count) of the proxies that PROXY stands for."""
    command = ["wrk", f"-t{threads}", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "60s",
               "-H", "Accept: application/json", "-H", "User-Agent: bench", "-H", "X-API-Key: " + key]
    if rotate:
        command += ["-s", ROTATE, url, "--", *map(str, rotate)]
    else:
        command += ["-s", REPORT, url]
    return _last_json(subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "BENCH_REPORT": REPORT}).stdout)


class RateClient:
    """A client at a fixed rate, which measures from when each request was due. One for a whole run: it has to be warm, too."""

    def __init__(self, java):
        self.process = subprocess.Popen(
            [*java, "io.postern.bench.RateClient"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, url, key, rate, seconds, warm):
        self.process.stdin.write(f"url={url} key={key} rate={rate} connections={CONNECTIONS}"
                                 f" warm-millis={int(warm * 1000)} millis={int(seconds * 1000)}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        self.process.wait(15)


def _last_json(text):
    for line in reversed(text.splitlines()):
        if line.startswith("{"):
            return json.loads(line)
    raise SystemExit("no result in:\n" + text)


class Round:
    """One subject's share of one round, in which no request may fail."""

    def __init__(self, program, result, cpu, strict):
        if result["errors"] and strict:
            raise SystemExit(f"{program.name if program else 'direct'}: {result['errors']} of {result['requests']} failed")
        self.rate = result["requests"] / result["seconds"]
        self.micros = cpu * 1e6 / max(1, result["requests"]) if program else 0.0
        self.latency = {name: result[name] for name in ("p50", "p99", "p999")}
        self.requests = result["requests"]


def measure(program, url, key, seconds, strict=True, **how):
    before = program.cpu_seconds() if program else 0
    result = saturate(url, key, seconds, **how)
    after = program.cpu_seconds() if program else 0
    return Round(program, result, after - before, strict)


def beside(*calls):
    """All at once: what the machine does meanwhile, it does to all of them."""
    with concurrent.futures.ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(lambda call: call(), calls))


def warm(subject, least, seconds, url=None, **how):
    """Loads a subject until it had so many requests and its cost per request has settled: the last two looks at it found
    nothing better than those before. For no longer than so many seconds. What fails in a program that just began is not of what is
    measured. Returns the seconds that took, and the requests."""
    began, requests, costs = time.monotonic(), 0, []
    while time.monotonic() - began < seconds:
        done = measure(subject.program, url or subject.url(), places.KEY, 1, strict=False, **how)
        requests += done.requests
        costs.append(done.micros)
        if requests >= least and len(costs) > 4 and min(costs[-2:]) > 0.97 * min(costs[:-2]):
            break
    return time.monotonic() - began, requests


def median(values):
    values = list(values)
    return statistics.median(values) if values else 0.0
