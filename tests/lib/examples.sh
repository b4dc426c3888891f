# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Sourced by tests of examples in C, after tap.sh: builds them, and runs them as a user does.
#
#	build NAME...		makes $T/NAME/NAME.wasm
#	start NAME ARGS...	runs it until its first line is there: $pid, output in $T/table
#	stop			ends it by an interrupt; its exit status
#	ended_well NAME		tests that the status was 0, and that nothing was complained of
#
# `prefix` is put before the runtime's command: ip netns exec, for one.

. tests/lib/guests.sh
prefix=()

build() {
	cp examples/c.mk examples/tool.h "$T/"
	for name in "$@"; do
		cp -r "examples/$name" "$T/"
		ok "$name builds" make -C "$T/$name" clean all TOOLS="$PWD/$B" \
			CFLAGS="-Wall -Wextra -Werror"
	done
}
start() {
	local name=$1
	shift
	: >"$T/table" # of the one before
	"${prefix[@]}" "$run" "$T/$name/$name.wasm" "$@" >"$T/table" 2>"$T/err" &
	pid=$!
	wait_for . "$T/table" $pid
}
stop() {
	sleep 0.3
	kill -INT "$pid"
	wait "$pid"
}
ended_well() { is "$1 ends well" "$? $(cat "$T/err")" "0 "; }
