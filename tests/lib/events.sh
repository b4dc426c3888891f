# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Sourced after tap.sh by tests of guests that see programs start, which these start.
#
#	with_execs TIMES NAME COMMAND...
#			runs it and, when it says "ready", as often a program of that name; its
#			status, and its output in $T/said
#	shows REGEX NAME COMMAND...
#			runs it, and a program of that name again and again until a line of its
#			output (in $T/table) matches; then interrupts it: it must end with success

with_execs() {
	local name=$2 pid i
	cp /bin/true "$T/$name"
	: >"$T/said"
	timeout 60 "${@:3}" >>"$T/said" 2>&1 &
	pid=$!
	wait_for ready "$T/said" $pid
	for ((i = 0; i < $1; i++)); do "$T/$name"; done
	wait $pid || { cat "$T/said"; return 1; }
}

# One more program, then whether it was seen, or the guest has ended.
exec_seen() { # REGEX NAME PID
	"$T/$2"
	sleep 0.05
	tap_matches_or_ended "$1" "$T/table" "$3"
}
shows() {
	local pid
	cp /bin/true "$T/$2"
	: >"$T/table"
	timeout --foreground 60 "${@:3}" >>"$T/table" 2>&1 &
	pid=$!
	wait_until exec_seen "$1" "$2" $pid
	kill -INT $pid 2>/dev/null
	wait $pid && grep -Eq "$1" "$T/table" || { head "$T/table"; return 1; }
}
