#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A registry that misbehaves as the repository's name says: misbehave.py MODULE

Each repository holds MODULE under every tag. The two ports of 127.0.0.1 that it listens
on are the first line of stdout: the second is the "other host" of redirects. Each request
is a line after it: port, method, path, and what it showed of Authorization and Range.
It is also a proxy, behind which it is registry.test.
"""
import hashlib
import http.server
import itertools
import json
import os
import sys
import threading
import time
import urllib.parse

MODULE = open(sys.argv[1], "rb").read()
CONFIG = b'{"architecture":"wasm","os":"wasip1"}'
MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
UNTYPED = "application/vnd.oci.image.layer.v1.tar"  # what oras calls what has no type
ARCHIVE = bytes(1024)
THREE_BYTES = b"\0as"
INDEX_TYPE = "application/vnd.oci.image.index.v1+json"
ports = []
seen = {}  # how often a path was asked for
uploads = {}  # what came of each session
sessions = itertools.count(1)


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def describe(data, media_type, **more):
    return dict(mediaType=media_type, digest=digest(data), size=len(data), **more)


def image(layer=None, **more):
    layer = layer or describe(MODULE, "application/wasm")
    return dict({"schemaVersion": 2, "mediaType": MANIFEST_TYPE,
                 "config": describe(CONFIG, "application/vnd.wasm.config.v0+json"),
                 "layers": [layer]}, **more)


def index(*entries):
    return {"schemaVersion": 2, "mediaType": INDEX_TYPE, "manifests": list(entries)}


def entry(platform, **more):
    data = json.dumps(image()).encode()
    return dict(describe(data, MANIFEST_TYPE, **more), **({"platform": platform} if platform else {}))


WASM = {"architecture": "wasm", "os": "wasip1"}
LINUX = {"architecture": "amd64", "os": "linux"}
LAYER = describe(MODULE, "application/wasm")

# What a repository's manifest is, where it is not just the image: JSON or bytes.
MANIFESTS = {
    "not-json": b"<html>no registry</html>",
    "empty": b"",
    "array": b"[]",
    "deep": b'{"a":' * 100000,
    "bomb": b'{"schemaVersion":2,"layers":[' + b"{}," * 1300000 + b"{}]}",
    "duplicate": b'{"schemaVersion":2,"schemaVersion":2}',
    "huge": b'{"schemaVersion":2,"a":"' + b"x" * (5 << 20) + b'"}',
    "version-1": {"schemaVersion": 1},
    "no-layers": {k: v for k, v in image().items() if k != "layers"},
    "no-config": {k: v for k, v in image().items() if k != "config"},
    "empty-layers": image(layers=[]),
    "two-modules": image(layers=[LAYER, LAYER]),
    "both": image(manifests=[]),
    "no-wasm": image(describe(b"hello", "text/plain"), layers=[
        describe(b"a", "text/plain"), describe(b"b", "text/plain")]),
    "tar": image(describe(MODULE, "application/vnd.oci.image.layer.v1.tar+gzip")),
    "not-a-module": image(describe(CONFIG, "application/wasm")),
    "negative": image(dict(LAYER, size=-1)),
    "enormous": image(dict(LAYER, size=1 << 60)),
    "fraction": image(dict(LAYER, size=1.5)),
    "traversal": image(dict(LAYER, digest="sha256:../../../../etc/passwd")),
    "md5": image(dict(LAYER, digest="md5:" + "0" * 32)),
    "title": image(dict(LAYER, annotations={
        "org.opencontainers.image.title": "../../../../tmp/wasm-bpf-escaped"})),
    "escapes": image(annotations={"note": "\x1b]0;owned\x07\x9b31m"}),
    "type-lie": dict(image(), mediaType=INDEX_TYPE),
    "index": index(entry(LINUX), entry(WASM)),
    "index-one": index(entry(None)),
    "index-linux": index(entry(LINUX), entry({"architecture": "arm64", "os": "linux"})),
    "index-empty": index(),
    "index-size": index(dict(entry(WASM), size=17)),
    "index-nested": index(dict(describe(json.dumps(index(entry(WASM))).encode(), INDEX_TYPE),
                               platform=WASM)),
    "sha512": image(dict(LAYER, digest="sha512:" + hashlib.sha512(MODULE).hexdigest())),
    "other-type": image(describe(MODULE, "application/vnd.wasm.content.layer.v1+wasm")),
    "untyped": image(describe(MODULE, UNTYPED)),
    "untyped-tar": image(describe(ARCHIVE, UNTYPED)),
    "three-bytes": image(describe(THREE_BYTES, "application/wasm")),
    "config-as-module": image(describe(CONFIG, "application/wasm")),
    "unknown-type": image(describe(MODULE, "application/x-whatever")),
}


def log(*words):
    """A line in one write: requests come on several threads."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    # --- answers ---------------------------------------------------------------

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def cut(self, length, body, status=200, **headers):
        """Announces `length` bytes, sends `body` and hangs up."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
        self.close_connection = True

    def drip(self, length):
        self.cut(length, b"")
        self.close_connection = False
        for _ in range(100):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.3)

    def endless(self):
        self.send_response(200)
        self.send_header("Content-Type", MANIFEST_TYPE)
        self.end_headers()
        self.close_connection = True
        while True:
            self.wfile.write(b" " * 65536)

    def other(self, path):
        return "http://127.0.0.1:%d%s" % (ports[1], path)

    # --- requests ----------------------------------------------------------------

    def handle_any(self):
        path = self.path.split("?")[0]
        if path.startswith("http://registry.test/"):  # asked as a proxy
            path = path.removeprefix("http://registry.test")
        log(self.server.server_address[1], self.command, path,
            self.headers.get("Authorization", "-"), self.headers.get("Range", "-"))
        key = self.command + path
        seen[key] = seen.get(key, 0) + 1
        parts = path.split("/")
        if parts[1] == "elsewhere":
            self.answer(200, MODULE)
        elif len(parts) < 5:
            self.answer(404)
        elif parts[3] == "manifests" and self.command == "PUT":
            self.answer(201, Docker_Content_Digest=digest(self.body()))
        elif parts[3] == "manifests":
            self.manifest(parts[2], parts[4], seen[key])
        elif parts[3] == "blobs" and parts[4] == "uploads":
            self.upload(parts[2], parts[5] if len(parts) > 5 else None)
        elif parts[3] == "blobs" and self.command == "HEAD":
            self.answer(404)
        elif parts[3] == "blobs":
            self.blob(parts[2], parts[4], seen[key])
        else:
            self.lists(parts[2], seen[key])

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = handle_any

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def manifest(self, name, tag, times):
        data = MANIFESTS.get(name, image())
        if tag.startswith("sha256:"):
            data = {"index-nested": index(entry(WASM))}.get(name, image())
        data = data if isinstance(data, bytes) else json.dumps(data).encode()
        kind = INDEX_TYPE if b'"manifests"' in data and name not in ("both",) else MANIFEST_TYPE
        headers = {"Content_Type": kind, "Docker_Content_Digest": digest(data)}
        if name == "type-lie":
            headers["Content_Type"] = MANIFEST_TYPE
        elif name == "no-type":
            headers["Content_Type"] = "application/octet-stream"
        elif name == "digest-lie":
            headers["Docker_Content_Digest"] = digest(b"something else")
        elif name == "digest-nonsense":
            headers["Docker_Content_Digest"] = "sha256:xyz"
        elif name == "endless":
            return self.endless()
        elif name == "drip":
            return self.drip(len(data))
        elif name == "headers":
            self.send_response(200)
            for i in range(100000):
                self.send_header("X-%d" % i, "x" * 100)
                if i % 100 == 0:
                    self.flush_headers()
        elif name == "silent":
            time.sleep(30)
        elif name == "hangs-up":
            self.close_connection = True
            return None
        elif name == "down":
            return self.answer(500)
        elif name == "busy-long":
            return self.answer(429, Retry_After="3600")
        elif name == "busy" and times < 3:
            return self.answer(429, Retry_After="1")
        elif name == "flaky" and times < 3:
            return self.answer(503)
        elif name == "forbidden":
            body = json.dumps({"errors": [{"code": "DENIED", "message": "no\x1b[31m way"}]})
            return self.answer(403, body.encode())
        elif name == "asks" and "Authorization" not in self.headers:
            return self.answer(401, WWW_Authenticate='Basic realm="test"')
        elif name == "asks-again":
            return self.answer(401, WWW_Authenticate='Basic realm="test"')
        elif name == "asks-nonsense":
            return self.answer(401, WWW_Authenticate='Bearer realm="unfinished')
        elif name == "asks-nothing":
            return self.answer(401)
        elif name == "asks-file":
            return self.answer(401, WWW_Authenticate='Bearer realm="file:///etc/passwd"')
        elif name == "asks-evil":
            return self.answer(401, WWW_Authenticate='Bearer realm="%s"' % self.other("/evil/"))
        elif name == "loop":
            return self.answer(307, Location=self.path)
        elif name == "to-file":
            return self.answer(307, Location="file:///etc/passwd")
        elif name == "to-nowhere":
            return self.answer(307)
        elif name == "to-plain":
            return self.answer(307, Location="http://192.0.2.1/v2/x/manifests/1")
        return self.answer(200, data, **headers)

    def blob(self, name, wanted, times):
        known = {digest(data): data for data in (CONFIG, ARCHIVE, THREE_BYTES)}
        data = known.get(wanted, MODULE)
        if data is CONFIG and name == "config-gone":
            return self.answer(404)
        if data is CONFIG and name == "config-other":
            return self.answer(200, b"[]" + data[2:])
        if data is not MODULE and name != "not-a-module":
            return self.answer(200, data)
        half = len(data) // 2
        start = int((self.headers.get("Range") or "bytes=0-")[6:-1])
        part = {"Content_Range": "bytes %d-%d/%d" % (start, len(data) - 1, len(data))}
        if name == "not-a-module":
            return self.answer(200, CONFIG)
        if name == "cut" and not start:
            return self.cut(len(data), data[:half])
        if name == "cut-no-range":
            return self.cut(len(data), data[:half]) if times == 1 else self.answer(200, data)
        if name == "cut-always":
            return self.cut(len(data) - start, data[start:start + 10], 206 if start else 200, **part)
        if name == "cut-other-part" and start:
            part["Content_Range"] = "bytes 0-%d/%d" % (len(data) - 1, len(data))
        elif name == "cut-other-part":
            return self.cut(len(data), data[:half])
        if name == "other-bytes":
            return self.answer(200, data[:half] + bytes(len(data) - half))
        if name == "short":
            return self.answer(200, data[:half])
        if name == "long":
            return self.answer(200, data + b"more")
        if name == "endless-blob":
            return self.endless()
        if name == "stalls":
            self.cut(len(data), data[:half])
            return time.sleep(30)
        if name == "slow":
            self.cut(len(data), b"")
            self.close_connection = False
            for at in range(0, len(data), len(data) // 8):
                time.sleep(0.2)
                self.wfile.write(data[at:at + len(data) // 8])
            return None
        if name == "gone":
            return self.answer(404)
        if name in ("away", "asks"):
            return self.answer(307, Location=self.other("/elsewhere/blob"))
        if start:
            return self.answer(206, data[start:], **part)
        return self.answer(200, data)

    def upload(self, name, session):
        if self.command == "POST":
            session = str(next(sessions))
            uploads[session] = b""
        where = "/v2/%s/blobs/uploads/%s" % (name, session)
        if self.command == "POST":
            if name == "up-nowhere":
                return self.answer(202)
            if name == "up-file":
                return self.answer(202, Location="file:///tmp/x")
            if name == "up-away":
                where = self.other(where)
            return self.answer(202, Location=where)
        if self.command == "GET":
            return self.answer(204, Location=where, Range="0-%d" % (len(uploads[session]) - 1))
        length = int(self.headers.get("Content-Length", 0))
        if self.command == "PUT" and length > 1000 and name == "up-cut":
            uploads[session] = self.rfile.read(length // 2)
            self.close_connection = True
            return None
        if self.command == "PUT" and length > 1000 and name == "up-large":
            self.close_connection = True
            return self.answer(413)
        uploads[session] += self.body()
        if self.command == "PATCH":
            return self.answer(202, Location=where)
        if name == "up-refused":
            return self.answer(400, b'{"errors":[{"code":"DIGEST_INVALID"}]}')
        good = digest(uploads[session]) in urllib.parse.unquote(self.path)
        return self.answer(201 if good else 400)

    def lists(self, name, times):
        if name == "endless-tags":
            body = json.dumps({"tags": ["t%d" % times]}).encode()
            return self.answer(200, body, Link='<?last=%d>; rel="next"' % times)
        if name == "long-link":
            return self.answer(200, b"{}", Link='<?last=%s>; rel="next"' % ("x" * 10000))
        if name == "pages" and times < 3:
            body = json.dumps({"tags": ["t%d" % times]}).encode()
            return self.answer(200, body, Link='</v2/pages/tags/list?last=1>; rel="next"')
        tags = {"bad-tags": ["../../x"], "no-tags": None, "number-tags": [1]}.get(name, ["t3"])
        return self.answer(200, json.dumps({"tags": tags}).encode())

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that gave up is no error."""


servers = [Server(("127.0.0.1", 0), Handler) for _ in range(2)]
ports += [server.server_address[1] for server in servers]
log(*ports)
threading.Thread(target=servers[1].serve_forever, daemon=True).start()
servers[0].serve_forever()
