#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A registry that asks who one is, and sends on, as the repository's name says.

    asks.py MODULE CERTIFICATE KEY

The ports of 127.0.0.1 that it listens on are the first line of stdout: plain, another host
of redirects, and TLS. Each request is a line after it: port, method, path, what it showed of
Authorization, and its body. It lets in "me" with the password "secret" and the token "T".
"""
import base64
import hashlib
import http.server
import json
import os
import ssl
import sys
import threading

MODULE = open(sys.argv[1], "rb").read()
CONFIG = b"{}"
MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
BASIC = "Basic " + base64.b64encode(b"me:secret").decode()
plain = other = tls = None  # origins: http://127.0.0.1:PORT
seen = {}


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def describe(data, media_type):
    return {"mediaType": media_type, "digest": digest(data), "size": len(data)}


MANIFEST = json.dumps({
    "schemaVersion": 2, "mediaType": MANIFEST_TYPE,
    "config": describe(CONFIG, "application/vnd.wasm.config.v0+json"),
    "layers": [describe(MODULE, "application/wasm")]}).encode()


def challenges(name, own):
    """What a repository asks for; TOKEN is where its tokens come from."""
    token = "%s/token/%s" % (own, name)
    return [c.replace("TOKEN", token) for c in {
        "token68": ["Negotiate YII/abc+/==", 'Basic realm="x"'],
        "token68-inside": ['Negotiate YII/abc+/==, Basic realm="x"'],
        "bearer-bare": ['Bearer error="invalid_token"', 'Basic realm="x"'],
        "bearer-bare-inside": ['Basic realm="x", Bearer, Bearer error="x"'],
        "nonsense": ["=?", '"', 'Basic realm="x"'],
        "basic": ['Basic realm="x"'],
        "basic-first": ['Basic realm="x", Bearer realm="TOKEN",service="s"'],
        "no-token": ['Basic realm="x"', 'Bearer realm="TOKEN"'],
        "no-realm": ['Bearer realm="/token"', 'Basic realm="x"'],
        "two-bearers": ['Bearer realm="TOKEN"', 'Bearer realm="%s/token/x"' % other],
        "unquoted": ["Bearer realm=TOKEN,service=s"],
        "plain-realm": ['Bearer realm="%s/token/x"' % plain],
        "hidden-realm": ['Bearer realm="http://localhost:x@127.0.0.1:%s/token/x"' %
                         other.rpartition(":")[2]],
    }.get(name, ['Bearer realm="TOKEN",service="s"'])]


OPEN = {"no-head", "no-range", "to-asking"}  # repositories that ask for nothing
WITH_BASIC = {"token68", "token68-inside", "bearer-bare", "bearer-bare-inside", "nonsense",
              "basic", "no-token", "no-realm"}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.path.split("?")[0]
        authorization = self.headers.get("Authorization", "-")
        words = [self.server.server_address[1], self.command, path,
                 authorization.replace(" ", ":"), body[:300].decode(errors="replace")]
        os.write(1, (" ".join(map(str, words)) + "\n").encode())
        parts = path.split("/")
        if self.server.origin == other:
            asks = 'Bearer realm="%s/token/x"' % other
            return self.answer(401, b"", [("WWW-Authenticate", asks)])
        if parts[1] == "token":
            return self.token(parts[2], authorization)
        if len(parts) < 5:
            return self.answer(404)
        name = parts[2]
        wanted = BASIC if name in WITH_BASIC else "Bearer T"
        if name not in OPEN and authorization != wanted:
            headers = [("WWW-Authenticate", c) for c in challenges(name, self.server.origin)]
            return self.answer(401, b"", headers)
        return self.serve(name, parts[3], parts[4])

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = handle_any

    def token(self, name, authorization):
        if name in ("post-away", "get-away"):
            return self.answer(307, b"", [("Location", other + "/token/x")])
        if name == "no-token" or (name == "no-post" and self.command == "POST"):
            return self.answer(405 if name == "no-post" else 401)
        if self.command == "GET" and authorization != BASIC:
            return self.answer(401)
        token = {"token": "", "access_token": "T"} if name == "empty-token" else {"token": "T"}
        return self.answer(200, json.dumps(token).encode())

    def serve(self, name, what, which):
        if name == "to-asking" or name == "to-plain":
            target = other if name == "to-asking" else plain
            return self.answer(307, b"", [("Location", target + self.path)])
        if what == "tags":
            return self.answer(200, b'{"tags":["1"]}',
                               [("Link", '<%s/v2/x/tags/list?last=1>; rel="next"' % plain)])
        if what == "manifests":
            if name == "no-head" and self.command == "HEAD":
                return self.answer(405)
            return self.answer(200, MANIFEST, [("Content-Type", MANIFEST_TYPE)])
        if which == "uploads":
            return self.answer(202, b"", [("Location", plain + "/v2/x/blobs/uploads/1")])
        return self.blob(name, which)

    def blob(self, name, which):
        data = MODULE if which == digest(MODULE) else CONFIG
        if self.command == "HEAD":
            return self.answer(404)
        if name == "no-range" and data is MODULE:
            seen[name] = seen.get(name, 0) + 1
            if self.headers.get("Range"):
                return self.answer(416)
            if seen[name] == 1:
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data[:len(data) // 2])
                self.close_connection = True
                return None
        return self.answer(200, data)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, scheme):
        super().__init__(("127.0.0.1", 0), Handler)
        self.origin = "%s://127.0.0.1:%d" % (scheme, self.server_address[1])

    def handle_error(self, *_):
        """A client that gave up is no error."""


servers = [Server(scheme) for scheme in ("http", "http", "https")]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[2], sys.argv[3])
servers[2].socket = context.wrap_socket(servers[2].socket, server_side=True)
plain, other, tls = (server.origin for server in servers)
print(*(server.server_address[1] for server in servers), flush=True)
for server in servers[1:]:
    threading.Thread(target=server.serve_forever, daemon=True).start()
servers[0].serve_forever()
