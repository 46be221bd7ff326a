"""The processes of a cluster: what Postern needs, and Postern itself, all on 127.0.0.1."""

import base64
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "driver"))
import places  # noqa: E402
from machine import Program, free_port  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
TARGET_DIRECTORY = os.path.join(places.ROOT, "bench", "target")
WORK = os.path.join(TARGET_DIRECTORY, "cluster")
POLICIES = os.path.join(places.ROOT, "charts", "postern", "policies")
OPERATIONS = os.path.join(places.ROOT, "docs", "operations.md")
USER_TOKEN = "u-" + "cluster" * 7
JVM = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:-UsePerfData"]
JAVA = [places.JAVA, *JVM]
DRAIN = 2  # seconds


def start_faster():
    """For runs that are no measurement: a JVM that compiles once, and sooner."""
    JAVA.append("-XX:TieredStopAtLevel=1")


class Broken(Exception):
    """The scenario itself can't go on."""


def file(name, text, mode=0o600):
    path = os.path.join(WORK, name)
    # Replaced as a whole, as an agent would: a process reads the old text or the new one.
    with open(path + ".new", "w") as new:
        new.write(text)
    os.chmod(path + ".new", mode)
    os.rename(path + ".new", path)
    return path


def wait(what, condition, seconds):
    """Until that holds. Returns the seconds that took."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if condition():
            return time.monotonic() - began
        time.sleep(0.02)
    raise Broken(f"{what} took more than {seconds} s")


def http(method, url, body=None, headers=None, timeout=30):
    """Status and body, whatever the status is; 0 where there was no answer."""
    request = urllib.request.Request(
        url, None if body is None else json.dumps(body).encode(), {"Content-Type": "application/json", **(headers or {})}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as e:
        return e.code, e.read()
    except OSError:
        return 0, b""


class Postgres:
    """Debian's PostgreSQL with the roles that docs/operations.md creates."""

    def __init__(self, name, port=None):
        self.programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))[-1]
        self.port = port or free_port()
        self.name = name
        # Not below the working directory: PostgreSQL does not run as root, and another user may not get there.
        self.directory = os.path.join("/tmp", f"postern-cluster-{os.getpid()}", name)
        os.makedirs(os.path.dirname(self.directory), exist_ok=True)
        os.chmod(os.path.dirname(self.directory), 0o755)
        os.makedirs(self.directory)
        if os.geteuid() == 0:
            shutil.chown(self.directory, "postgres", "postgres")
        self.run("initdb", "-D", self.directory, "-U", "postgres", "--auth-local=trust", "--auth-host=scram-sha-256", "-E", "UTF8", "--locale=C")
        self.start()
        with open(OPERATIONS) as page:
            statements = re.search(r"```sql\n(.*?)```", page.read().split("## PostgreSQL")[1], re.DOTALL).group(1)
        self.sql(statements, database="postgres")

    def _as(self):
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []

    def run(self, program, *arguments, **how):
        done = subprocess.run([*self._as(), os.path.join(self.programs, program), *arguments],
                              capture_output=True, text=True, cwd="/tmp", **how)
        if done.returncode:
            raise Broken(f"{program}: {done.stderr[-2000:]}")
        return done.stdout

    def start(self):
        self.program = Program(self.name, [
            *self._as(), os.path.join(self.programs, "postgres"), "-D", self.directory, "-p", str(self.port), "-k", self.directory,
            "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"], WORK)
        wait("PostgreSQL's start", lambda: subprocess.run(
            [os.path.join(self.programs, "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode == 0, 60)

    def sql(self, statements, database="postern"):
        return self.run("psql", "-qAt", "-v", "ON_ERROR_STOP=1", "-h", self.directory, "-p", str(self.port), "-U", "postgres", "-d", database,
                        input=statements)

    def signal(self, number):
        """To the server and each of its sessions."""
        with open(f"/proc/{self.program.pid}/task/{self.program.pid}/children") as children:
            for pid in [self.program.pid, *map(int, children.read().split())]:
                try:
                    os.kill(pid, number)
                except ProcessLookupError:
                    pass

    def stop(self):
        """As the operator does: sessions are ended."""
        if self.program.alive():
            self.program.process.send_signal(signal.SIGINT)
            self.program.process.wait(30)
        if self.program in Program.running:
            Program.running.remove(self.program)

    def delete(self):
        self.stop()
        shutil.rmtree(self.directory)


class Vault:
    """A real Vault that keeps what it has in a directory, with Postern's two policies."""

    def __init__(self):
        self.port = free_port()
        self.directory = os.path.join(WORK, "vault")
        os.makedirs(self.directory)
        self.start()
        self.call("POST", "sys/auth/approle", {"type": "approle"})
        for name in ("admin-api", "gateway"):
            with open(os.path.join(POLICIES, name + ".hcl")) as policy:
                self.call("PUT", "sys/policies/acl/postern-" + name, {"policy": policy.read()})
        # So short that tokens end several times in a run.
        self.call("POST", "auth/approle/role/postern-admin-api", {"token_policies": "postern-admin-api", "token_ttl": "20s", "token_max_ttl": "60s"})
        self.role_id = self.call("GET", "auth/approle/role/postern-admin-api/role-id")["data"]["role_id"]
        self.secret_id_file = file("admin-api.secret-id", self.call("POST", "auth/approle/role/postern-admin-api/secret-id", {})["data"]["secret_id"])
        self.gateway_token = self.new_token()
        self.gateway_token_file = file("gateway.token", self.gateway_token)

    def start(self):
        self.program = Program(
            "vault", [places.VAULT, "-listen", f"127.0.0.1:{self.port}", "-root-token", "root", "-storage", self.directory], WORK)
        self.program.wait_for(text='"address"')
        self.url = f"http://127.0.0.1:{self.port}"

    def back_up(self):
        """Of its storage, while nothing writes there."""
        self.program.process.send_signal(signal.SIGSTOP)
        shutil.copytree(self.directory, self.directory + "-back-up")
        self.program.process.send_signal(signal.SIGCONT)

    def lose_and_restore(self):
        self.program.process.kill()
        self.program.process.wait()
        Program.running.remove(self.program)
        shutil.rmtree(self.directory)
        os.rename(self.directory + "-back-up", self.directory)
        self.start()

    def new_token(self):
        return self.call("POST", "auth/token/create-orphan", {"policies": ["postern-gateway"], "period": "24h"})["auth"]["client_token"]

    def revoke(self, token):
        self.call("POST", "auth/token/revoke", {"token": token})

    def seal(self):
        self.call("PUT", "sys/seal", {})

    def unseal(self):
        with open(os.path.join(self.directory, "unseal-key")) as key:
            self.call("PUT", "sys/unseal", {"key": base64.b64decode(key.read().strip()).hex()})

    def call(self, method, path, body=None):
        status, answer = http(method, f"{self.url}/v1/{path}", body, {"X-Vault-Token": "root"})
        if status not in (200, 204):
            raise Broken(f"Vault: {method} {path}: {status} {answer[:300]}")
        return json.loads(answer or b"{}")


class Redis:
    def __init__(self):
        self.port = free_port()
        self.start()

    def start(self):
        self.program = Program("redis", [
            "redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no", "--dir", WORK], WORK)
        self.program.wait_for(port=self.port)


class Target:
    def __init__(self):
        self.port = free_port()
        self.program = Program("target", [sys.executable, os.path.join(HERE, "target.py"), str(self.port)], WORK)
        self.program.wait_for(port=self.port)
        self.url = f"http://127.0.0.1:{self.port}"


class Application:
    """An admin API or a gateway, that can be stopped and started again. Settings are given as docs/configuration.md says."""

    def __init__(self, module, name, settings):
        self.module, self.name = module, name
        self.port, self.management = free_port(), free_port()
        self.url, self.settings = f"http://127.0.0.1:{self.port}", {
            "server.address": "127.0.0.1", "server.port": self.port,
            "management.server.address": "127.0.0.1", "management.server.port": self.management, **settings}

    def environment(self):
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("POSTERN_", "SPRING_"))}
        for key, value in self.settings.items():
            environment[re.sub(r"\[(\d+)]", r"_\1_", key).replace("-", "").replace(".", "_").replace("__", "_").upper()] = str(value)
        return environment

    def start(self):
        self.program = Program(
            self.name, [*JAVA, "-jar", places.application(self.module)], WORK, env=self.environment())

    def command(self, name):
        """Runs one of the program's commands with the same settings. Exit code and output."""
        done = subprocess.run([*JAVA, "-jar", places.application(self.module), name], capture_output=True, text=True,
                              env=self.environment(), timeout=120)
        return done.returncode, done.stdout + done.stderr

    def ready(self):
        return http("GET", f"http://127.0.0.1:{self.management}/actuator/health/readiness", timeout=2)[0] == 200

    def wait_until_ready(self):
        wait(f"{self.name}'s start", lambda: not self._ended() and self.ready(), 180)

    def _ended(self):
        if not self.program.alive():
            raise Broken(f"{self.name} ended:\n{self.program.said()[-3000:]}")
        return False

    def stop(self):
        """SIGTERM. Returns the exit code, and the seconds that it took."""
        began = time.monotonic()
        self.program.process.send_signal(signal.SIGTERM)
        code = self.program.process.wait(60)
        Program.running.remove(self.program)
        return code, time.monotonic() - began

    def kill(self):
        """SIGKILL. Returns the times before it and after the end."""
        before = time.monotonic()
        self.program.process.kill()
        self.program.process.wait()
        after = time.monotonic()
        Program.running.remove(self.program)
        return before, after


    def metric(self, name):
        """The sum over all tags; None where there is none of this name."""
        text = http("GET", f"http://127.0.0.1:{self.management}/actuator/prometheus")[1].decode()
        values = [float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if re.match(re.escape(name) + r"[{ ]", line)]
        return sum(values) if values else None


class Balancer:
    """HAProxy as operations.md describes it: new calls go to whom readiness says 200."""

    def __init__(self, gateways, admins):
        self.gateways, self.admins = free_port(), free_port()
        servers = lambda applications, check: "\n".join(  # noqa: E731
            f"  server {application.name} 127.0.0.1:{application.port}" + (f" check port {application.management}" if check else "")
            for application in applications)
        path = file("haproxy.cfg", f"""
global
  nbthread 1
  log stdout format raw local0
defaults
  mode http
  log global
  timeout connect 2s
  timeout client 600s
  timeout server 120s
  timeout check 1s
  timeout http-keep-alive 600s
  retries 3
  option redispatch 1
  option httpchk GET /actuator/health/readiness
  http-check expect status 200
  default-server inter 500ms fastinter 100ms downinter 200ms fall 2 rise 1
frontend apps
  # The server, the status, and how it ended: ---- is well.
  log-format "%s %ST %ts"
  bind 127.0.0.1:{self.gateways}
  http-after-response set-header x-served-by %s
  default_backend gateways
frontend administrators
  no log
  bind 127.0.0.1:{self.admins}
  # An admin API without PostgreSQL is not ready, and still says so better than a balancer can.
  use_backend admin-apis-unchecked if {{ nbsrv(admin-apis) eq 0 }}
  default_backend admin-apis
backend gateways
  balance roundrobin
{servers(gateways, True)}
backend admin-apis
  balance roundrobin
{servers(admins, True)}
backend admin-apis-unchecked
  balance roundrobin
{servers(admins, False)}
""")
        self.program = Program("haproxy", ["haproxy", "-db", "-f", path], WORK)
        self.program.wait_for(port=self.gateways)
        self.ended = 0
        self.url = f"http://127.0.0.1:{self.gateways}"
        self.admin_url = f"http://127.0.0.1:{self.admins}"


    def badly_ended(self):
        """Of the calls since the last time: server and how they ended, where that was not well."""
        lines = self.program.said()[self.ended:].rpartition("\n")[0]
        self.ended += len(lines)
        return [line.split() for line in lines.splitlines() if len(line.split()) == 3 and line.split()[2] != "--"]


class Cluster:
    """What everything runs on, two admin APIs and three gateways."""

    def __init__(self, store="vault", admins=2, gateways=3, redis=True):
        self.postgres = Postgres("postgresql")
        self.vault = Vault() if store == "vault" else None
        self.redis = Redis() if redis else None
        self.target = Target()
        self.sealing_keys = file("sealing.keys", "a:" + base64.b64encode(os.urandom(32)).decode() + "\n")
        shared = {
            "spring.r2dbc.url": f"r2dbc:postgresql://127.0.0.1:{self.postgres.port}/postern",
            "postern.secrets.store": store,
            "postern.outbound.allow": f"127.0.0.1/32:{self.target.port}",
        }
        if self.vault:
            shared["postern.vault.uri"] = self.vault.url
        else:
            shared["postern.sealed.keys-file"] = self.sealing_keys
        self.gateways = [Application("gateway", f"gateway-{number}", {
            **shared, "spring.r2dbc.username": "postern_gateway_1", "spring.r2dbc.password": "change-me-3",
            # So short that every secret is read again in each outage.
            "postern.gateway.secrets.ttl": "5s",
            "postern.gateway.shutdown.drain": f"{DRAIN}s",
            **({"postern.gateway.limit.redis.url": f"redis://127.0.0.1:{self.redis.port}",
                "postern.gateway.limit.redis.gateways": gateways} if self.redis else {}),
            **({"postern.vault.token-file": self.vault.gateway_token_file} if self.vault else {}),
        }) for number in range(1, gateways + 1)]
        self.admins = [Application("admin-api", f"admin-api-{number}", {
            **shared, "spring.r2dbc.username": "postern_admin_api", "spring.r2dbc.password": "change-me-2",
            "spring.flyway.url": f"jdbc:postgresql://127.0.0.1:{self.postgres.port}/postern",
            "postern.admin.shutdown.drain": f"{DRAIN}s",
            "spring.flyway.user": "postern_owner", "spring.flyway.password": "change-me-1",
            "postern.admin.bootstrap.user-token-file": file("user.token", USER_TOKEN),
            **({"postern.vault.authentication": "approle", "postern.vault.app-role.role-id": self.vault.role_id,
                "postern.vault.app-role.secret-id-file": self.vault.secret_id_file} if self.vault else {}),
        }) for number in range(1, admins + 1)]
        self.hash_callers_with(["k1"])
        for application in self.all():
            application.start()
        for application in self.all():
            application.wait_until_ready()
        self.balancer = Balancer(self.gateways, self.admins)

    def all(self):
        return [*self.admins, *self.gateways]

    def hash_callers_with(self, ids):
        """The keys of these ids, in this order: from the next start of each application on."""
        for application in self.all():
            application.settings = {key: value for key, value in application.settings.items() if "caller-hash" not in key}
            for number, name in enumerate(ids):
                path = os.path.join(WORK, f"caller-hash.{name}")
                if not os.path.exists(path):
                    file(f"caller-hash.{name}", base64.b64encode(os.urandom(32)).decode())
                application.settings[f"postern.caller-hash.keys[{number}].id"] = name
                application.settings[f"postern.caller-hash.keys[{number}].key-file"] = path


def documented_checks(sealing, hashing):
    """The statements of docs/operations.md that find what still needs a key."""
    with open(OPERATIONS) as page:
        statements = re.findall(r"^select .*?;$", page.read(), re.MULTILINE)
    return [statement.replace("2026-11", hashing if "caller_hashes" in statement else sealing) for statement in statements if "2026-11" in statement]
