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
done_testing
