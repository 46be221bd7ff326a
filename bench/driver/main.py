"""The order of a run: see bench/run."""

import argparse
import datetime
import os
import shutil
import subprocess
import sys
import time

import growth
import machine
import places
import postern
import propagation
import report
import subjects
import table

BEGAN = time.monotonic()


def say(text):
    print(f"[{time.monotonic() - BEGAN:4.0f} s] {text}", file=sys.stderr, flush=True)


def versions():
    def first(*command):
        done = subprocess.run(command, capture_output=True, text=True)
        return (done.stdout + done.stderr).strip().splitlines()[0]

    return {"java": first(places.JAVA, "-version"), "nginx": first("nginx", "-v"), "HAProxy": first("haproxy", "-v"),
            "Envoy": first(places.ENVOY, "--version").split("version:")[-1].strip().split("/")[1],
            "JVM options": " ".join(places.JVM)}


def run(quick):
    effort = table.Effort(quick)
    counts = [10] if quick else [10, 1000, 100_000]
    results = {"date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
               "command": "bench/run --quick" if quick else "bench/run",
               "machine": machine.description(), "versions": versions(), "tables": {}, "growth": {}}
    say("starting upstream, Vault and PostgreSQL")
    upstream = subjects.Upstream()
    vault = postern.Vault()
    postern.put_secrets(vault, counts)
    database = postern.Database(upstream, counts)
    for loops in [1] if quick else [1, os.cpu_count()]:
        rows, ratios, gateway = table.measure(loops, table.Effort(quick, first=loops == 1), upstream, vault, database, say)
        results["tables"][str(loops)] = {"rows": rows, "ratios": ratios}
        if loops == 1:
            say("growth with rules")
            results["growth"]["rules"] = growth.rules(gateway, effort.growth_rounds)
            if not quick:
                say("the request log")
                results["growth"]["request log"] = growth.request_log(
                    gateway, upstream, vault, database, effort.growth_rounds)
                say("growth with kinds of credentials, and sizes")
                results["growth"]["credential kind"] = growth.kinds(gateway, effort.growth_rounds)
                results["growth"]["size of the answer"] = growth.sizes(gateway, effort.growth_rounds)
        gateway.program.stop()
    if not quick:
        series, biggest = growth.proxies(upstream, vault, database, counts, effort.growth_rounds, say)
        results["growth"]["proxies"] = series
        results["growth"]["change to effect, 100,000 proxies"] = propagation.measure(
            upstream, vault, database, biggest, counts[-1], 20, say)
        results["growth"]["a stream of 10 GiB"] = growth.stream(biggest, say)
        biggest.program.stop()
    database.stop()
    return results


def main():
    parser = argparse.ArgumentParser(prog="bench/run", description="Measures Postern beside its peers.")
    parser.add_argument("--quick", action="store_true", help="the table alone, in about 3 minutes")
    parser.add_argument("--check", action="store_true", help="compare with bench/ratios.json; exit 1 where it is 15 %% worse")
    options = parser.parse_args()
    shutil.rmtree(places.WORK, ignore_errors=True)
    os.makedirs(places.WORK)
    try:
        results = run(options.quick or options.check)
    finally:
        machine.stop_all()
    made = os.path.join(os.path.dirname(places.WORK), "results.json")
    report.write(results, made)
    print(report.markdown(results))
    print(f"Written to {os.path.relpath(made, places.ROOT)}.")
    if options.check and report.worse(results, report.read(places.COMMITTED)):
        sys.exit(1)


if __name__ == "__main__":
    main()
