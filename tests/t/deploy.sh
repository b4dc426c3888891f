#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The files that `wasm-bpf deploy` writes: for systemd, podman and Kubernetes.
. tests/lib/tap.sh
deploy() { "$B/wasm-bpf" deploy "$@"; }

cat >"$T/watch.bpf.c" <<'END'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 65536); } ring SEC(".maps");
struct seen { __u64 one; };
SEC("tp/syscalls/sys_enter_getpgid") int watch(void *ctx)
{
	struct seen seen = { 1 };
	bpf_ringbuf_output(&ring, &seen, sizeof(seen), 0);
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
END
"$B/wasm-bpf-cc" -target bpf -c "$T/watch.bpf.c" -o "$T/Watch_it.bpf.o" || exit 1
sed 's|SEC("tp/[^"]*")|SEC("xdp")|; s|void \*ctx|struct xdp_md *ctx|' "$T/watch.bpf.c" >"$T/net.bpf.c"
"$B/wasm-bpf-cc" -target bpf -c "$T/net.bpf.c" -o "$T/net.bpf.o" || exit 1

# --- systemd ---
ok "a unit is written" deploy --systemd -o "$T" --run=-o --run=json "$T/Watch_it.bpf.o" 'a b' '$x%"\'
is "it says what" "$(cat "$T/out")" "$(printf '%s\n' "$T/watch-it.service" "$T/watch-it.policy")"
unit=$(cat "$T/watch-it.service")
like "the command line is quoted" "$unit" \
	'policy /etc/wasm-bpf/watch-it.policy "-o" "json" "[^"]*/Watch_it.bpf.o" "a b" "\$\$x%%\\"\\\\"'
like "only what the policy can need is kept" "$unit" \
	"CapabilityBoundingSet=CAP_DAC_READ_SEARCH CAP_SYSLOG CAP_PERFMON CAP_BPF"$'\n'
like "the policy is that of inspect" "$(cat "$T/watch-it.policy")" \
	"allow attach=tp:syscalls/sys_enter_getpgid"
ok "a network program" deploy --systemd -o "$T" "$T/net.bpf.o"
like "needs another" "$(cat "$T/net.service")" "CAP_NET_ADMIN"
fails "what is there is not replaced" 1 deploy --systemd -o "$T" "$T/Watch_it.bpf.o"
like "which is said" "$(cat "$T/out")" "watch-it.service' is there already"
if command -v systemd-analyze >/dev/null; then
	is "systemd takes the unit" "$(systemd-analyze verify --man=no "$T/watch-it.service" 2>&1)" ""
else
	skip "systemd takes the unit" "no systemd-analyze"
fi

# The unit's process, with just those capabilities, as a service manager would start it.
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
	set_of=$(sed -n 's/^CapabilityBoundingSet=//p' "$T/watch-it.service" |
		sed 's/CAP_//g; s/ /,+/g' | tr '[:upper:]' '[:lower:]')
	mkdir -m 700 "$T/cache"
	XDG_CACHE_HOME=$T/cache timeout -s INT 3 setpriv --bounding-set="-all,+$set_of" \
		"$B/wasm-bpf" run --policy "$T/watch-it.policy" --health "$T/health" -o json \
		"$T/Watch_it.bpf.o" >"$T/seen" 2>&1 &
	pid=$!
	for ((i = 0; i < 25; i++)); do [ -f "$T/health" ] && break || sleep 0.1; done
	ok "it is well with those" "$B/wasm-bpf" health "$T/health"
	like "and says how" "$(cat "$T/out")" "^attached; "
	wait $pid
	is "and ends well" $? 124
	fails "then it is not" 1 "$B/wasm-bpf" health "$T/health"
	like "which is told" "$(cat "$T/out")" "not ready: .*No such file"
	echo "attached; 1 records" >"$T/old"
	touch -d '1 minute ago' "$T/old"
	fails "an old file" 1 "$B/wasm-bpf" health "$T/old"
	like "is no sign of life" "$(cat "$T/out")" "no sign of the guest for 6[0-9] seconds"
	ok "but for who waits longer" "$B/wasm-bpf" health --max-age 120 "$T/old"
else
	skip "it is well with those" "this needs root and setpriv"
fi
fails "an age" 2 "$B/wasm-bpf" health --max-age 0 "$T/old"

# --- podman ---
ok "a quadlet is written" deploy --podman --name quad --image localhost/wasm-bpf:1 -o "$T" \
	"$T/net.bpf.o"
like "it mounts the file" "$(cat "$T/quad.container")" "Volume=[^:]*/net.bpf.o:/tool:ro"
like "and drops all else" "$(cat "$T/quad.container")" \
	"DropCapability=all"$'\n'"AddCapability=[A-Z_ ]*CAP_NET_ADMIN"

# --- Kubernetes ---
fails "a file is on no node" 1 deploy --kubernetes --image i --name k "$T/net.bpf.o"
like "what to do is said" "$(cat "$T/out")" "hint: push it to a registry, and give its reference"
store() { XDG_DATA_HOME=$T/data XDG_CACHE_HOME=$T/cache "$@"; }
mkdir -p "$T/cache"
chmod 700 "$T/cache"
ok "an artifact" store "$B/wasm-bpf" push "$T/net.bpf.o" "oci:$T/layout:v1"
ok "a DaemonSet is written" store deploy --kubernetes --image 'registry/wasm-bpf: "1"' --name k8s \
	-o "$T" --run=--metrics=127.0.0.1:9435 "oci:$T/layout:v1" 'it'"'"'s: "{a}"'
if python3 -c 'import yaml' 2>/dev/null; then
	cat >"$T/look.py" <<'END'
import sys, yaml
config, daemon = yaml.safe_load_all(open(sys.argv[1]))
pod = daemon["spec"]["template"]["spec"]
tool = pod["containers"][0]
print(config["kind"], daemon["kind"], daemon["apiVersion"])
print(config["data"]["k8s.policy"].splitlines()[1])
print(tool["image"], tool["args"][-1], tool["args"][5])
print(tool["securityContext"]["capabilities"]["add"])
print(daemon["spec"]["selector"]["matchLabels"] == daemon["spec"]["template"]["metadata"]["labels"])
print({v["name"] for v in pod["volumes"]} == {m["name"] for m in tool["volumeMounts"]})
END
	is "YAML's reader sees it so" "$(python3 "$T/look.py" "$T/k8s.yaml")" "ConfigMap DaemonSet apps/v1
[guests]
registry/wasm-bpf: \"1\" it's: \"{a}\" --metrics=127.0.0.1:9435
['DAC_READ_SEARCH', 'NET_ADMIN', 'IPC_LOCK', 'SYSLOG', 'PERFMON', 'BPF']
True
True"
else
	skip "YAML's reader sees it so" "no PyYAML"
fi

# --- wrong usage ---
fails "one form" 2 deploy "$T/net.bpf.o"
fails "one form at a time" 2 deploy --systemd --podman --image i "$T/net.bpf.o"
fails "an image for containers" 2 deploy --podman "$T/net.bpf.o"
for name in "" A a_b -a a- a/b "$(printf 'a%.0s' {1..48})"; do
	fails "the name '$name'" 2 deploy --systemd "--name=$name" "$T/net.bpf.o"
done
fails "no file" 1 deploy --systemd "$T/none.wasm"
fails "no folder" 1 deploy --systemd -o "$T/none" "$T/net.bpf.o"
echo junk >"$T/junk.wasm"
fails "no module" 1 deploy --systemd -o "$T" "$T/junk.wasm"
is "and nothing is written" "$(ls "$T"/junk.*)" "$T/junk.wasm"
done_testing
