#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# examples/bootstrap: small, a guest for any runtime, and right about 200 processes.
. tests/tap.sh
export XDG_CACHE_HOME=$T/cache
mkdir -m 700 "$XDG_CACHE_HOME"

cp -r examples/bootstrap "$T/project"
guest=$T/project/bootstrap.wasm
ok "builds" make -C "$T/project" clean all TOOLS="$PWD/$B"
ok "is valid" wasm-validate "$guest"
size=$(stat -c %s "$guest")
is "has at most 45,000 bytes (it has $size)" $((size <= 45000)) 1
is "imports only the contract and WASI" \
	"$(wasm-objdump -j Import -x "$guest" | sed -n 's/.*<- \([a-z_0-9]*\)\..*/\1/p' | sort -u | paste -sd ' ')" \
	"wasi_snapshot_preview1 wasm_bpf"
ok "prints its help" "$B/wasm-bpf" "$guest" --help
fails "refuses a duration that is none" 2 "$B/wasm-bpf" "$guest" -d 10x
like "and says so" "$(cat "$T/out")" "'10x' is no duration"
fails "refuses what it does not know" 2 "$B/wasm-bpf" "$guest" more

finish() {
	make -s -C "$T/project" clean
	done_testing
}
if [ "$(id -u)" -ne 0 ]; then
	skip "200 processes" "loading BPF programs needs root"
	finish
fi
if ! [ -d /sys/kernel/tracing/events ]; then
	skip "200 processes" "tracefs is not mounted"
	finish
fi

probe=$T/p$$
cp /bin/sh "$probe"

# Runs bootstrap with arguments until its table's head is there; its pid is in $pid.
start() {
	"$B/wasm-bpf" "$guest" "$@" >"$T/table" 2>"$T/err" &
	pid=$!
	for _ in $(seq 100); do
		! grep -q '^TIME' "$T/table" || return 0
		sleep 0.1
	done
}
stop() { # by signal $1; gives the exit status
	sleep 0.3
	kill "-$1" $pid
	wait $pid
}

start
for i in $(seq 200); do
	# shellcheck disable=SC2016
	"$probe" -c 'echo $$ '$((i % 256))'; exit '$((i % 256))
done >"$T/processes"
stop INT
is "SIGINT ends it with success" $? 0
is "with nothing to complain of" "$(cat "$T/err")" ""
awk -v probe="$probe" -v comm="p$$" -v ppid=$$ '
	NR == FNR { code[$1] = $2; next }
	$3 != comm { next }
	$2 == "EXEC" && ($4 in code) && $5 == ppid && $6 == probe { started[$4]++ }
	$2 == "EXIT" && ($4 in code) && $5 == ppid && $6 == "[" code[$4] "]" && started[$4] == 1 { ended[$4]++ }
	END {
		for (pid in code) { execs += started[pid] == 1; exits += ended[pid] == 1 }
		print execs + 0, exits + 0
	}' "$T/processes" "$T/table" >"$T/counts"
is "200 processes are shown to start and to end, each once, with parent, file and exit code" \
	"$(cat "$T/counts")" "200 200"
like "a line is as it should be" "$(grep EXIT "$T/table" | grep "p$$" | head -n 1)" \
	"^[0-9:]{8} EXIT  p$$ +[0-9]+ +$$ +\[1\] \([0-9]+ms\)$"

start -d 200
"$probe" -c 'exit 1'
"$probe" -c 'sleep 0.3; exit 2'
stop TERM
is "SIGTERM ends it with success" $? 0
is "-d shows the one process that ran long" "$(grep -c " p$$ " "$T/table")" 1
like "with its duration" "$(grep " p$$ " "$T/table")" 'EXIT .* \[2\] \((3|4|5|6|7|8|9)[0-9]{2}ms\)$'
finish
