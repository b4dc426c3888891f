#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A token server for docker-registry: tokens.py KEY CERTIFICATE

It gives tokens to the user "me" with the password "se:cret", and to nobody else. The
port of 127.0.0.1 that it listens on is the first line of stdout; each request is a line
after it: "anonymous SCOPES", "refused", or "me SCOPES".
"""
import base64
import http.server
import json
import subprocess
import sys
import time
import urllib.parse

KEY, CERTIFICATE = sys.argv[1:3]


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def certificate():
    """The certificate as x5c has it: DER in base64, with padding."""
    lines = open(CERTIFICATE).read().split("-----")[2]
    return "".join(lines.split())


def token(service, scopes):
    access = []
    for scope in " ".join(scopes).split():
        kind, name, actions = scope.split(":", 2)
        access.append({"type": kind, "name": name, "actions": actions.split(",")})
    now = int(time.time())
    head = {"typ": "JWT", "alg": "RS256", "x5c": [certificate()]}
    body = {"iss": "wasm-bpf-test", "sub": "me", "aud": service, "iat": now, "nbf": now - 10,
            "exp": now + 300, "jti": str(time.time_ns()), "access": access}
    text = encode(json.dumps(head).encode()) + b"." + encode(json.dumps(body).encode())
    sign = subprocess.run(["openssl", "dgst", "-sha256", "-sign", KEY], input=text,
                          stdout=subprocess.PIPE, check=True)
    return (text + b"." + encode(sign.stdout)).decode()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        scopes = query.get("scope", [])
        authorization = self.headers.get("Authorization")
        wanted = "Basic " + base64.b64encode(b"me:se:cret").decode()
        if authorization != wanted:
            print("refused" if authorization else "anonymous " + " ".join(scopes), flush=True)
            self.send_error(401)
            return
        print("me " + " ".join(scopes), flush=True)
        body = json.dumps({"token": token(query["service"][0], scopes)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
