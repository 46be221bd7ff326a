"""Processes of this machine: starting and ending them, and the operating system's accounts of them."""

import os
import platform
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


_given = set()


def free_port():
    """Never one that was given before: whoever asked for it may not have begun to listen."""
    while True:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        if port not in _given:
            _given.add(port)
            return port


class Program:
    """A program that runs until the end of the benchmark; its output goes into a file."""

    running = []

    def __init__(self, name, command, directory, stdin=None, env=None):
        self.name = name
        self.log = os.path.join(directory, name + ".log")
        self.started = time.monotonic()
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, stdin=stdin or subprocess.DEVNULL, cwd=directory, env=env
            )
        self.pid = self.process.pid
        Program.running.append(self)

    def cpu_seconds(self):
        """User and system time of the process and its threads; of its children too, which are nginx's workers."""
        return sum(_cpu_seconds(pid) for pid in [self.pid, *_children(self.pid)])

    def resident_mib(self):
        return sum(_resident(pid) for pid in [self.pid, *_children(self.pid)]) / 2**20

    def alive(self):
        return self.process.poll() is None

    def said(self):
        with open(self.log, errors="replace") as log:
            return log.read()

    def wait_for(self, url=None, port=None, text=None, seconds=300):
        """Until it answers 200, accepts connections, or has written that text. Returns the seconds since its start."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if not self.alive():
                raise SystemExit(f"{self.name} ended:\n{self.said()[-3000:]}")
            if (
                (url and _answers(url))
                or (port and _accepts(port))
                or (text and text in self.said())
            ):
                return time.monotonic() - self.started
            time.sleep(0.1 if url else 0.02)  # a probe costs what it asks CPU while it starts
        raise SystemExit(f"{self.name} did not start within {seconds} s:\n{self.said()[-3000:]}")

    def stop(self):
        if self.alive():
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self in Program.running:
            Program.running.remove(self)


def stop_all():
    for program in reversed(Program.running[:]):
        program.stop()


def _answers(url):
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _accepts(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False


def _stat(pid):
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rsplit(")", 1)[1].split()


def _cpu_seconds(pid):
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / TICKS


def _resident(pid):
    return int(_stat(pid)[21]) * PAGE


def _children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as children:
            return [int(child) for child in children.read().split()]
    except OSError:
        return []


def description():
    model = "unknown processor"
    with open("/proc/cpuinfo") as cpuinfo:
        for line in cpuinfo:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    with open("/proc/meminfo") as meminfo:
        kib = int(meminfo.readline().split()[1])
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "memory": f"{kib / 2**20:.0f} GiB",
        "system": f"Linux {platform.release()}",
        "load before": round(os.getloadavg()[0], 1),
    }
