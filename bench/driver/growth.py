"""How the cost of a call grows with what surrounds it."""

import subprocess
import time

import kinds
import load
import places
import seed
import table
from machine import Program


def compare(variants, rounds, warm=2):
    """`variants`: name → (program, URL, how). The CPU per request of each in turn, and its ratio to the first."""
    found = {name: [] for name in variants}
    for _ in range(warm):  # the compiler makes other code of a call when it first sees another kind of it: the first comes last
        for program, url, how in reversed(variants.values()):
            load.measure(program, url, places.KEY, 1, **how)
    turn = list(variants.items())
    for _ in range(rounds):
        for name, (program, url, how) in turn:
            found[name].append(load.measure(program, url, places.KEY, 1, **how))
        turn.reverse()  # so that a machine which gets slower meanwhile is nobody's loss
    return compared(found)


def compared(found):
    first = next(iter(found))
    return {name: {"cpu micros": round(load.median(r.micros for r in results), 1),
                   "ratio": table.ratio(found, name, first)} for name, results in found.items()}


def rules(gateway, rounds):
    return compare({
        "0": (gateway.program, gateway.proxy("rules0"), {}),
        "20": (gateway.program, gateway.url(), {}),
        "200": (gateway.program, gateway.proxy("rules200"), {})}, rounds)


def credential_kinds(gateway, upstream, rounds):
    for kind in kinds.all_of(upstream):
        if kind.url.startswith("https"):  # none of its code was needed before: a second of it would be mostly the compiler's work
            load.warm(gateway, 20_000, 8, gateway.proxy(kind.id))
    return compare({kind.name: (gateway.program, gateway.proxy(kind.id), {}) for kind in kinds.all_of(upstream)}, rounds, warm=1)


def sizes(gateway, rounds):
    paths = {"300 B": places.PATH, "64 KiB": "/v1/files/64k", "10 MiB": "/v1/files/10m"}
    return compare({name: (gateway.program, gateway.url(path), {}) for name, path in paths.items()}, rounds)


def start(gateway):
    """What the start of a gateway took. Asked before it has read its configuration anew."""
    return {"start to ready seconds": round(gateway.ready_after, 1), "of which loading seconds": round(gateway.loads()[0] / 1000, 1)}


def proxies(gateway, steady, database, counts, cycles, say):
    """One process that has so many proxies, one number after the other and then again: what it costs to have more of them. Two
    processes would differ in what the compiler made of the same code, by more than what is looked for. The same ten are called in turn
    each time; of the most also a thousand: what it costs that their plans are not in the processor's caches. Between one number and the
    next are seconds, in which the machine's pace may change by half: so what a number costs is a ratio to a steady gateway, which
    always has the same and is called in the very same seconds. An odd number of cycles ends with the most.
    """
    found, paces, rows, has = {}, [], {}, None
    how = {called: {"rotate": (counts[-1] // 1000, called)} for called in (10, 1000)}
    load.warm(gateway, 300_000, 60, gateway.proxy("PROXY"), **how[1000])
    for cycle in range(cycles):
        say(f"growth with proxies, {cycle + 1} of {cycles}")
        for count in counts if cycle % 2 == 0 else reversed(counts):
            if count != has:
                have(gateway, database, counts[-1], count)
                has = count
            names = {called: f"{count:,}, {called:,} called" for called in ([10, 1000] if count == counts[-1] else [10])}
            heap = table.jvm(gateway, live=True)["heap"]
            rows[names[10]] = {"live heap MiB": round(heap / 2**20), "resident MiB": round(gateway.program.resident_mib())}
            for called in names:
                load.measure(gateway.program, gateway.proxy("PROXY"), places.KEY, 1, **how[called])
            for called, name in names.items():
                ratios = []
                for _ in range(6):
                    pace, cost = load.beside(
                        lambda: load.measure(steady.program, steady.url(), places.KEY, 1),
                        lambda: load.measure(gateway.program, gateway.proxy("PROXY"), places.KEY, 1, **how[called]))
                    paces.append(pace.micros)
                    ratios.append(cost.micros / pace.micros)
                found.setdefault(name, []).append(load.median(ratios))
    first = next(iter(found))
    return {name: {"cpu micros": round(load.median(costs) * load.median(paces), 1),
                   "ratio": round(load.median(cost / least for cost, least in zip(costs, found[first])), 3)} | rows.get(name, {})
            for name, costs in found.items()}


def have(gateway, database, most, count):
    """Leaves the gateway so many of the proxies: the others go to another region (which their parts are not of, so that the
    database's own checks are off), and the change log to where the gateway lost its place in it, so that it reads everything anew."""
    kept = {10: "number % step = 1 and number < 10 * step", 1000: "number % step = 1"}.get(count, "true")
    loads = len(gateway.loads())
    database.execute(
        f"p{most}",
        "set local session_replication_role = replica",
        "update proxy set proxy_region = wanted from (select proxy_id as id, case when " + kept + f" then '{seed.REGION}' else 'away' end as wanted"
        f" from (select proxy_id, substr(proxy_id, 5)::int as number, {most // 1000} as step from proxy) numbers) wanted"
        " where proxy_id = id and proxy_region <> wanted",
        "update change set changed_at = clock_timestamp()")
    until = time.monotonic() + 60
    while len(gateway.loads()) == loads:
        if time.monotonic() > until:
            raise SystemExit("the gateway did not read its configuration anew")
        time.sleep(0.1)


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
