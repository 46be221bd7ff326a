"""What is measured: each subject checks one key and sends the request on with one secret, except where it says so."""

import json
import os
import subprocess

import places
from machine import Program, free_port

BODY = json.dumps({"id": 42, "name": "An item", "owner": {"id": 7, "name": "Somebody"}, "note": ""})
BODY = BODY[:-2] + "x" * (300 - len(BODY)) + BODY[-2:]


def _text(path):
    with open(path) as file:
        return file.read()


def _file(name, text):
    path = os.path.join(places.WORK, name)
    with open(path, "w") as file:
        file.write(text)
    return path


def _nginx(name, workers, inside):
    paths = "".join(
        f"{module}_temp_path {places.WORK}/{name}-temp;" for module in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    file = _file(name + ".conf", f"""
        {'user root;' if os.geteuid() == 0 else ''} worker_processes {workers}; daemon off;
        pid {places.WORK}/{name}.pid; error_log stderr error;
        events {{ worker_connections 4096; }}
        http {{
            {paths} access_log off; sendfile on; tcp_nodelay on;
            keepalive_requests 1000000000; keepalive_timeout 600s;
            {inside}
        }}""")
    return Program(name, ["nginx", "-p", places.WORK, "-e", "stderr", "-c", file], places.WORK)


class Upstream:
    """nginx, which answers 300 bytes of JSON, and files under /v1/files/; with TLS too, and there under /shown only whoever has shown
    the certificate. It is the server's own, so that one is enough."""

    SIZES = {"64k": 64 * 1024, "10m": 10 * 1024 * 1024, "10g": 10 * 1024**3}

    def __init__(self):
        self.port, self.tls_port = free_port(), free_port()
        self.url, self.tls_url = f"http://127.0.0.1:{self.port}", f"https://127.0.0.1:{self.tls_port}"
        self.certificate_file = os.path.join(places.WORK, "upstream.pem")
        key_file = os.path.join(places.WORK, "upstream.key")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=bench", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key_file,
                        "-out", self.certificate_file], check=True, capture_output=True)
        self.certificate, self.private_key = _text(self.certificate_file), _text(key_file)
        files = os.path.join(places.WORK, "files", "v1", "files")
        os.makedirs(files, exist_ok=True)
        for name, size in self.SIZES.items():
            with open(os.path.join(files, name), "wb") as file:
                file.truncate(size)
        self.program = _nginx("upstream", 1, f"""
            default_type application/json;
            server {{ listen 127.0.0.1:{self.port} backlog=4096;
                location / {{ return 200 '{BODY}'; }}
                location = /token {{ return 200 '{{"access_token":"bench-token-4Tn8","token_type":"Bearer","expires_in":3600}}'; }}
                location /v1/files/ {{ root {places.WORK}/files; }} }}
            server {{ listen 127.0.0.1:{self.tls_port} ssl backlog=4096;
                ssl_certificate {self.certificate_file}; ssl_certificate_key {key_file};
                ssl_client_certificate {self.certificate_file}; ssl_verify_client optional;
                location / {{ return 200 '{BODY}'; }}
                location /shown/ {{ if ($ssl_client_verify != SUCCESS) {{ return 403; }} return 200 '{BODY}'; }} }}""")
        self.program.wait_for(port=self.port)


class Subject:
    """A running one. Its `path` stands before the path of the request."""

    def __init__(self, name, program, port, path="", jvm=False):
        self.name, self.program, self.port, self.path, self.jvm = name, program, port, path, jvm

    def url(self, path=places.PATH):
        return f"http://127.0.0.1:{self.port}{self.path}{path}"


def direct(upstream, loops):
    return Subject("direct", None, upstream.port)


def nginx(upstream, loops):
    port = free_port()
    program = _nginx("nginx", loops, f"""
        upstream target {{ server 127.0.0.1:{upstream.port}; keepalive 256; keepalive_requests 1000000000; }}
        server {{ listen 127.0.0.1:{port} backlog=4096; location / {{
            if ($http_x_api_key != "{places.KEY}") {{ return 401; }}
            proxy_pass http://target; proxy_http_version 1.1; proxy_set_header Connection "";
            proxy_set_header X-API-Key ""; proxy_set_header Authorization "{places.SECRET}"; }} }}""")
    program.wait_for(port=port)
    return Subject("nginx", program, port)


def haproxy(upstream, loops):
    port = free_port()
    file = _file("haproxy.cfg", f"""
global
  nbthread {loops}
  maxconn 4096
defaults
  mode http
  timeout connect 5s
  timeout client 600s
  timeout server 600s
frontend callers
  bind 127.0.0.1:{port} backlog 4096
  http-request deny deny_status 401 unless {{ req.hdr(x-api-key) -m str {places.KEY} }}
  http-request del-header x-api-key
  http-request set-header authorization "{places.SECRET}"
  default_backend target
backend target
  http-reuse always
  server target 127.0.0.1:{upstream.port}
""")
    program = Program("HAProxy", ["haproxy", "-db", "-f", file], places.WORK)
    program.wait_for(port=port)
    return Subject("HAProxy", program, port)


def envoy(upstream, loops):
    port = free_port()
    types = "type.googleapis.com/envoy.extensions."
    cluster = {
        "name": "target", "type": "STATIC", "connect_timeout": "5s",
        "load_assignment": {"cluster_name": "target", "endpoints": [{"lb_endpoints": [{"endpoint": {"address": {
            "socket_address": {"address": "127.0.0.1", "port_value": upstream.port}}}}]}]},
        "circuit_breakers": {"thresholds": [{"max_connections": 4096, "max_requests": 4096, "max_pending_requests": 4096}]},
    }
    filters = [
        {"name": "key", "typed_config": {
            "@type": types + "filters.http.api_key_auth.v3.ApiKeyAuth",
            "credentials": [{"key": places.KEY, "client": "app"}],
            "key_sources": [{"header": "x-api-key"}],
            "forwarding": {"hide_credentials": True}}},
        {"name": "secret", "typed_config": {
            "@type": types + "filters.http.credential_injector.v3.CredentialInjector",
            "overwrite": True,
            "credential": {"name": "secret", "typed_config": {
                "@type": types + "http.injected_credentials.generic.v3.Generic",
                "credential": {"name": "target-secret"}, "header": "Authorization"}}}},
        {"name": "router", "typed_config": {"@type": types + "filters.http.router.v3.Router"}},
    ]
    manager = {
        "@type": types + "filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "callers", "http_filters": filters,
        "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [
            {"match": {"prefix": "/"}, "route": {"cluster": "target", "timeout": "0s"}}]}]},
    }
    configuration = {"static_resources": {
        "listeners": [{
            "name": "callers", "address": {"socket_address": {"address": "127.0.0.1", "port_value": port}},
            "filter_chains": [{"filters": [{"name": "http", "typed_config": manager}]}]}],
        "clusters": [cluster],
        "secrets": [{"name": "target-secret", "generic_secret": {"secret": {"inline_string": places.SECRET}}}]}}
    file = _file("envoy.json", json.dumps(configuration))
    program = Program(
        "Envoy", [places.ENVOY, "-c", file, "--concurrency", str(loops), "--log-level", "warn", "--disable-hot-restart"],
        places.WORK)
    program.wait_for(port=port)
    return Subject("Envoy", program, port)


def _java(name, main, upstream, loops, *options):
    port = free_port()
    command = places.java(*places.JVM, f"-Dreactor.netty.ioWorkerCount={loops}", *options)
    program = Program(name.replace(" ", "-"), [
        *command, "io.postern.bench." + main, f"port={port}", f"loops={loops}", "upstream=" + upstream.url,
        "key=" + places.KEY, "secret=" + places.SECRET], places.WORK)
    program.wait_for(port=port)
    return Subject(name, program, port, jvm=True)


def raw_netty(upstream, loops):
    return _java("raw Netty", "NettyForwarder", upstream, loops)


def raw_reactor(upstream, loops):
    return _java("raw Reactor Netty", "ReactorForwarder", upstream, loops)


def plain_gateway(upstream, loops):
    return _java("plain Spring Cloud Gateway", "PlainGateway", upstream, loops)
