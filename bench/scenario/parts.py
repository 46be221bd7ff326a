"""What is broken on purpose, and what must hold all the same."""

import base64
import collections
import os
import random
import signal
import threading
import time

import load
import stack
from admin import KEY, Prober, Writes, seen_by_all
from machine import Program

CHANGE_WITHIN = 100  # milliseconds, docs/performance.md
CATCH_UP = 5  # seconds


class Run:
    """A running cluster with its load, and the resources that are looked at."""

    def __init__(self, cluster, admin, rate, proxies, say):
        self.cluster, self.admin, self.say = cluster, admin, say
        admin.new_client()
        self.target, self.caller = admin.new_target(cluster.target.url), admin.new_caller()
        self.secrets = [admin.new_secret(f"secret-{number}") for number in range(proxies)]
        # One of them has a limit, far above what comes, so that its calls ask Redis.
        self.proxies = [admin.new_proxy(self.target, secret, self.caller, proxyMaxRequestsPerMinute=None if number else 100_000)
                        for number, secret in enumerate(self.secrets)]
        # What is changed to see how that spreads is not under load.
        self.probe_secret = admin.new_secret("probe-0")
        self.probe = admin.new_proxy(self.target, self.probe_secret, self.caller)
        self.probers = [Prober(gateway.port) for gateway in cluster.gateways]
        for prober in self.probers:
            for proxy in [*self.proxies, self.probe]:
                prober.until(proxy, lambda status, _: status == 200)
        self.load = load.Load(cluster.balancer.gateways, rate, self.proxies)
        self.rows = []
        self.number = 0

    def row(self, part, promise, measured, held, calls=()):
        self.rows.append({"part": part, "promise": promise, "measured": measured, "held": bool(held), "failures": load.reasons(calls)})
        self.say(f"{'held  ' if held else 'BROKEN'} {part}: {measured}")
        for reason in self.rows[-1]["failures"]:
            self.say("         " + reason)

    def no_failed_call(self, part, begin, more="", held=True):
        """Of the calls that began since then, all that have ended."""
        time.sleep(0.5)
        calls = self.load.between(begin, time.monotonic())
        failures = load.failed(calls)
        self.row(part, "no failed call", f"{len(failures)} of {len(calls)} calls failed, {load.latency(calls)}{more}",
                 held and not failures and calls, calls)

    def rotate(self):
        """A new secret for the probed proxy. Returns the answer and the secret."""
        self.number += 1
        value = f"probe-{self.number}"
        return self.admin.within("PUT", "/credentials/" + self.probe_secret, {"credentialSecret": {"token": value}}), value

    def caught_up(self, part, since):
        """A write with a secret is accepted, and every gateway uses it."""
        refused = 0
        while (rotated := self.rotate())[0].status != 200:
            refused += 1
            if time.monotonic() - since > 60:
                raise stack.Broken(f"{part}: writes are refused for a minute after: {rotated[0]}")
            time.sleep(0.1)
        value = rotated[1]
        seconds = seen_by_all(self.probers, self.probe, lambda status, secret: status == 200 and secret == value, 60) - since
        self.row(part, f"all caught up within {CATCH_UP} s", f"{seconds:.1f} s until a new secret was written and used by every gateway",
                 seconds <= CATCH_UP)


def steady(run, seconds):
    begin, before = time.monotonic(), [gateway.program.cpu_seconds() for gateway in run.cluster.gateways]
    time.sleep(seconds)
    after = [gateway.program.cpu_seconds() for gateway in run.cluster.gateways]
    calls = len(run.load.between(begin, time.monotonic()))
    memory = lambda applications: max(application.program.resident_mib() for application in applications)  # noqa: E731
    sessions = int(run.cluster.postgres.sql("select count(*) from pg_stat_activity where usename = 'postern_gateway_1'"))
    run.no_failed_call("steady load", begin, f"; {(sum(after) - sum(before)) * 1000 / max(1, calls):.2f} ms of a gateway's CPU for a call,"
                       f" {memory(run.cluster.gateways):.0f} MiB resident in a gateway, {memory(run.cluster.admins):.0f} in an admin API,"
                       f" {sessions / len(run.cluster.gateways):.1f} connections to PostgreSQL of a gateway")


def restart_each(applications):
    """One after the other. Exit codes, and the seconds that stops and starts took."""
    codes, stops, starts = [], [], []
    for application in applications:
        code, seconds = application.stop()
        codes.append(code)
        stops.append(seconds)
        began = time.monotonic()
        application.start()
        application.wait_until_ready()
        starts.append(time.monotonic() - began)
        time.sleep(1.5)  # until the balancer has seen it: Kubernetes' minReadySeconds
    return codes, stops, starts


def rolling_restart(run):
    begin = time.monotonic()
    writes = Writes(run.cluster.balancer.admins, run.admin.client,
                    lambda number: ("/targets/" + run.target, {"targetName": f"Target {number}"}), 0.2)
    codes, stops, starts = restart_each(run.cluster.all())
    answers = writes.stop()
    bad = [answer for answer in answers if answer.status != 200]
    run.no_failed_call("rolling restart of 2 admin APIs and 3 gateways", begin,
                       f"; stop {max(stops):.1f} s, start {max(starts):.1f} s at most")
    run.row("rolling restart, writes", "no failed write, exit code 0",
            f"{len(bad)} of {len(answers)} writes failed{': ' + str(bad[0]) if bad else ''}; exit codes {sorted(set(codes))}",
            not bad and answers and set(codes) == {0})


def changes(run, count, percent, warm):
    """So few changes of so young a JVM as the short form has say nothing about the slowest of a hundred: it judges the median."""
    begin = time.monotonic()
    accepted, sent = [], []
    for number in range(count + warm):
        active = number % 2 == 1
        sending = time.monotonic()
        answer = run.admin.within("PUT", "/proxies/" + run.probe, {"proxyActive": active})
        answered = time.monotonic()
        if answer.status != 200:
            raise stack.Broken(f"a change was refused: {answer}")
        seen = seen_by_all(run.probers, run.probe, lambda status, _: (status == 200) == active)
        if number >= warm:
            accepted.append(max(0.0, seen - answered) * 1000)
            sent.append((seen - sending) * 1000)
        time.sleep(random.uniform(0, 0.05))
    run.admin.within("PUT", "/proxies/" + run.probe, {"proxyActive": True})
    seen_by_all(run.probers, run.probe, lambda status, _: status == 200)
    run.row("changes", f"seen by all gateways within {CHANGE_WITHIN} ms at p{percent}",
            f"p50 {load.percentile(accepted, 50):.0f} ms, p99 {load.percentile(accepted, 99):.0f} ms after the answer (p99 {load.percentile(sent, 99):.0f} ms after sending), {count} changes",
            load.percentile(accepted, percent) <= CHANGE_WITHIN)
    run.no_failed_call("changes, calls", begin)


def killed(run):
    gateway = run.cluster.gateways[1]
    begin = time.monotonic()
    time.sleep(1)
    run.cluster.balancer.badly_ended()
    before, after = gateway.kill()
    time.sleep(2)
    end = time.monotonic()
    time.sleep(1)
    calls = run.load.between(begin, end)
    failures = load.failed(calls)
    in_flight = [call for call in calls if call.start <= after and call.end >= before]
    # The balancer does not always say to a caller whose connection it ends which server that was; its log does.
    late = [call for call in failures if call not in in_flight]
    others = [server for server, _, _ in run.cluster.balancer.badly_ended() if server != gateway.name]
    run.row("kill -9 of a gateway", "only its calls in flight fail",
            f"{len(failures)} of {len(calls)} calls failed: {len(late)} that were not under way at that moment, {len(others)} on other gateways;"
            f" {len(in_flight)} were under way on all of them", not late and not others, calls)
    gateway.start()
    gateway.wait_until_ready()
    time.sleep(1)


def database_away(run, seconds, how):
    postgres = run.cluster.postgres
    part = f"PostgreSQL {how} for {seconds} s"
    begin = time.monotonic()
    postgres.signal(signal.SIGSTOP) if how == "frozen" else postgres.stop()
    writes = [Writes(run.cluster.balancer.admins, run.admin.client,
                     lambda number: ("/targets/" + run.target, {"targetName": f"Away {number}"}), 0.5) for _ in range(3)]
    time.sleep(seconds)
    before_back = time.monotonic()
    counted = [answer for writer in writes for answer in writer.answers]
    postgres.signal(signal.SIGCONT) if how == "frozen" else postgres.start()
    since = time.monotonic() if how == "frozen" else before_back
    run.caught_up(part, since)
    for writer in writes:
        writer.stop()
    refusals(run, part, counted, "database_unavailable")
    run.no_failed_call(part + ", calls", begin)


def refusals(run, part, answers, code):
    wrong = [str(answer) for answer in answers if answer.status != 503 or answer.code != code or not answer.headers.get("Retry-After")]
    longest = max((answer.seconds for answer in answers), default=0)
    run.row(part + ", writes", f"refused with 503 {code} and Retry-After",
            f"{len(answers) - len(wrong)} of {len(answers)} so, after {longest:.1f} s at most{'; else ' + ', '.join(sorted(set(wrong))) if wrong else ''}",
            answers and not wrong)


def vault_sealed(run, seconds):
    part = f"Vault sealed for {seconds} s"
    begin = time.monotonic()
    run.cluster.vault.seal()
    with_secret = Writes(run.cluster.balancer.admins, run.admin.client,
                         lambda number: ("/credentials/" + run.probe_secret, {"credentialSecret": {"token": f"sealed-{number}"}}), 0.5)
    without = Writes(run.cluster.balancer.admins, run.admin.client,
                     lambda number: ("/targets/" + run.target, {"targetName": f"Sealed {number}"}), 0.5)
    time.sleep(seconds)
    refused, others = with_secret.stop(), without.stop()
    run.cluster.vault.unseal()
    run.caught_up(part, time.monotonic())
    refusals(run, part, refused, "secret_store_unavailable")
    bad = [answer for answer in others if answer.status != 200]
    run.row(part + ", other writes", "go on", f"{len(bad)} of {len(others)} writes without a secret failed{': ' + str(bad[0]) if bad else ''}", not bad and others)
    run.no_failed_call(part + ", calls", begin)


def vault_token(run):
    """A new token in the gateways' file, and the one before revoked: while they run."""
    vault, begin = run.cluster.vault, time.monotonic()
    old, new = vault.gateway_token, vault.new_token()
    stack.file("gateway.token", new)
    vault.gateway_token = new
    vault.revoke(old)
    run.caught_up("rotation of the gateways' Vault token", begin)
    time.sleep(6)  # every secret is read again, its TTL is 5 s
    run.no_failed_call("rotation of the gateways' Vault token, calls", begin)


def limits(run):
    """Bursts over the balancer, of three times the limit; each on a proxy of its own, whose minute is fresh."""
    cluster, limit, begin = run.cluster, 60, time.monotonic()
    proxies = [run.admin.new_proxy(run.target, run.probe_secret, run.caller, proxyMaxRequestsPerMinute=limit) for _ in range(3)]
    for proxy in proxies:
        seen_by_all(run.probers, proxy, lambda status, _: status in (200, 429))
    probed = len(run.probers)  # each has passed one call already
    passed, answers = burst(cluster.balancer, proxies[0], 3 * limit)
    run.row("limit over 3 gateways, with Redis", "as many calls as the limit pass, on all gateways together",
            f"{passed + probed} of {3 * limit + probed} calls passed, the limit is {limit}; answers {answers}", passed + probed == limit)
    cluster.redis.program.process.kill()
    cluster.redis.program.process.wait()
    Program.running.remove(cluster.redis.program)
    passed, answers = burst(cluster.balancer, proxies[1], 3 * limit)
    run.row("limit over 3 gateways, Redis killed", "each gateway counts alone, a third of the limit each: no more pass, and nothing else fails",
            f"{passed + probed} of {3 * limit + probed} calls passed, the limit is {limit}; answers {answers}",
            limit - probed <= passed + probed <= limit + probed and set(answers) <= {200, 429})
    cluster.redis.start()
    since = time.monotonic()
    stack.wait("Redis's use", lambda: all(gateway.metric("postern_limit_redis_up") == 1 for gateway in cluster.gateways), 30)
    seconds = time.monotonic() - since
    passed, answers = burst(cluster.balancer, proxies[2], 3 * limit)
    run.row("limit over 3 gateways, Redis back", f"counted together again within {CATCH_UP} s",
            f"after {seconds:.1f} s; {passed} of {3 * limit} calls passed, the limit is {limit}", seconds <= CATCH_UP and passed <= limit)
    run.no_failed_call("limits, calls", begin)


def burst(balancer, proxy, count):
    """How many passed, and how often each status came."""
    statuses, probers = [], [Prober(balancer.gateways) for _ in range(4)]

    def some(prober):
        for _ in range(count // len(probers)):
            statuses.append(prober.ask(proxy)[0])

    threads = [threading.Thread(target=some, args=(prober,), daemon=True) for prober in probers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses.count(200), dict(collections.Counter(statuses))


def restored(run, vault_too):
    """PostgreSQL is lost after a back-up, and comes back from it at the same address. Vault is kept, and is newer; or it is lost, too."""
    cluster, begin = run.cluster, time.monotonic()
    part = "restored PostgreSQL and Vault" if vault_too else "restored PostgreSQL"
    answer, value = run.rotate()
    seen_by_all(run.probers, run.probe, lambda _, secret: secret == value)
    kept = run.admin.everything()
    dump = os.path.join(cluster.postgres.directory, "postern.dump")
    cluster.postgres.run("pg_dump", "-h", cluster.postgres.directory, "-p", str(cluster.postgres.port), "-U", "postgres", "-Fc", "-f", dump, "postern")
    if vault_too:
        cluster.vault.back_up()
    # After the back-up: what is lost with the database, on the gateways too.
    _, newer = run.rotate()
    seen_by_all(run.probers, run.probe, lambda _, secret: secret == newer)
    lost = run.admin.within("PUT", "/proxies/" + run.probe, {"proxyActive": False})
    extra = run.admin.new_proxy(run.target, run.probe_secret, run.caller)
    if lost.status != 200:
        raise stack.Broken(f"a change was refused: {lost}")
    seen_by_all(run.probers, run.probe, lambda status, _: status == 403)
    seen_by_all(run.probers, extra, lambda status, _: status == 200)
    old = cluster.postgres
    old.stop()
    if vault_too:
        cluster.vault.lose_and_restore()
    cluster.postgres = new = stack.Postgres("postgresql-after-" + part.replace(" ", "-"), old.port)
    new.run("pg_restore", "-h", new.directory, "-p", str(new.port), "-U", "postgres", "-d", "postern", "--exit-on-error", dump)
    since = time.monotonic()
    seen_by_all(run.probers, run.probe, lambda status, secret: status == 200 and secret == value, 60)
    gone = seen_by_all(run.probers, extra, lambda status, _: status == 404, 60)
    run.row(part + ", revision", f"gateways serve what it has, an older revision, within {CATCH_UP} s",
            f"{gone - since:.1f} s until every gateway served it, and no longer what came after it", gone - since <= CATCH_UP)
    same = run.admin.everything() == kept
    run.row(part + ", content", "nothing of the back-up is lost",
            f"{sum(map(len, kept.values()))} records {'as they were' if same else 'DIFFER'}", same)
    run.caught_up(part, since)
    run.no_failed_call(part + ", calls", begin)
    old.delete()


def keys(run):
    """The sealing key and the key of callers' hashes, as docs/operations.md says: the new one last everywhere, then first everywhere; what
    lies under the old one is written anew, and it goes."""
    cluster, begin = run.cluster, time.monotonic()
    new = "b:" + base64.b64encode(os.urandom(32)).decode() + "\n"
    with open(cluster.sealing_keys) as file:
        old = file.read()
    for text, ids in ((old + new, ["k1", "k2"]), (new + old, ["k2", "k1"])):
        stack.file("sealing.keys", text)
        cluster.hash_callers_with(ids)
        restart_each(cluster.all())
    code, said = cluster.admins[0].command("reseal")
    answer = run.admin.within("PUT", "/credentials/" + run.caller, {"credentialSecret": {"key": KEY}, "credentialRotationGraceSeconds": 0})
    if answer.status != 200:
        raise stack.Broken(f"a rotation was refused: {answer}")
    left = [cluster.postgres.sql(statement) for statement in stack.documented_checks("a", "k1")]
    stack.file("sealing.keys", new)
    cluster.hash_callers_with(["k2"])
    restart_each(cluster.all())
    run.row("rotation of the sealing key and of the callers' hash key", "nothing needs the old ones any more",
            f"reseal exited with {code} ({(said.strip().splitlines() or ['silent'])[0]}); {sum(len(text.splitlines()) for text in left)} rows are left",
            code == 0 and not any(left))
    run.caught_up("rotation of keys", time.monotonic())
    run.no_failed_call("rotation of keys, calls", begin)
