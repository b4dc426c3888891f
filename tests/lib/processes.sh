# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154
#
# Sourced after tap.sh by the tests of the examples that show how processes start and end; the
# guest, in whichever language, is $guest.
#
#	has_usage NAME		its help, and what it refuses
#	shows_processes		its table is right about 200 processes, and it ends well

has_usage() {
	ok "prints its help" "$B/wasm-bpf" "$guest" --help
	like "which is that" "$(cat "$T/out")" "^Usage: $1"
	for wrong in "-d 10x" "-d" "-d -1" more; do
		# shellcheck disable=SC2086
		fails "refuses '$wrong'" 2 "$B/wasm-bpf" "$guest" $wrong
	done
}

# Runs the guest with arguments until its table's head is there; its pid is in $pid.
start() {
	: >"$T/table"
	"$B/wasm-bpf" "$guest" "$@" >>"$T/table" 2>"$T/err" &
	pid=$!
	wait_for '^TIME' "$T/table" $pid
}
stop() { # by signal $1; gives the exit status
	sleep 0.3
	kill "-$1" "$pid"
	wait "$pid"
}

shows_processes() {
	local probe=$T/p$$

	rest_needs_root "200 processes"
	if ! [ -d /sys/kernel/tracing/events ]; then
		skip "200 processes" "tracefs is not mounted"
		return
	fi
	cp /bin/sh "$probe"
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
		$2 == "EXIT" && ($4 in code) && $5 == ppid && $6 == "[" code[$4] "]" &&
			started[$4] == 1 { ended[$4]++ }
		END {
			for (pid in code) { execs += started[pid] == 1; exits += ended[pid] == 1 }
			print execs + 0, exits + 0
		}' "$T/processes" "$T/table" >"$T/counts"
	is "200 processes start and end, each once, with parent, file and exit code" \
		"$(cat "$T/counts")" "200 200"
	like "a line is as it should be" "$(grep EXIT "$T/table" | grep "p$$" | head -n 1)" \
		"^[0-9:]{8} EXIT  p$$ +[0-9]+ +$$ +\[1\] \([0-9]+ms\)$"

	start -d 200
	"$probe" -c 'exit 1'
	"$probe" -c 'sleep 0.3; exit 2'
	stop TERM
	is "SIGTERM ends it with success" $? 0
	is "-d shows the one process that ran long" "$(grep -c " p$$ " "$T/table")" 1
	like "with its duration" "$(grep " p$$ " "$T/table")" \
		'EXIT .* \[2\] \((3|4|5|6|7|8|9)[0-9]{2}ms\)$'
}
