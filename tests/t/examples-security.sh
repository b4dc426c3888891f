#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Examples that watch over processes: each sees, refuses or ends one of ours.
. tests/lib/tap.sh
need_root
. tests/lib/examples.sh
build filewatch sysmon lsm

mkdir "$T/watched"
start filewatch "$T/watched/"
echo hi >"$T/watched/a"
cat "$T/watched/a" >/dev/null
mv "$T/watched/a" "$T/watched/b"
rm "$T/watched/b"
cat "$T/watched/none" 2>/dev/null
cat "$T/table" >/dev/null
stop
ended_well filewatch
for wanted in "bash +write +0 $T/watched/a" "cat +read +0 $T/watched/a" \
	"mv +rename +0 $T/watched/a" \
	"rm +delete +0 $T/watched/b" "cat +read +-2 $T/watched/none"; do
	like "filewatch shows: ${wanted%% *} ${wanted##*/}" "$(cat "$T/table")" "0 +$wanted"
done
is "and nothing elsewhere" "$(awk -v at="$T/watched/" 'NR > 1 && index($6, at) != 1' "$T/table")" ""
fails "filewatch: a path that is too long" 2 "$run" "$T/filewatch/filewatch.wasm" \
	"$(printf '/%0300d' 0)"

# The number of a system call that little else makes: sethostname(), which fails without a size.
number=$(printf '#include <sys/syscall.h>\nSYS_sethostname\n' | cc -E -P -x c - | tail -n 1)
printf '%s\n' '#include <unistd.h>' '#include <sys/syscall.h>' \
	'int main(void) { syscall(SYS_sethostname, 0, -1L); return 3; }' >"$T/call.c"
cc -o "$T/call$$" "$T/call.c"
# shellcheck disable=SC2016
watched() { exec bash -c 'read -r go; "$0"; "$0"; exit $?' "$T/call$$" <"$T/go"; }

mkfifo "$T/go"
watched &
root=$!
start sysmon $root "$number"
"$T/call$$" # not watched
echo >"$T/go"
wait $root
is "sysmon lets a process go on" $? 3
stop
ended_well sysmon
is "and tells of its descendants' two calls" "$(grep -c "call$$ .*$number .*seen" "$T/table")" 2
watched &
root=$!
start sysmon -k $root "$number"
echo >"$T/go"
wait $root
is "sysmon -k ends a process" $? 137
stop
ended_well "sysmon -k"
like "and says so" "$(cat "$T/table")" "call$$ +$number +killed"
fails "sysmon knows a number from a word" 1 "$run" "$T/sysmon/sysmon.wasm" 1 mount

cp /bin/true "$T/refused"
start lsm "$T/refused"
if grep -q 'cannot load.*Operation not permitted' "$T/err"; then
	wait $pid
	is "lsm fails where the kernel does not let it load" $? 1
	skip "lsm refuses to execute a file" "this kernel loads no programs of security modules"
else
	fails "lsm refuses to execute a file" 126 bash -c "$T/refused"
	stop
	ended_well lsm
	like "and tells who tried" "$(cat "$T/table")" "bash +$T/refused"
	ok "and is gone afterwards" "$T/refused"
fi
done_testing
