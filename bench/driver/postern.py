"""Postern as it is deployed: the gateway's program on PostgreSQL, with secrets in a real Vault."""

import base64
import concurrent.futures
import json
import os
import re
import subprocess
import urllib.request

import kinds
import places
import seed
from machine import Program, free_port
from subjects import Subject

HASH_KEY = bytes(range(32))


class Vault:
    """A Vault for the run, and the token of a gateway, which can only read."""

    def __init__(self):
        self.program = Program(
            "vault", [places.VAULT, "-listen", "127.0.0.1:0", "-root-token", "root"], places.WORK)
        self.program.wait_for(text='"address"')
        self.url = json.loads(next(line for line in self.program.said().splitlines() if '"address"' in line))["address"]
        with open(places.POLICY) as policy:
            self._call("PUT", "sys/policies/acl/gateway", {"policy": policy.read()})
        answer = self._call("POST", "auth/token/create-orphan", {"policies": ["gateway"], "period": "24h"})
        self.token = answer["auth"]["client_token"]

    def put(self, credential, values):
        self._call("POST", f"secret/data/postern/{seed.CLIENT}/{credential}", {"data": values})

    def _call(self, method, path, body):
        request = urllib.request.Request(
            f"{self.url}/v1/{path}", json.dumps(body).encode(), {"X-Vault-Token": "root"}, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"{}")


class Database:
    """PostgreSQL with one database for each number of proxies: p10, p1000, …"""

    def __init__(self, upstream, counts):
        scripts = []
        for count in counts:
            script = seed.Script(upstream.url, places.KEY, HASH_KEY)
            script.proxies(count)
            if count == counts[0]:
                script.proxy("rules0", rule_count=0)
                script.proxy("rules200", rule_count=200)
                for kind in kinds.all_of(upstream):
                    script.proxy(kind.id, auth_type=kind.auth_type, config=kind.config, url=kind.url)
            path = os.path.join(places.WORK, f"p{count}.sql")
            with open(path, "w") as file:
                file.write(script.text())
            scripts.append(f"p{count}:{path}")
        self.port = free_port()
        self.program = Program("postgresql", [
            *places.java("-Xmx256m"), "io.postern.bench.PostgresServer", f"port={self.port}",
            "directory=" + os.path.join(places.WORK, "postgresql"), "migrations=" + places.MIGRATIONS,
            "databases=" + ",".join(scripts)], places.WORK, stdin=subprocess.PIPE)
        self.program.wait_for(text="ready\n", seconds=600)
        self.executed = 0

    def execute(self, database, *statements):
        """In one transaction."""
        self.executed += 1
        self.program.process.stdin.write(f"{database}\t{'; '.join(statements)}\n".encode())
        self.program.process.stdin.flush()
        self.program.wait_for(text=f"done {self.executed}\n")

    def stop(self):
        self.program.process.stdin.close()
        self.program.process.wait(30)


def put_secrets(vault, upstream, counts):
    numbers = {n for count in counts for n in range(1, count + 1, max(1, count // seed.HOT))}
    secrets = {f"cred_t{number}": {"token": kinds.TOKEN} for number in numbers}
    secrets |= {"cred_" + name: {"token": kinds.TOKEN} for name in ("rules0", "rules200")}
    secrets |= {"cred_" + kind.id: kind.secret for kind in kinds.all_of(upstream) if kind.secret}
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(vault.put, secrets.keys(), secrets.values()))


class Gateway(Subject):
    def __init__(self, upstream, vault, database, count, loops, name="Postern", java_options=()):
        port, self.management = free_port(), free_port()
        arguments = {
            "server.address": "127.0.0.1", "server.port": port,
            "management.server.address": "127.0.0.1", "management.server.port": self.management,
            "spring.r2dbc.url": f"r2dbc:postgresql://127.0.0.1:{database.port}/p{count}",
            "spring.r2dbc.username": "bench_gateway", "spring.r2dbc.password": "bench",
            "postern.secrets.store": "vault", "postern.vault.uri": vault.url, "postern.vault.token": vault.token,
            "postern.caller-hash.keys[0].id": "k1",
            "postern.caller-hash.keys[0].key": base64.b64encode(HASH_KEY).decode(),
            "postern.gateway.upstream.allowed-addresses": f"127.0.0.1/32:{upstream.port},127.0.0.1/32:{upstream.tls_port}",
            "postern.gateway.upstream.max-idle": "1m",  # so that a round has connections of the one before, as all subjects have
            "postern.gateway.upstream.ca-file": upstream.certificate_file,
            "spring.lifecycle.timeout-per-shutdown-phase": "1s",
            "postern.gateway.shutdown.drain": "0s", "postern.gateway.shutdown.timeout": "1s",
        }
        program = Program(name.replace(" ", "-"), [
            places.JAVA, *places.JVM, f"-Dreactor.netty.ioWorkerCount={loops}", *java_options, "-jar",
            places.unpacked("gateway"), *(f"--{key}={value}" for key, value in arguments.items())], places.WORK)
        super().__init__(name, program, port, path="/api/prx_1", jvm=True)
        program.wait_for(text="Read the whole configuration")  # to ask it meanwhile would cost what it needs for that
        self.ready_after = program.wait_for(url=f"http://127.0.0.1:{self.management}/actuator/health/readiness")

    def loads(self):
        """The milliseconds that each reading of the whole configuration took."""
        return [int(millis) for millis in re.findall(r"Read the whole configuration .* in (\d+) ms", self.program.said())]

    def proxy(self, name, path=places.PATH):
        return f"http://127.0.0.1:{self.port}/api/prx_{name}{path}"
