"""One target credential of each kind, in each of its forms that differ in what a call does."""

import dataclasses
import re

import places

TOKEN = places.SECRET.removeprefix("Bearer ")
SIGNING_KEY = "bench-signing-key-8wN2xVq5hJ7sDf4k"


@dataclasses.dataclass
class Kind:
    """`name` is that of the table; `url` the target's."""

    name: str
    auth_type: str
    config: dict
    secret: dict | None
    url: str

    @property
    def id(self):
        return "kind" + re.sub("[^A-Za-z0-9]", "", self.name)


def all_of(upstream):
    """The first is what the others are compared with."""
    def plain(name, config, secret, auth_type=None):
        return Kind(name, auth_type or name, config, secret, upstream.url)

    login = upstream.url + "/token"
    return [
        plain("none", {}, None),
        plain("apiKey", {"in": "header", "name": "X-Api-Key"}, {"key": TOKEN}),
        plain("bearer", {"prefix": "Bearer "}, {"token": TOKEN}),
        plain("basicAuth", {}, {"username": "bench", "password": TOKEN}),
        plain("custom", {"inject": [
            {"in": "header", "name": "X-Account", "value": "{{account}}"},
            {"in": "query", "name": "token", "value": "{{token}}"}]}, {"account": "7", "token": TOKEN}),
        plain("jwt, fixed", {}, {"token": TOKEN}, "jwt"),
        plain("jwt, signed by the gateway", {"algorithm": "HS256", "claims": {"iss": "bench"}},
              {"sharedSecret": SIGNING_KEY}, "jwt"),
        plain("oauth2", {"grant": "client_credentials", "tokenUrl": login}, {"clientId": "bench", "clientSecret": TOKEN}),
        plain("customToken", {"request": {"method": "POST", "url": login, "json": {"user": "bench", "password": "{{password}}"}},
                              "token": {"pointer": "/access_token"}, "lifetime": {"pointer": "/expires_in"}}, {"password": TOKEN}),
        plain("hmac, method, path and time", {
            "sign": "{{timestamp}}{{method}}{{target}}{{body}}", "inject": [
                {"in": "header", "name": "X-Time", "value": "{{timestamp}}"},
                {"in": "header", "name": "X-Signature", "value": "{{signature:hex}}"}]}, {"key": SIGNING_KEY}, "hmac"),
        plain("hmac, RFC 9421", {"httpMessageSignature": {
            "components": ["@method", "@target-uri"], "keyId": "bench", "algorithm": "hmac-sha256"}}, {"key": SIGNING_KEY}, "hmac"),
        plain("awsSigV4", {"service": "execute-api", "region": "eu-central-1"},
              {"accessKeyId": "AKIABENCH", "secretAccessKey": SIGNING_KEY}),
        Kind("bearer, over TLS", "bearer", {"prefix": "Bearer "}, {"token": TOKEN}, upstream.tls_url),
        Kind("mtls", "mtls", {}, {"certificate": upstream.certificate, "privateKey": upstream.private_key},
             upstream.tls_url + "/shown"),
    ]
