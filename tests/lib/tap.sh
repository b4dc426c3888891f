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
#	kernel CHECK NAME ...	one of the above that loads BPF programs: skipped but for root
#
# $T is a folder of the script's own, removed at its end. The output of the last
# command that `ok` or `fails` ran is in $T/out, stdout and stderr together.

set -u
PATH=$PATH:/usr/sbin:/sbin # bpftool, ip: not in every user's
B=${B:-build}
T=$(mktemp -d "${TMPDIR:-/tmp}/wasm-bpf-test.XXXXXX")
trap 'rm -rf "$T"' EXIT
tap_count=0
tap_failed=0

tap_pass() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1"
}

# Reads what went wrong from stdin.
tap_fail() {
	tap_count=$((tap_count + 1))
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_count - $1"
	head -n 60 | sed 's/^/#   /'
}

ok() {
	local name=$1
	shift
	if "$@" >"$T/out" 2>&1 </dev/null; then
		tap_pass "$name"
	else
		tap_fail "$name" < <(echo "exit status $? from: $*"; cat "$T/out")
	fi
}

fails() {
	local name=$1 wanted=$2 got
	shift 2
	"$@" >"$T/out" 2>&1 </dev/null
	got=$?
	if [ "$got" -eq "$wanted" ]; then
		tap_pass "$name"
	else
		tap_fail "$name" < <(echo "exit status $got, wanted $wanted, from: $*"; cat "$T/out")
	fi
}

is() {
	if [ "$2" = "$3" ]; then
		tap_pass "$1"
	else
		tap_fail "$1" < <(diff -u --label got --label wanted <(echo "$2") <(echo "$3"))
	fi
}

like() {
	if [[ $2 =~ $3 ]]; then
		tap_pass "$1"
	else
		tap_fail "$1" < <(printf 'got: %s\nwanted a match of: %s\n' "$2" "$3")
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

kernel() {
	if [ "$(id -u)" -eq 0 ]; then "$@"; else skip "$2" "loading BPF programs needs root"; fi
}

done_testing() {
	echo "1..$tap_count"
	[ "$tap_failed" -eq 0 ]
	exit
}
