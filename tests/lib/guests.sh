# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
#
# Sourced after tap.sh by tests that run guests. They have a compile cache of their own.
#
#	$run, $cc, $guests	wasm-bpf, wasm-bpf-cc, the folder of guests in C
#	launch FILE COMMAND...	starts it, its stdin from FILE, until it says "waiting" or ends:
#				its pid in $pid, its output in $T/out
#	interrupt SIGNAL	sends that to $pid and waits: $status, and $took in ms
#	own_cgroup, own_netns, own_veth
#				make a cgroup ($cgroup), a network namespace ($ns), a network
#				device ($veth) that go when the script ends; fail where there
#				are none
#	in_kernel NAMES		how many programs and maps of these names (a|b) the kernel has
#	none_in_kernel NAMES	whether there is none; it frees them some time after their last
#				descriptor is closed

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

own_veth() {
	veth=wbt$$
	ip link add $veth type veth peer name wbu$$ 2>/dev/null && at_end ip link del $veth
}

in_kernel() {
	local programs maps
	programs=$(bpftool prog show) && maps=$(bpftool map show) &&
		grep -Ec "name ($1) " <<<"$programs$maps"
}
none_in_kernel() { [ "$(in_kernel "$1")" = 0 ]; }

launch() {
	: >"$T/out"
	"${@:2}" <"$1" >"$T/out" 2>&1 &
	pid=$!
	wait_for waiting "$T/out" $pid
}

# Whether what was launched has used no CPU for a third of a second: it has all that came.
cpu_of() { sed 's/.*) //' "/proc/$1/stat" | cut -d' ' -f12,13; }
rests() {
	local before
	before=$(cpu_of "$pid")
	sleep 0.3
	[ "$(cpu_of "$pid")" = "$before" ]
}

interrupt() {
	local started=${EPOCHREALTIME/./}
	kill -s "$1" "$pid"
	wait "$pid"
	status=$?
	took=$(((${EPOCHREALTIME/./} - started) / 1000))
}
