#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What guests can ask of the host: numbers, interfaces, what the kernel has, symbols.
. tests/lib/tap.sh
need_root "asking the kernel what it has needs root"
. tests/lib/guests.sh
"$B/wasm-bpf-cc" -O2 tests/guests/host.c -o "$T/host.wasm" || exit 1

guest() { "$run" --timeout 60 "$T/host.wasm" "$@"; }
numbers() { # exec keeps the process id
	bash -c 'exec "$0" --timeout 60 "$1" numbers "$(id -u)" $$ "$(getconf CLK_TCK)" "$(nproc --all)"' \
		"$run" "$T/host.wasm"
}

ok "numbers" numbers
id=$(cat /sys/kernel/tracing/events/sched/sched_process_exec/id 2>/dev/null)
if [ -n "$id" ]; then
	ok "texts, and tracepoints" guest texts "$id"
else
	skip "texts, and tracepoints" "tracefs is not mounted"
fi
ok "network interfaces" guest interfaces lo "$(cat /sys/class/net/lo/ifindex)"
ok "what the kernel has" guest probe

# A function whose name and address both occur once.
symbols=$(awk '{ names[$3]++; at[$1]++; if ($2 == "T") { n++; name[n] = $3; address[n] = $1 } }
	END {
		for (i = 1; i <= n; i++)
			if (names[name[i]] == 1 && at[address[i]] == 1) {
				print name[i], address[i]
				exit
			}
	}' \
	/proc/kallsyms)
read -r name address <<<"$symbols"
if [ -n "$name" ] && [[ $address =~ [1-9a-f] ]]; then
	ok "kernel symbols" guest ksyms "$name" "$address"
	# Without the capability the kernel shows no addresses.
	ok "kernel symbols that are hidden" setpriv --bounding-set -syslog --inh-caps -syslog \
		"$run" --timeout 60 "$T/host.wasm" hidden
else
	skip "kernel symbols" "this kernel hides them from root"
fi

# A cgroup that is named as docker names them: what its path tells.
container() {
	local id=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef process found
	local place=$cgroup/docker-$id.scope
	mkdir "$place"
	setsid unshare -m sleep 60 &
	process=$!
	echo $process >"$place/cgroup.procs"
	wait_until [ "$(readlink /proc/self/ns/mnt)" != "$(readlink /proc/$process/ns/mnt)" ]
	found=$(guest container "$(stat -c %i "$place")" "$(stat -L -c %i "/proc/$process/ns/mnt")")
	# Of a process the first hierarchy counts that tells: it may be of a container around this.
	like "containers" "$found" "^$id - - - - docker
[0-9a-f]{12,64} "
	ok "what is none" guest no-container "$(stat -c %i "$place")"
	like "a policy forbids it" "$(guest container 1 2 2>&1 </dev/null; "$run" --deny container \
		"$T/host.wasm" container 1 2 2>/dev/null)" "-1 -1 -1 -1 -1 -1"
	kill $process
	wait $process 2>/dev/null
	wait_until rmdir "$place"
}
if own_cgroup; then container; else skip containers "no cgroup2 here"; fi

done_testing
