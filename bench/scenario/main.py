"""The order of a run: see bench/cluster."""

import argparse
import datetime
import json
import os
import shutil
import signal
import sys
import time

import parts
import stack
from admin import Admin
from machine import Program, description, stop_all

BEGAN = time.monotonic()
LONG = ("stopped", "restored-both", "keys")


def say(text):
    print(f"[{time.monotonic() - BEGAN:4.0f} s] {text}", file=sys.stderr, flush=True)


def order(short):
    outage = 10 if short else 60
    return {
        "steady": lambda run: parts.steady(run, 3 if short else 20),
        "changes": lambda run: parts.changes(run, 60, 50, 5) if short else parts.changes(run, 500, 99, 100),
        "rolling": parts.rolling_restart,
        "killed": parts.killed,
        "frozen": lambda run: parts.database_away(run, outage, "frozen"),
        "stopped": lambda run: parts.database_away(run, outage, "stopped"),
        "sealed": lambda run: parts.vault_sealed(run, outage),
        "token": parts.vault_token,
        "limits": parts.limits,
        "restored": lambda run: parts.restored(run, False),
        "restored-both": lambda run: parts.restored(run, True),
    }


def markdown(rows):
    lines = ["| | promised | measured | |", "|---|---|---|---|"]
    for row in rows:
        lines.append(f"| {row['part']} | {row['promise']} | {row['measured']} | {'held' if row['held'] else '**BROKEN**'} |")
    return "\n".join(lines)


def vault_cluster(names, short, rate):
    """Everything but the rotation of the sealing key, in the order that is given."""
    say("starting PostgreSQL, Vault, Redis, 2 admin APIs, 3 gateways and HAProxy")
    return run_on(stack.Cluster, {name: part for name, part in order(short).items() if name in names}, rate)


def sealed_cluster(rate):
    say("starting another cluster, with sealed secrets")
    return run_on(lambda: stack.Cluster("sealed", redis=False), {"keys": parts.keys}, rate)


def run_on(start, chosen, rate):
    shutil.rmtree(stack.WORK, ignore_errors=True)
    os.makedirs(stack.WORK)
    cluster, rows = None, []
    try:
        cluster = start()
        run = parts.Run(cluster, Admin(cluster.balancer.admins), rate, 10, say)
        rows = run.rows
        say(f"{rate} calls a second")
        for name, part in chosen.items():
            try:
                part(run)
            except stack.Broken as e:
                run.row(name, "goes on", f"gave up: {e}", False)
                break
    finally:
        if cluster:
            cluster.postgres.signal(signal.SIGCONT)  # where a part was given up
        for program in Program.running:
            if program.name.startswith(("gateway", "admin-api")):
                program.process.kill()
        stop_all()
        shutil.rmtree(f"/tmp/postern-cluster-{os.getpid()}", ignore_errors=True)
    return rows


def main():
    names = [*order(True), "keys"]
    parser = argparse.ArgumentParser(prog="bench/cluster", description="Runs a cluster of Postern and breaks one thing after another.")
    parser.add_argument("--short", action="store_true", help="short outages, fewer changes, and without " + ", ".join(LONG))
    parser.add_argument("--rate", type=int, help="calls a second (150, or 100 with --short)")
    parser.add_argument("--parts", help="only these, with commas: " + ", ".join(names))
    options = parser.parse_args()
    chosen = options.parts.split(",") if options.parts else [name for name in names if not (options.short and name in LONG)]
    rate = options.rate or (100 if options.short else 150)
    if options.short:
        stack.start_faster()
    rows = []
    if set(chosen) - {"keys"}:
        rows += vault_cluster(chosen, options.short, rate)
    if "keys" in chosen:
        rows += sealed_cluster(rate)
    results = {"date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
               "command": " ".join(["bench/cluster", *sys.argv[1:]]), "machine": description(), "calls a second": rate,
               "seconds": round(time.monotonic() - BEGAN), "rows": rows}
    made = os.path.join(stack.TARGET_DIRECTORY, "cluster.json")
    with open(made, "w") as file:
        json.dump(results, file, indent=1)
    print(markdown(rows))
    print(f"Written to {os.path.relpath(made, stack.places.ROOT)}.")
    sys.exit(0 if rows and all(row["held"] for row in rows) else 1)


if __name__ == "__main__":
    main()
