#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The runtime with a kernel: objects, programs, links and iterators of v2 of the ABI, with right
# and with hostile arguments, and that nothing stays behind.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh
calm=calm$$ # no other run has it

. tests/lib/kernel.sh
ask_for_entries
"$cc" -target bpf "${entries_flags[@]}" -c $guests/object.bpf.c -o "$T/object.bpf.o" &&
	"$cc" -target bpf -DCALM_NAME="\"$calm\"" -c $guests/ops.bpf.c -o "$T/ops.bpf.o" &&
	"$cc" -O2 $guests/v2_object.c -o "$T/object.wasm" &&
	"$cc" -O2 "${entries_flags[@]}" $guests/v2_run.c -o "$T/run.wasm" || exit 1

# Runs one test of tests/guests/v2_object.c: TEST [OPTION...]
guest() { "$run" --timeout 60 "${@:2}" "$T/object.wasm" "$1" <"$T/object.bpf.o"; }
# The same of tests/guests/v2_run.c.
runner() { "$run" --timeout 60 "${@:2}" "$T/run.wasm" "$1" <"$T/object.bpf.o"; }

for test in open walk initial map-settings map-types program-settings random-settings log attach \
	bound pointers handles; do
	ok "$test" guest $test
done
for test in test-run test-run-hostile stats iter; do
	ok "$test" runner $test
done
few_files() { (ulimit -n 24 && "$run" "$T/object.wasm" attach <"$T/object.bpf.o"); }
few_files >"$T/out" 2>&1
like "too few files are told as such" "$(cat "$T/out")" \
	"hint: this process may have 24 files open, which are too few: raise 'ulimit -n'"
ok "what the policy refuses" runner refused --deny test-run --deny stats
ok "the user's targets win" guest given --attach by_tp=raw_syscalls/sys_enter \
	--attach by_tp_btf=sys_enter

freplace() { guest freplace; }
freplace >"$T/said" 2>&1
case $?-$(cat "$T/said") in
0-*"cannot be tested"*"Operation not permitted"*)
	skip "freplace" "this kernel loads none: operation not permitted" ;;
*) ok "freplace" freplace ;;
esac

# Starts a test in the background, until it says "waiting": GUEST TEST OBJECT [COMMAND...]
start() {
	launch "$T/$3.bpf.o" "${@:4}" "$run" --timeout 60 --dir="$T::/fifos" "$T/$1.wasm" "$2"
}

if command -v tc >/dev/null && unshare -n true 2>/dev/null; then
	# What is attached to the namespace's "lo" goes with the guest.
	in_namespace() {
		unshare -n bash \
			-c '"$1" "$2" net <"$3" && ! { tc qdisc show dev lo | grep clsact; } &&
			! { ip -d link show lo | grep xdp; }' - "$run" "$T/object.wasm" \
			"$T/object.bpf.o"
	}
	ok "network devices" in_namespace
	untyped() { unshare -n "$run" "${@:2}" "$T/object.wasm" "$1" <"$T/object.bpf.o"; }
	ok "a section that says nothing" untyped untyped
	ok "rules are about it, too" untyped untyped-refused --deny attach=xdp:lo
	mkfifo "$T/empty"
	start object stuck object unshare -n
	exec 8</proc/$pid/ns/net # keeps it
	of_namespace() { nsenter --net=/proc/self/fd/8 "$@"; }
	like "a filter is attached" "$(of_namespace tc filter show dev lo ingress)" tc_pass
	interrupt TERM
	is "stuck where nothing interrupts: status" $status 143
	is "and the filter is gone" "$(of_namespace tc qdisc show dev lo | grep -c clsact)" 0
	exec 8<&-
else
	skip "network devices" "no tc, or no network namespaces"
fi

start object cycles object
is "200 objects leave no descriptor" "$(($(ls /proc/$pid/fd | wc -l) < 50))" 1
like "nor memory" "$(awk '/VmRSS/ { print $2 }' /proc/$pid/status)" '^[0-9]{1,5}$'
interrupt TERM

for test in long-run long-iter; do
	start run $test object
	interrupt INT
	is "$test: an interrupt ends it" "$status: $(cat "$T/out")" "0: waiting
flushed"
done

start run struct-ops ops
if grep -q "cannot be tested" "$T/out"; then
	skip "struct_ops" "$(head -n 1 "$T/out")"
else
	controls=/proc/sys/net/ipv4/tcp_available_congestion_control
	like "struct_ops: it is attached" "$(cat "$T/out") $(cat $controls)" "^waiting .*$calm"
	interrupt TERM
	is "struct_ops: it is gone" "$(grep -c $calm $controls)" 0
	mkfifo "$T/struct-ops"
	start run struct-ops ops
	interrupt TERM
	is "struct_ops: it is gone where nothing interrupts the guest" \
		"$(grep -c $calm $controls)" 0
fi

# Detaching takes the kernel longer than the guest has: it ends well all the same.
if [ -d /sys/kernel/tracing/events/syscalls ]; then
	{
		printf '#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n'
		printf 'struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } rb SEC(".maps");\n'
		for call in openat read write unlinkat mkdirat symlinkat; do
			printf 'SEC("tp/syscalls/sys_enter_%s") int on_%s(void *ctx) { return 0; }\n' \
				$call $call
		done
		printf 'char LICENSE[] SEC("license") = "GPL";\n'
	} >"$T/many.bpf.c"
	cat >"$T/many.c" <<-'END'
		#include <bpf/libbpf.h>
		#include "many.skel.h"

		static int take(void *ctx, void *data, size_t size)
		{
			(void)ctx, (void)data, (void)size;
			return 0;
		}

		int main(void)
		{
			struct many_bpf *skel = many_bpf__open_and_load();
			struct ring_buffer *rb;

			if (!skel || many_bpf__attach(skel))
				return 1;
			rb = ring_buffer__new(bpf_map__fd(skel->maps.rb), take, NULL, NULL);
			puts("ready");
			fflush(stdout);
			while (ring_buffer__poll(rb, -1) >= 0)
				;
			many_bpf__destroy(skel);
			puts("done");
			return 3;
		}
	END
	"$cc" -target bpf -c "$T/many.bpf.c" -o "$T/many.bpf.o" &&
		"$B/btf2h" --skeleton "$T/many.bpf.o" -o "$T/many.skel.h" &&
		"$cc" "$T/many.c" -o "$T/many.wasm"
	"$B/wasm-bpf" --grace 100 "$T/many.wasm" >"$T/many" 2>&1 &
	pid=$!
	wait_for ready "$T/many" $pid
	interrupt INT
	is "what the kernel takes to detach is not the guest's time" \
		"$status $(paste -sd ' ' "$T/many")" "3 ready done"
else
	skip "detaching" "no syscall tracepoints: is tracefs mounted?"
fi
done_testing
