# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
#
# Sourced after tap.sh by tests that run guests. They have a compile cache of their own.
#
#	$run, $cc, $guests	wasm-bpf, wasm-bpf-cc, the folder of guests in C
#	launch FILE COMMAND...	starts it, its stdin from FILE, until it says "waiting" or ends:
#				its pid in $pid, its output in $T/out
#	interrupt SIGNAL	sends that to $pid and waits: $status, and $took in ms
#	own_cgroup, own_netns	make a cgroup ($cgroup) and a network namespace ($ns) of the
#				script's own, which go at its end; fail where there are none

export XDG_CACHE_HOME=$T/cache
mkdir -m 700 "$XDG_CACHE_HOME"
run=$(realpath "$B")/wasm-bpf
cc=$(realpath "$B")/wasm-bpf-cc
guests=tests/guests

own_cgroup() {
	cgroup=$(awk '$3 == "cgroup2" { print $2 "/wbt.'$$'"; exit }' /proc/mounts)
	[ -n "$cgroup" ] && mkdir "$cgroup" 2>/dev/null && at_end rmdir "$cgroup"
}

own_netns() {
	ns=wbt$$
	ip netns add $ns 2>/dev/null && at_end ip netns del $ns
}

launch() {
	: >"$T/out"
	"${@:2}" <"$1" >"$T/out" 2>&1 &
	pid=$!
	wait_for waiting "$T/out" $pid
}

interrupt() {
	local started=${EPOCHREALTIME/./}
	kill -s "$1" "$pid"
	wait "$pid"
	status=$?
	took=$(((${EPOCHREALTIME/./} - started) / 1000))
}
