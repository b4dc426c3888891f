#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# BPF by a token, in a user namespace: with what `inspect` says that must be delegated, and
# with less.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh

"${CC:-cc}" -D_GNU_SOURCE -O1 tests/token/delegate.c -o "$T/delegate" || exit 1
mkdir "$T/mnt"
cat >"$T/one.bpf.c" <<'END'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, long);
} seen SEC(".maps");
SEC(SECTION) int one(void *ctx)
{
	int zero = 0;
	long *count = bpf_map_lookup_elem(&seen, &zero);

	if (count)
		*count += 1;
	return 1;
}
char LICENSE[] SEC("license") = "GPL";
END
make_object() { "$cc" -target bpf -DSECTION="\"$1\"" -c "$T/one.bpf.c" -o "$T/one.bpf.o"; }
# In a namespace to which OPTIONS are delegated: status 124 after it was attached.
run_one() { # OPTIONS TARGET [OPTION...]
	"$T/delegate" "$T/mnt" "$1" "$run" run --token "$T/mnt" --map seen --timeout 0.3 \
		${2:+--attach "one=$2"} "${@:3}" "$T/one.bpf.o"
}
delegation() { "$run" inspect --json "$1" | sed -n 's/.*"delegation":"\([^"]*\)".*/\1/p'; }
all=delegate_cmds=any,delegate_maps=any,delegate_progs=any,delegate_attachs=any

make_object xdp
run_one "$all" lo >"$T/out" 2>&1
case $?:$(cat "$T/out") in
125:*) skip_all "no user namespaces with a BPF file system here: $(tail -n 1 "$T/out")" ;;
1:*"Linux 6.9"*) skip_all "this kernel has no BPF tokens" ;;
esac

cgroup=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
while read -r section target; do
	make_object "$section"
	exact=$(delegation "$T/one.bpf.o")
	fails "$section, with what inspect says" 124 run_one "$exact" "$target"
done <<END
xdp lo
tc lo,ingress
tcx/egress lo
socket lo
sk_lookup /proc/self/ns/net
raw_tp/sched_process_exec
tp_btf/sched_process_exec
cgroup_skb/egress $cgroup
cgroup/connect4 $cgroup
cgroup/sock_create $cgroup
END

make_object cgroup/sock_create
exact=$(delegation "$T/one.bpf.o")
is "inspect says what must be delegated" "$exact" "delegate_cmds=map_create:prog_load:btf_load,$(
	)delegate_maps=array,delegate_progs=socket_filter:cgroup_sock,$(
	)delegate_attachs=cgroup_inet_ingress:cgroup_inet_sock_create"
like "in its text, too" "$("$run" inspect "$T/one.bpf.o" | tr -d ' \n')" "token$exact"
for part in map_create prog_load array cgroup_sock socket_filter cgroup_inet_sock_create; do
	less=$(sed "s/=$part\([,:]\)/=\1/; s/:$part\>//; s/=:/=/; s/,delegate_[a-z]*=\(,\|$\)/\1/" <<<"$exact")
	fails "without $part" 1 run_one "$less" "$cgroup"
	like "the hint says what is missing" "$(cat "$T/out")" \
		"hint: the token lacks .*delegate_[a-z]*=([a-z_]*:)*$part"
done

fails "without a token" 1 "$T/delegate" "$T/mnt" "$all" "$run" run --map seen --timeout 0.3 \
	--attach "one=$cgroup" "$T/one.bpf.o"
like "the hint says that one is needed" "$(cat "$T/out")" "hint: in a user namespace .*--token"
fails "where nothing is delegated" 1 run_one "" "$cgroup"
like "the hint says where to find what" "$(cat "$T/out")" "delegates nothing; 'wasm-bpf inspect'"
fails "what is no BPF file system" 1 "$run" run --token "$T" --map seen --timeout 0.3 \
	--attach "one=$cgroup" "$T/one.bpf.o"
like "is told" "$(cat "$T/out")" "cannot make a BPF token from '$T'.*mount point of a BPF"
fails "what is not there" 1 "$run" run --token "$T/nosuch" --map seen "$T/one.bpf.o"
like "is told" "$(cat "$T/out")" "cannot open the BPF file system '$T/nosuch': No such file"
fails "an empty path" 2 "$run" run --token '' --map seen "$T/one.bpf.o"

make_object xdp
exact=$(delegation "$T/one.bpf.o")
fails "with a policy" 124 run_one "$exact" lo --allow program=xdp --deny map=hash
fails "that refuses" 1 run_one "$all" lo --deny map=array
like "the rule is the reason" "$(cat "$T/out")" "'--deny map=array'"

# A guest: its object, and a map of its own.
cat >"$T/maps.c" <<'END'
#include <stdio.h>
#include <string.h>
#include <wasm_bpf_v2.h>
int main(void)
{
	struct wasm_bpf_map_definition definition = {
		.type = 1, .key_size = 4, .value_size = 8, .max_entries = 1, .name = "own",
	};
	static char text[1000];

	int map = wasm_bpf_map_create(&definition, sizeof(definition));
	if (map < 0 && wasm_bpf_last_error(text, sizeof(text)) > 0)
		printf("%s", text);
	return map < 0;
}
END
"$cc" "$T/maps.c" -o "$T/maps.wasm"
own() { "$T/delegate" "$T/mnt" "$1" "$run" run "${@:2}" "$T/maps.wasm"; }
ok "a map of the guest's own" own delegate_cmds=map_create,delegate_maps=hash --token "$T/mnt"
fails "of a type that is not delegated" 1 own delegate_cmds=map_create,delegate_maps=array \
	--token "$T/mnt"
fails "or without a token" 1 own "$all"
done_testing
