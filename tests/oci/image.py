# SPDX-License-Identifier: MIT
"""Puts images of Linux into a registry over plain HTTP.

	image.py HOST:PORT/REPO:TAG ARCH=LAYER[,LAYER...]...

Each ARCH ("amd64") gets the files as layers, as they are. With "ARCH=" alone there is no index: the
image stands under the tag by itself. Prints the digest that the tag has.
"""

import hashlib
import json
import sys
import urllib.request

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
CONFIG = "application/vnd.oci.image.config.v1+json"

place, tag = sys.argv[1].rsplit(":", 1)
host, repo = place.split("/", 1)
base = f"http://{host}/v2/{repo}"


def send(method, url, data, kind):
    request = urllib.request.Request(
        url, data=data, method=method, headers={"Content-Type": kind}
    )
    return urllib.request.urlopen(request)


def descriptor(data, kind):
    digest = "sha256:" + hashlib.sha256(data).hexdigest()
    return {"mediaType": kind, "digest": digest, "size": len(data)}


def put_blob(data, kind):
    blob = descriptor(data, kind)
    at = send("POST", f"{base}/blobs/uploads/", b"", kind).headers["Location"]
    mark = "&" if "?" in at else "?"
    send("PUT", f"{at}{mark}digest={blob['digest']}", data, "application/octet-stream")
    return blob


def put_manifest(manifest, name=None):
    data = json.dumps(manifest).encode()
    about = descriptor(data, manifest["mediaType"])
    send("PUT", f"{base}/manifests/{name or about['digest']}", data, manifest["mediaType"])
    return about


def image(arch, layers):
    config = json.dumps({"architecture": arch, "os": "linux"}).encode()
    parts = []
    for layer in layers:
        with open(layer, "rb") as file:
            parts.append(put_blob(file.read(), LAYER))
    return {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": put_blob(config, CONFIG),
        "layers": parts,
    }


images = [word.split("=", 1) for word in sys.argv[2:]]
if len(images) == 1 and images[0][0] == "":
    print(put_manifest(image("amd64", images[0][1].split(",")), tag)["digest"])
    sys.exit()
entries = []
for arch, layers in images:
    entry = put_manifest(image(arch, layers.split(",")))
    entries.append({**entry, "platform": {"architecture": arch, "os": "linux"}})
index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": entries}
print(put_manifest(index, tag)["digest"])
