#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The runtime with a kernel: v1 of the ABI, its variants, hostile arguments, and that
# nothing stays behind.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh
# Names that no other run has: of a program, a map, a process.
kernel_names=(-Don_syscall=run$$ -Dorders=orders$$ -DSTREAM="\"s$$\"")
names=(-DON_SYSCALL="\"run$$\"" -DORDERS="\"orders$$\"")

"$cc" -target bpf "${kernel_names[@]}" -c $guests/abi.bpf.c -o "$T/abi.bpf.o" &&
	"$cc" "${names[@]}" $guests/abi.c -o "$T/abi.wasm" &&
	"$cc" "${names[@]}" -DVARIANTS -Wl,--export=__main_argc_argv $guests/abi.c \
		-o "$T/variants.wasm" || exit 1

# Runs one test of tests/guests/abi.c.
guest() { "$run" "$T/$1.wasm" "${@:2}" <"$T/abi.bpf.o"; }

for test in rings burst perf cut stop close-in-callback reenter grow maps descriptors handles \
	pointers; do
	ok "$test" guest abi $test
	case $test in
	perf) like "lost records are told" "$(cat "$T/out")" "[0-9]+ records of 'perf' lost" ;;
	cut) like "cut records are told" "$(cat "$T/out")" "3 records of 'ring' cut" ;;
	esac
	ok "$test, as other SDKs declare it" guest variants $test
done
for test in rings burst cut stop rows sizes close-in-callback reenter grow trap-in-callback; do
	wanted=0
	[ $test != trap-in-callback ] || wanted=134
	fails "$test, after many records" $wanted guest abi $test warm
	fails "$test, after many records, as other SDKs do" $wanted guest variants $test warm
done
like "a trap in a callback has its name" "$(cat "$T/out")" "#0 .*#1 .*pump"
like "records of a row that was stopped are counted, each once" \
	"$("$run" --stats "$T/abi.wasm" rows warm <"$T/abi.bpf.o" 2>&1)" \
	"buffer ring +3200 delivered"
ok "many objects with many records each" guest abi many
ok "the wrapper under other names" env run="$run" T="$T" bash -c '
	sed "s/callback-wrapper/callback-xrapper/; s/go-callback/no-callback/" "$T/variants.wasm" \
		>"$T/named.wasm"
	"$run" --wrapper-module callback-xrapper --callback-export no-callback "$T/named.wasm" \
		rings <"$T/abi.bpf.o"'

# Starts a test in the background, until it says "waiting": TEST [OPTION...] [MODULE]
start() {
	local arguments=("${@:2}")
	[ $# -gt 1 ] || arguments=("$T/abi.wasm")
	launch "$T/abi.bpf.o" "$run" --timeout 60 "${arguments[@]}" "$1"
}

cp "$(command -v dd)" "$T/s$$"
start stream
"$T/s$$" if=/dev/zero of=/dev/null bs=1 count=100000 status=none
wait $pid
is "a stream from another process" $? 0
like "every record once, or dropped and counted" "$(cat "$T/out")" "[0-9]+ records, [0-9]+ dropped"
echo "# $(tail -n 1 "$T/out")"
start cycles
is "100 objects leave no descriptor" "$(($(ls /proc/$pid/fd | wc -l) < 50))" 1
like "nor memory" "$(awk '/VmRSS/ { print $2 }' /proc/$pid/status)" '^[0-9]{1,5}$'
interrupt TERM

flips() { guest abi flips 2>"$T/said"; }
ok "1,000 objects with wrong bytes" flips
like "a wrong byte's place is told" "$(cat "$T/said")" \
	"cannot open the BPF object of 'abi': section"

# --- attaching ---------------------------------------------------------------

if command -v tc >/dev/null && own_veth; then
	sed "s/\<lo,/$veth,/g" $guests/abi.c >"$T/abi-dev.c"
	"$cc" "${names[@]}" -I$guests "$T/abi-dev.c" -o "$T/dev.wasm"
	start targets "$T/dev.wasm"
	like "xdp is attached" "$(ip -d link show $veth)" "xdpgeneric|prog/xdp"
	like "tc is attached" "$(tc filter show dev $veth egress)" "pref 7 .*handle 0x3.*tc_pass"
	interrupt INT
	is "targets" $status 0
	like "a bad target's grammar is told" "$(cat "$T/out")" \
		"a target for 'xdp' has the form: eth0\[,skb"
	is "xdp is gone" "$(ip -d link show $veth | grep -c xdp)" 0
	is "the filter and its qdisc are gone" "$(tc qdisc show dev $veth | grep -c clsact)" 0
	mkdir "$T/fifos"
	mkfifo "$T/fifos/empty"
	start stuck --dir="$T/fifos::/fifos" "$T/dev.wasm"
	like "a filter is attached" "$(tc filter show dev $veth ingress)" "tc_pass"
	interrupt TERM
	is "stuck where nothing interrupts: status" $status 143
	is "and the filter is gone" "$(tc qdisc show dev $veth | grep -c clsact)" 0
else
	skip "targets" "no tc, or no veth network devices"
fi

if own_cgroup; then
	directory() { "$run" --dir "$cgroup" "$T/abi.wasm" directory <"$T/abi.bpf.o"; }
	ok "targets by a folder's descriptor" directory
else
	skip "targets by a folder's descriptor" "no cgroup2"
fi

printf '#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n
char LICENSE[] SEC("license") = "GPL";
SEC("tp_btf/sched_switch") int bound(void *ctx) { return 0; }
SEC("tp/sched/sched_switch") int free_to(void *ctx) { return 0; }\n' >"$T/two.bpf.c"
"$cc" -target bpf -c "$T/two.bpf.c" -o "$T/two.bpf.o"
cat >"$T/two.c" <<'END'
#include <stdio.h>
#include <string.h>
#include <wasm_bpf.h>
static char bytes[100000];
int main(int argc, char **argv)
{
	uint64_t object = wasm_load_bpf_object(bytes, fread(bytes, 1, sizeof(bytes), stdin));
	printf("%d %d\n", wasm_attach_bpf_program(object, "bound", argv[1]),
	       wasm_attach_bpf_program(object, "free_to", argv[1]));
	return 0;
}
END
"$cc" "$T/two.c" -o "$T/two.wasm"
sed 's/"free_to"/"bound"/' "$T/two.c" >"$T/attach_one.c"
"$cc" "$T/attach_one.c" -o "$T/attach_one.wasm"
two() { "$run" "$@" <"$T/two.bpf.o" 2>"$T/err"; }
is "targets by section" "$(two "$T/two.wasm" "")" "0 0"
is "a target that is no tracepoint" "$(two "$T/two.wasm" sched/nosuch)" "-95 -2"
is "--attach wins" "$(two --attach free_to=sched/sched_wakeup "$T/two.wasm" sched/nosuch)" "-95 0"
is "--attach of what is bound when it is loaded" \
	"$(two --attach bound=sched_wakeup "$T/two.wasm" sched/nosuch)" "0 -2"
two --attach bound=nosuch "$T/two.wasm" "" >/dev/null
like "--attach to nothing" "$(cat "$T/err")" "cannot (attach|load)"
is "--attach of no program attaches nothing, and ends the run" \
	"$(two --attach other=x/y "$T/two.wasm" ""; echo $?)" "1"
like "and says what there is" "$(cat "$T/err")" \
	"for program 'other', and no BPF object has such.*hint: there are 'bound', 'free_to'"
two --attach fre_to=x/y "$T/two.wasm" "" >/dev/null
like "or what is near" "$(cat "$T/err")" "hint: did you mean 'free_to'"
is "at the end where the guest's memory has the name" \
	"$(two --attach sched_switch=x/y "$T/two.wasm" sched/nosuch; echo $?)" $'-95 -2\n1'
two --attach free_to=sched/sched_wakeup --attach bound=sched_wakeup "$T/attach_one.wasm" \
	sched/sched_switch >/dev/null
like "--attach of what the guest does not attach is a warning" "$(cat "$T/err")" \
	"for program 'free_to', which the guest did not attach"
mkfifo "$T/fifo"
for section in sockops uprobe; do
	sed "s|tp/sched/sched_switch|$section|" "$T/two.bpf.c" >"$T/$section.bpf.c"
	"$cc" -target bpf -c "$T/$section.bpf.c" -o "$T/two.bpf.o"
	target=$T/fifo
	[ $section = sockops ] || target+=:main
	is "$section: a target that would take for ever to open" \
		"$(two --timeout 20 "$T/two.wasm" "$target")" "-95 -22"
done
fails "--attach without a target" 2 "$run" --attach x "$T/two.wasm"

# --- why a load or attach failed -----------------------------------------------

cat >"$T/load.c" <<'END'
#include <bpf/libbpf.h>
#include <stdio.h>
static char bytes[100000];
int main(void)
{
	const size_t size = fread(bytes, 1, sizeof(bytes), stdin);
	struct bpf_object *object = bpf_object__open_mem(bytes, size, NULL);

	if (!object || bpf_object__load(object))
		return 3;
	return bpf_program__attach(bpf_object__next_program(object, NULL)) ? 0 : 4;
}
END
"$cc" "$T/load.c" -o "$T/load.wasm"
license='char LICENSE[] SEC("license") = "GPL";'
hint() { # NAME WANTED SOURCE
	printf '#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n%s\n' "$3" >"$T/why.bpf.c"
	(cd "$T" && "$cc" -target bpf -c why.bpf.c -o why.bpf.o)
	"$run" "$T/load.wasm" <"$T/why.bpf.o" >"$T/out" 2>&1
	like "$1" "$(tail -n 1 "$T/out")" "^hint: .*$2"
}
hint "the verifier's last words and the source" "(why.bpf.c:8|'return .*'): R0 invalid mem access 'map_value_or_null'" \
	"$license"'
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 1); __type(key, int);
	__type(value, int); } m SEC(".maps");
SEC("raw_tp/sched_switch") int f(void *ctx)
{ int k = 0, *v = bpf_map_lookup_elem(&m, &k);
return *v; }'
hint "a loop without end" "(why.bpf.c:4|'.*'): infinite loop detected" "$license"'
SEC("raw_tp/sched_switch") int f(void *ctx) { for (volatile int i = 0; i < 1; i--) {} return 0; }'
hint "no licence" '(why.bpf.c:3|printk.*): .*GPL.*the object needs char LICENSE' \
	'SEC("raw_tp/sched_switch") int f(void *ctx) { bpf_printk("x"); return 0; }'
body='int f(void *ctx) { return 0; }'
hint "a misspelt section" 'did you mean SEC\("tracepoint"\)' \
	"$license SEC(\"trasepoint/sched/sched_switch\") $body"
hint "an unknown section" 'sections begin with one of: xdp tc .* struct_ops' \
	"$license SEC(\"whatever\") $body"
for row in tp/sched/sched_swich=sched/sched_switch raw_tp/sched_swich=sched_switch \
	tp_btf/sched_swich=sched_switch fentry/do_unlinkatt=do_unlinkat lsm/file_opne=file_open \
	kprobe/do_unlinkatt=do_unlinkat ksyscall/unlinkatt=unlinkat; do
	hint "the misspelt ${row%=*}" "did you mean '${row#*=}'" "$license SEC(\"${row%=*}\") $body"
done
hint "a function that is nowhere near" "this kernel has no 'no_such_function_at_all'" \
	"$license SEC(\"fentry/no_such_function_at_all\") $body"

# --- what programs and buffers did -----------------------------------------------

cat >"$T/used.bpf.c" <<'END'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
char LICENSE[] SEC("license") = "GPL";
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} read_ring SEC(".maps"), unread_ring SEC(".maps");
SEC("raw_tp/sched_switch") int attached(void *ctx)
{
	int number = 1;
	bpf_ringbuf_output(&read_ring, &number, sizeof(number), 0);
	bpf_ringbuf_output(&unread_ring, &number, sizeof(number), 0);
	return 0;
}
SEC("raw_tp/sched_switch") int spare(void *ctx) { return 0; }
END
cat >"$T/used.c" <<'END'
#include <bpf/libbpf.h>
#include <stdio.h>
static char bytes[100000];
static int take(void *context, void *data, size_t size) { return 0; }
int main(void)
{
	const size_t size = fread(bytes, 1, sizeof(bytes), stdin);
	struct bpf_object *object = bpf_object__open_mem(bytes, size, NULL);
	struct bpf_program *prog;
	struct bpf_link *link;
	struct ring_buffer *ring;

	if (!object || bpf_object__load(object))
		return 1;
	prog = bpf_object__find_program_by_name(object, "attached");
	link = bpf_program__attach(prog);
	ring = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "read_ring"), take, NULL,
				NULL);
	return !link || !ring || ring_buffer__poll(ring, 2000) <= 0;
}
END
"$cc" -target bpf -c "$T/used.bpf.c" -o "$T/used.bpf.o"
"$cc" "$T/used.c" -o "$T/used.wasm"
"$cc" -DWASM_BPF_V1 "$T/used.c" -o "$T/used_v1.wasm"
used() { "$run" "$@" <"$T/used.bpf.o" 2>&1; }
text=$(used --stats "$T/used.wasm")
like "--stats: what a program cost" "$text" "program attached +[1-9][0-9]* runs, [0-9]+ ns each"
like "--stats: a program that nobody attached" "$text" "program spare +never attached"
like "--stats: a ring that nobody read" "$text" "buffer unread_ring +never read"
like "--stats: a mapped ring is not counted" "$text" \
	"buffer read_ring +[1-9][0-9]* bytes taken in place, records not counted"
is "--stats: nothing was delivered in no poll" "$(grep -c "0 delivered" <<<"$text")" 0
like "--stats: one that is read is" "$(used --stats "$T/used_v1.wasm")" \
	"buffer read_ring +[1-9][0-9]* delivered"
text=$(used --json "$T/used.wasm")
like "--json: the same" "$text" \
	'"name":"read_ring","polls":[0-9]+,"delivered":null,.*"mapped":true,"read":true'
like "--json: the ring" "$text" '"name":"unread_ring",.*"mapped":false,"read":false'
like "--json: programs" "$text" \
	'"name":"attached","used":true,"runs":[1-9][0-9]*,"ns_per_run":[0-9]+\}'
like "--json: the spare one" "$text" '"name":"spare","used":false,"runs":0'
text=$(used --verbose "$T/used.wasm")
like "--verbose: a program that nobody attached" "$text" \
	"program 'spare' was loaded, and not attached"
like "--verbose: a ring that nobody read" "$text" "the guest never read the buffer 'unread_ring'"
is "and no other" "$(grep -cE "'attached' was|never read.*'read_ring'" <<<"$text")" 0
is "without them it is silent" "$(used "$T/used.wasm")" ""
like "what was not counted is not said to be none" \
	"$(setpriv --bounding-set -sys_admin --inh-caps -sys_admin "$run" --stats "$T/used.wasm" \
		<"$T/used.bpf.o" 2>&1)" \
	"program attached +runs not counted: that needs CAP_SYS_ADMIN"
like "nothing counts after it" "$(cat /proc/sys/kernel/bpf_stats_enabled)" "^0$"

# --- ends --------------------------------------------------------------------

start interrupted
interrupt INT
is "in a poll: the guest flushes and leaves" "$(cat "$T/out")" "$(printf 'waiting\nflushed')"
is "in a poll: its own status" "$status" 0
is "in a poll: at once" "$((took < 400))" 1
for test in endless-callback stubborn sleep; do
	start $test
	interrupt TERM
	is "$test: status" "$status" 143
	is "$test: within a second" "$((took < 1000))" 1
done
fails "a trap with programs attached" 134 guest abi trap
start stubborn
interrupt KILL 2>/dev/null

# --- nothing stays -----------------------------------------------------------

# The kernel frees them some time after their last descriptor is closed.
ok "no program and no map stays" wait_until none_in_kernel "run$$|orders$$"
start interrupted
is "there was one of each" "$(in_kernel "run$$|orders$$")" 2
interrupt INT

# --- errors ------------------------------------------------------------------

cat >"$T/bad.bpf.c" <<'END'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
char LICENSE[] SEC("license") = "GPL";
SEC("xdp") int refused(struct xdp_md *ctx)
{
	return *(volatile char *)(long)ctx->data;
}
END
"$cc" -target bpf -c "$T/bad.bpf.c" -o "$T/bad.bpf.o"
bad() { "$run" "${@:2}" "$T/abi.wasm" rings <"$1"; }
fails "a program that the verifier refuses" 99 bad "$T/bad.bpf.o"
like "its log's end is told" "$(cat "$T/out")" "invalid access to packet.*END PROG LOAD LOG"
is "in one block" "$(head -n 1 "$T/out")" \
	"wasm-bpf: cannot load the BPF object of 'abi': Permission denied"
fails "no object at all" 99 bad /dev/null
head -c 5000 "$T/abi.bpf.o" >"$T/half.o"
fails "half an object" 99 bad "$T/half.o"
like "half an object's reason" "$(cat "$T/out")" "cannot open the BPF object"
if command -v setpriv >/dev/null; then
	chmod 755 "$T"
	unprivileged() {
		setpriv --bounding-set=-all --inh-caps=-all --reuid=65534 --clear-groups \
			"$run" --no-cache "$T/abi.wasm" rings <"$T/abi.bpf.o"
	}
	fails "no permission" 99 unprivileged
	like "which capability is told" "$(cat "$T/out")" "CAP_BPF"
else
	skip "no permission" "no setpriv"
fi
# --- programs of socket maps ---------------------------------------------------

cat >"$T/sockets.bpf.c" <<'END'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, int);
} sockets SEC(".maps");
SEC("sk_msg") int verdict(struct sk_msg_md *msg) { return SK_PASS; }
char LICENSE[] SEC("license") = "GPL";
END
"$cc" -target bpf -c "$T/sockets.bpf.c" -o "$T/sockets.bpf.o"
sockets() { "$run" --attach verdict="$1" "$T/load.wasm" <"$T/sockets.bpf.o"; }
ok "a program of a socket map" sockets sockets
fails "needs the map" 4 sockets none
done_testing
