"""The admin API as its clients use it: over the balancer, on kept connections."""

import http.client
import json
import threading
import time

import stack

KEY = "cluster-caller-key-5Tn8QwXz"


class Answer:
    def __init__(self, status, body, headers, seconds):
        self.status, self.headers, self.seconds = status, headers, seconds
        try:
            self.json = json.loads(body)
        except ValueError:
            self.json = {}

    @property
    def code(self):
        return self.json.get("error", {}).get("code", "")

    def __str__(self):
        return f"{self.status} {self.code or 'without a code of ours'}".strip() if self.status != 200 else "200"


class Admin:
    def __init__(self, port):
        self.port = port
        self.connection = None
        self.client = None

    def ask(self, method, path, body=None, timeout=40):
        """Status 0 where no answer came."""
        began = time.monotonic()
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
            self.connection.request(method, path, None if body is None else json.dumps(body),
                                    {"Authorization": stack.USER_TOKEN, "Content-Type": "application/json"})
            answer = self.connection.getresponse()
            text = answer.read()
            return Answer(answer.status, text, answer.headers, time.monotonic() - began)
        except (OSError, http.client.HTTPException) as e:
            self.connection = None
            return Answer(0, json.dumps({"error": {"code": f"cut: {type(e).__name__}"}}), {}, time.monotonic() - began)

    def within(self, method, path, body=None, timeout=40):
        return self.ask(method, f"/api/clients/{self.client}{path}", body, timeout)

    def create(self, kind, body):
        answer = self.within("POST", "/" + kind, body)
        if answer.status != 201:
            raise stack.Broken(f"POST {kind}: {answer} {answer.json}")
        return answer.json[kind][0]["sKey"]

    def new_client(self):
        answer = self.ask("POST", "/api/clients", {"clientName": "Cluster"})
        if answer.status != 201:
            raise stack.Broken(f"POST clients: {answer} {answer.json}")
        self.client = answer.json["clients"][0]["sKey"]

    def new_proxy(self, target, secret, caller, **more):
        return self.create("proxies", {
            "proxyName": "Cluster", "proxyRegion": "local", "proxyProxyCredentialId": caller, "proxyTargetId": target,
            "proxyTargetCredentialId": secret, **more})

    def new_caller(self):
        return self.create("credentials", {
            "credentialName": "Caller", "credentialRegion": "local", "credentialType": "proxy", "credentialAuthType": "apiKey",
            "credentialSecret": {"key": KEY}})

    def new_secret(self, value):
        return self.create("credentials", {
            "credentialName": "Secret", "credentialRegion": "local", "credentialType": "target", "credentialAuthType": "bearer",
            "credentialSecret": {"token": value}})

    def new_target(self, url):
        return self.create("targets", {
            "targetName": "Target", "targetRegion": "local", "targetBaseURL": url, "targetTestPath": "/"})

    def everything(self):
        """All that the client owns, as the API answers it."""
        return {kind: self.within("GET", "/" + kind).json[kind] for kind in ("targets", "credentials", "proxies")}


class Writes:
    """One write after another, in a thread: each so many seconds after the one before. Keeps what was answered."""

    def __init__(self, port, client, bodies, every):
        self.admin, self.every, self.bodies = Admin(port), every, bodies
        self.admin.client = client
        self.answers = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        number = 0
        while not self._stop.is_set():
            path, body = self.bodies(number)
            self.answers.append(self.admin.within("PUT", path, body))
            number += 1
            self._stop.wait(self.every)

    def stop(self):
        self._stop.set()
        self._thread.join(60)
        return self.answers


class Prober:
    """Asks what listens there, on a kept connection."""

    def __init__(self, port):
        self.port = port
        self.connection = None

    def ask(self, proxy):
        """Status, and the secret that the target got."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            self.connection.request("GET", f"/api/{proxy}/probe", headers={"X-API-Key": KEY})
            answer = self.connection.getresponse()
            answer.read()
            return answer.status, answer.headers.get("x-secret", "").removeprefix("Bearer ")
        except (OSError, http.client.HTTPException):
            self.connection = None
            return 0, ""

    def until(self, proxy, condition, seconds=30):
        """When the first answer was asked for that the condition holds of."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            asked = time.monotonic()
            if condition(*self.ask(proxy)):
                return asked
            time.sleep(0.002)
        raise stack.Broken(f"port {self.port} does not see a change after {seconds} s")


def seen_by_all(probers, proxy, condition, seconds=30):
    """When the last of the gateways had it; they are asked at the same time."""
    seen, threads = [], []

    def one(prober):
        try:
            seen.append(prober.until(proxy, condition, seconds))
        except stack.Broken as e:
            seen.append(e)

    for prober in probers:
        threads.append(threading.Thread(target=one, args=(prober,), daemon=True))
        threads[-1].start()
    for thread in threads:
        thread.join()
    for result in seen:
        if isinstance(result, stack.Broken):
            raise result
    return max(seen)
