#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Guests that emit records, which the host shows as its user wants them.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh

marked=wbe$$
cp "$(type -P true)" "$T/$marked"
cat >"$T/app.bpf.c" <<END_OF_C
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <wasm_bpf/stream.h>
struct event { __u64 spent_ns; int pid; char comm[16]; };
struct row { char comm[16]; __u64 count; __u64 total_ns; };
WB_RECORD(row);
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} events SEC(".maps");
SEC("tp/sched/sched_process_exec")
int on_exec(void *ctx)
{
	char comm[16];
	struct event *e;

	bpf_get_current_comm(comm, sizeof(comm));
	if (__builtin_memcmp(comm, "$marked", ${#marked}))
		return 0;
	e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
	if (!e)
		return 0;
	e->spent_ns = 1500000;
	e->pid = bpf_get_current_pid_tgid() >> 32;
	__builtin_memcpy(e->comm, comm, sizeof(comm));
	bpf_ringbuf_submit(e, 0);
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
END_OF_C
cat >"$T/app.c" <<'END_OF_C'
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include "app.types.h"
#include "app.skel.h"
#include <wasm_bpf_emit.h>

WASM_BPF_EMIT(app_bpf, none)

static struct row row = { .comm = "all" };

static int take(void *ctx, void *data, size_t size)
{
	const struct event *e = data;

	row.count++;
	row.total_ns += e->spent_ns;
	return app_bpf_event__emit(e);
}

int main(int argc, char **argv)
{
	struct app_bpf *skel = app_bpf__open_and_load();
	struct ring_buffer *events;
	int err = skel ? app_bpf__attach(skel) : -EINVAL;

	if (argc > 1) { /* what is wrong */
		char text[512] = "";
		int stream = wasm_bpf_stream_open(0, argv[1], 20, "event", "event");

		wasm_bpf_last_error(text, sizeof(text));
		printf("%d %s\n", stream, text);
		printf("%d\n", wasm_bpf_stream_emit(99, text, 4));
		app_bpf_event__emit(&(struct event){ .pid = 1 });
		printf("%d\n", wasm_bpf_stream_emit(1, text, 5));
		printf("%d\n", wasm_bpf_stream_emit(1, (void *)0x7ffffff0, 28));
		return none__emit((void *)text) == -ENOENT ? 0 : 1;
	}
	if (!err && getenv("HEADING"))
		app_bpf_event__emit_all(NULL, 0);
	events = err ? NULL : ring_buffer__new(bpf_map__fd(skel->maps.events), take, NULL, NULL);
	while (events && (err = ring_buffer__poll(events, -1)) >= 0)
		continue;
	app_bpf_row__emit(&row);
	ring_buffer__free(events);
	app_bpf__destroy(skel);
	return err == -EINTR ? 0 : 1;
}
END_OF_C
sed -i 's/^WASM_BPF_EMIT(app_bpf, none)/struct none { int a; };\n&/' "$T/app.c"
"$cc" -target bpf -O2 -c "$T/app.bpf.c" -o "$T/app.bpf.o"
"$B/btf2h" "$T/app.bpf.o" -o "$T/app.types.h"
"$B/btf2h" --skeleton "$T/app.bpf.o" -o "$T/app.skel.h"
ok "a guest that emits compiles" "$cc" "$T/app.c" -o "$T/app.wasm"

# Runs it, lets it see three programs, and ends it.
shown() { # OPTION...
	: >"$T/shown"
	"$run" run --timeout 20 "$@" "$T/app.wasm" >"$T/shown" 2>"$T/err" &
	local pid=$! i
	wait_until attached $pid || return
	for i in 1 2 3; do "$T/$marked"; done
	sleep 0.3
	kill -INT $pid 2>/dev/null
	wait $pid
	status=$?
	cat "$T/shown"
}
attached() { bpftool perf show 2>/dev/null | grep -q "^pid $1 .*sched_process_exec"; }

is "a table for each stream" "$(shown | sed 's/ [0-9][0-9]* / N /' | tr -s ' ')" \
	"SPENT_NS PID COMM
 1.5ms N $marked
 1.5ms N $marked
 1.5ms N $marked

# row
COMM COUNT TOTAL_NS
all N 4.5ms"
is "a heading before the first record" "$("$run" run --timeout 2 \
	--env HEADING=1 --stream event "$T/app.wasm" 2>/dev/null)" "SPENT_NS     PID COMM"
is "JSON has none" "$("$run" run --timeout 2 --env HEADING=1 --stream event -o json \
	"$T/app.wasm" 2>/dev/null)" ""
is "JSON, of one stream" "$(shown --stream row -o json)" \
	'{"comm":"all","count":3,"total_ns":4500000}'
is "summed up by the host" "$(shown --stream event --by comm --of spent_ns -o csv)" \
	"comm,count,sum,min,avg,max
$marked,3,4500000,1500000,1500000,1500000"
is "as many as are wanted" "$(shown --stream event --max 2 --columns comm -o csv)" "comm
$marked
$marked"
is "which ends the guest well" "$(shown --max 1 -o csv --columns comm >"$T/none"; echo $status)" 0
like "a column that a stream does not have" "$(shown --columns total_ns; cat "$T/err")" \
	"'event' has no column 'total_ns'"
fails "options that are only for objects" 2 "$run" run --map events "$T/app.wasm"
printf '(module (memory (export "memory") 1) (func (export "_start")))' >"$T/silent.wat"
wat2wasm "$T/silent.wat" -o "$T/silent.wasm"
fails "options for a guest that emits nothing" 2 "$run" run -o json "$T/silent.wasm"
like "which is told" "$(cat "$T/out")" "emits no records"
is "what is wrong fails" "$("$run" run -o csv="$T/csv" "$T/app.wasm" "not BTF at all......" \
	2>"$T/err")" \
	"-22 not BTF

-9
-22
-14"
nothing_stays() { [ -z "$(bpftool prog show 2>/dev/null | grep -E 'name on_exec ')" ]; }
ok "nothing stays" wait_until nothing_stays
done_testing
