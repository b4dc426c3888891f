#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `wasm-bpf run FILE.bpf.o`: what objects record, without code.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh

object() { # NAME: makes NAME.bpf.o of the code that it reads
	{
		printf '#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n#include <wasm_bpf/stream.h>\n'
		printf 'char LICENSE[] SEC("license") = "GPL";\n'
		cat
	} >"$T/$1.bpf.c"
	"$cc" -target bpf -O2 -c "$T/$1.bpf.c" -o "$T/$1.bpf.o"
}
# Runs an object until it was seen to be attached, and something was done: NAME [OPTION...]
# What it is to see is done by `act`.
shown() {
	local name=$1
	shift
	: >"$T/shown"
	"$run" run --timeout 10 "$@" "$T/$name.bpf.o" >"$T/shown" 2>"$T/err" &
	local pid=$! i
	for ((i = 0; i < 200; i++)); do
		act
		[ ! -s "$T/shown" ] || break
		kill -0 $pid 2>/dev/null || break
		sleep 0.1
	done
	interrupt INT "$pid"
	cat "$T/shown"
}
interrupt() { # SIGNAL PID: the status is in $status
	kill -"$1" "$2" 2>/dev/null
	wait "$2"
	status=$?
}
marked=wbs$$
cp "$(type -P true)" "$T/$marked"
act() { "$T/$marked"; }

object ring <<END
struct event {
	__u64 at WB_TIME;
	__u64 spent_ns;
	__u32 peer WB_IP;
	__u16 port WB_PORT;
	__s16 ret WB_NUMBER;
	__u32 spare WB_HIDDEN;
	enum { IDLE, BUSY } state;
	char comm[16];
};
struct event *unused;
const volatile __u32 wanted = 7;
const volatile char label[8] = "none";
const volatile _Bool quiet = 0;
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} events SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 100);
	__type(key, char[16]);
	__type(value, __u64);
} counts SEC(".maps");
SEC("tp/sched/sched_process_exec")
int on_exec(void *ctx)
{
	char comm[16];
	__u64 one = 1, *count;
	struct event *e;

	bpf_get_current_comm(comm, sizeof(comm));
	if (__builtin_memcmp(comm, "$marked", ${#marked}) || quiet)
		return 0;
	count = bpf_map_lookup_elem(&counts, comm);
	if (count)
		*count += 1;
	else
		bpf_map_update_elem(&counts, comm, &one, 0);
	e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
	if (!e)
		return 0;
	e->at = bpf_ktime_get_boot_ns();
	e->spent_ns = 1500000;
	e->peer = 0x0100007f;
	e->port = 0xbb01;
	e->ret = -2;
	e->spare = wanted;
	e->state = BUSY;
	for (int i = 0; i < 8; i++)
		e->comm[i] = label[i];
	bpf_ringbuf_submit(e, 0);
	return 0;
}
END

shown ring -p label=hello --columns spent_ns,peer,port,ret,state,comm >/dev/null
is "a table of what it records" "$(head -n 2 "$T/shown")" \
	"SPENT_NS PEER             PORT    RET STATE            COMM
   1.5ms 127.0.0.1         443     -2 BUSY             hello"
is "Ctrl-C ends it well" "$status $(cat "$T/err")" "0 "
like "as JSON, with all that is not hidden" "$(shown ring -o json | head -n 1)" \
	'^\{"at":[0-9]+,"spent_ns":1500000,"peer":"127.0.0.1","port":443,"ret":-2,"state":"BUSY","comm":"none"\}$'
like "each can be read as JSON" "$(python3 -c 'import json,sys
print(sum(json.loads(line)["port"] for line in sys.stdin))' <"$T/shown")" '^[0-9]+$'
is "as CSV, in a file" "$(act_file=$T/file.csv shown ring -o "csv=$T/file.csv" --max 1 \
	--columns ret,spare -p wanted=0x10; cat "$T/file.csv")" "ret,spare
-2,16"
is "--max ends it" "$status" 0
like "when it came" "$(shown ring --timestamp -o json --columns ret --max 1)" \
	'^\{"time":"20[0-9-]+T[0-9:]+\.[0-9]{6}","ret":-2\}$'
shown ring --filter 'ret == -2 && peer == 127.0.0.1' --columns ret --max 1 >/dev/null
is "a filter lets pass" "$(tail -n 1 "$T/shown" | xargs)" "-2"
"$run" run --timeout 1 --filter 'port != 443' "$T/ring.bpf.o" >"$T/none" 2>"$T/err" &
pid=$!
for _ in 1 2 3 4 5; do
	act
	sleep 0.1
done
wait $pid
is "or not; the time ends it" "$? $(cat "$T/none" "$T/err")" "124 "
act_max() { shown ring --map counts --interval 0.2 -o json; }
like "a map, with a sum over all CPUs" "$(act_max | tail -n 1)" \
	"^\{\"key\":\"$marked\",\"value\":[0-9]+\}\$"

# Does it a known number of times, and shows what was kept.
kept() { # [NAME] OPTION...
	local name=ring
	case $1 in -*) ;; *) name=$1; shift ;; esac
	"$run" run --timeout 10 "$@" "$T/$name.bpf.o" >"$T/shown" 2>"$T/err" &
	local pid=$! i
	wait_until attached $pid || return
	for i in 1 2 3; do act; done
	sleep 0.3
	interrupt INT $pid
	cat "$T/shown"
}
attached() {
	bpftool perf show 2>/dev/null | grep -q "^pid $1 .*sched_process_exec" ||
		bpftool link show 2>/dev/null | grep -A3 tracing | grep -q "($1)"
}
is "records by what they are" "$(kept --by comm,ret --of spent_ns -o json)" \
	'{"comm":"none","ret":-2,"count":3,"sum":4500000,"min":1500000,"avg":1500000,"max":1500000}'
is "as a table" "$(kept --by ret)" "   RET    COUNT
    -2        3"
is "how a number is distributed" "$(kept --hist spent_ns -o csv)" "from,to,count
1048576,2097151,3"
like "in bars" "$(kept --hist spent_ns | tail -n 1)" '^ +1.0ms - 2.1ms +3 \|\*{40}\|$'

"$run" inspect "$T/ring.bpf.o" >"$T/inspected"
like "inspect tells the columns" "$(tr -s ' \n' ' ' <"$T/inspected")" \
	"records events struct event at spent_ns peer port ret spare state comm"
like "and what can be set" "$(tr -s ' \n' ' ' <"$T/inspected")" \
	"param wanted number 4 bytes = 7 param label text 8 bytes = none param quiet bool 1 bytes = false"

is "and as JSON" "$("$run" inspect --json "$T/ring.bpf.o" | python3 -c 'import json, sys
object = json.load(sys.stdin)["objects"][0]
record = object["records"][0]
hidden = [column["name"] for column in record["columns"] if column["hidden"]]
print(record["buffer"], hidden, object["params"][0])')" \
	"events ['spare'] {'name': 'wanted', 'kind': 'number', 'size': 4, 'initial': '7'}"

is "quantiles" "$(kept --by ret --of spent_ns --quantiles 50,99.9 -o json --columns ret |
	grep -o '"p50":.*')" '"p50":1474559.5,"p99.9":1474559.5}'
is "equal steps" "$(kept --hist spent_ns:1ms -o csv)" "from,to,count
1000000,1999999,3"
is "several formats at once" "$(kept --columns ret -o csv -o "json=$T/also" | head -n 2)
$(head -n 1 "$T/also")" 'ret
-2
{"ret":-2}'
is "the largest groups" "$(kept --by port --top 1 --interval 100 -o csv)" "port,count
443,3"

# --- what is wrong is told -----------------------------------------------------------------

wrong() { # NAME REGEX OPTION...
	local name=$1 regex=$2
	shift 2
	fails "$name" 1 "$run" run --timeout 10 "$@"
	like "$name: told" "$(cat "$T/out")" "$regex"
}
wrong "a column that is not there" "no column 'prot'.*hint: did you mean 'port'" --columns prot \
	"$T/ring.bpf.o"
wrong "a filter that makes no sense" "filter: expected a value at the end" --filter 'ret ==' \
	"$T/ring.bpf.o"
wrong "a variable that is not there" "--param wnated.*hint: did you mean 'wanted'" -p wnated=1 \
	"$T/ring.bpf.o"
wrong "a value that does not fit" "--param wanted: '4294967296' is no number that fits into 32 bits" \
	-p wanted=4294967296 "$T/ring.bpf.o"
wrong "a text that does not fit" "--param label: the text has more than 7 bytes" \
	-p label=12345678 "$T/ring.bpf.o"
wrong "a fraction of one" "--param wanted: '1.5'" -p wanted=1.5 "$T/ring.bpf.o"
wrong "a map that is not there" "--map count: .*hint: did you mean 'counts'" --map count \
	"$T/ring.bpf.o"
wrong "an order that is not there" "no column 'cuont'.*hint: did you mean 'count'" --by ret \
	--sort -cuont "$T/ring.bpf.o"
wrong "a sum of texts" "--of: 'comm' is no number" --by ret --of comm \
	"$T/ring.bpf.o"
wrong "a distribution of texts" "--hist: 'comm' is no number" --hist comm "$T/ring.bpf.o"
wrong "a distribution without a step" "--hist: '0' is no step|a step is a number" \
	--hist spent_ns:0 "$T/ring.bpf.o"
wrong "two formats for one stdout" "only one --output can go to stdout" -o csv -o json \
	"$T/ring.bpf.o"
fails "quantiles of nothing" 2 "$run" run --by ret --quantiles 50 "$T/ring.bpf.o"
fails "the largest of nothing" 2 "$run" run --top 5 "$T/ring.bpf.o"
wrong "a format that is not there" "no output format 'jsn'.*hint: did you mean 'json'" -o jsn \
	"$T/ring.bpf.o"
wrong "a struct that is not there" "--record-type events=evnt: the object has no such struct" \
	--record-type events=evnt "$T/ring.bpf.o"
wrong "a policy holds" "policy refuses.*'raw_tp|policy refuses" --deny all "$T/ring.bpf.o"
wrong "a target for no program" "no BPF object has such a program" --attach on_exce=x/y \
	--max 1 "$T/ring.bpf.o"
printf '\177ELF' >"$T/cut.bpf.o"
fails "a file that is cut" 1 "$run" run "$T/cut.bpf.o"

# --- which struct it is ---------------------------------------------------------------------

object perf <<END
struct first { int a; int pid; char comm[8]; };
struct second { int b; int pid; char comm[8]; };
struct first *unused;
struct second *unused_too;
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__type(key, int);
	__type(value, int);
} events SEC(".maps");
SEC("tp/sched/sched_process_exec")
int on_exec(void *ctx)
{
	struct second e = { .b = 5 };

	bpf_get_current_comm(e.comm, sizeof(e.comm));
	if (!__builtin_memcmp(e.comm, "wbs", 3))
		bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &e, sizeof(e));
	return 0;
}
END
wrong "two structs of one size" "hint: give --record-type events=TYPE, perhaps one of first, second" \
	"$T/perf.bpf.o"
is "the one that is given" "$(shown perf --record-type events=second --columns b -o json --max 1)" \
	'{"b":5}'

# What only a local variable refers to is in the debug information alone.
sed '/^struct first \*unused/d; /^struct second \*unused/d; /^struct first {/d' "$T/perf.bpf.c" \
	>"$T/none.bpf.c"
"$cc" -target bpf --keep-dwarf -O2 -c "$T/none.bpf.c" -o "$T/none.bpf.o"
is "debug information tells" "$(shown none --columns b -o json --max 1)" '{"b":5}'
cp "$T/none.bpf.o" "$T/told.bpf.o"
ok "its type becomes BTF" "$run" types "$T/told.bpf.o"
strip=$(clang-19 -print-prog-name=llvm-strip 2>/dev/null || echo llvm-strip)
"$strip" -g "$T/told.bpf.o" "$T/none.bpf.o"
is "which stays in a stripped object" "$(shown told --columns b -o json --max 1)" '{"b":5}'
"$cc" -target bpf -O2 -c "$T/none.bpf.c" -o "$T/built.bpf.o"
is "wasm-bpf-cc does it by itself" "$(shown built --columns b -o json --max 1)" '{"b":5}'
wrong "no struct at all" "hint: they have 16 bytes, and the object does not tell about such a struct" \
	"$T/none.bpf.o"
fails "types of no object" 1 "$run" types README.md

is "it can be in another file" "$(shown none --types "$T/perf.bpf.o" --record-type events=second \
	--columns b -o json --max 1)" '{"b":5}'

# --- stacks, and what other tools' sources have --------------------------------------------

object stacks <<END
struct event { int pid; int user_stack_id; int kern_stack_id; char comm[16]; };
struct hist { __u32 slots[8]; };
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
} events SEC(".maps");
const volatile int events_max_entries = 8192;
struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(key_size, 4);
} stacks SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10);
	__type(key, __u32);
	__type(value, struct hist);
} hists SEC(".maps");
struct hist zero;
static int record(void *ctx)
{
	struct hist *hist;
	struct event *e;
	__u32 key = 5;
	char comm[16];

	bpf_get_current_comm(comm, sizeof(comm));
	if (__builtin_memcmp(comm, "$marked", ${#marked}))
		return 0;
	bpf_map_update_elem(&hists, &key, &zero, BPF_NOEXIST);
	hist = bpf_map_lookup_elem(&hists, &key);
	if (hist)
		hist->slots[3] += 2;
	e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
	if (!e)
		return 0;
	e->pid = bpf_get_current_pid_tgid() >> 32;
	e->kern_stack_id = bpf_get_stackid(ctx, &stacks, 0);
	e->user_stack_id = -14;
	__builtin_memcpy(e->comm, comm, sizeof(comm));
	bpf_ringbuf_submit(e, 0);
	return 0;
}
SEC("tp_btf/sched_process_exec") int on_exec(void *ctx) { return record(ctx); }
SEC("raw_tp/sched_process_exec") int on_exec_again(void *ctx) { return record(ctx); }
const void *gadget_mapiter_x___hists __attribute__((unused));
END
like "functions of a stack" "$(shown stacks --record-type events=event -o json --max 1 | grep kern)" \
	'"user_stack_id":\[\],"kern_stack_id":\[.*"bprm_execve[^"]*"'
like "folded stacks, outermost first" "$(kept stacks --record-type events=event \
	--by comm,kern_stack_id -o folded)" "^$marked;.*[^ ]*exec[^ ]*;.*bprm_execve.* 3\$"
is "counts for powers of two are bars" "$(kept stacks | tail -n 2 | tr -s ' ' |
	sed 's/[0-9]* |/N |/; s/\*\*\**/*/')" "$(printf ' 5\n 8 - 15 N |*|')"
is "a list in JSON" "$(kept stacks -o json)" '{"key":5,"value.slots":[0,0,0,6,0,0,0,0]}'

object union <<END
enum kind { OPENED = 1, CLOSED };
enum mode { READ = 1, WRITE = 2, EXEC = 4, LOCK = 8 };
struct event {
	enum kind kind;
	enum mode mode;
	union {
		char path[8] WB_CASE(kind, OPENED);
		struct { __u32 took; __u32 left; } end WB_CASE(kind, 2);
	};
};
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
	__type(value, struct event);
} events SEC(".maps");
const volatile int took[2] WB_HELP("what it took") = { 1, 2 };
SEC("tp/sched/sched_process_exec")
int on_exec(void *ctx)
{
	struct event e = { .kind = CLOSED, .mode = READ | EXEC | 64, .end.took = took[1] };
	char comm[16];

	bpf_get_current_comm(comm, sizeof(comm));
	if (__builtin_memcmp(comm, "$marked", ${#marked}))
		return 0;
	bpf_ringbuf_output(&events, &e, sizeof(e), 0);
	return 0;
}
END
is "a union's member that counts, and flags" "$(shown union --max 1 -o json -p took=5,6)" \
	'{"kind":"CLOSED","mode":"READ|EXEC|0x40","end.took":6,"end.left":0}'
is "the other ones are empty" "$(shown union --max 1 -o csv | tail -n 1)" \
	'CLOSED,READ|EXEC|0x40,,2,0'
wrong "a list that is too long" "--param took: it has only 2 numbers" -p took=1,2,3 "$T/union.bpf.o"
like "help of an object" "$("$run" run --help "$T/union.bpf.o" | tr '\n' ' ')" \
	"-p took=\[1,2\]  \(list: what it took\).*events: kind, mode, path, end.took, end.left"
"$run" push "$T/union.bpf.o" "oci:$T/layout:v1" >"$T/out" 2>&1
is "an object from a registry's layout" "$(: >"$T/shown"; mv "$T/union.bpf.o" "$T/away.bpf.o"
	"$run" run --timeout 10 --max 1 --columns kind -o csv "oci:$T/layout:v1" >"$T/shown" \
		2>"$T/err" & pid=$!
	wait_until attached $pid; act; wait $pid; cat "$T/shown")" "kind
CLOSED"

# --- metrics, in a file -----------------------------------------------------------------------

is "groups as metrics, and no table" "$(kept ring --by comm,ret --of spent_ns \
	--metrics "$T/metrics.prom"; grep '^ring_events_' "$T/metrics.prom")" \
	'ring_events_records_total{comm="none",ret="-2"} 3
ring_events_spent_seconds_sum{comm="none",ret="-2"} 0.0045
ring_events_spent_seconds_min{comm="none",ret="-2"} 0.0015
ring_events_spent_seconds_max{comm="none",ret="-2"} 0.0015'
is "a map's counts" "$(kept stacks --metrics "$T/metrics.prom" -o json)
$(grep -E '^stacks_hists_slots.*(le="15"|Inf)' "$T/metrics.prom")" \
	'{"key":5,"value.slots":[0,0,0,6,0,0,0,0]}
stacks_hists_slots_bucket{key="5",le="15"} 6
stacks_hists_slots_bucket{key="5",le="+Inf"} 6'
named() { # NAME REGEX METRIC...
	local name=$1 regex=$2 metric given=()
	shift 2
	for metric in "$@"; do given+=(--metric "$metric"); done
	rm -f "$T/none.prom"
	wrong "$name" "$regex" --metrics "$T/none.prom" "${given[@]}" "$T/ring.bpf.o"
	ok "$name: nothing written" [ ! -e "$T/none.prom" ]
}
named "a label that is there twice" "the label 'comm' is there twice" 'h=counter{comm,comm}'
named "two columns with one label" "the label 'a' is there twice" 'h=counter{a=comm,a=ret}'
named "a label of Prometheus' own" "the label '__a' begins with '__'" 'h=counter{__a=comm}'
named "a label of histograms" "the label 'le' is that" 'h=histogram(spent_ns){le=comm}'
named "a name of our own" "'wasm_bpf_records' begins with" 'wasm_bpf_records=counter'
named "two metrics with one name" "its name 'x' is that of 'x=counter', too" \
	'x=counter' 'x=gauge(ret)'
named "a name that a histogram has, with its unit" "its name 'h_seconds_count' is that of 'h=hist" \
	'h=histogram(spent_ns)' 'h_seconds_count=gauge(ret)'
wrong "a file that cannot be written" "cannot (write|create)|No such file" --timeout 1 --by ret \
	--metrics "$T/none/metrics.prom" "$T/ring.bpf.o"

# --- iterators, and what has no target ------------------------------------------------------

object iter <<'END'
#include <bpf/bpf_tracing.h>
struct seq_file;
struct bpf_iter_meta { struct seq_file *seq; __u64 session_id; __u64 seq_num; };
struct bpf_iter__task { struct bpf_iter_meta *meta; void *task; };
SEC("iter/task")
int each(struct bpf_iter__task *ctx)
{
	static const char text[] = "task\n";

	bpf_seq_write(ctx->meta->seq, text, sizeof(text) - 1);
	return 0;
}
SEC("xdp") int pass(void *ctx) { return XDP_PASS; }
END
# The kernel has one printk for all: this test looks for its own words.
object printk <<END
SEC("tp/sched/sched_process_exec")
int on_exec(void *ctx)
{
	char comm[16];

	bpf_get_current_comm(comm, sizeof(comm));
	if (!__builtin_memcmp(comm, "$marked", ${#marked}))
		bpf_printk("seen $marked %d", 7);
	return 0;
}
SEC("tp/sched/no_such_event") int never(void *ctx) { return 0; }
END
is "what bpf_printk() prints" "$(shown printk --filter "text ~ '*$marked*'" --columns text -o csv \
	--max 1)" "text
seen $marked 7"
like "a hook that is not there is told, and the others run" "$(cat "$T/err")" \
	"cannot attach 'never'.*; the others run"
wrong "nothing is attached" "no program of 'printk' is attached" --without on_exec "$T/printk.bpf.o"
wrong "a program that is not there" "--without on_exce: .*hint: did you mean 'on_exec'" \
	--without on_exce "$T/printk.bpf.o"

is "an iterator runs once" "$("$run" run --timeout 20 "$T/iter.bpf.o" 2>"$T/err" | sort -u)" "task"
like "what is not attached is told" "$(cat "$T/err")" \
	"'pass' \(xdp\) is not attached: --attach pass="
# --- sections that only Inspektor Gadget attaches ---------------------------------------------

object gadget <<'END'
struct event { __u32 len; __u8 side; };
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
	__type(value, struct event);
} events SEC(".maps");
static int send(struct __sk_buff *skb, __u8 side)
{
	struct event *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);

	if (e) {
		e->len = skb->len;
		e->side = side;
		bpf_ringbuf_submit(e, 0);
	}
	return 0;
}
SEC("socket1") int on_packet(struct __sk_buff *skb) { return send(skb, 1); }
SEC("classifier/ingress/drop") int on_ingress(struct __sk_buff *skb) { return send(skb, 2); }
END
packets() { # OPTION...: while packets pass
	ip netns exec "$ns" "$run" run --timeout 20 --max 1 -o csv "$@" "$T/gadget.bpf.o" \
		>"$T/shown" 2>"$T/err" &
	local pid=$!
	sending() {
		ip netns exec "$ns" bash -c 'echo 12345 >/dev/udp/127.0.0.1/9' 2>/dev/null
		[ "$(wc -l <"$T/shown")" -ge 2 ] || ! kill -0 $pid 2>/dev/null
	}
	wait_until sending
	wait $pid
	tail -n 1 "$T/shown"
}
if own_netns && ip -n "$ns" link set lo up; then
	is "a socket filter sees the packets of a network namespace" \
		"$(packets --filter 'len == 48')" "48,1"
	like "a classifier needs an interface" "$(cat "$T/err")" \
		"'on_ingress' \(classifier/ingress/drop\) is not attached: --attach on_ingress=eth0,ingress"
	is "and gets it" "$(packets --filter 'side == 2 && len == 48' --attach on_ingress=lo,ingress)" \
		"48,2"
	packets --deny attach=socket:lo >/dev/null
	like "all interfaces are also one that a policy denies" "$(cat "$T/err")" \
		"refuses program 'on_packet' .* at '\*'"
else
	skip "sections of packets" "no network namespaces here"
fi

nothing_stays() { [ -z "$(bpftool prog show 2>/dev/null | grep -E 'name (on_exec|each) ')" ]; }
ok "nothing stays" wait_until nothing_stays
done_testing
