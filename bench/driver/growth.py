"""How the cost of a call grows with what surrounds it."""

import re
import subprocess
import time

import load
import places
import postern
import table
from machine import Program


def compare(variants, rounds, seconds=1):
    """`variants`: name → (program, URL, how). The CPU per request of each in turn, and its ratio to the first."""
    found = {name: [] for name in variants}
    for _ in range(2):  # to warm: the compiler makes other code of a call when it first sees another kind of it
        for program, url, how in variants.values():
            load.measure(program, url, places.KEY, 1, **how)
    for _ in range(rounds):
        for name, (program, url, how) in variants.items():
            found[name].append(load.measure(program, url, places.KEY, seconds, **how))
    first = next(iter(found))
    return {name: {"cpu micros": round(load.median(r.micros for r in results), 1),
                   "ratio": table.ratio(found, name, first)} for name, results in found.items()}


def rules(gateway, rounds):
    return compare({
        "0": (gateway.program, gateway.proxy("rules0"), {}),
        "20": (gateway.program, gateway.url(), {}),
        "200": (gateway.program, gateway.proxy("rules200"), {})}, rounds)


def kinds(gateway, rounds):
    return compare({kind: (gateway.program, gateway.proxy("kind" + kind), {}) for kind in postern.KINDS}, rounds)


def request_log(gateway, upstream, vault, database, rounds):
    """What the request log costs: it is on by default, and no peer here has one."""
    without = postern.Gateway(upstream, vault, database, 10, 1, name="Postern without request log",
                              java_options=["-Dpostern.gateway.request-log.enabled=false"])
    load.warm(without, 200_000, 60)
    found = compare({"off": (without.program, without.url(), {}), "on": (gateway.program, gateway.url(), {})}, rounds)
    without.program.stop()
    return found


def sizes(gateway, rounds):
    paths = {"300 B": places.PATH, "64 KiB": "/v1/files/64k", "10 MiB": "/v1/files/10m"}
    return compare({name: (gateway.program, gateway.url(path), {}) for name, path in paths.items()}, rounds)


def proxies(smallest, upstream, vault, database, counts, rounds, say):
    """Gateways with so many proxies, of which the same ten are called in turn: what it costs to have more of them. And of the
    most, a thousand in turn: what it costs that their plans are not in the processor's caches. `smallest` runs, with the first of
    the numbers. Leaves it and that with the most running.
    """
    gateways, variants = {counts[0]: smallest}, {}
    for count in sorted(counts[1:], reverse=True):  # the one whose start counts, before others share the machine with it
        say(f"starting with {count} proxies")
        gateways[count] = postern.Gateway(upstream, vault, database, count, 1, name=f"Postern-{count}")
    for count, called in [*((count, 10) for count in counts), (counts[-1], 1000)]:
        gateway, how = gateways[count], {"rotate": (max(1, count // 1000), called)}
        variants[f"{count:,}, {called:,} called"] = (gateway.program, gateway.proxy("PROXY"), how)
        if gateway is not smallest:
            say(f"warming {count} proxies, {called} called")
            load.warm(gateway, 300_000, 60, gateway.proxy("PROXY"), **how)
    say("comparing numbers of proxies")
    found = compare(variants, rounds)
    for count in counts:
        gateway = gateways[count]
        found[f"{count:,}, 10 called"] |= {
            "start to ready seconds": round(gateway.ready_after, 1),
            "of which loading seconds": loading_seconds(gateway),
            "live heap MiB": round(table.jvm(gateway, live=True)["heap"] / 2**20),
            "resident MiB": round(gateway.program.resident_mib())}
        if gateway is not smallest and count != counts[-1]:
            gateway.program.stop()
    return found, gateways[counts[-1]]


def loading_seconds(gateway):
    said = re.search(r"Read the whole configuration .* in (\d+) ms", gateway.program.said())
    return round(int(said.group(1)) / 1000, 1) if said else None


def stream(gateway, say):
    """The gateway's memory while 10 GiB pass through it."""
    say("streaming 10 GiB")
    before = gateway.program.resident_mib()
    most = before
    began = time.monotonic()
    curl = subprocess.Popen(["curl", "-sf", "-o", "/dev/null", "-H", "X-API-Key: " + places.KEY,
                             gateway.url("/v1/files/10g")])
    while curl.poll() is None:
        most = max(most, gateway.program.resident_mib())
        time.sleep(0.2)
    if curl.returncode:
        raise SystemExit(f"the stream broke: curl says {curl.returncode}")
    return {"resident MiB before": round(before), "resident MiB at most": round(most),
            "seconds": round(time.monotonic() - began, 1)}
