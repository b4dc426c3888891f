# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Sourced by the scripts in tests/t. They run from the top folder with the
# programs to test in $B, print TAP, and end by `done_testing`.
#
#	ok NAME COMMAND...	passes when COMMAND succeeds; else shows its output
#	fails NAME STATUS COMMAND...	passes when COMMAND exits with just that status
#	is NAME GOT WANTED	passes when the two strings are equal; else shows the diff
#	like NAME GOT REGEX	passes when GOT matches the extended regex
#	skip NAME WHY		counts a test that cannot run here, with its reason
#	skip_all WHY		the whole script cannot run here
#	need_root [WHY]		skips the whole script but for root
#	rest_needs_root NAME	skips what follows, as one test of that name, but for root
#	kernel CHECK NAME ...	a check that loads BPF programs: skipped but for root
#	wait_until COMMAND...	asks again for up to 20 s until COMMAND succeeds; its status
#	wait_for REGEX FILE [PID]	the same until a line of FILE matches, or PID has ended
#	at_end COMMAND...	runs it when the script ends, the last one given first
#
# $T is a folder of the script's own, removed at its end. The output of the last
# command that `ok` or `fails` ran is in $T/out, stdout and stderr together.
#
# A failure is counted before anything is shown of it, and counting needs nothing but the
# shell: no program, no /dev. Checks in a subshell (`... | while`) are not counted: the plan
# is then wrong, which tests/run finds out.

set -u
PATH=$PATH:/usr/sbin:/sbin # bpftool, ip: not in every user's
export SHELL=$BASH         # script(1) starts it, and printf %q writes for bash
B=${B:-build}
T=$(mktemp -d "${TMPDIR:-/tmp}/wasm-bpf-test.XXXXXX") || exit 1
tap_count=0
tap_failed=0
tap_at_end=("$(printf 'rm -rf %q' "$T")")

tap_end() {
	local i
	for ((i = ${#tap_at_end[@]} - 1; i >= 0; i--)); do eval "${tap_at_end[i]}"; done
}
trap tap_end EXIT
at_end() { tap_at_end+=("$(printf '%q ' "$@")"); }

tap_pass() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1"
}

# What went wrong follows through tap_quote.
tap_fail() {
	tap_count=$((tap_count + 1))
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_count - $1"
}

# Shows the first lines of stdin as what belongs to the test before.
tap_quote() {
	local line lines=60
	while [ $((lines -= 1)) -ge 0 ] && { IFS= read -r line || [ -n "$line" ]; }; do
		printf '#   %s\n' "$line"
	done
}

# Runs a command for a check; $tap_status is its status, or says that it could not be run.
tap_run() {
	tap_status="none (no $T/out or /dev/null)"
	{
		"$@"
		tap_status=$?
	} >"$T/out" 2>&1 </dev/null
}

# The end of a check on the command that was run: NAME WANTED-STATUS COMMAND...
tap_check() {
	if [ "$tap_status" = "$2" ]; then
		tap_pass "$1"
	else
		tap_fail "$1"
		echo "#   exit status $tap_status, wanted $2, from: ${*:3}"
		tap_quote <"$T/out"
	fi
}

ok() {
	tap_run "${@:2}"
	tap_check "$1" 0 "${@:2}"
}

fails() {
	tap_run "${@:3}"
	tap_check "$@"
}

is() {
	if [ "$2" = "$3" ]; then
		tap_pass "$1"
		return
	fi
	tap_fail "$1"
	printf '%s\n' "$2" >"$T/got"
	printf '%s\n' "$3" >"$T/wanted"
	(cd "$T" && diff -u --label got --label wanted got wanted) | tap_quote
	case ${PIPESTATUS[0]} in
	1 | 141) ;; # 141: it had more to show
	*) printf 'got: %s\nwanted: %s\n' "$2" "$3" | tap_quote ;;
	esac
	rm -f "$T/got" "$T/wanted"
}

like() {
	if [[ $2 =~ $3 ]]; then
		tap_pass "$1"
	else
		tap_fail "$1"
		printf 'got: %s\nwanted a match of: %s\n' "$2" "$3" | tap_quote
	fi
}

skip() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

tap_root="loading BPF programs needs root"
need_root() { [ "$(id -u)" -eq 0 ] || skip_all "${1:-$tap_root}"; }
rest_needs_root() { [ "$(id -u)" -eq 0 ] || { skip "$1" "$tap_root"; done_testing; }; }
kernel() { if [ "$(id -u)" -eq 0 ]; then "$@"; else skip "$2" "$tap_root"; fi; }

wait_until() {
	local tries
	for ((tries = 400; tries > 0; tries--)); do
		! "$@" || return 0
		sleep 0.05
	done
	return 1
}

tap_matches_or_ended() {
	grep -Eqs -- "$1" "$2" || { [ -n "${3:-}" ] && ! kill -0 "$3" 2>/dev/null; }
}
wait_for() {
	wait_until tap_matches_or_ended "$@"
	grep -Eqs -- "$1" "$2"
}

done_testing() {
	echo "1..$tap_count"
	[ "$tap_failed" -eq 0 ]
	exit
}
