#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A guest that calls every import in random order with random and half-valid arguments: the
# host lives, and nothing stays in the kernel. CHAOS_SEED=N makes the calls of that seed
# again, CHAOS_CALLS=N more or fewer of them.
. tests/lib/tap.sh
need_root
unshare -nm true 2>/dev/null || skip_all "no namespaces to be hostile in"
. tests/lib/guests.sh
objects=(abi object ops)
seed=${CHAOS_SEED:-$((RANDOM << 15 | RANDOM))}
calls=${CHAOS_CALLS:-4000}

for module in v1:wasm_bpf wrapper:callback-wrapper v2:wasm_bpf_v2 wasi:wasi_snapshot_preview1; do
	runtime/imports/rows.sh ${module%:*} | sed "s/^/${module#*:} /"
done | awk -f $guests/chaos.awk >"$T/chaos_calls.h" &&
	"$cc" -O2 -DOURS="\"chaos$$\"" -I "$T" -I $guests $guests/chaos.c -o "$T/chaos.wasm" ||
	exit 1
sizes=()
for name in "${objects[@]}"; do
	"$cc" -target bpf -Don_syscall=chaos$$ -Dby_tp=chaos$$ -Dcalm=chaos$$ \
		-DCALM_NAME="\"chaos$$\"" \
		-c $guests/"$name".bpf.c -o "$T/$name.bpf.o" || exit 1
	sizes+=("$(stat -c %s "$T/$name.bpf.o")")
	cat "$T/$name.bpf.o" >>"$T/objects"
done

# What the guest prints is noise; what the host says is told of where it does not live.
chaos() { # SEED OPTION...
	local given=$1 ret
	shift
	echo "CHAOS_SEED=$given CHAOS_CALLS=$calls tests/t/chaos.sh"
	unshare -nm sh -c 'ip link set lo up; mount -t bpf bpf /sys/fs/bpf; exec "$@"' sh \
		timeout -s KILL 120 "$run" --timeout 100 "$@" \
		"$T/chaos.wasm" "$given" "$calls" "${sizes[@]}" \
		<"$T/objects" >/dev/null 2>"$T/said"
	ret=$?
	[ $ret -eq 0 ] || tail -c 3000 "$T/said" | strings | tail -40
	return $ret
}

ok "seed $seed: the host lives" chaos "$seed" --allow pin='/sys/fs/bpf/wasm-bpf-chaos/*'
ok "seed $((seed + 1)): the host lives, with few objects and maps" \
	chaos $((seed + 1)) --limit objects=3 --limit maps=40
ok "seed $((seed + 2)): the host lives, with hardly anything allowed" \
	chaos $((seed + 2)) --deny all --allow program='*' --allow map='*'

ok "nothing stays in the kernel" wait_until none_in_kernel chaos$$
done_testing
