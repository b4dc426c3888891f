#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The tests' own tools: whatever goes wrong in a script is a failure, and what fails is shown.
. tests/lib/tap.sh

# --- tests/lib/tap.sh ------------------------------------------------------------

# script NAME: makes a script of the checks that it reads, which ends by done_testing
script() {
	{
		echo '. tests/lib/tap.sh'
		cat
		echo done_testing
	} >"$T/$1.sh"
}
script passing <<'END'
ok one true
fails two 3 sh -c 'exit 3'
is three "a b" "a b"
like four abc '^a.c$'
skip five "not here"
END
ok "checks that pass" bash "$T/passing.sh"
is "are counted" "$(grep -v '^1\.\.5$' "$T/out" | cut -d ' ' -f 1,2 | xargs)" \
	"ok 1 ok 2 ok 3 ok 4 ok 5"
script failing <<'END'
ok one false
fails two 3 sh -c 'echo said; exit 4'
is three "$(printf 'a\nb')" "$(printf 'a\nc')"
like four abc '^b'
END
# failures_are_told HOW: what ran last printed 4 failures, with their reasons, and its plan
failures_are_told() {
	is "$1: each is counted" "$(grep -o '^not ok [0-9]\|^1\.\.[0-9]' "$T/out" | xargs)" \
		"not ok 1 not ok 2 not ok 3 not ok 4 1..4"
	like "$1: a command's output is shown" "$(cat "$T/out")" "exit status 4, wanted 3.*#   said"
	like "$1: so are strings that differ" "$(cat "$T/out")" "#   .*b.*#   .*c.*not ok 4"
	like "$1: and a regex" "$(cat "$T/out")" "#   wanted a match of: \^b"
}
fails "checks that fail" 1 bash "$T/failing.sh"
failures_are_told "checks that fail"

# What the checks run needs mktemp, and rm at the end; nothing that shows anything is here.
mkdir "$T/bin"
for name in bash sh mktemp rm false; do ln -s "$(type -P $name)" "$T/bin/$name"; done
sed -i 's/^\. .*/&\nPATH=$T_BIN/' "$T/failing.sh"
fails "without programs that show" 1 env T_BIN="$T/bin" bash "$T/failing.sh"
failures_are_told "without programs that show"

# Here is no /dev/fd, so that process substitution does not work; then not even /dev/null.
if unshare -m true 2>/dev/null; then
	# shellcheck disable=SC2016
	undevice() {
		unshare -m "$BASH" -c 'mount -t tmpfs none /dev
			[ "$1" != null ] || mknod -m 666 /dev/null c 1 3
			exec "$BASH" "$2"' - "$@"
	}
	export T_BIN=$PATH
	fails "without /dev/fd" 1 undevice null "$T/failing.sh"
	failures_are_told "without /dev/fd"
	script status <<<"fails one 1 true"
	fails "without /dev" 1 undevice nothing "$T/status.sh"
	like "a command that could not be run has no status" "$(cat "$T/out")" "^.*not ok 1 - one"
else
	skip "without /dev/fd" "no mount namespaces"
fi

script traps <<'END'
at_end echo "last of" all
at_end echo 'first  of' all
T=
END
ok "what is to be undone" bash "$T/traps.sh"
is "is, the last first" "$(cat "$T/out")" "1..0
first  of all
last of all"
script waits <<'END'
(sleep 0.3; echo "it is there" >"$T/word") &
ok "comes" wait_for "^it is" "$T/word"
sleep 0.1 &
fails "ends before" 1 wait_for "never" "$T/word" $!
END
ok "waits end by what they wait for, or by the end of who would say it" bash "$T/waits.sh"

# --- tests/run ---------------------------------------------------------------------

# judged NAME STATUS LAST-LINE WORDS SCRIPT: what tests/run says of a script
judged() {
	printf '%s\n' "$5" >"$T/judged.sh"
	fails "$1" "$2" env -u V TEST_TIMEOUT="${limit:-20}" tests/run "$T/judged.sh"
	is "$1: the sum" "$(tail -n 1 "$T/out")" "$3"
	like "$1: what is said" "$(cat "$T/out")" "$4"
}
judged "a script that passes" 0 "2 passed, 0 failed" "judged.sh +2 ok  \([0-9]+ s\)" \
	'echo "ok 1 - a"; echo "ok 2 - b"; echo 1..2'
judged "one with a failure" 1 "1 passed, 1 failed" "    not ok 1 - a.    #   why.*1 FAILED" \
	'echo "not ok 1 - a"; echo "#   why"; echo "ok 2 - b"; echo "#   because"; echo 1..2'
like "what passes is not shown" "$(grep -c because "$T/out")" "^0$"
judged "one with a skip" 0 "1 passed, 0 failed, 1 skipped" "ok 1 - a # SKIP no luck" \
	'echo "ok 1 - a # SKIP no luck"; echo "ok 2 - b"; echo 1..2'
judged "one that cannot run" 0 "0 passed, 0 failed, 1 skipped" "1..0 # SKIP no luck" \
	'echo "1..0 # SKIP no luck"'
judged "one that dies" 1 "1 passed, 1 failed" \
	"without a plan, exit status 1, after: ok 1 - a.*unbound" \
	'set -u; echo "ok 1 - a"; echo "$nothing"; echo 1..1'
judged "one that is killed" 1 "1 passed, 1 failed" "without a plan, exit status 143" \
	'echo "ok 1 - a"; kill $$'
judged "one without a word" 1 "0 passed, 1 failed" "without a plan, exit status 0" ''
judged "one that counts too few" 1 "1 passed, 1 failed" "planned 2 tests and ran 1" \
	'echo "ok 1 - a"; echo 1..2'
judged "one that counts too many" 1 "2 passed, 1 failed" "planned 1 tests and ran 2" \
	'echo "ok 1 - a"; echo "ok 2 - b"; echo 1..1'
judged "one whose failures were counted elsewhere" 1 "1 passed, 2 failed" \
	"planned 1 tests and ran 2" \
	'. tests/lib/tap.sh; echo x | is a b c; ok d true; done_testing'
judged "one that fails in the end" 1 "1 passed, 1 failed" "exit status 7" \
	'echo "ok 1 - a"; echo 1..1; exit 7'
limit=1 judged "one that takes too long" 1 "1 passed, 1 failed" \
	"took more than 1 s, .*, after: ok 1 - a" \
	'echo "ok 1 - a"; sleep 30; echo 1..1'
judged "one that leaves a process behind" 0 "1 passed, 0 failed" "1 ok  \([0-2] s\)" \
	'sleep 5 & echo "ok 1 - a"; echo 1..1'
fails "no such script" 1 tests/run "$T/none.sh"
like "is said" "$(cat "$T/out")" "without a plan, exit status 127.*No such file"
echo 'echo "ok 1 - a"; sleep 2.5; echo 1..1' >"$T/slow.sh"
ok "a slow one" env -u V PULSE=1 tests/run "$T/slow.sh"
like "says where it is" "$(head -n 1 "$T/out")" "^\.\.\. $T/slow.sh: 1 s, last: ok 1 - a$"
ok "V=1" env V=1 tests/run "$T/passing.sh"
like "shows all" "$(cat "$T/out")" "ok 1 - one.*ok 5 - five # SKIP not here"
mkfifo "$T/go"
printf '%s\n' 'echo "not ok 1 - a"' "read -r <'$T/go'" 'echo "ok 2 - b"' 'echo 1..2' >"$T/held.sh"
tests/run "$T/held.sh" >"$T/shown" &
ok "a failure is shown while the script goes on" wait_for "not ok 1 - a" "$T/shown"
echo >"$T/go"
wait $!
is "and is one in the end" "$? $(tail -n 1 "$T/shown")" "1 1 passed, 1 failed"
done_testing
