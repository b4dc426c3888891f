#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What programs attach to is one table, runtime/kinds/kinds.def: the manual is made of it, and
# what the SDKs make targets of is held against it.
. tests/lib/tap.sh

is "the manual's table of targets is made from the rows" \
	"$(sed -n '/^\.\\" kinds$/,/^\.\\" end$/p' docs/wasm-bpf.1 | sed '1d; $d')" \
	"$(runtime/kinds/rows.sh manual)"

known=" $(runtime/kinds/rows.sh options | sed 's/=.*/=/' | sort -u | xargs) "
# The options that stand in the sources: in C as ",prio=%u" or ",skb", in Go as number("prio").
c_options=$(grep -hoE '"[^"]*"' sdk/c/src/attach.c sdk/c/src/v2/{event,netlink,attach_net}.c |
	grep -oE ',[a-z0-9]+=?' | sed 's/^,//' | sort -u)
go_options=$(grep -oE '(number|with)\("[a-z0-9]+=?"' sdk/go/link/target.go |
	sed 's/number("\(.*\)"/\1=/; s/with("\(.*\)"/\1/' | sort -u)
ok "the SDKs make targets with options" test -n "$c_options" -a -n "$go_options"
for option in $c_options; do
	like "C's option '$option' is in the table" "$known" " $option "
done
for option in $go_options; do
	like "Go's option '$option' is in the table" "$known" " $option "
done

# A section of each kind that names no target: inspect has its grammar from the row.
{
	echo '#include <linux/bpf.h>'
	echo '#include <bpf/bpf_helpers.h>'
	echo 'char LICENSE[] SEC("license") = "GPL";'
	count=0
	for section in xdp tc cgroup/connect4 sk_lookup socket kprobe uprobe usdt tp raw_tp \
	perf_event; do
		echo "SEC(\"$section\") int p$((count += 1))(void *ctx) { return 1; }"
	done
} >"$T/all.bpf.c"
ok "an object of many kinds" "$B/wasm-bpf-cc" -target bpf -c "$T/all.bpf.c" -o "$T/all.o"
ok "inspect" "$B/wasm-bpf" inspect --json "$T/all.o"
sed 's/.*"policy"://' "$T/out" >"$T/json"
while IFS=$'\t' read -r section grammar; do
	grep -q "\"attach=$section:" "$T/json" || continue
	proposed=$(grep -o "\"attach=$section:[^}]*" "$T/json")
	like "inspect proposes $section's grammar" "$proposed" \
		"at run time, $(sed 's/[][|+*(){}.^$?\\]/\\&/g' <<<"$grammar")\""
done <<<"$(runtime/kinds/rows.sh sections)"

# --- what the rows say, done ---

rest_needs_root "sessions"
cat >"$T/callee.c" <<'END'
__attribute__((noinline)) int session_work(int x) { asm volatile(""); return x + 1; }
int main(void)
{
	int sum = 0;
	for (int i = 0; i < 3; i++)
		sum = session_work(sum);
	return sum != 3;
}
END
${CC:-cc} -O1 "$T/callee.c" -o "$T/callee"
cat >"$T/session.bpf.c" <<END
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, __u64);
} runs SEC(".maps");
SEC("uprobe.session/$T/callee:session_work")
int both(void *ctx)
{
	int zero = 0;
	__u64 *count = bpf_map_lookup_elem(&runs, &zero);

	if (count)
		__sync_fetch_and_add(count, 1);
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
END
"$B/wasm-bpf-cc" -target bpf -c "$T/session.bpf.c" -o "$T/session.bpf.o"
"$B/wasm-bpf" run --timeout 20 --map runs -o json "$T/session.bpf.o" >"$T/runs" 2>"$T/err" &
pid=$!
for _ in {1..30}; do
	"$T/callee"
	sleep 0.1
done
kill -INT $pid
wait $pid
if grep -q "not supported\|Invalid argument" "$T/err"; then
	skip "a session" "this kernel has no uprobe sessions"
else
	value=$(sed -n 's/^{"key":0,"value":\([0-9]*\)}$/\1/p' "$T/runs")
	is "a session runs at the beginning and at the end of three calls" \
		"$(cat "$T/err")$((${value:-0} > 0)) $((${value:-0} % 6))" "1 0"
fi
done_testing
