#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What `wasm-bpf deploy` wrote for Kubernetes, as a pod that podman plays, and its quadlet.
# Its containers get this machine's tracefs, which may have to be mounted first.
if [ "$(id -u)" = 0 ] && [ -z "${OWN_MOUNTS:-}" ] && ! [ -d /sys/kernel/tracing/events ]; then
	OWN_MOUNTS=1 exec unshare --mount --propagation private bash -c \
		'mount -t tracefs none /sys/kernel/tracing; exec bash "$0"' "$0"
fi
. tests/lib/tap.sh
need_root
for tool in podman docker-registry; do
	command -v $tool >/dev/null || skip_all "no $tool"
done
[ -x /usr/libexec/podman/catatonit ] || command -v catatonit >/dev/null ||
	skip_all "no catatonit, of which podman makes a pod's first container"
python3 -c 'import yaml' 2>/dev/null || skip_all "no PyYAML"
limits=True
[ -e /sys/fs/cgroup/cgroup.controllers ] || limits=False
. tests/lib/registry.sh
podman() {
	timeout -k 5 90 podman --root "$T/store" --runroot "$T/runroot" --runtime "$runtime" \
		--cgroup-manager cgroupfs "$@"
}
name=wbp$$
runtime=$(command -v runc || command -v crun) || skip_all "no runc, no crun"
forget() { podman pod rm -fa; podman rm -fa; podman rmi -fa; umount -R "$T/store"; } >/dev/null 2>&1
at_end forget

# Limits that this machine lets one set.
printf '[containers]\ndefault_ulimits = ["nofile=%s:%s", "nproc=%s:%s"]\n' 1024 1024 1024 1024 \
	>"$T/containers.conf"
export CONTAINERS_CONF=$T/containers.conf

# An image of the programs and the libraries that they need, as a release has it in one file.
mkdir -p "$T/image/usr/local/bin" "$T/image/tmp"
for program in wasm-bpf wasm-bpf-oci wasm-bpf-export; do
	cp "$B/$program" "$T/image/usr/local/bin/"
	ldd "$B/$program" | grep -o '/[^ ]*'
done | sort -u | while read -r library; do
	mkdir -p "$T/image${library%/*}"
	cp -L "$library" "$T/image$library"
done
image=localhost/$name:1
tar -C "$T/image" -c . | podman import -c 'ENTRYPOINT ["/usr/local/bin/wasm-bpf"]' \
	-c 'ENV PATH=/usr/local/bin' - "$image" >"$T/out" 2>&1 ||
	skip_all "podman makes no image: $(tail -n 1 "$T/out")"

"$B/wasm-bpf-cc" -target bpf -c tests/services/tick.bpf.c -o "$T/$name.bpf.o" || exit 1
export XDG_DATA_HOME=$T/data XDG_CACHE_HOME=$T/cache
mkdir -m 700 "$T/data" "$T/cache"
registry_start
ok "it is pushed" "$B/wasm-bpf" push --plain-http "$T/$name.bpf.o" "$R/$name:v1"

# podman 4.3 knows no DaemonSet: the pod that it is made of, with a name. Kubernetes filters no
# system calls unless it is asked to; podman's own filter wants CAP_SYS_ADMIN for bpf(2).
cat >"$T/pod.py" <<'END'
import sys, yaml
config, daemon = yaml.safe_load_all(sys.stdin)
pod = daemon["spec"]["template"]
pod["metadata"]["name"] = sys.argv[1]
pod["metadata"]["annotations"] = {"seccomp.security.alpha.kubernetes.io/pod": "unconfined"}
if sys.argv[2] == "False":
    del pod["spec"]["containers"][0]["resources"]
yaml.safe_dump_all([config, {"apiVersion": "v1", "kind": "Pod", **pod}], sys.stdout)
END
pod() { # FILE OPTION...
	rm -f "$T/$name.yaml"
	"$B/wasm-bpf" deploy --kubernetes --plain-http --image "$image" --name $name -o "$T" \
		"${@:2}" "$R/$name:v1" >/dev/null &&
		python3 "$T/pod.py" $name $limits <"$T/$name.yaml" >"$1"
}
container() { echo "$name-tool"; }
inner() { podman exec "$(container)" wasm-bpf "$@"; }
is_well() { inner health /run/wasm-bpf/health; }

ok "a pod is made" pod "$T/pod.yaml"
if ! podman kube play "$T/pod.yaml" >"$T/out" 2>&1; then
	tap_quote <"$T/out"
	skip "podman plays it" "$(tail -n 1 "$T/out" | grep . || echo "it takes for ever")"
	done_testing
	exit
fi
ok "and it gets well" wait_until is_well
[ "$tap_failed" -eq 0 ] || podman logs "$(container)" 2>&1 | tail -n 20 | tap_quote
like "which ps in there sees" "$(inner ps 2>&1)" "$name .* attached +1 "
ok "it goes" podman kube down "$T/pod.yaml"

ok "one with an address" pod "$T/http.yaml" --run=--health=127.0.0.1:19440
like "has probes by HTTP" "$(cat "$T/http.yaml")" "path: /readyz"
ok "podman plays it, too" podman kube play "$T/http.yaml"
# The pod has the host's network.
answers() { [ "$(curl -s -m 2 "http://127.0.0.1:19440/$1")" = ok ]; }
ok "and it answers that it is ready" wait_until answers readyz
[ "$tap_failed" -eq 0 ] || podman logs "$(container)" 2>&1 | tail -n 20 | tap_quote
ok "and well" answers healthz
ok "it goes, too" podman kube down "$T/http.yaml"

# The quadlet becomes a unit by podman's generator, where there is one: podman 4.4.
generator=/usr/lib/systemd/system-generators/podman-system-generator
ok "a quadlet is written" "$B/wasm-bpf" deploy --podman --plain-http --image "$image" \
	--name $name -o "$T" "$R/$name:v1"
if [ -x $generator ]; then
	mkdir "$T/quadlets" "$T/units"
	cp "$T/$name.container" "$T/quadlets/"
	ok "podman takes it" env QUADLET_UNIT_DIRS="$T/quadlets" $generator "$T/units"
	like "as a unit" "$(cat "$T/units/$name.service")" "podman run .*$name.policy"
else
	skip "podman takes the quadlet" "this podman has no generator"
fi
done_testing
