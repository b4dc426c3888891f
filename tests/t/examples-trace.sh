#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Examples that trace programs, files, connections and devices: each shows an event of ours.
. tests/lib/tap.sh
need_root
. tests/lib/examples.sh
build execsnoop biolatency tcpconnlat usdt profile task_iter

mkdir "$T/bin"
cp /bin/true "$T/bin/t$$"
start execsnoop
"$T/bin/t$$" one "two words" 'say "hi"'
"$T/bin/none$$" 2>/dev/null
stop
ended_well execsnoop
like "execsnoop shows a program with its arguments" "$(cat "$T/table")" \
	"bash +[0-9]+ +$$ +0 +0 $T/bin/t$$ one \"two words\" \"say ..hi..\""
like "and one that is not there" "$(cat "$T/table")" "bash +[0-9]+ +$$ +0 +-2 $T/bin/none$$"
start execsnoop -x
"$T/bin/t$$"
"$T/bin/none$$" 2>/dev/null
stop
is "execsnoop -x shows failures alone" "$(awk 'NR > 1 && $5 == 0' "$T/table" | wc -l)" 0
like "and this one" "$(cat "$T/table")" "$T/bin/none$$"

# A request to a device is a write that does not end in memory.
: >"$T/err"
"$run" "$T/biolatency/biolatency.wasm" 2 >"$T/table" 2>"$T/err" &
pid=$!
sleep 1
dd if=/dev/zero of="$T/written" bs=64k count=8 conv=fsync 2>/dev/null
wait $pid
ended_well biolatency
like "biolatency draws" "$(cat "$T/table")" "usecs +: count +distribution"
if [ "$(stat -f -c %T "$T")" = tmpfs ] || ! grep -q '[1-9]' /proc/diskstats; then
	skip "biolatency counts a write" "no file system on a device here"
else
	like "biolatency counts a write" "$(cat "$T/table")" '-> [0-9]+ +: [1-9][0-9]* +\|\*+'
fi

cc -o "$T/tcp" tests/sdk-c/tcp.c
start tcpconnlat
port=$("$T/tcp")
stop
ended_well tcpconnlat
like "tcpconnlat shows a connection" "$(cat "$T/table")" \
	"[1-9][0-9]* +tcp +127.0.0.1 +127.0.0.1 +$port +[0-9]+\.[0-9]{3}"
start tcpconnlat 10000
port=$("$T/tcp")
stop
is "and leaves out what was faster" "$(wc -l <"$T/table")" 1
fails "tcpconnlat knows a number from a word" 2 "$run" "$T/tcpconnlat/tcpconnlat.wasm" fast

cc -O2 -o "$T/u$$" tests/sdk-c/usdt.c
start usdt "$T/u$$" test add
"$T/u$$" 40 -2
stop
ended_well usdt
like "usdt shows a probe's arguments" "$(cat "$T/table")" "u$$ +add\(40, -2, 38\)"
fails "usdt: a probe that is not there" 1 "$run" "$T/usdt/usdt.wasm" "$T/u$$" test none
like "is named" "$(cat "$T/out")" "test:none"

cp "$(command -v dd)" "$T/d$$"
timeout 20 "$T/d$$" if=/dev/urandom of=/dev/null bs=1M count=100000 2>/dev/null &
busy=$!
"$run" "$T/profile/profile.wasm" 1 >"$T/table" 2>"$T/err"
ended_well profile
kill $busy
like "profile shows where the kernel is busy, and for whom" "$(cat "$T/table")" \
	"d$$;[^ ]*read;[^ ]*;vfs_read;[^ ]* [0-9]+"

sleep 30 &
sleeper=$!
ok "task_iter lists threads" "$run" "$T/task_iter/task_iter.wasm"
like "one that sleeps, and its parent" "$(cat "$T/out")" \
	"$sleeper +$sleeper +$$ +S sleep +[a-z_]*nanosleep"
like "itself, which runs" "$(cat "$T/out")" "R wasm-bpf +[-a-z_]+"
is "each once" "$(awk 'NR > 1 { print $2 }' "$T/out" | sort | uniq -d)" ""
kill $sleeper
ok "task_iter lists those of a process" "$run" "$T/task_iter/task_iter.wasm" $$
is "and no other" "$(awk 'NR > 1 { print $1 }' "$T/out" | sort -u)" $$
done_testing
