#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A registry in memory that lists referrers, as the OCI distribution specification 1.1 has it.

The port of 127.0.0.1 that it listens on is the first line of stdout; each request is a line
after it: method and path.
"""
import hashlib
import http.server
import json
import os
import urllib.parse

INDEX_TYPE = "application/vnd.oci.image.index.v1+json"
blobs = {}
manifests = {}  # by tag and by digest: type, bytes


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def referrers(subject):
    """The descriptors of what refers to a digest."""
    found = []
    for name, (kind, data) in manifests.items():
        manifest = json.loads(data)
        if ":" in name and manifest.get("subject", {}).get("digest") == subject:
            found.append({"mediaType": kind, "digest": name, "size": len(data),
                          "artifactType": manifest.get("artifactType")})
    return {"schemaVersion": 2, "mediaType": INDEX_TYPE, "manifests": found}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=b"", kind="application/octet-stream", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        url = urllib.parse.urlsplit(self.path)
        os.write(1, ("%s %s\n" % (self.command, url.path)).encode())
        parts = url.path.split("/")
        if len(parts) < 5:
            return self.answer(200)
        what, name = parts[-2:]
        if what == "referrers":
            return self.answer(200, json.dumps(referrers(name)).encode(), INDEX_TYPE)
        if what == "manifests":
            return self.manifest(name, body)
        if self.command == "POST":
            return self.answer(202, Location=url.path + "1")
        if self.command == "PUT":
            blobs[urllib.parse.parse_qs(url.query)["digest"][0]] = body
            return self.answer(201)
        return self.answer(200, blobs[name]) if name in blobs else self.answer(404)

    do_GET = do_HEAD = do_POST = do_PUT = handle_any

    def manifest(self, name, body):
        if self.command == "PUT":
            manifests[name] = manifests[digest(body)] = self.headers["Content-Type"], body
            return self.answer(201, Docker_Content_Digest=digest(body))
        if name not in manifests:
            return self.answer(404)
        kind, data = manifests[name]
        return self.answer(200, data, kind, Docker_Content_Digest=digest(data))

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
