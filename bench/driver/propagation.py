"""How long a change takes to reach the gateway while 100 others are written each second, all through the admin API."""

import base64
import http.client
import json
import os
import random
import threading
import time

import load
import places
import postern
import seed
from machine import Program, free_port

TOKEN = "u-" + "bench" * 9
WRITES_PER_SECOND = 100
WRITERS = 4


class AdminApi:
    def __init__(self, upstream, vault, database, count):
        self.port, management = free_port(), free_port()
        arguments = {
            "server.address": "127.0.0.1", "server.port": self.port,
            "management.server.address": "127.0.0.1", "management.server.port": management,
            "spring.r2dbc.url": f"r2dbc:postgresql://127.0.0.1:{database.port}/p{count}",
            "spring.r2dbc.username": "bench_admin", "spring.r2dbc.password": "bench",
            "spring.flyway.url": f"jdbc:postgresql://127.0.0.1:{database.port}/p{count}",
            "spring.flyway.user": "postgres", "spring.flyway.password": "postgres",
            "postern.secrets.store": "vault", "postern.vault.uri": vault.url, "postern.vault.token": "root",
            "postern.caller-hash.keys[0].id": "k1",
            "postern.caller-hash.keys[0].key": base64.b64encode(postern.HASH_KEY).decode(),
            "postern.admin.bootstrap.user-token": TOKEN,
            "postern.outbound.allow": f"127.0.0.1/32:{upstream.port}",
        }
        self.program = Program("admin-api", [
            places.JAVA, "-Xmx512m", "-jar", places.application("admin-api"),
            *(f"--{key}={value}" for key, value in arguments.items())], places.WORK)
        self.program.wait_for(url=f"http://127.0.0.1:{management}/actuator/health/readiness")


class Writer:
    """A connection to the admin API that is kept."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def put(self, path, body):
        self.connection.request("PUT", f"/api/clients/{seed.CLIENT}/{path}", json.dumps(body),
                                {"Authorization": TOKEN, "Content-Type": "application/json"})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise SystemExit(f"PUT {path}: {answer.status} {text[:300]}")


def measure(upstream, vault, database, gateway, count, seconds, say):
    say("writing 100 changes a second")
    admin = AdminApi(upstream, vault, database, count)
    stop = threading.Event()
    written = [0] * WRITERS
    threads = [threading.Thread(target=_write, args=(admin.port, count, number, written, stop), daemon=True)
               for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    _until_they_keep_up(written)
    before, began = sum(written), time.monotonic()
    accepted, sent = _probe(admin.port, gateway, seconds)
    rate = (sum(written) - before) / (time.monotonic() - began)
    stop.set()
    for thread in threads:
        thread.join(30)
    admin.program.stop()
    return {"changes": len(accepted), "writes per second": round(rate),
            "p50 ms": _percentile(accepted, 50), "p99 ms": _percentile(accepted, 99),
            "p99 ms from sending": _percentile(sent, 99)}


def _until_they_keep_up(written):
    """The admin API was just started, and takes some twenty seconds of writes until it can do so many; a slow machine never can."""
    until = time.monotonic() + 40
    done = -WRITES_PER_SECOND
    while time.monotonic() < until and sum(written) - done < 0.98 * 3 * WRITES_PER_SECOND:
        done = sum(written)
        time.sleep(3)


def _write(port, count, number, written, stop):
    writer = Writer(port)
    due = time.monotonic()
    while not stop.is_set():
        # What was not done in time is not made good: it would be more than so many a second.
        due = max(due + WRITERS / WRITES_PER_SECOND, time.monotonic() - 0.1)
        time.sleep(max(0, due - time.monotonic()))
        writer.put(f"targets/tgt_{random.randint(2, count)}", {"targetName": f"Changed {random.random()}"})
        written[number] += 1


def _probe(port, gateway, seconds):
    """Switches one proxy off and on, and asks the gateway until it knows. Milliseconds from the accepted write, and from its sending."""
    writer = Writer(port)
    caller = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=30)
    accepted, sent = [], []
    until, active = time.monotonic() + seconds, True
    while time.monotonic() < until or not active:
        active = not active
        sending = time.monotonic()
        writer.put("proxies/prx_1", {"proxyActive": active})
        answered = time.monotonic()
        while True:
            asked = time.monotonic()
            caller.request("GET", "/api/prx_1" + places.PATH, headers={"X-API-Key": places.KEY})
            answer = caller.getresponse()
            answer.read()
            if (answer.status == 200) == active:
                break
            time.sleep(0.001)
        accepted.append(max(0, asked - answered) * 1000)
        sent.append((asked - sending) * 1000)
        time.sleep(random.uniform(0, 0.05))
    return accepted, sent


def _percentile(values, percent):
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))], 1)
