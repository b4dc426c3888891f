#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What a policy lets guests do: by the command line, with a kernel.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh

# A guest that loads the object from its input, and attaches PROGRAM TARGET ... of it.
cat >"$T/ask.c" <<'END'
#include <stdio.h>
#include <wasm_bpf.h>
static char bytes[100000];
int main(int argc, char **argv)
{
	uint64_t object = wasm_load_bpf_object(bytes, fread(bytes, 1, sizeof(bytes), stdin));
	printf("%s", object ? "loaded" : "refused");
	for (int i = 1; object && i + 1 < argc; i += 2)
		printf(" %d", wasm_attach_bpf_program(object, argv[i], argv[i + 1]));
	printf("\n");
	return 0;
}
END
object() { # NAME: makes NAME.o of the code that it reads
	{
		printf '#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n'
		printf 'char LICENSE[] SEC("license") = "GPL";\n'
		cat
	} >"$T/$1.bpf.c"
	"$cc" -target bpf -c "$T/$1.bpf.c" -o "$T/$1.o"
}
object tp <<'END'
SEC("tp/sched/sched_switch") int by_section(void *ctx) { return 0; }
SEC("tp") int by_target(void *ctx) { return 0; }
END
object xdp <<'END'
SEC("xdp") int pass(void *ctx) { return XDP_PASS; }
END
object up <<'END'
SEC("uprobe") int up(void *ctx) { return 0; }
END
object btf <<'END'
SEC("tp_btf/sched_switch") int bound(void *ctx) { return 0; }
END
object skb <<'END'
SEC("cgroup_skb/ingress") int skb(void *ctx) { return 1; }
END
object lookup <<'END'
SEC("sk_lookup") int lookup(void *ctx) { return 1; }
END
object off <<'END'
SEC("?xdp") int left_out(void *ctx) { return XDP_PASS; }
SEC("raw_tp/sched_switch") int raw(void *ctx) { return 0; }
END
object map <<'END'
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} some SEC(".maps");
SEC("raw_tp/sched_switch") int raw(void *ctx)
{
	int k = 0;

	return bpf_map_lookup_elem(&some, &k) != 0;
}
END
sed 's/some/other/g; /^[#c]/d; /^SEC/,$d' "$T/map.bpf.c" | cat - <(sed '/^[#c]/d' "$T/map.bpf.c") |
	object two
sed 's/__uint(max_entries, 1);/& __uint(pinning, LIBBPF_PIN_BY_NAME);/; s/some/wasm_bpf_policy_pin/' "$T/map.bpf.c" |
	sed 1,3d | object pinned
object inner <<'END'
struct inner {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, int);
	__array(values, struct inner);
} outer SEC(".maps");
SEC("raw_tp/sched_switch") int raw(void *ctx)
{
	int k = 0;
	return bpf_map_lookup_elem(&outer, &k) != 0;
}
END
object signal <<'END'
SEC("raw_tp/sched_switch") int killer(void *ctx) { return bpf_send_signal(0) == 7; }
END
object subprogram <<'END'
static __attribute__((noinline)) int act(int sig) { return bpf_send_signal_thread(sig); }
SEC("raw_tp/sched_switch") int caller(void *ctx) { return act(0) == 7; }
END
object optional <<'END'
SEC("?tp/sched/sched_switch") int killer(void *ctx) { return bpf_send_signal(0) == 7; }
SEC("raw_tp/sched_switch") int calm(void *ctx) { return 0; }
END
object ksym <<'END'
extern const void schedule __ksym;
long address;
SEC("raw_tp/sched_switch") int reader(void *ctx) { return (address = (long)&schedule) == 7; }
END
object twice <<'END'
const char first[] SEC(".BTG") = "another .BTF, which was not looked at";
SEC("raw_tp/sched_switch") int killer(void *ctx) { return bpf_send_signal(0) == 7; }
END
LC_ALL=C sed -i 's/\.BTG/.BTF/g' "$T/twice.o"
object write <<'END'
SEC("raw_tp/sched_switch") int writer(void *ctx) { return bpf_probe_write_user(ctx, ctx, 0) == 7; }
END
object kfunc <<'END'
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
SEC("tp_btf/sched_switch") int calm(void *ctx)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return 0;
}
END
sed 's/bpf_rcu_read_unlock/bpf_nosuch_action/' "$T/kfunc.bpf.c" | sed 1,3d | object action
"$cc" "$T/ask.c" -o "$T/ask.wasm" || exit 1

# What the guest prints; what the user is told is in $T/err.
ask() { # OBJECT OPTIONS... -- ARGUMENTS...
	local object=$1 options=()
	shift
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	"$run" "${options[@]}" "$T/ask.wasm" "${@:2}" <"$T/$object.o" 2>"$T/err"
}
policy() { printf '%s\n' "[guests]" "$@" >"$T/policy"; }

# --- what code does --------------------------------------------------------------

policy "allow program=tracing"
is "code that only looks is loaded" "$(ask tp --policy "$T/policy" -- by_section "")" "loaded 0"
is "code that signals is not" "$(ask signal --policy "$T/policy" --)" "refused"
like "and why" "$(cat "$T/err")" \
	"the policy refuses program 'killer' \(raw_tp/sched_switch\), which can send signals: no rule"
like "with the rule for it" "$(cat "$T/err")" "hint: '--allow effect=signal' would allow it"
is "which allows it" "$(ask signal --policy "$T/policy" --allow effect=signal --)" "loaded"
is "a pattern, too" "$(ask signal --policy "$T/policy" --allow 'effect=s*' --)" "loaded"
is "another effect does not" "$(ask signal --policy "$T/policy" --allow effect=write-user --)" \
	"refused"
is "in a function that it calls" "$(ask subprogram --policy "$T/policy" --)" "refused"
is "without a policy it may" "$(ask subprogram --)" "loaded"
is "unless that is denied" "$(ask subprogram --deny 'effect=*' --)" "refused"
is "a program that is not loaded has no effect" "$(ask optional --policy "$T/policy" --)" "loaded"
is "writing to processes" "$(ask write --policy "$T/policy" --)" "refused"
like "is an effect of its own" "$(cat "$T/err")" "which can write memory of processes"
is "harmless functions of the kernel" "$(ask kfunc --policy "$T/policy" --)" "loaded"
is "others are refused" "$(ask action --policy "$T/policy" --)" "refused"
like "as not known" "$(cat "$T/err")" "which can call functions that are not known to be harmless"
# A call by number, which no compiler makes before the load: src_reg 2, opcode 85.
cp "$T/signal.o" "$T/number.o"
at=$(LC_ALL=C grep -obaP '\x85\x00\x00\x00\x6d\x00\x00\x00' "$T/number.o" | cut -d: -f1)
printf '\x85\x20\x00\x00' | dd of="$T/number.o" bs=1 seek="$at" conv=notrunc status=none
is "a call by number is refused" "$(ask number --policy "$T/policy" --)" "refused"
like "before the kernel sees it" "$(cat "$T/err")" "which can call functions that are not known"
ok "inspect says what code does" "$run" inspect "$T/signal.o"
like "in words" "$(cat "$T/out")" $'killer .*\n +it can send signals\n'
like "as a rule" "$("$run" inspect --policy "$T/signal.o")" "allow effect=signal"
like "as JSON" "$("$run" inspect --json "$T/signal.o")" '"effects":\["signal"\]'
is "variables of the kernel's symbols" "$(ask ksym --)" "loaded"
is "are looked up only by the rule for that" "$(ask ksym --deny ksym --)" "refused"
like "which inspect names" "$("$run" inspect --policy "$T/ksym.o")" "allow ksym"
is "no object has two sections .BTF" "$(ask twice --)" "refused"
like "of which one would be checked" "$(cat "$T/err")" "'.BTF': it is the second of that name"
fails "an effect that there is not" 2 "$run" --deny effect=nosuch "$T/ask.wasm"

# --- loading -------------------------------------------------------------------

is "no rules: all is loaded" "$(ask xdp --)" "loaded"
policy "allow program=tracing" "allow map=hash"
is "a policy allows" "$(ask tp --policy "$T/policy" -- by_section "")" "loaded 0"
is "a policy refuses what it does not allow" "$(ask xdp --policy "$T/policy" --)" "refused"
like "and says why" "$(cat "$T/err")" \
	"the policy refuses program 'pass' \(xdp\), type xdp: no rule in '$T/policy' allows it"
like "and what would help" "$(cat "$T/err")" "hint: '--allow program=xdp' would allow it"
is "the command line comes after it" \
	"$(ask xdp --allow program=xdp --policy "$T/policy" --)" "loaded"
is "--deny" "$(ask xdp --deny program=networking --)" "refused"
like "--deny is told" "$(cat "$T/err")" "'--deny program=networking'"
is "programs that are left out need no rule" "$(ask off --deny program=xdp --)" "loaded"
is "types of maps" "$(ask map --policy "$T/policy" -- raw "")" "loaded 0"
is "types of maps that are refused" "$(ask map '--deny' 'map=h*' --)" "refused"
like "the map is told" "$(cat "$T/err")" \
	"the policy refuses map 'some', type hash: '--deny map=h\*'"
is "maps of maps" "$(ask inner --deny all --allow 'attach=raw_tp:*' --allow map=hash \
	--allow 'map=*_of_maps' --)" "loaded"
is "of a type that is refused" "$(ask inner --deny map=hash --)" "refused"
# In a file system of the test's own.
cat >"$T/pins" <<'END'
mount -t bpf bpf /sys/fs/bpf || exit
"$1" "${@:2}" "$T/ask.wasm" <"$T/pinned.o"
ls /sys/fs/bpf | grep -v debug
END
pins() { env T="$T" unshare -m "$BASH" "$T/pins" "$run" "$@" 2>"$T/err"; }
if unshare -m mount -t bpf bpf /sys/fs/bpf 2>/dev/null; then
	is "a map that asks to be pinned is refused" "$(pins)" "refused"
	like "its pin is told" "$(cat "$T/err")" \
		"a pin at '/sys/fs/bpf/wasm_bpf_policy_pin' is not allowed"
	is "or allowed" "$(pins --allow 'pin=/sys/fs/bpf/wasm_bpf_policy_*')" \
		"$(printf 'loaded\nwasm_bpf_policy_pin')"
else
	skip "pins" "no BPF file system"
fi

# --- attaching -----------------------------------------------------------------

policy "allow attach=tp:sched/*" "allow map=*" "deny attach=tp:sched/sched_wake*"
is "by section, and by target" \
	"$(ask tp --policy "$T/policy" -- by_section "" by_target sched/sched_process_exit)" \
	"loaded 0 0"
is "targets that are refused" \
	"$(ask tp --policy "$T/policy" -- by_target irq/irq_handler_entry by_target \
		sched/sched_wakeup)" \
	"loaded -1 -1"
like "the rule is told with its line" "$(cat "$T/err")" \
	"program 'by_target' \(tp\) at 'sched/sched_wakeup': 'deny attach=tp:sched/sched_wake\*' in '$T/policy', line 4"
is "no way around by a path" \
	"$(ask tp --policy "$T/policy" -- by_target sched/../irq/irq_handler_entry)" "loaded -22"
is "sections that are refused" \
	"$(ask tp --deny attach=tp:sched/sched_switch -- by_section "")" "loaded -1"
is "--attach is held against rules, too" \
	"$(ask tp --deny 'attach=tp:irq/*' --attach by_section=irq/irq_handler_entry -- by_section \
		"")" \
	"loaded -1"
is "what is bound is allowed" \
	"$(ask btf --deny all --allow 'attach=tp_btf:sched_*' -- bound "")" "loaded 0"
is "or refused before it is loaded" "$(ask btf --deny attach=tp_btf:sched_switch --)" "refused"
like "with its target" "$(cat "$T/err")" \
	"program 'bound' \(tp_btf/sched_switch\) at 'sched_switch'"
is "--attach of what is bound" \
	"$(ask btf --deny attach=tp_btf:sched_wakeup --attach bound=sched_wakeup --)" "refused"
is "and allowed" \
	"$(ask btf --deny attach=tp_btf:sched_switch --attach bound=sched_wakeup -- bound "")" \
	"loaded 0"

# Names that lead to the same file.
ls=$(readlink -f "$(command -v ls)")
ln -s "$ls" "$T/other"
start=0x$(objdump -f "$ls" | sed -n 's/^start address 0x0*//p')
uprobe() { ask up "$@" -- up "$T/other:$start" up "ls:$start" up "/usr/../usr/./bin/ls:$start"; }
is "files: all names" "$(uprobe)" "loaded 0 0 0"
is "files: all names are refused" "$(uprobe --deny "attach=uprobe:$ls:*")" "loaded -1 -1 -1"
is "files: all names are allowed" \
	"$(uprobe --deny all --allow "attach=uprobe:$ls:*")" "loaded 0 0 0"
is "files: a link does not count" \
	"$(uprobe --deny all --allow "attach=uprobe:$T/*")" "loaded -1 -1 -1"

# Several names of one function, here and in the kernel.
printf 'int secret(void) { return 1; }\nint shown(void) __attribute__((alias("secret")));
	int plain(void) { return 2; }\n' | cc -shared -fPIC -x c - -o "$T/names.so"
named() { ask up "$@" -- up "$T/names.so:shown" up "$T/names.so:plain"; }
is "functions by any name" "$(named --deny attach=uprobe:*:hidden)" "loaded 0 0"
is "are refused by each" "$(named --deny attach=uprobe:*:secret)" "loaded -1 0"
like "which rule that was" "$(cat "$T/err")" \
	"at '$T/names.so:shown': '--deny attach=uprobe:\*:secret'"
is "are allowed by the one that is used" \
	"$(named --deny attach=uprobe:*:secret --allow "attach=uprobe:$T/*")" "loaded 0 0"
read -r name alias < <(awk '$2 ~ /[tT]/ && !$4 { if ($1 == at) { print name, $3; exit }
	at = $1; name = $3 }' /proc/kallsyms)
object kp <<'END'
SEC("kprobe") int kp(void *ctx) { return 0; }
END
is "functions of the kernel, too" \
	"$(ask kp --deny "attach=kprobe:$name" -- kp "$alias" kp "$name")" "loaded -1 -1"
like "with the rule" "$(cat "$T/err")" "at '$alias': '--deny attach=kprobe:$name'"

# A file that only another process sees, as one in a container, or in a chroot.
mkdir "$T/box" "$T/jail"
for jail in "" "$T/jail"; do
	unshare -m "$BASH" -c '[ -z "$1" ] || mount --rbind / "$1"
		mount -t tmpfs none "$1$2/box" && cp "$3" "$1$2/box/ls" &&
			exec chroot "$1/" sleep 30' - "$jail" "$T" "$ls" &
	pid=$!
	if wait_until test -x "/proc/$pid/root$T/box/ls"; then
		ln -sf "/proc/$pid/root$T/box/ls" "$T/boxed"
		boxed() {
			ask up "$@" -- up "/proc/$pid/root$T/./box/ls:$start" up "$T/boxed:$start"
		}
		is "files of other roots${jail:+, a chroot}" "$(boxed)" "loaded 0 -2"
		is "are not what is here" "$(boxed --deny all --allow "attach=uprobe:$T/*")" \
			"loaded -1 -1"
		is "but have a name" \
			"$(boxed --deny all --allow "attach=uprobe:/proc/$pid/root$T/box/ls:*")" \
			"loaded 0 -1"
	else
		skip "files of other roots" "no mount namespaces"
	fi
	kill $pid
done

if own_veth; then
	ip link property add dev $veth altname other$$
	devices() { ask xdp "$@" -- pass $veth,skb pass other$$,skb; }
	is "devices by other names" "$(devices)" "loaded 0 -16"
	is "are refused by their own" "$(devices --deny attach=xdp:$veth)" "loaded -1 -1"
	is "are not allowed by the other" \
		"$(devices --deny all --allow 'attach=xdp:wbpolicy*')" "loaded -1 -1"
	is "options" "$(devices --deny attach=xdp:$veth,drv)" "loaded 0 -16"
	is "options that are refused" "$(devices --deny attach=xdp:$veth,skb)" "loaded -1 -1"
else
	skip "devices" "no veth network devices"
fi

if own_cgroup; then
	ln -s "$cgroup" "$T/group"
	groups() {
		ask skb "$@" -- skb "$T/group" skb "${cgroup%/*}/./${cgroup##*/}/../${cgroup##*/}"
	}
	is "cgroups by other names" \
		"$(groups --deny all --allow "attach=cgroup_skb:${cgroup%.*}.*")" "loaded 0 0"
	is "are refused by their own" "$(groups --deny "attach=cgroup:$cgroup")" "loaded -1 -1"
	is "are not allowed by the other" \
		"$(groups --deny all --allow "attach=cgroup:$T/*")" "loaded -1 -1"
else
	skip "cgroups" "no cgroup2"
fi

if unshare -n true 2>/dev/null; then
	unshare -n sleep 20 &
	pid=$!
	ln -s /proc/$pid/ns/net "$T/net"
	cat >"$T/namespaces" <<'END'
"$1" --deny attach=sk_lookup:* --allow attach=sk_lookup:/proc/self/ns/net "$T/ask.wasm" \
	lookup "/proc/$$/ns/net" lookup "$T/net" <"$T/lookup.o"
END
	is "namespaces" "$(env T="$T" unshare -n "$BASH" "$T/namespaces" "$run" 2>"$T/err")" \
		"loaded 0 -1"
	like "a namespace without a path" "$(cat "$T/err")" "at 'net:\[[0-9]+\]'"
	kill $pid
else
	skip "namespaces" "no network namespaces"
fi

# --- limits --------------------------------------------------------------------

policy "allow all" "limit time=0.3"
endless() { "$run" "$@" --policy "$T/policy" "$T/ask.wasm" < <(exec sleep 2); }
is "maps" "$(ask map --limit maps=1 --)" "loaded"
is "maps that are too many" "$(ask two --limit maps=1 --)" "refused"
like "their limit is told" "$(cat "$T/err")" "the policy refuses more maps: '--limit maps=1'"
is "a map of some size" "$(ask map --limit map-size=1M --)" "loaded"
is "a map that is too large" "$(ask map --limit map-size=1 --)" "refused"
like "that limit is told" "$(cat "$T/err")" "the policy refuses more map-size: '--limit map-size=1'"
for type in TASK SK; do
	object storage-$type <<END
struct {
	__uint(type, BPF_MAP_TYPE_${type}_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, long);
} some SEC(".maps");
END
done
is "task storage: an entry a task" "$(ask storage-TASK --limit map-size=1024G --)" "loaded"
tasks=$(($(cat /proc/sys/kernel/threads-max) * 16)) # a key and a value each
is "all of them" "$(ask storage-TASK --limit map-size=$tasks --)" "loaded"
is "and no more" "$(ask storage-TASK --limit map-size=$((tasks - 1)) --)" "refused"
is "storage of sockets without a limit" "$(ask storage-SK --)" "loaded"
is "has none to hold" "$(ask storage-SK --limit map-size=1024G --)" "refused"
like "which is told" "$(cat "$T/err")" "hint: nothing limits how many sockets"
cat >"$T/many.c" <<'END'
#include <stdio.h>
#include <wasm_bpf.h>
static char bytes[100000];
int main(void)
{
	size_t size = fread(bytes, 1, sizeof(bytes), stdin);
	uint64_t one = wasm_load_bpf_object(bytes, size), two = wasm_load_bpf_object(bytes, size);
	int closed = wasm_close_bpf_object(one);

	printf("%d %d %d %d\n", one != 0, two != 0, closed, wasm_load_bpf_object(bytes, size) != 0);
	return 0;
}
END
"$cc" "$T/many.c" -o "$T/many.wasm"
many() { "$run" "$@" "$T/many.wasm" <"$T/two.o" 2>"$T/err"; }
is "objects" "$(many)" "1 1 0 1"
is "one object at a time" "$(many --limit objects=1)" "1 0 0 1"
like "that limit is told" "$(cat "$T/err")" "the policy refuses more objects: '--limit objects=1'"
cat >"$T/kept.c" <<'END'
#include <stdio.h>
#include <wasm_bpf.h>
#include <wasm_bpf_v2.h>
/* Puts maps into a map of maps and closes them; then takes them out, and goes on. */
int main(void)
{
	struct wasm_bpf_map_definition in = { 2, 4, 8, 1, .name = "in" };
	struct wasm_bpf_map_definition out = { 12, 4, 4, 64, .name = "out" };
	int outer, map, kept = 0;

	out.inner = map = wasm_bpf_map_create(&in, sizeof(in));
	outer = wasm_bpf_map_create(&out, sizeof(out));
	wasm_bpf_map_close(map);
	for (uint32_t i = 0; i < 64; i++) {
		map = wasm_bpf_map_create(&in, sizeof(in));
		if (map < 0)
			break;
		kept += wasm_bpf_map_operate(outer, WASM_BPF_MAP_UPDATE, &i, &map, 0, 0) == 0;
		wasm_bpf_map_close(map);
	}
	printf("%d", kept);
	wasm_bpf_map_close(outer);
	for (int i = 0; i < 100000; i++) { /* the kernel frees them later */
		map = wasm_bpf_map_create(&in, sizeof(in));
		if (map > 0)
			break;
	}
	printf(" %s\n", map > 0 ? "again" : "never");
	return 0;
}
END
ok "a guest that has maps kept" "$cc" "$T/kept.c" -o "$T/kept.wasm"
is "maps count that only another map keeps" \
	"$("$run" --limit maps=5 "$T/kept.wasm" 2>/dev/null)" "4 again"
is "without a limit there is none" "$("$run" "$T/kept.wasm" 2>/dev/null)" "64 again"
cat >"$T/objects.c" <<'END'
#include <stdio.h>
#include <wasm_bpf_v2.h>
static char bytes[100000];
int main(void)
{
	uint32_t size = fread(bytes, 1, sizeof(bytes), stdin);
	int count = 0;

	while (count < 40 && wasm_bpf_object_open(bytes, size, NULL) > 0)
		count++;
	printf("%d\n", count);
	return 0;
}
END
ok "a guest of many objects" "$cc" "$T/objects.c" -o "$T/objects.wasm"
object large <<'END'
static volatile char large[8 << 20];
SEC("raw_tp/sched_switch") int raw(void *ctx) { return large[7]; }
END
is "the host's memory for objects is limited, too" \
	"$("$run" --limit memory=64M "$T/objects.wasm" <"$T/large.o" 2>/dev/null)" "7"
is "but only by a limit" "$("$run" "$T/objects.wasm" <"$T/large.o" 2>/dev/null)" "40"
is "so many maps at a time" "$(many --limit maps=3)" "1 0 0 1"
printf '(module (memory (export "memory") 1) (table 1 funcref)
	(func (export "_start")
		(if (i32.eq (table.grow 0 (ref.null func) (i32.const 99)) (i32.const -1))
			(then unreachable))))' >"$T/table.wat"
wat2wasm "$T/table.wat" -o "$T/table.wasm"
fails "tables" 0 "$run" --limit tables=100 "$T/table.wasm"
fails "tables that are too large" 134 "$run" --limit tables=99 "$T/table.wasm"
fails "a time" 124 endless
fails "the command line's own" 0 endless --timeout 60

# --- what the process keeps ----------------------------------------------------

printf '(module (memory (export "memory") 1) (func (export "_start") (loop br 0)))' >"$T/loop.wat"
wat2wasm "$T/loop.wat" -o "$T/loop.wasm"
# The lines of its threads' status, once each: CapEff in bits' names.
status() {
	"$run" --timeout 30 "$@" "$T/loop.wasm" &
	local pid=$!
	wait_for "^Seccomp:.2" /proc/$pid/status $pid
	sleep 0.2
	cat /proc/$pid/task/*/status | grep -E "^(Cap|NoNew|Seccomp:)" | sort -u
	kill $pid
	wait $pid
} 2>/dev/null
all_capabilities() { capsh --decode="$(status "$@" | sed -n 's/^CapEff:.//p')" | sed 's/.*=//'; }
capabilities() { all_capabilities "$@" | sed 's/cap_ipc_lock,//'; }
plain=$(status)
is "all threads have the same" "$(grep -c ^Cap <<<"$plain")" 5
like "nothing comes back" "$plain" "CapAmb:.0+"$'\n'"CapBnd:.0+"$'\n'
like "no_new_privs and a filter" "$plain" "NoNewPrivs:.1"$'\n'"Seccomp:.2"
if command -v capsh >/dev/null; then
	min=cap_dac_read_search,cap_syslog,cap_perfmon,cap_bpf
	is "capabilities without a policy" "$(capabilities)" \
		"cap_dac_read_search,cap_net_admin,cap_net_raw,cap_sys_ptrace,cap_sys_admin,cap_syslog,cap_perfmon,cap_bpf,cap_checkpoint_restore"
	is "with the strict policy" "$(capabilities --policy docs/strict.policy)" $min
	is "with devices of one kind" "$(capabilities --deny all --allow 'attach=xdp:veth*')" \
		cap_dac_read_search,cap_net_admin,cap_syslog,cap_perfmon,cap_bpf
	is "with a folder" "$(capabilities --deny all --dir "$T")" \
		"cap_dac_override,${min/search,/search,cap_fowner,}"
	is "with a folder that is read" "$(capabilities --deny all --dir "$T::/t:ro")" $min
	lock=cap_ipc_lock
	if (ulimit -l unlimited) 2>/dev/null; then lock=; fi
	is "to lock memory where the limit cannot be lifted" \
		"$(all_capabilities --deny all | grep -o cap_ipc_lock)" "$lock"
else
	skip "capabilities" "no capsh"
fi
cat >"$T/untraced" <<'END'
umount -l /sys/kernel/tracing /sys/kernel/debug 2>/dev/null
[ ! -d /sys/kernel/tracing/events ] || exit 1
"$1" --policy docs/strict.policy "$T/ask.wasm" by_section "" <"$T/tp.o"
END
is "tracefs is mounted before that goes" \
	"$(env T="$T" unshare -m "$BASH" "$T/untraced" "$run" 2>&1)" "loaded 0"
mkdir -m 700 "$T/theirs"
echo before >"$T/theirs/file"
chmod 600 "$T/theirs/file"
chown -R 12345:12345 "$T/theirs"
cat >"$T/write.c" <<'END'
#include <stdio.h>
#include <unistd.h>
int main(void)
{
	FILE *file = fopen("/t/file", "r+"), *other = fopen("/t/new", "w");

	return !file || !other || fputs("after ", file) < 0 || fclose(file) ||
	       rename("/t/new", "/t/newer");
}
END
"$cc" "$T/write.c" -o "$T/write.wasm"
fails "another user's folder can be written to" 0 "$run" --dir "$T/theirs::/t" "$T/write.wasm"
is "and was" "$(cat "$T/theirs/file") $(ls "$T/theirs" | paste -sd ' ')" "after  file newer"
fails "but not where it was given to read" 1 "$run" --dir "$T/theirs::/t:ro" "$T/write.wasm"

# --- files ---------------------------------------------------------------------

wrong() { # NAME REGEX LINES...
	printf '%s\n' "${@:3}" >"$T/policy"
	fails "$1" 1 "$run" --policy "$T/policy" "$T/ask.wasm"
	like "$1: told" "$(cat "$T/out")" "$2"
}
wrong "an unknown section" "line 1: unknown section" "[guest]"
wrong "a rule outside" "line 1: a rule must come after" "allow all"
wrong "an unknown verb" "line 3: 'permit': a rule must begin" "[guests]" "allow all" "permit x"
wrong "an unknown rule" "line 2: 'dir=/' is not a rule" "[guests]" "allow dir=/"
wrong "a huge number" "line 2: limit memory=99999999999999999999: expected a size" \
	"[guests]" "limit memory=99999999999999999999"
wrong "a long line" "line 2: the line is too long" "[guests]" "allow pin=/$(printf '%09000d' 0)"
printf '[guests]\nallow \0all\n' >"$T/policy"
fails "a NUL" 1 "$run" --policy "$T/policy" "$T/ask.wasm"
fails "no file" 1 "$run" --policy "$T/nosuch" "$T/ask.wasm"
fails "a wrong rule on the command line" 2 "$run" --allow nosuch "$T/ask.wasm"
printf '[artifacts]\nallow ghcr.io\n[guests]\nallow all\n' >"$T/policy"
fails "a file where the policy asks for artifacts" 1 "$run" --policy "$T/policy" "$T/ask.wasm"

# --- what inspect prints ---------------------------------------------------------

object all <<'END'
SEC("tp/sched/sched_switch") int tp(void *ctx) { return 0; }
SEC("tp_btf/sched_switch") int bound(void *ctx) { return 0; }
SEC("raw_tracepoint/sched_switch") int raw(void *ctx) { return 0; }
SEC("iter/task") int iter(void *ctx) { return 0; }
SEC("uprobe//bin/ls:main") int up(void *ctx) { return 0; }
SEC("perf_event") int event(void *ctx) { return 0; }
SEC("cgroup/connect4") int connecting(void *ctx) { return 1; }
SEC("syscall") int call(void *ctx) { return 0; }
SEC("?socket") int optional(void *ctx) { return 0; }
int counter;
END
"$run" inspect --policy "$T/all.o" >"$T/policy"
is "the rules that an object needs" "$(sed 's/  #.*//; 1d' "$T/policy")" "[guests]
allow attach=tp:sched/sched_switch
allow attach=tp_btf:sched_switch
allow attach=raw_tracepoint:sched_switch
allow attach=iter:task
allow attach=uprobe:$(readlink -f /bin/ls):main
allow attach=perf_event:*
allow attach=cgroup:*
allow program=syscall
# allow attach=socket:*
allow map=array"
is "allow it" "$(ask all --policy "$T/policy" -- tp "" bound "" raw "" iter "")" "loaded 0 0 0 0"
grep '^allow' "$T/policy" >"$T/rules"
while read -r rule; do
	grep -vxF "$rule" "$T/policy" >"$T/fewer"
	[ "$(ask all --policy "$T/fewer" --)" = refused ] || echo "not needed: $rule"
done <"$T/rules" >"$T/needless"
is "and each of them is needed" "$(cat "$T/needless")" ""

# --- the one to begin with -------------------------------------------------------

cp -r examples/c.mk examples/tool.h examples/bootstrap examples/xdp "$T/"
for name in bootstrap xdp; do
	make -s -C "$T/$name" clean all TOOLS="$PWD/$B" SDK="$PWD/sdk" >"$T/out" 2>&1 ||
		cat "$T/out"
done
"$run" --policy docs/strict.policy --timeout 1 \
	"$T/bootstrap/bootstrap.wasm" >"$T/table" 2>"$T/err" &
pid=$!
wait_for . "$T/table" $pid
cp "$(type -P true)" "$T/wb$$"
"$T/wb$$"
wait $pid
is "the strict policy lets bootstrap run" "$? $(cat "$T/err")" "124 "
like "and see events" "$(cat "$T/table")" "EXEC +wb$$"
"$run" inspect --policy "$T/bootstrap/bootstrap.wasm" >"$T/policy"
fails "its own policy lets bootstrap run" 124 "$run" --policy "$T/policy" --timeout 0.5 \
	"$T/bootstrap/bootstrap.wasm"
fails "bootstrap's policy refuses xdp" 1 "$run" --policy "$T/policy" "$T/xdp/xdp.wasm" lo
"$run" inspect --policy "$T/xdp/xdp.wasm" >"$T/policy"
fails "which its own lets run" 124 "$run" --policy "$T/policy" --timeout 0.5 "$T/xdp/xdp.wasm" lo
fails "the strict policy refuses xdp" 1 "$run" --policy docs/strict.policy "$T/xdp/xdp.wasm" lo
like "with the reason" "$(cat "$T/out")" \
	"program 'on_packet' \(xdp\), type xdp: no rule in 'docs/strict.policy' allows it"
done_testing
