#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Names of pods and containers from a kubelet: recorded answers of GET /pods, by HTTP and HTTPS.
. tests/lib/tap.sh
for tool in python3 openssl; do
	type -P $tool >/dev/null || skip_all "$tool is not installed"
done
exporter=$(realpath "$B")/wasm-bpf-export

id=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
other=fedcba98765432100123456789abcdef0123456789abcdef0123456789abcdef
uid=11111111-2222-3333-4444-555555555555
# As a kubelet of Kubernetes 1.31 has it, as far as it matters; and what does not belong there.
cat >"$T/pods.json" <<END_OF_JSON
{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[
 {"metadata":{"name":"web-7d4b9c6f5-x2x9k","generateName":"web-7d4b9c6f5-","namespace":"shop",
   "uid":"$uid","annotations":{"kubernetes.io/config.source":"api"}},
  "spec":{"containers":[{"name":"nginx","image":"nginx:1.27"}],"nodeName":"node-1"},
  "status":{"phase":"Running","podIP":"10.244.0.7","qosClass":"Burstable",
   "initContainerStatuses":[{"name":"setup","containerID":"containerd://$other",
     "image":"docker.io/library/busybox:1.36","ready":true}],
   "containerStatuses":[{"name":"nginx","state":{"running":{"startedAt":"2026-01-01T00:00:00Z"}},
     "ready":true,"restartCount":0,"image":"docker.io/library/nginx:1.27",
     "imageID":"docker.io/library/nginx@sha256:00","containerID":"containerd://$id"}]}},
 {"metadata":{"name":"pending","namespace":"shop","uid":"99999999-2222-3333-4444-555555555555"},
  "status":{"phase":"Pending","containerStatuses":[{"name":"x","image":"x","containerID":""}]}},
 {"metadata":{"name":"a b\nc","namespace":7,"uid":"evil uid"},"status":{"containerStatuses":[
  {"name":"\u001b[2J","image":null,"containerID":"docker://../../etc/passwd"}, 5, []]}},
 7, null]}
END_OF_JSON
cat >"$T/server.py" <<'END_OF_PYTHON'
import http.server, ssl, sys
folder, cert = sys.argv[1], sys.argv[2:]
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            body = open(folder + "/answer", "rb").read()
            status = int(open(folder + "/status").read())
        except OSError:
            body, status = b"", 500
        if status == 302:
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
        else:
            self.send_response(status)
        self.send_header("Content-Length", len(body))
        self.end_headers()
        self.wfile.write(body)
        print(self.path, self.headers["authorization"], flush=True)
    def log_message(self, *args): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
if cert:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*cert)
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
END_OF_PYTHON
serve() { # [CERTIFICATE KEY]: the port is $port
	: >"$T/asked"
	python3 "$T/server.py" "$T" "$@" >"$T/asked" 2>"$T/server.err" &
	at_end kill $!
	wait_for . "$T/asked" $!
	port=$(head -n 1 "$T/asked")
}
answers() { # STATUS FILE
	echo "$1" >"$T/status"
	cp "$2" "$T/answer"
}

# --- the process that asks -----------------------------------------------------------------

asks() { # OPTION...: one answer
	echo | timeout 20 "$exporter" "$@" 2>"$T/err" | sed '/^[.!]$/q'
	cat "$T/err"
}
serve
answers 200 "$T/pods.json"
is "lines of a recorded answer" "$(asks --kubelet "http://127.0.0.1:$port" | LC_ALL=C sort)" \
	"$(printf '%s\n' . "$uid - web-7d4b9c6f5-x2x9k shop -" \
	"$other setup web-7d4b9c6f5-x2x9k shop docker.io/library/busybox:1.36" \
	"$id nginx web-7d4b9c6f5-x2x9k shop docker.io/library/nginx:1.27" \
	"99999999-2222-3333-4444-555555555555 - pending shop -" | LC_ALL=C sort)"
echo secret-1 >"$T/token"
asks --kubelet "http://127.0.0.1:$port/" --token "$T/token" >/dev/null
is "a token does not go out without TLS" "$(tail -n 1 "$T/asked")" "/pods None"
for answer in '{"items":' '[]' '{"items":{}}' 'hello' ''; do
	printf '%s' "$answer" >"$T/bad"
	answers 200 "$T/bad"
	like "no pods in '$answer'" "$(asks --kubelet "http://127.0.0.1:$port")" \
		'^!.*the kubelet does not tell its pods: its answer is no'
done
answers 403 "$T/bad"
like "no right to ask" "$(asks --kubelet "http://127.0.0.1:$port")" \
	"^!.*status 403: the token may not"
answers 302 "$T/bad"
like "it follows nothing" "$(asks --kubelet "http://127.0.0.1:$port")" "^!.*status 302"
like "nobody there" "$(asks --kubelet http://127.0.0.1:1)" "^!.*connect"
fails "no URL" 1 "$exporter" --kubelet ftp://127.0.0.1
fails "not with metrics" 2 "$exporter" --kubelet "http://127.0.0.1:$port" --listen 127.0.0.1:0

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=node-1 \
	-addext 'subjectAltName=IP:127.0.0.1' -keyout "$T/key" -out "$T/cert" 2>/dev/null
serve "$T/cert" "$T/key"
answers 200 "$T/pods.json"
like "by HTTPS, with the token" \
	"$(asks --kubelet "https://127.0.0.1:$port" --ca "$T/cert" --token "$T/token")" \
	"nginx web-7d"
is "which the kubelet sees" "$(tail -n 1 "$T/asked")" "/pods Bearer secret-1"
like "not to strangers" "$(asks --kubelet "https://127.0.0.1:$port" --token "$T/token")" \
	"^!.*certificate"
printf 'a\r\nX: b\n' >"$T/bad"
like "no token that is two lines" \
	"$(asks --kubelet "https://127.0.0.1:$port" --ca "$T/cert" --token "$T/bad")" "has no token"
like "nor one that is not there" \
	"$(asks --kubelet "https://127.0.0.1:$port" --ca "$T/cert" --token "$T/none")" \
	"cannot read the token"
# A new token is read for the next request, which a byte brings a second later.
mkfifo "$T/in"
"$exporter" --kubelet "https://127.0.0.1:$port" --ca "$T/cert" --token "$T/token" <"$T/in" \
	>"$T/said" 2>"$T/err" &
pid=$!
exec {in}>"$T/in"
wait_for '^\.$' "$T/said" $pid
is "it has no rights" \
	"$(awk '/^CapEff|^CapBnd|^NoNewPrivs/ { printf "%s ", $2 }' /proc/$pid/status)" \
	"0000000000000000 0000000000000000 1 "
echo secret-2 >"$T/token"
printf '?' >&"$in"
ok "a token that was renewed" wait_for "secret-2" "$T/asked" $pid
: >"$T/said"
answers 500 "$T/bad"
printf '?' >&"$in"
wait_for '^!$' "$T/said" $pid
: >"$T/said"
printf '?' >&"$in"
wait_for '^!$' "$T/said" $pid
is "a failure is told once" "$(grep -c "does not tell" "$T/err")" 1
exec {in}>&-
wait $pid
is "it ends with its input" $? 0

# --- beside records ------------------------------------------------------------------------

rest_needs_root "records of pods"
. tests/lib/guests.sh
own_cgroup || { skip "records of pods" "no cgroup2 here"; done_testing; exit; }
pod=$cgroup/kubepods-burstable-pod${uid//-/_}.slice
mkdir "$pod" "$pod/cri-containerd-$id.scope"
at_end rmdir "$pod"
at_end rmdir "$pod/cri-containerd-$id.scope"
marked=wbk$$
cp "$(type -P true)" "$T/$marked"
cat >"$T/app.bpf.c" <<END_OF_C
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct event { __u64 cgroup_id; char comm[16]; };
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
	__type(value, struct event);
} events SEC(".maps");
SEC("tp/sched/sched_process_exec")
int on_exec(void *ctx)
{
	struct event *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);

	if (!e)
		return 0;
	e->cgroup_id = bpf_get_current_cgroup_id();
	bpf_get_current_comm(e->comm, sizeof(e->comm));
	bpf_ringbuf_submit(e, 0);
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
END_OF_C
"$cc" -target bpf -O2 -c "$T/app.bpf.c" -o "$T/app.bpf.o"
attached() { bpftool perf show 2>/dev/null | grep -q "^pid $1 .*sched_process_exec"; }
shown() { # OPTION...
	"$run" run --timeout 20 --filter "comm == '$marked'" -o csv --max 1 \
		--columns container,pod,namespace,image "$@" "$T/app.bpf.o" >"$T/shown" 2>"$T/err" &
	local pid=$!
	wait_until attached $pid || return
	sh -c 'echo $$ >"$0/cgroup.procs" && exec "$1"' "$pod/cri-containerd-$id.scope" "$T/$marked"
	wait $pid
	tail -n 1 "$T/shown"
}
answers 200 "$T/pods.json"
tls=(--kubelet "https://127.0.0.1:$port" --kubelet-ca "$T/cert" --kubelet-token "$T/token")
is "names stand beside records" "$(shown "${tls[@]}")" \
	"nginx,web-7d4b9c6f5-x2x9k,shop,docker.io/library/nginx:1.27"
is "and can be chosen by" \
	"$(shown "${tls[@]}" --container web-7d4b9c6f5-x2x9k | cut -d , -f 1)" nginx
answers 500 "$T/bad"
is "a kubelet that fails blocks nothing" "$(shown "${tls[@]}")" "$id,$uid,,"
is "and is told of once" "$(cat "$T/err")" \
	"wasm-bpf-export: the kubelet does not tell its pods: status 500"
fails "no URL of a kubelet" 1 "$run" run --kubelet 127.0.0.1 "$T/app.bpf.o"
like "is refused before the run" "$(cat "$T/out")" "is no URL of a kubelet"
fails "a token for nobody" 2 "$run" run --kubelet-token "$T/token" "$T/app.bpf.o"
done_testing
