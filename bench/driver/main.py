"""The order of a run: see bench/run."""

import argparse
import os
import shutil

import load
import machine
import places
import postern
import subjects


def start_all(loops, upstream, vault, database):
    makers = [subjects.direct, subjects.nginx, subjects.haproxy, subjects.envoy, subjects.raw_netty, subjects.raw_reactor,
              subjects.plain_gateway]
    started = [make(upstream, loops) for make in makers]
    started.append(postern.Gateway(upstream, vault, database, 10, loops))
    return started


def rounds(started, count, seconds):
    """In turn, so that whatever else the machine does falls on all of them."""
    results = {subject.name: [] for subject in started}
    for _ in range(count):
        for subject in started:
            results[subject.name].append(load.measure(subject.program, subject.url(), places.KEY, seconds))
    return results


def ratio(results, name, other):
    return load.median(a.micros / b.micros for a, b in zip(results[name], results[other]) if b.micros)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    shutil.rmtree(places.WORK, ignore_errors=True)
    os.makedirs(places.WORK)
    try:
        upstream = subjects.Upstream()
        vault = postern.Vault()
        postern.put_secrets(vault, [10])
        database = postern.Database(upstream, [10])
        started = start_all(1, upstream, vault, database)
        for subject in started:
            if subject.jvm:
                t, n = load.warm(subject)
                print(subject.name, "warm after", round(t,1), n, flush=True)
        results = rounds(started, 10, 1)
        for name, figures in results.items():
            print(f"{name:28} {load.median(r.micros for r in figures):7.1f} µs  {load.median(r.rate for r in figures):8.0f}/s"
                  f"  ×nginx {ratio(results, name, 'nginx'):5.2f}  ×reactor {ratio(results, name, 'raw Reactor Netty'):5.2f}")
    finally:
        machine.stop_all()


if __name__ == "__main__":
    main()
