"""The steady load, and what became of it."""

import collections
import os
import subprocess
import sys

import admin
import stack
from machine import Program

HERE = os.path.dirname(os.path.abspath(__file__))
Call = collections.namedtuple("Call", "start end server kind outcome")


class Load:
    def __init__(self, port, rate, proxies, name="calls"):
        self.file = os.path.join(stack.WORK, name + ".txt")
        self.program = Program(name, [
            sys.executable, os.path.join(HERE, "calls.py"), str(port), admin.KEY, str(rate), self.file, *proxies], stack.WORK,
            stdin=subprocess.PIPE)
        stack.wait("the first calls", lambda: os.path.exists(self.file) and os.path.getsize(self.file) > 2000, 30)

    def between(self, begin, end):
        """The calls that were under way in that time."""
        calls = []
        with open(self.file) as lines:
            for line in lines:
                start, stop, server, kind, outcome = line.rstrip("\n").split(" ", 4)
                if float(start) <= end and float(stop) >= begin:
                    calls.append(Call(float(start), float(stop), server, kind, outcome))
        return calls

    def stop(self):
        self.program.process.stdin.close()
        self.program.process.wait(60)
        Program.running.remove(self.program)


def failed(calls):
    return [call for call in calls if call.outcome != "ok"]


def reasons(calls):
    counted = collections.Counter(f"{call.outcome} ({call.server}, {call.kind})" for call in failed(calls))
    return [f"{count} × {reason}" for reason, count in counted.most_common(6)]


def percentile(values, percent):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else 0.0


def latency(calls):
    """Milliseconds of the quick ones, as the callers saw them."""
    quick = [(call.end - call.start) * 1000 for call in calls if call.kind != "slow"]
    return f"p50 {percentile(quick, 50):.0f} ms, p99 {percentile(quick, 99):.0f} ms"
