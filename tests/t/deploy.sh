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
ok "a unit is written" deploy --systemd -o "$T" --run=--output=json "$T/Watch_it.bpf.o" 'a b' \
	'$x%"\'
is "it says what" "$(cat "$T/out")" "$(printf '%s\n' "$T/watch-it.service" "$T/watch-it.policy")"
unit=$(cat "$T/watch-it.service")
like "the command line is quoted" "$unit" \
	'policy /etc/wasm-bpf/watch-it.policy "--output=json" "[^"]*/Watch_it.bpf.o" "a b" "\$\$x%%\\"\\\\"'
like "only what the policy can need is kept" "$unit" \
	"CapabilityBoundingSet=CAP_DAC_READ_SEARCH CAP_SYSLOG CAP_PERFMON CAP_BPF"$'\n'
like "the policy is that of inspect" "$(cat "$T/watch-it.policy")" \
	"allow attach=tp:syscalls/sys_enter_getpgid"
ok "a network program" deploy --systemd -o "$T" "$T/net.bpf.o"
like "needs another" "$(cat "$T/net.service")" "CAP_NET_ADMIN"
fails "what is there is not replaced" 1 deploy --systemd -o "$T" "$T/Watch_it.bpf.o"
like "which is said" "$(cat "$T/out")" "watch-it.service' is there already"
if command -v systemd-analyze >/dev/null; then
	is "systemd takes the unit" \
		"$(systemd-analyze verify --man=no "$T/watch-it.service" 2>&1)" ""
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
	echo "something else" >"$T/foreign"
	fails "another file" 1 "$B/wasm-bpf" health "$T/foreign"
	fails "an old file" 1 "$B/wasm-bpf" health "$T/old"
	like "is no sign of life" "$(cat "$T/out")" "no sign of the guest for 6[0-9] seconds"
	ok "but for who waits longer" "$B/wasm-bpf" health --max-age 120 "$T/old"
else
	skip "it is well with those" "this needs root and setpriv"
fi
mkfifo "$T/pipe"
fails "a pipe is no file" 1 timeout 5 "$B/wasm-bpf" health "$T/pipe"
echo "attached; 1 records" >"$T/new"
touch -d '1 hour' "$T/new"
fails "a file of the future" 1 "$B/wasm-bpf" health "$T/new"
fails "an age" 2 "$B/wasm-bpf" health --max-age 0 "$T/old"

# --- podman ---
ok "a quadlet is written" deploy --podman --name quad --image localhost/wasm-bpf:1 -o "$T" \
	"$T/net.bpf.o"
like "it mounts the file" "$(cat "$T/quad.container")" "Volume=[^:]*/net.bpf.o:/tool:ro"
like "and drops all else" "$(cat "$T/quad.container")" \
	"DropCapability=all"$'\n'"AddCapability=[A-Z_ ]*CAP_NET_ADMIN"
like "and podman's filter, which wants CAP_SYS_ADMIN for bpf(2)" "$(cat "$T/quad.container")" \
	"SeccompProfile=unconfined"

# --- Kubernetes ---
fails "a file is on no node" 1 deploy --kubernetes --image i --name k "$T/net.bpf.o"
like "what to do is said" "$(cat "$T/out")" "hint: push it to a registry, and give its reference"
store() { XDG_DATA_HOME=$T/data XDG_CACHE_HOME=$T/cache "$@"; }
mkdir -p "$T/cache"
chmod 700 "$T/cache"
ok "an artifact" store "$B/wasm-bpf" push "$T/net.bpf.o" "oci:$T/layout:v1"
fails "a layout is on no node" 1 store deploy --kubernetes --image i --name k "oci:$T/layout:v1"
ok "a layout of this machine" store deploy --systemd -o "$T" "oci:$T/../${T##*/}/layout:v1"
like "is named by its whole path, and the service by the folder" "$(cat "$T/layout.service")" \
	"\"oci:$T/layout:v1\""
. tests/lib/registry.sh
registry_start
registry=$R
ok "it is pushed" store "$B/wasm-bpf" push "$T/net.bpf.o" "$registry/net:v1"
ok "a DaemonSet is written" store deploy --kubernetes --image registry:5000/wasm-bpf:1 --name 123 \
	-o "$T" --run=--metrics=127.0.0.1:9435 "$registry/net:v1" 'it'"'"'s: "{a}"'
if python3 -c 'import yaml' 2>/dev/null; then
	cat >"$T/look.py" <<'END'
import sys, yaml
config, daemon = yaml.safe_load_all(open(sys.argv[1]))
pod = daemon["spec"]["template"]["spec"]
tool = pod["containers"][0]
print(config["kind"], daemon["kind"], daemon["apiVersion"])
print(daemon["metadata"]["name"] == "123", config["metadata"]["name"])
print(config["data"]["123.policy"].splitlines()[1])
print(tool["image"], tool["args"][-1], tool["args"][5])
print(tool["securityContext"]["capabilities"]["add"])
print(daemon["spec"]["selector"]["matchLabels"] == daemon["spec"]["template"]["metadata"]["labels"])
print({v["name"] for v in pod["volumes"]} == {m["name"] for m in tool["volumeMounts"]})
END
	seen=$(python3 "$T/look.py" "$T/123.yaml")
	is "YAML's reader sees it so" "$seen" "ConfigMap DaemonSet apps/v1
True 123-policy
[guests]
registry:5000/wasm-bpf:1 it's: \"{a}\" --metrics=127.0.0.1:9435
['DAC_READ_SEARCH', 'NET_ADMIN', 'IPC_LOCK', 'SYSLOG', 'PERFMON', 'BPF']
True
True"
else
	skip "YAML's reader sees it so" "no PyYAML"
fi

# The machine's rules on artifacts stay, because --policy takes the place of its file.
if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then
	[ -d /etc/wasm-bpf ] || { mkdir /etc/wasm-bpf && at_end rmdir /etc/wasm-bpf; }
	cat >"$T/own" <<'END'
mount -t tmpfs none /etc/wasm-bpf
printf '[artifacts]\nallow registry.example.org/good/*\n[guests]\nallow all\n' >/etc/wasm-bpf/policy
"$@"
END
	ok "where the machine has rules" unshare -m sh "$T/own" env XDG_DATA_HOME="$T/data" \
		"$B/wasm-bpf" deploy --systemd --name ruled -o "$T" "oci:$T/layout:v1"
	like "the service has them" "$(cat "$T/ruled.policy")" \
		"^\[artifacts\]"$'\n'"allow registry.example.org/good/\*"$'\n'"# Allows exactly"
	fails "so it does not run there" 1 env XDG_DATA_HOME="$T/data" "$B/wasm-bpf" run \
		--policy "$T/ruled.policy" "oci:$T/layout:v1"
else
	skip "the machine's rules" "this needs root and namespaces"
fi

# --- what could be more than a word ---
bad=$'x\nPodmanArgs=--privileged'
fails "an image of two lines" 2 deploy --podman --name bad --image "$bad" "$T/net.bpf.o"
for image in "" " " "a b" %h -x; do
	fails "the image '$image'" 2 deploy --podman --name bad --image "$image" "$T/net.bpf.o"
done
cp "$T/net.bpf.o" "$T/we ird:x%h"$'\n'"AddCapability=CAP_SYS_ADMIN.bpf.o"
fails "a path that a quadlet cannot have" 1 deploy --podman --name bad --image i -o "$T" \
	"$T/we ird:x%h"*
ok "a unit quotes it" deploy --systemd --name bad -o "$T" "$T/we ird:x%h"*
is "in one line" "$(grep -c '^AddCapability' "$T/bad.service")" 0
like "whole" "$(cat "$T/bad.service")" '/we ird:x%%h\\x0aAddCapability=CAP_SYS_ADMIN.bpf.o"'
fails "an argument that is no text" 2 deploy --systemd --name b -o "$T" "$T/net.bpf.o" $'\xff'
for option in /tmp/evil.wasm "" -p --policy=/dev/null --pol=x --health=/x --health=:1 --help x; do
	fails "--run='$option'" 2 deploy --systemd --name b -o "$T" "--run=$option" "$T/net.bpf.o"
done
: >"$T/half.policy"
fails "a policy that is there" 1 deploy --systemd --name half -o "$T" "$T/net.bpf.o"
ok "is no reason for half a service" test ! -e "$T/half.service"
ln -s "$T/nowhere" "$T/linked.service"
fails "a link that leads nowhere is there, too" 1 deploy --systemd --name linked -o "$T" \
	"$T/net.bpf.o"

# --- wrong usage ---
fails "no folder's name" 2 deploy --systemd -o "" "$T/net.bpf.o"
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
