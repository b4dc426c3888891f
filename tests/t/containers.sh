#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Records of containers: a mount namespace's number, or a cgroup's, becomes the container's name.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh
for tool in podman runc gcc; do
	type -P $tool >/dev/null || skip_all "$tool is not installed"
done

name=wbc$$
mkdir -p "$T"/root/{bin,proc,dev,sys,etc}
printf '#include <unistd.h>\nint main(void) { sleep(1000); return 0; }\n' >"$T/wait.c"
printf 'int main(void) { return 0; }\n' >"$T/act.c"
gcc -static -O1 "$T/wait.c" -o "$T/root/bin/wait" && gcc -static -O1 "$T/act.c" -o "$T/$name"
cp "$T/$name" "$T/root/bin/$name"
at_end podman rm -f -t 0 "$name"
podman --runtime runc --cgroup-manager cgroupfs run -d --name "$name" --network host \
	--ulimit nofile=1024:1024 --ulimit nproc=1024:1024 --rootfs "$T/root" /bin/wait \
	>"$T/podman" 2>&1 || skip_all "podman runs no container here: $(tail -n 1 "$T/podman")"

# A filter as Inspektor Gadget's headers have it, or none.
object() { # NAME [FLAG...]
	"$cc" -target bpf -O2 "${@:2}" -c "$T/app.bpf.c" -o "$T/$1.bpf.o"
}
cat >"$T/app.bpf.c" <<END_OF_C
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct ns_common { unsigned int inum; };
struct mnt_namespace { struct ns_common ns; };
struct nsproxy { struct mnt_namespace *mnt_ns; };
struct task_struct { struct nsproxy *nsproxy; };
#pragma clang attribute pop
struct event { __u64 mntns_id; __u64 cgroup_id; char comm[16]; };
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} events SEC(".maps");
#ifdef FILTER
const volatile _Bool gadget_filter_by_mntns = 0;
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, __u32);
} gadget_mntns_filter_map SEC(".maps");
#endif
SEC("tp/sched/sched_process_exec")
int on_exec(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	__u64 mntns = BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum);
	struct event *e;

#ifdef FILTER
	if (gadget_filter_by_mntns && !bpf_map_lookup_elem(&gadget_mntns_filter_map, &mntns))
		return 0;
#endif
	e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
	if (!e)
		return 0;
	e->mntns_id = mntns;
	e->cgroup_id = bpf_get_current_cgroup_id();
	bpf_get_current_comm(e->comm, sizeof(e->comm));
	bpf_ringbuf_submit(e, 0);
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
END_OF_C
object plain
object filtering -DFILTER

# The program runs once here and twice in the container.
shown() { # NAME OPTION...
	"$run" run --timeout 20 --filter "comm == '$name'" -o csv "${@:2}" "$T/$1.bpf.o" \
		>"$T/shown" 2>"$T/err" &
	local pid=$! i
	wait_until attached $pid || return
	"$T/$name"
	for i in 1 2; do
		podman --runtime runc --cgroup-manager cgroupfs exec "$name" "/bin/$name" \
			>/dev/null 2>&1
	done
	sleep 0.5
	kill -INT $pid
	wait $pid
	cat "$T/shown"
}
attached() { bpftool perf show 2>/dev/null | grep -q "^pid $1 .*sched_process_exec"; }

# What runs here may be in a container, too.
is "the name stands beside the record" \
	"$(shown plain --columns comm,container | grep -c "^$name,$name$")" 2
is "it can be filtered by" "$(shown plain --container "$name" --columns container)" "container
$name
$name"
is "and be a group" "$(shown plain --container "$name" --by container)" "container,count
$name,2"
is "the object's own filter is used" "$(shown filtering --container "$name" --columns container)" \
	"container
$name
$name"
is "so nothing else comes" "$(shown filtering --container none)" ""
# --- guests ask ------------------------------------------------------------------------

process=$(podman inspect -f '{{.State.Pid}}' "$name")
id=$(podman inspect -f '{{.Id}}' "$name")
mntns=$(stat -L -c %i "/proc/$process/ns/mnt")
group=$(sed -n 's/^0:://p' "/proc/$process/cgroup")
for top in /sys/fs/cgroup/unified /sys/fs/cgroup; do
	[ ! -e "$top/cgroup.controllers" ] || break
done
cgroup=$(stat -c %i "$top$group")
ok "a guest that asks compiles" "$cc" tests/guests/host.c -o "$T/host.wasm"
is "it hears the names by both numbers" "$("$run" "$T/host.wasm" container "$cgroup" "$mntns" |
	cut -d ' ' -f 1,2,4,5,6)" "$id $name - - podman
$id $name - - podman"
ok "and what is wrong" "$run" "$T/host.wasm" no-container "$cgroup"
like "but not if a policy forbids it" "$("$run" --deny container "$T/host.wasm" container \
	"$cgroup" "$mntns")" "^-1 -1 -1"
is "with a policy that allows it, it does" "$("$run" --deny all --allow container "$T/host.wasm" \
	container "$cgroup" "$mntns" | cut -d ' ' -f 2)" "$name
$name"
fails "a name that is none" 1 "$run" run --container "a'b" "$T/plain.bpf.o"
done_testing
