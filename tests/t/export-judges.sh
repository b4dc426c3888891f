#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What others say of the metrics and records that are exported: Prometheus, which scrapes a run, its
# promtool, and the protobuf definitions of OpenTelemetry, by the JSON mapping of protobuf.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh

object() {
	cat >"$T/app.bpf.c" <<'END_OF_C'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <wasm_bpf/stream.h>
struct event {
	__u64 took_ns;
	__u32 depth;
	__s32 ret;
	__u64 bytes WB_COUNTER;
	char comm[16] WB_KEY;
	char odd[8];
};
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 262144);
	__type(value, struct event);
} events SEC(".maps");
SEC("tp/sched/sched_process_exec")
int on_exec(void *ctx)
{
	struct event *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);

	if (!e)
		return 0;
	e->took_ns = bpf_ktime_get_ns() & 0xfffff;
	e->depth = 7;
	e->ret = -2;
	e->bytes = 1ull << 60;
	bpf_get_current_comm(e->comm, sizeof(e->comm));
	__builtin_memcpy(e->odd, "\"\\\n\xff\x01", 6);
	bpf_ringbuf_submit(e, 0);
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
END_OF_C
	"$cc" -target bpf -O2 -c "$T/app.bpf.c" -o "$T/app.bpf.o"
}
object

# A run that exports everything: its address is $at.
metrics=(--metric 'execs=counter{who=comm}: programs that ran'
	--metric 'depth=gauge(depth){odd}'
	--metric 'took_seconds=histogram(took_ns){who=comm}: how long it took')
started() { # OPTION...
	"$run" run --timeout 60 --interval 0.3 "${metrics[@]}" "$@" "$T/app.bpf.o" >"$T/shown" \
		2>"$T/err" &
	pid=$!
	at_end kill $pid
}
listens() {
	ok "a run offers metrics" wait_for 'listening on' "$T/err" $pid
	at=$(sed -n 's/.*listening on //p' "$T/err")
	local i
	for i in 1 2 3 4 5; do "$(type -P true)"; done
	counted() { curl -s -m 5 "http://$at/metrics" | grep -q 'execs_total{who="true"}'; }
	ok "with records in them" wait_until counted
}
ended() {
	kill -INT $pid
	wait $pid
}

# --- promtool, Prometheus ----------------------------------------------------------------

if type -P promtool >/dev/null; then
	for how in "--by comm --of took_ns" "--by comm --of took_ns --quantiles 50,99" \
		"--hist took_ns" "--hist depth:2" ""; do
		# They are words.
		# shellcheck disable=SC2086
		started $how --metrics 127.0.0.1:0
		listens
		curl -s "http://$at/metrics" >"$T/text"
		ok "promtool has nothing against '$how'" promtool check metrics <"$T/text"
		is "and says nothing" "$(cat "$T/out")" ""
		ended
	done
else
	skip "promtool check metrics" "promtool is not installed"
fi

scraped() {
	cat >"$T/prometheus.yml" <<-END_OF_YAML
		global: { scrape_interval: 1s }
		scrape_configs:
		  - job_name: wasm-bpf
		    static_configs: [ { targets: [ '$at' ] } ]
	END_OF_YAML
	port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])')
	prometheus --config.file="$T/prometheus.yml" --storage.tsdb.path="$T/data" \
		--web.listen-address="127.0.0.1:$port" >"$T/prometheus" 2>&1 &
	at_end kill $!
	local api=http://127.0.0.1:$port/api/v1
	query() { curl -s -m 5 -G "$api/query" --data-urlencode "query=$1"; }
	has() { query "$1" | grep -q '"value":\[[0-9.]*,"[0-9.]*[1-9]'; }
	ok "Prometheus has a counter with its label" wait_until has 'execs_total{who="true"}'
	ok "a histogram's quantile" wait_until has 'histogram_quantile(0.5, took_seconds_bucket)'
	ok "a tagged column" wait_until has 'app_events_bytes_total{comm="true"}'
	ok "and no complaint" grep -q '"health":"up"' <(curl -s "$api/targets")
	like "it read OpenMetrics" "$(curl -s "$api/targets/metadata")" \
		'"metric":"execs","type":"counter","help":"programs that ran"'
	like "with units" "$(curl -s "$api/targets/metadata")" \
		'"metric":"took_seconds","type":"histogram","help":"how long it took","unit":"seconds"'
}
if type -P prometheus >/dev/null; then
	started --by comm --of took_ns --metrics 127.0.0.1:0
	listens
	scraped
	ended
else
	skip "scrapes of Prometheus" "prometheus is not installed"
fi

# --- OpenTelemetry -----------------------------------------------------------------------

judge='from google.protobuf.json_format import Parse
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2 as logs
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2 as metrics'
if python3 -c "$judge" 2>/dev/null; then
	cat >"$T/receiver.py" <<END_OF_PYTHON
import http.server
$judge
kinds = {"/v1/logs": logs.ExportLogsServiceRequest,
         "/v1/metrics": metrics.ExportMetricsServiceRequest}
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            request = Parse(body, kinds[self.path]())
        except Exception as error:
            print("REFUSED", self.path, error, body[:300], flush=True)
            request = None
        self.send_response(200 if request else 400)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")
        for resource in getattr(request, "resource_metrics", []):
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    which = metric.WhichOneof("data")
                    data = getattr(metric, which)
                    for point in data.data_points:
                        labels = {a.key: a.value.string_value for a in point.attributes}
                        if which == "histogram":
                            assert len(point.bucket_counts) == len(point.explicit_bounds) + 1
                            assert sum(point.bucket_counts) == point.count
                            assert list(point.explicit_bounds) == sorted(point.explicit_bounds)
                        assert which == "gauge" or \\
                            0 < point.start_time_unix_nano <= point.time_unix_nano
                        print("metric", metric.name, which, metric.unit or "-",
                              labels.get("who", "-"), flush=True)
        for resource in getattr(request, "resource_logs", []):
            for scope in resource.scope_logs:
                for record in scope.log_records:
                    values = {a.key: a.value for a in record.body.kvlist_value.values}
                    if "comm" not in values or "ret" not in values:
                        continue  # a group
                    print("log", record.event_name or "-", values["comm"].string_value,
                          values["ret"].int_value, values["bytes"].int_value,
                          ascii(values["odd"].string_value), flush=True)
    def log_message(self, *args): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
END_OF_PYTHON
	python3 "$T/receiver.py" >"$T/received" 2>"$T/receiver.err" &
	at_end kill $!
	wait_for . "$T/received" $!
	url=http://127.0.0.1:$(head -n 1 "$T/received")
	for how in "" "--by comm --of took_ns --quantiles 50" "--hist took_ns"; do
		# They are words.
		# shellcheck disable=SC2086
		started $how --metrics 127.0.0.1:0 --otlp "$url"
		listens
		ok "'$how': a counter comes" wait_for '^metric execs sum - true' "$T/received"
		ended
	done
	ok "a histogram, with its unit" \
		grep -q '^metric took_seconds histogram s true' "$T/received"
	ok "a summary" grep -q '^metric .* summary' "$T/received"
	ok "a gauge" grep -q '^metric depth gauge' "$T/received"
	like "records, with all digits" "$(grep '^log .* true' "$T/received" | head -n 1)" \
		"true -2 1152921504606846976 '.*"
	is "nothing was refused" "$(grep REFUSED "$T/received"; cat "$T/receiver.err")" ""
else
	skip "requests of OTLP" "Python's opentelemetry-proto is not installed"
fi
done_testing
