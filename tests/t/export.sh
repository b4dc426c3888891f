#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# wasm-bpf-export: frames in, HTTP out, to scrapers and collectors; and what wasm-bpf sends there.
. tests/lib/tap.sh
exporter=$B/wasm-bpf-export

# Frames: KIND TEXT...
frames() { python3 -c 'import struct, sys
args = sys.argv[1:]
for kind, text in zip(args[::2], args[1::2]):
    data = text.encode()
    sys.stdout.buffer.write(struct.pack("<II", int(kind), len(data)) + data)' "$@"; }

# Starts it with what comes through the pipe $in: its address is $at.
started() { # OPTION...
	mkfifo "$T/in$((number += 1))"
	"$exporter" "$@" <"$T/in$number" >"$T/said" 2>"$T/err" &
	pid=$!
	exec {in}>"$T/in$number"
	at_end kill $pid
	case "$*" in *--listen*)
		wait_for listening "$T/said" $pid
		at=$(sed -n 's/^listening on //p' "$T/said") ;;
	esac
}
number=0
get() { curl -s -m 5 -o "$T/body" -w '%{http_code} %{content_type}' "$@"; }
became() { [ "$(get "http://$at/metrics")" = "$1" ]; }

# --- scrapes -----------------------------------------------------------------------------------

started --listen 127.0.0.1:0
is "nothing yet" "$(get "http://$at/metrics")" "503 text/plain; charset=utf-8"
is "and not ready" "$(get "http://$at/health")" "503 text/plain; charset=utf-8"
frames 1 $'a 1\n' 2 $'a 1\n# EOF\n' >&"$in"
ok "the text" wait_until became "200 text/plain; version=0.0.4; charset=utf-8"
is "as it came" "$(cat "$T/body")" "a 1"
is "OpenMetrics for those who ask" \
	"$(get -H 'Accept: application/openmetrics-text;version=1.0.0,text/plain' "http://$at/metrics")
$(cat "$T/body")" "200 application/openmetrics-text; version=1.0.0; charset=utf-8
a 1
# EOF"
is "ready" "$(get "http://$at/healthz") $(cat "$T/body")" "200 text/plain; charset=utf-8 ok"
is "HEAD" "$(curl -sI -m 5 "http://$at/metrics" | head -n 1 | tr -d '\r')" "HTTP/1.1 200 OK"
is "only reading" "$(get -X DELETE "http://$at/metrics")" "405 text/plain; charset=utf-8"
is "nothing else" "$(get "http://$at/../etc/passwd" --path-as-is)" "404 text/plain; charset=utf-8"
frames 5 "the guest hangs" >&"$in"
ill() { [ "$(get "http://$at/health" | cut -c1-3) $(cat "$T/body")" = "503 the guest hangs" ]; }
ok "ill" wait_until ill
frames 1 $'a 2\n' >&"$in"
newer() { get "http://$at/metrics" >/dev/null; [ "$(cat "$T/body")" = "a 2" ]; }
ok "a newer text" wait_until newer

# Clients that want to hurt: long heads, no end, many at once.
mkfifo "$T/hold"
is "a long head" "$(get -H "X: $(head -c 20000 /dev/zero | tr '\0' x)" "http://$at/metrics" |
	cut -c1)" 4
python3 -c 'import socket, sys
host, port = sys.argv[1].split(":")
open_ = [socket.create_connection((host, int(port))) for _ in range(100)]
for one in open_: one.send(b"GET /metrics HTTP/1.1\r\nX")
print("open", flush=True)
sys.stdin.read()' "$at" <"$T/hold" >"$T/slow" &
slow=$!
exec {hold}>"$T/hold"
wait_for open "$T/slow" $slow
is "a hundred slow ones" "$(get "http://$at/metrics" | cut -c1-3)" 200
exec {hold}>&-
wait $slow
is "it has no rights" \
	"$(awk '/^CapEff|^CapBnd|^NoNewPrivs/ { printf "%s ", $2 }' /proc/$pid/status)" \
	"0000000000000000 0000000000000000 1 "
exec {in}>&-
wait $pid
is "it ends with its input" $? 0
fails "another address" 1 "$exporter" --listen 192.0.2.1:1
fails "no address" 1 "$exporter" --listen 9000
fails "no port" 1 "$exporter" --listen 127.0.0.1:x
fails "nothing to do" 2 "$exporter"
started --listen '[::1]:0'
like "IPv6" "$at" '^\[::1\]:[0-9]+$'
printf 'nonsense' >&"$in"
exec {in}>&-
wait $pid
is "frames that are none end it" "$? $(cat "$T/err")" \
	"1 wasm-bpf-export: a frame of kind 1936617326, which there is not"

# --- a collector -------------------------------------------------------------------------------

cat >"$T/collector.py" <<'END_OF_PYTHON'
import http.server, json, sys, time
fails, stall = int(sys.argv[1]), float(sys.argv[2])
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        global fails
        body = self.rfile.read(int(self.headers["content-length"]))
        time.sleep(stall)
        fails -= 1
        answer = b'{"partialSuccess":{"rejectedLogRecords":"2","errorMessage":"too old"}}' \
            if b"reject" in body else b"{}"
        self.send_response(503 if fails >= 0 else 400 if b"refuse" in body else 200)
        self.send_header("Content-Length", len(answer))
        self.end_headers()
        self.wfile.write(answer)
        print("refused" if fails >= 0 else self.path, self.headers["content-type"],
              self.headers["x-key"], json.dumps(json.loads(body)), flush=True)
    def log_message(self, *args): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
END_OF_PYTHON
collector() { # FAILURES STALL
	python3 "$T/collector.py" "$@" >"$T/collected" &
	at_end kill $!
	wait_for . "$T/collected" $!
	url=http://127.0.0.1:$(head -n 1 "$T/collected")
}
collector 1 0
started --otlp "$url/" --header 'X-Key: secret'
frames 4 '{"logs":1}' 3 '{"metrics":1}' >&"$in"
ok "log records" wait_for '^/v1/logs application/json secret {"logs": 1}' "$T/collected"
ok "what failed for the moment is sent again" grep -q '^refused .*"logs": 1' "$T/collected"
ok "metrics" wait_for '^/v1/metrics application/json secret {"metrics": 1}' "$T/collected"
frames 4 '{"reject":1}' 4 '{"refuse":1}' 4 '{"last":1}' >&"$in"
exec {in}>&-
wait $pid
is "the end comes when all is sent" "$? $(grep -c '"last"' "$T/collected")" "0 1"
like "what was not taken is told" "$(cat "$T/err")" "took not all: too old"
like "and what was refused" "$(cat "$T/err")" "0 were dropped, 1 refused, and 0 not sent"
fails "no URL" 1 "$exporter" --otlp ftp://127.0.0.1
fails "a header with an end of line" 2 "$exporter" --otlp "$url" --header $'A: b\r\nC: d'

collector 0 30
started --listen 127.0.0.1:0 --otlp "$url/v1/logs"
frames 1 $'a 1\n' >&"$in"
for ((i = 0; i < 20; i++)); do
	frames 4 '{}' 4 '{}' 4 '{}' 4 '{}' >&"$in"
done
dropped() { curl -s -m 5 "http://$at/metrics" | grep -q '^wasm_bpf_otlp_dropped 1[0-9]$'; }
ok "a collector that stalls costs what does not fit, which is counted" wait_until dropped
kill $pid

# --- from wasm-bpf -----------------------------------------------------------------------------

rest_needs_root "an object's records"
. tests/lib/guests.sh
marked=wbx$$
cp "$(type -P true)" "$T/$marked"
cat >"$T/app.bpf.c" <<END_OF_C
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct event { unsigned int pid; char comm[16]; };
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} events SEC(".maps");
SEC("tp/sched/sched_process_exec")
int on_exec(void *ctx)
{
	struct event e = { .pid = bpf_get_current_pid_tgid() >> 32 };

	bpf_get_current_comm(e.comm, sizeof(e.comm));
	if (!__builtin_memcmp(e.comm, "$marked", ${#marked}))
		bpf_ringbuf_output(&events, &e, sizeof(e), 0);
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
struct event *unused;
END_OF_C
"$cc" -target bpf -O2 -c "$T/app.bpf.c" -o "$T/app.bpf.o"
collector 0 0
"$run" run --timeout 20 --by comm --metrics 127.0.0.1:0 --otlp "$url" --interval 0.2 \
	--metric 'execs=counter{who=comm} programs: what ran' "$T/app.bpf.o" >"$T/out1" 2>"$T/err" &
pid=$!
ok "it says where" wait_for 'metrics: listening on 127.0.0.1:[0-9]' "$T/err" $pid
at=$(sed -n 's/.*listening on //p' "$T/err")
attached() { bpftool perf show 2>/dev/null | grep -q "^pid $1 .*sched_process_exec"; }
wait_until attached $pid
"$T/$marked"
"$T/$marked"
counted() {
	curl -s -m 5 "http://$at/metrics" |
		grep -q "^app_events_records_total{comm=\"$marked\"} 2$"
}
ok "a scrape has the counts" wait_until counted
like "and a metric that was named" "$(curl -s -m 5 "http://$at/metrics")" \
	"# HELP execs_programs_total what ran.*execs_programs_total\\{who=\"$marked\"\\} 2"
ok "so has the collector" wait_for "^/v1/metrics .*app_events_records.*$marked" "$T/collected"
kill -INT $pid
wait $pid
is "it ends well, and shows nothing" "$? $(cat "$T/out1")" "0 "
gone() { ! curl -s -m 2 "http://$at/metrics" >/dev/null; }
ok "and the other process is gone" wait_until gone
fails "a metric without a form" 1 "$run" run --timeout 5 --metrics "$T/text" --metric x=sum \
	"$T/app.bpf.o"
like "which the hint shows" "$(cat "$T/out")" "the type is counter.*hint: the form is NAME="
fails "a metric that nobody gets" 2 "$run" run --metric x=counter "$T/app.bpf.o"
fails "no URL of a collector, which is told before the run" 1 "$run" run --timeout 5 \
	--otlp localhost:4318 "$T/app.bpf.o"
like "with its reason" "$(cat "$T/out")" "is no URL of a collector"
fails "an address of another machine" 1 "$run" run --timeout 5 --by comm \
	--metrics 192.0.2.1:99 "$T/app.bpf.o"
done_testing
