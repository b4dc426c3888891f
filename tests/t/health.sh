#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Health by HTTP, the limits that decide it, and messages for journals and log shippers.
. tests/lib/tap.sh
export LC_ALL=C
run=$(realpath "$B")/wasm-bpf

# --- messages ----------------------------------------------------------------------------------

lines_are_json() { python3 -c 'import json, sys
for line in open(sys.argv[1]):
    message = json.loads(line)
    assert message["level"] in ("error", "warning", "info", "debug"), line
    assert message["time"].endswith("Z") and message["message"], line' "$1"; }

fails "no such file, as JSON" 1 "$run" run --log-format json "$T/none.wasm"
ok "each line is an object" lines_are_json "$T/out"
said() { "$run" run --log-format json "$@" 2>&1 | python3 -c 'import json, sys
for line in sys.stdin:
    m = json.loads(line)
    print(m["level"], m.get("guest"), m.get("code"), m.get("exit"), m["message"], m.get("hint"))'; }
is "with its guest, code, and the end" "$(said "$T/none.wasm")" \
	"error none ENOENT None cannot open '$T/none.wasm': No such file or directory None
error none None 1 the run is over None"
like "wrong usage, too" "$(said --max-loss 200% "$T/none.wasm")" \
	"error None None None .*'--max-loss 200%': expected a number"
fails "levels for the journal" 1 "$run" run --log-format journal "$T/none.wasm"
is "on each line" "$(cat "$T/out")" \
	"<3>wasm-bpf: cannot open '$T/none.wasm': No such file or directory"
journal() { # DEVICE:INODE of its stderr
	JOURNAL_STREAM=$1 "$run" run "$T/none.wasm" 2>"$T/journal"
	head -c 3 "$T/journal"
}
: >"$T/journal"
is "by itself where stderr is the journal" "$(journal "$(stat -c '%d:%i' "$T/journal")")" "<3>"
is "and not where it was another" "$(journal 8:1234)" "was"
is "or none" "$(journal nonsense)" "was"
is "what --log-format says counts" \
	"$(JOURNAL_STREAM=$(stat -c '%d:%i' "$T/journal") \
		"$run" run --log-format text "$T/none.wasm" 2>&1 >"$T/journal" | head -c 3)" "was"
fails "no other form" 2 "$run" run --log-format xml "$T/none.wasm"
fails "no such silence" 2 "$run" run --max-silence x "$T/none.wasm"
fails "no such loss" 2 "$run" run --max-loss -1 "$T/none.wasm"
fails "no port that is free" 1 "$run" run --health 300.1.1.1:80 "$T/none.wasm"

# --- health by HTTP ----------------------------------------------------------------------------

exporter=$B/wasm-bpf-export
get() { curl -s -m 5 -w ' %{http_code}' "http://$at/$1" | tr -d '\n'; }
frame() { python3 -c 'import struct, sys
data = sys.argv[2].encode()
sys.stdout.buffer.write(struct.pack("<II", int(sys.argv[1]), len(data)) + data)' "$@"; }
mkfifo "$T/in"
"$exporter" --listen 127.0.0.1:0 --silence 2 <"$T/in" >"$T/said" 2>&1 &
pid=$!
at_end kill $pid
exec {in}>"$T/in"
wait_for listening "$T/said" $pid
at=$(sed -n 's/^listening on //p' "$T/said")
is "a start is no illness" "$(get healthz)" "ok 200"
is "but not ready" "$(get readyz)" "nothing is attached yet 503"
{ frame 6 ""; frame 5 ""; } >&"$in"
answers() { [ "$(get "$1")" = "$2" ]; }
ok "attached" wait_until answers readyz "ok 200"
{ frame 6 "lost 7"; frame 5 "lost 7"; } >&"$in"
ok "losses" wait_until answers readyz "lost 7 503"
is "are for both" "$(get healthz)" "lost 7 503"
{ frame 6 "it is stopping"; frame 5 ""; } >&"$in"
ok "an end is not ready" wait_until answers readyz "it is stopping 503"
is "and no illness" "$(get healthz)" "ok 200"
sleep 3.2
like "silence is" "$(get healthz)" "^no sign of the guest for [34] seconds 503$"
exec {in}>&-

# --- a guest -----------------------------------------------------------------------------------

rest_needs_root "a guest that is ill"
. tests/lib/guests.sh
cat >"$T/noise.bpf.c" <<'END_OF_C'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} ring SEC(".maps");
struct noise { __u64 bytes[200]; } *unused_noise __attribute__((unused));
SEC("tp/syscalls/sys_enter_getpgid") int noise(void *ctx)
{
	static struct noise noise;
	char comm[16] = "";

	bpf_get_current_comm(comm, sizeof(comm));
	if (bpf_strncmp(comm, sizeof(NAME), NAME) == 0)
		bpf_perf_event_output(ctx, &ring, BPF_F_CURRENT_CPU, &noise, sizeof(noise));
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
END_OF_C
"$cc" -target bpf -DNAME="\"wbt$$\"" -c "$T/noise.bpf.c" -o "$T/noise.bpf.o" || exit 1
# A process with a name of its own that makes as many records as its stdin has lines.
cat >"$T/maker.py" <<'END_OF_PY'
import os, sys
open("/proc/self/comm", "w").write(sys.argv[1])
os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
print("ready", flush=True)
for line in sys.stdin:
    for i in range(int(line)):
        os.getpgid(0)
END_OF_PY
mkfifo "$T/make"
python3 "$T/maker.py" wbt$$ <"$T/make" >"$T/maker" &
maker=$!
at_end kill $maker
exec {make}>"$T/make"
wait_for . "$T/maker" $maker
"$run" run --log-format json --health "$T/health" --health 127.0.0.1:0 --max-loss 10 \
	--max-silence 2 -o json "$T/noise.bpf.o" >"$T/records" 2>"$T/err" &
guest=$!
ended() { kill $guest; wait $guest; } 2>/dev/null
at_end ended
wait_for listening "$T/err" $guest
at=$(sed -n 's/.*listening on \([^"]*\)".*/\1/p' "$T/err")
ok "it gets ready" wait_until answers readyz "ok 200"
ok "so says the file" wait_until "$run" health "$T/health"
kill -STOP $guest
echo 3000 >&"$make"
ill() { [[ $(get "$1") =~ $2 ]]; }
ok "one that stands still is ill" wait_until ill healthz "no sign of the guest for .*503"
kill -CONT $guest
ok "until it goes on" wait_until answers readyz "ok 200"
echo 1 >&"$make" # losses are told with the next record
ok "and one that lost too much" wait_until ill readyz "lost .* records within a minute;.*503"
fails "so says the file, too" 1 "$run" health "$T/health"
like "with the reason" "$(cat "$T/out")" "^unhealthy; lost [0-9]+ of"
kill -INT $guest
wait $guest
is "it ends" $? 0
ok "all messages are JSON" lines_are_json "$T/err"
like "also those of the losses" "$(grep warning "$T/err")" '"guest":"noise","message":".*lost'
done_testing
