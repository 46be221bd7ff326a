"""The order of a run: see bench/run."""

import argparse
import datetime
import os
import shutil
import subprocess
import sys
import time

import growth
import load
import machine
import places
import postern
import propagation
import report
import seed
import subjects
import table

BEGAN = time.monotonic()
MOST = 100_000


def say(text):
    print(f"[{time.monotonic() - BEGAN:4.0f} s] {text}", file=sys.stderr, flush=True)


def versions():
    def first(*command):
        done = subprocess.run(command, capture_output=True, text=True)
        return (done.stdout + done.stderr).strip().splitlines()[0]

    return {"java": first(places.JAVA, "-version"), "nginx": first("nginx", "-v"), "HAProxy": first("haproxy", "-v"),
            "Envoy": first(places.ENVOY, "--version").split("version:")[-1].strip().split("/")[1],
            "JVM options": " ".join(places.JVM)}


def run(quick, results):
    """Adds to the results part by part, so that what was measured is there when a later part fails."""
    effort = table.Effort(quick)
    counts = [10] if quick else [10, MOST]
    results |= {"date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
                "command": "bench/run --quick" if quick else "bench/run",
                "machine": machine.description(), "versions": versions(), "tables": {}, "growth": {}}
    say("starting upstream, Vault and PostgreSQL")
    upstream = subjects.Upstream()
    vault = postern.Vault()
    postern.put_secrets(vault, upstream, counts)
    database = postern.Database(upstream, counts)
    rows, ratios, gateway = table.measure(1, effort, upstream, vault, database, say)
    results["tables"]["1"] = {"rows": rows, "ratios": ratios}
    found, rounds = results["growth"], effort.growth_rounds
    if not quick:  # before the gateway has seen calls of other shapes than those of more proxies have
        many_proxies(found, gateway, upstream, vault, database)
    say("growth with rules")
    found["rules"] = growth.rules(gateway, rounds)
    if not quick:
        say("growth with kinds of credentials, and sizes")
        found["credential kind"] = growth.credential_kinds(gateway, upstream, 2)
        found["size of the answer"] = growth.sizes(gateway, 2)
    gateway.program.stop()
    if not quick:
        loops = os.cpu_count()
        rows, ratios, gateway = table.measure(loops, table.Effort(first=False), upstream, vault, database, say)
        results["tables"][str(loops)] = {"rows": rows, "ratios": ratios}
        gateway.program.stop()
    database.stop()


def many_proxies(found, gateway, upstream, vault, database):
    """The gateway has ten."""
    say(f"starting with {MOST:,} proxies")
    starts = []
    for number in range(3):  # one alone would be that of a slow moment
        if starts:
            biggest.program.stop()
        biggest = postern.Gateway(upstream, vault, database, MOST, 1, name=f"Postern-{MOST}-{number}",
                                  java_options=[f"-Dpostern.gateway.region={seed.REGION}"])
        starts.append(growth.start(biggest))
    found["start with so many proxies"] = {
        "10": growth.start(gateway),
        f"{MOST:,}, medians of 3": {figure: load.median(start[figure] for start in starts) for figure in starts[0]}}
    found["proxies"] = growth.proxies(biggest, gateway, database, (10, 1000, MOST), 3, say)
    found[f"change to effect, {MOST:,} proxies"] = propagation.measure(upstream, vault, database, biggest, MOST, 12, say)
    found["a stream of 10 GiB"] = growth.stream(biggest, say)
    biggest.program.stop()


def main():
    parser = argparse.ArgumentParser(prog="bench/run", description="Measures Postern beside its peers.")
    parser.add_argument("--quick", action="store_true", help="the table without a fixed rate, in about 2 minutes")
    parser.add_argument("--check", action="store_true", help="compare with bench/ratios.json; exit 1 where it is 15 %% worse")
    options = parser.parse_args()
    shutil.rmtree(places.WORK, ignore_errors=True)
    os.makedirs(places.WORK)
    results = {}
    made = os.path.join(os.path.dirname(places.WORK), "results.json")
    try:
        run(options.quick or options.check, results)
    finally:
        machine.stop_all()
        report.write(results, made)
    print(report.markdown(results))
    print(f"Written to {os.path.relpath(made, places.ROOT)}.")
    if options.check and report.worse(results, report.read(places.COMMITTED)):
        sys.exit(1)


if __name__ == "__main__":
    main()
