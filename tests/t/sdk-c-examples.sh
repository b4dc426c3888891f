#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The examples in C: each is built, is small and valid, and shows an event of the test's own.
. tests/lib/tap.sh
. tests/lib/examples.sh
. tests/lib/wasm.sh

# --- building -----------------------------------------------------------------

# The modules that a guest imports from; one that uses maps needs v1 beside v2.
parts_of() { imports_of "$1" | sed 's/ wasm_bpf wasm_bpf_v2/ wasm_bpf_v2/'; }
cp examples/c.mk examples/tool.h "$T/"
for example in examples/*/*.c; do
	name=$(basename "$(dirname "$example")")
	[ "$example" = "examples/$name/$name.c" ] || continue
	cp -r "examples/$name" "$T/"
	ok "$name builds without a warning" make -C "$T/$name" clean all TOOLS="$PWD/$B" \
		CFLAGS="-Wall -Wextra -Werror"
	ok "$name is valid" wasm-validate "$T/$name/$name.wasm"
	# The tools have argp, which lays out its help as glibc does.
	small=40000
	! grep -q tool.h "$T/$name/$name.c" || small=50000
	is_small $small "$T/$name/$name.wasm"
	like "$name imports its part, and WASI" "$(parts_of "$T/$name/$name.wasm")" \
		"^wasi_snapshot_preview1 wasm_bpf(_v2)?$"
	! grep -q wasm_bpf_v2 "$T/$name/$name.c" || continue
	ok "$name builds over v1" "$B/wasm-bpf-cc" -DWASM_BPF_V1 -Wall -Wextra -Werror \
		"$T/$name/$name.c" --small-malloc -lc-printscan-no-floating-point -o "$T/v1.wasm"
	is "and imports only that, and WASI" "$(parts_of "$T/v1.wasm")" \
		"wasi_snapshot_preview1 wasm_bpf"
	is_small $small "$T/v1.wasm"
done

# --- the same sources elsewhere -------------------------------------------------

# Those that attach to what libbpf knows are programs for libbpf, too, and if they emit nothing
# work with the skeletons that bpftool makes.
for name in bootstrap opensnoop runqlat uprobe; do
	project=$T/$name
	ok "$name builds natively, against the system's libbpf" \
		cc -Wall -Wextra -Werror -I"$project" -o "$T/native" "$project/$name.c" \
			-lbpf -lelf -lz
	! grep -q __emit "$project/$name.c" || continue
	mkdir "$T/bpftool-$name"
	cp "$project/$name.c" "$T/bpftool-$name/"
	! [ -f "$project/$name.types.h" ] || cp "$project/$name.types.h" "$T/bpftool-$name/"
	bpftool gen skeleton "$project/$name.bpf.o" >"$T/bpftool-$name/$name.skel.h"
	ok "$name builds with bpftool's skeleton" \
		"$B/wasm-bpf-cc" -Wall -Wextra "$T/bpftool-$name/$name.c" \
			-o "$T/bpftool-$name/$name.wasm"
done

rest_needs_root "events"

# --- events -------------------------------------------------------------------

if [ -d /sys/kernel/tracing/events/syscalls ]; then
	start opensnoop -x
	cat "$T/none$$" 2>/dev/null
	cat "$T/table" >/dev/null
	stop
	ended_well opensnoop
	like "opensnoop shows a file that is not there" "$(cat "$T/table")" "cat +-1 +2 $T/none$$"
	is "and with -x no other" "$(awk 'NR > 1 && $3 >= 0' "$T/table" | wc -l)" 0
	start execve
	"$T/none$$" 2>/dev/null
	stop
	ended_well execve
	like "execve shows a program that is not there" "$(cat "$T/table")" \
		"[0-9]+ +bash +$T/none$$"
else
	skip "opensnoop and execve" "no syscall tracepoints: is tracefs mounted?"
fi

start minimal
stop
ended_well minimal
like "minimal counts" "$(cat "$T/table")" '^[1-9][0-9]* switches'

"$run" "$T/runqlat/runqlat.wasm" 1 1 >"$T/table" 2>"$T/err"
ended_well runqlat
like "runqlat draws a histogram" "$(cat "$T/table")" '->.*\|\*+ *\|'
start runqlat 1 100
kill -INT $pid
wait $pid
ended_well "runqlat interrupted in its sleep"
is "and draws what it has" "$(grep -c distribution "$T/table")" 2

cc -O1 -o "$T/add$$" tests/sdk-c/add.c
start uprobe "$T/add$$" add
"$T/add$$" 2 3
stop
ended_well uprobe
like "uprobe shows a call" "$(cat "$T/table")" "add$$ +add\(3, 20, -3\)"
like "and its result" "$(cat "$T/table")" "add$$ +add returns 20"

mv "$T/bpftool-uprobe" "$T/ported"
mv "$T/ported/uprobe.wasm" "$T/ported/ported.wasm"
start ported "$T/add$$" add
"$T/add$$"
stop
ended_well "uprobe with bpftool's skeleton"
like "and shows a call" "$(cat "$T/table")" "add$$ +add\(1, 20, -3\)"

# --- networking, in a namespace of its own --------------------------------------

if own_netns && ip -n $ns link add wb0 type veth peer name wb1 &&
	ip -n $ns addr add 10.99.0.1/24 dev wb0 && ip -n $ns link set wb0 up &&
	ip -n $ns link set wb1 up &&
	ip -n $ns neigh add 10.99.0.2 lladdr 02:00:00:00:00:02 dev wb0; then
	prefix=(ip netns exec "$ns")
	send() { ip netns exec $ns bash -c 'for i in 1 2 3; do echo >/dev/udp/10.99.0.2/9; done'; }
	start xdp wb1
	send
	stop
	ended_well xdp
	like "xdp counts what passes" "$(tail -n 4 "$T/table")" 'passed +UDP +3 +[0-9]+'
	start xdp wb1,skb 10.99.0.1
	send
	stop
	ended_well "xdp in the generic hook"
	like "xdp counts what it drops" "$(tail -n 4 "$T/table")" 'dropped +10\.99\.0\.1 +3 +[0-9]+'
	is "and nothing of it passes" "$(tail -n 4 "$T/table" | grep -c UDP)" 0
	is "the interface is free afterwards" "$(ip -n $ns link show wb1 | grep -c xdp)" 0
	start tc wb0
	send
	stop
	ended_well tc
	like "tc counts what is sent" "$(tail -n 4 "$T/table")" 'sent +10\.99\.0\.2 +3 +[0-9]+'
	is "the interface has no filter afterwards" "$(ip netns exec $ns tc qdisc show dev wb0 |
		grep -c clsact)" 0
	fails "an address that is none" 1 "${prefix[@]}" "$run" "$T/xdp/xdp.wasm" wb1 10.0.0
	fails "an interface that is not there" 1 "${prefix[@]}" "$run" "$T/xdp/xdp.wasm" none0
	like "is named" "$(cat "$T/out")" none0
	prefix=()
else
	skip xdp "no network namespaces here"
fi

cc -o "$T/tcp" tests/sdk-c/tcp.c
if [ -d /sys/kernel/tracing/events/sock ]; then
	start tcplife
	port=$("$T/tcp")
	stop
	ended_well tcplife
	like "tcplife shows a connection's client" "$(cat "$T/table")" \
		"[1-9][0-9]* +tcp +127.0.0.1 +[0-9]+ +127.0.0.1 +$port +[0-9]+ +[0-9]+ +[0-9.]+"
	like "and its server" "$(cat "$T/table")" "[1-9][0-9]* +tcp +127.0.0.1 +$port +127.0.0.1 "
else
	skip tcplife "no tracepoints of sockets: is tracefs mounted?"
fi

if own_cgroup; then
	start sockops "$cgroup"
	port=$(sh -c "echo \$\$ >'$cgroup/cgroup.procs' && exec '$T/tcp'")
	stop
	ended_well sockops
	like "sockops shows a connection made" "$(cat "$T/table")" \
		"connect +127.0.0.1:[0-9]+ +127.0.0.1:$port "
	like "taken" "$(cat "$T/table")" "accept +127.0.0.1:$port "
	is "and ended, at both ends" "$(grep -c "^close.*:$port " "$T/table")" 2
	inside() { sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$cgroup" "$@"; }
	start guard "$cgroup" 9
	fails "guard refuses a connection" 1 inside bash -c 'echo >/dev/tcp/127.0.0.1/8'
	like "with EPERM" "$(cat "$T/out")" "Operation not permitted"
	inside bash -c 'echo >/dev/tcp/127.0.0.1/9' 2>/dev/null
	stop
	ended_well guard
	like "guard shows what it refused" "$(cat "$T/table")" "bash +refused +127.0.0.1:8"
	like "and what it allowed" "$(cat "$T/table")" "bash +allowed +127.0.0.1:9"
	fails "guard knows a port from a word" 1 "$run" "$T/guard/guard.wasm" "$cgroup" http
	ok "and is gone afterwards" inside "$T/tcp"
else
	skip "sockops and guard" "no cgroup2 here"
fi
done_testing
