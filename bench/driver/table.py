"""Every subject beside every other, in short rounds that take turns, so that whatever else the machine does falls on all."""

import json
import subprocess

import load
import places
import postern
import subjects

POSTERN, REACTOR, PLAIN, ENVOY, NGINX = "Postern", "raw Reactor Netty", "plain Spring Cloud Gateway", "Envoy", "nginx"
COMPARED_AT_A_RATE = {"direct", REACTOR, POSTERN}
MAKERS = [subjects.direct, subjects.nginx, subjects.haproxy, subjects.envoy, subjects.raw_netty, subjects.raw_reactor,
          subjects.plain_gateway]


class Effort:
    """How long everything takes. The first table is the one that counts; one with more loops shows what changes with
    them. The quick one may warm a slow subject for less than it needs, which makes Postern's ratio to that look better than it is."""

    def __init__(self, quick=False, first=True):
        self.warm_requests = 100_000 if quick or not first else 200_000
        self.warm_seconds = 15 if quick else 20 if not first else 40
        self.rounds = 4 if quick else 6 if first else 3
        self.rate_rounds = 0 if quick or not first else 10
        self.growth_rounds = 4 if quick else 8


def measure(loops, effort, upstream, vault, database, say):
    """Starts all, warms them, measures, and stops all but Postern. Returns the rows by name, the ratios, and Postern."""
    started = [make(upstream, loops) for make in MAKERS]
    gateway = postern.Gateway(upstream, vault, database, 10, loops)
    started.append(gateway)
    warm = {}
    for subject in started:
        if subject.jvm:
            say(f"warming {subject.name}")
            warm[subject.name] = load.warm(subject, effort.warm_requests, effort.warm_seconds)[0]
    rounds = {subject.name: [] for subject in started}
    before = allocated(started)
    for number in range(effort.rounds):
        say(f"round {number + 1} of {effort.rounds}, {loops} loop(s)")
        for subject in started:
            rounds[subject.name].append(load.measure(subject.program, subject.url(), places.KEY, 1))
    rows = {subject.name: row(subject, rounds[subject.name]) for subject in started}
    for name, bytes_now in allocated(started).items():
        requests = sum(r.requests for r in rounds[name])
        rows[name]["allocated bytes"] = round((bytes_now - before[name]) / max(1, requests))
        rows[name]["seconds until warm"] = round(warm[name], 1)
    if effort.rate_rounds:
        at_fixed_rate(started, rows, effort, say)
    for subject in started:
        if subject.program and subject is not gateway:
            subject.program.stop()
    return rows, ratios(rounds), gateway


def row(subject, rounds):
    """One subject's figures at saturation."""
    figures = {
        "requests per second": round(load.median(r.rate for r in rounds)),
        "saturated": {name: round(load.median(r.latency[name] for r in rounds)) for name in ("p50", "p99", "p999")},
    }
    if subject.program:
        figures["cpu micros"] = round(load.median(r.micros for r in rounds), 1)
        figures["resident MiB"] = round(subject.program.resident_mib())
    return figures


def allocated(started):
    """The bytes that each JVM has allocated since it began."""
    jvms = [subject for subject in started if subject.jvm]
    figures = load.beside(*(lambda subject=subject: jvm(subject) for subject in jvms))
    return {subject.name: figure["allocated"] for subject, figure in zip(jvms, figures)}


def at_fixed_rate(started, rows, effort, say):
    """Half of what Postern can do at most, for everybody, in many short rounds: a pause of the machine spoils one of them. The
    others have a fifth of those that are compared."""
    rate = max(100, rows[POSTERN]["requests per second"] // 2)
    found = {subject.name: [] for subject in started}
    client = load.RateClient(places.java("-Xmx256m"))
    client.run(started[0].url(), places.KEY, rate, 3, 1)  # to warm it: of no subject
    for number in range(effort.rate_rounds):
        say(f"{rate} requests a second, round {number + 1} of {effort.rate_rounds}")
        for subject in started:
            if number % 5 == 0 or subject.name in COMPARED_AT_A_RATE:
                found[subject.name].append(client.run(subject.url(), places.KEY, rate, 1, 0.25))
    client.stop()
    for name, results in found.items():
        rows[name]["fixed rate"] = rate
        rows[name]["at fixed rate"] = {
            percentile: round(load.median(r[percentile] for r in results)) for percentile in ("p50", "p99", "p999")}
        rows[name]["not answered in time"] = sum(r["unsent"] for r in results)


def ratio(rounds, name, other):
    """Of the CPU per request, round by round."""
    return round(load.median(a.micros / b.micros for a, b in zip(rounds[name], rounds[other]) if b.micros), 3)


def ratios(rounds):
    to_nginx = {f"{name} / {NGINX}": ratio(rounds, name, NGINX) for name in rounds if name != "direct"}
    return {f"{POSTERN} / {other}": ratio(rounds, POSTERN, other) for other in (PLAIN, REACTOR, ENVOY)} | to_nginx


def jvm(subject, live=False):
    """What a JVM has allocated, and its heap; collected before, where only what lives shall count."""
    command = places.java("-Xmx64m", "--add-modules", "jdk.attach")
    return json.loads(subprocess.run(
        [*command, "io.postern.bench.JvmFigures", f"pid={subject.program.pid}", f"live={'yes' if live else 'no'}"],
        capture_output=True, text=True, check=True).stdout)
