"""The rows of a Postern with so many proxies."""

import base64
import hashlib
import hmac
import json

CLIENT = "cl_1"
USER = "usr_00000000000000000000000000"  # the admin API's first user
HOT = 1000  # at most so many proxies are called, have rules, and have a secret of their own
WHEN = "user_id, created_at, updated_at"
CREDENTIAL = ("credential_id, client_id, credential_type, credential_auth_type, credential_name, credential_region,"
              " credential_default_rule_effect, credential_config, credential_rotation_grace_seconds, secret_store, secret_path,"
              " secret_version, caller_hashes")
REGION = "eu-1"
SCOPES = ("caller", "injection", "target", "proxy")


def caller_hash(key, hash_key):
    return base64.b64encode(hmac.new(hash_key, key.encode(), hashlib.sha256).digest()).decode()


def rules(count):
    """So many rules of one scope; the first lets the benchmark's request through, and it takes all to know."""
    kinds = [
        lambda n: {"effect": "allow", "methods": ["GET"], "path": {"template": "/v1/items/{id}" if n < 5 else f"/v{n}/items/{{id}}"}},
        lambda n: {"effect": "allow", "methods": ["GET", "POST"], "path": {"template": f"/v1/orders/{{id}}/lines/{n}"}},
        lambda n: {"effect": "deny", "methods": ["DELETE"], "path": {"pattern": f"^/v1/items/{n}.*$"}},
        lambda n: {"effect": "deny", "path": {"pattern": f"^/v1/(admin{n}|internal{n})/.*$"}},
        lambda n: {"effect": "deny", "headers": [
            {"name": {"pattern": f"X-Debug-{n}"}, "value": {"pattern": ".*"}, "presence": "present"}]},
    ]
    for n in range(count):
        rule = kinds[n % len(kinds)](n)
        if "path" in rule:
            rule["path"]["presence"] = "present"
        yield {"priority": 0, **rule}


def quote(value):
    text = value if isinstance(value, str) else json.dumps(value)
    return "'" + text.replace("'", "''") + "'"


class Script:
    def __init__(self, upstream, key, hash_key):
        self.upstream = upstream
        self.hashes = [{"keyId": "k1", "hash": caller_hash(key, hash_key), "validUntil": None}]
        self.statements = [
            "set session_replication_role = replica",  # a row's references are not looked up: they are right by how they are made
            f"insert into client (client_id, client_name, {WHEN}) values ('{CLIENT}', 'Bench', '{USER}', now(), now())",
            f"insert into app_user (user_id, user_name, created_at) values ('{USER}', 'bootstrap', now())",
            f"insert into member (client_id, user_id, roles, created_at) values ('{CLIENT}', '{USER}', '{{owner}}', now())",
        ]

    def proxies(self, count):
        """prx_1 and on: each with a target and two credentials of its own."""
        series = f" from generate_series(1, {count}) n"
        self._bulk("'tgt_' || n", "'cred_c' || n", "'cred_t' || n", "'prx_' || n", "bearer", {"prefix": "Bearer "},
                   f"'{CLIENT}/cred_t' || case when n % {max(1, count // HOT)} = 1 or {count} <= {HOT} then n else 1 end", series)
        step = max(1, count // HOT)
        for scope, column, prefix in zip(SCOPES, ("credential_id", "credential_id", "target_id", "proxy_id"),
                                         ("cred_c", "cred_t", "tgt_", "prx_")):
            for at, rule in enumerate(rules(5)):
                self.statements.append(
                    f"insert into rule (rule_id, client_id, {column}, definition, user_id, created_at, updated_at)"
                    f" select 'rule_{scope}{at}_' || n, '{CLIENT}', '{prefix}' || n, {quote(rule)}::jsonb, '{USER}', now(), now()"
                    f" from generate_series(1, {count}, {step}) n")

    def proxy(self, name, rule_count=20, auth_type="bearer", config=None, url=None):
        """One proxy with a name: prx_{name}, and cred_{name} for its target credential."""
        self._bulk(f"'tgt_{name}'", f"'cred_c{name}'", f"'cred_{name}'", f"'prx_{name}'", auth_type,
                   {"prefix": "Bearer "} if config is None else config, f"'{CLIENT}/cred_{name}'", "", url)
        for scope, column, owner in zip(SCOPES, ("credential_id", "credential_id", "target_id", "proxy_id"),
                                        (f"cred_c{name}", f"cred_{name}", f"tgt_{name}", f"prx_{name}")):
            for at, rule in enumerate(rules(rule_count // len(SCOPES))):
                self.statements.append(
                    f"insert into rule (rule_id, client_id, {column}, definition, user_id, created_at, updated_at)"
                    f" values ('rule_{name}_{scope}{at}', '{CLIENT}', '{owner}', {quote(rule)}, '{USER}', now(), now())")

    def _bulk(self, target, caller, injection, proxy, auth_type, config, path, series, url=None):
        times = f"'{USER}', now(), now()"
        self.statements += [
            "insert into target (target_id, client_id, target_name, target_region, target_base_url, target_test_path,"
            f" target_default_rule_effect, target_encoded_slashes, {WHEN}) select {target}, '{CLIENT}', 'Target', '{REGION}', '{url or self.upstream}', '/', 'allow', 'refuse',"
            f" {times}{series}",
            f"insert into credential ({CREDENTIAL}, {WHEN}) select {caller}, '{CLIENT}', 'proxy', 'apiKey', 'Caller', '{REGION}', 'allow', '{{}}'::jsonb, 0,"
            f" null, null, null, {quote(self.hashes)}::jsonb, {times}{series}",
            f"insert into credential ({CREDENTIAL}, {WHEN}) select {injection}, '{CLIENT}', 'target', '{auth_type}', 'Secret', '{REGION}', 'allow',"
            f" {quote(config)}::jsonb, 0, "
            + ("null, null, null" if auth_type == "none" else f"'vault', {path}, 1")
            + f", '[]'::jsonb, {times}{series}",
            "insert into proxy (proxy_id, client_id, proxy_name, proxy_region, proxy_proxy_credential_id, proxy_proxy_credential_type,"
            " proxy_target_id, proxy_target_credential_id, proxy_target_credential_type, proxy_active,"
            " proxy_default_rule_effect, proxy_max_requests_per_minute, proxy_connect_millis, proxy_first_byte_millis,"
            f" proxy_idle_millis, proxy_retries, {WHEN}) select {proxy}, '{CLIENT}', 'Proxy', '{REGION}', {caller}, 'proxy', {target}, {injection}, 'target',"
            f" true, 'allow', null, 5000, 60000, 300000, 0, {times}{series}",
        ]

    def text(self):
        end = [f"insert into change (revision, client_id, resource_kind, resource_id) values (nextval('change_revision'), '{CLIENT}', 'client', '{CLIENT}')",
               "set session_replication_role = origin", "analyze"]
        return ";\n".join(self.statements + end) + ";\n"
