#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Where a program goes among others: first, last, before= and after= at interfaces and cgroups;
# and whose XDP program is in the way. In a network namespace and a cgroup of ours.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh

own_netns && ip -n $ns link set lo up || skip_all "no network namespaces here"

# In the order in which they run, three programs append their digits to `seen`.
cat >"$T/order.bpf.c" <<'END'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, long);
} seen SEC(".maps");
static int append(int digit)
{
	int zero = 0;
	long *digits = bpf_map_lookup_elem(&seen, &zero);

	if (digits && *digits < 100)
		*digits = *digits * 10 + digit;
	return VERDICT;
}
SEC(SECTION) int first_made(void *ctx) { return append(1); }
SEC(SECTION) int second_made(void *ctx) { return append(2); }
SEC(SECTION) int the_third_that_is_made(void *ctx) { return append(3); }
char LICENSE[] SEC("license") = "GPL";
END
make_object() { # NAME SECTION VERDICT
	"$cc" -target bpf -DSECTION="\"$2\"" -DVERDICT="$3" -c "$T/order.bpf.c" -o "$T/$1.bpf.o"
}
make_object tcx tcx/ingress -1
make_object cgroup cgroup/connect4 1

# Attaches the three to TARGET with these options, makes an event, and prints what was seen.
seen() { # OBJECT TARGET OPTIONS-OF-2 OPTIONS-OF-3
	: >"$T/seen"
	${inside[@]+"${inside[@]}"} "$run" run --map seen -o json --timeout 20 --interval 0.1 \
		--attach "first_made=$2" --attach "second_made=$2$3" \
		--attach "the_third_that_is_made=$2$4" "$T/$1.bpf.o" >"$T/seen" 2>"$T/said" &
	pid=$!
	wait_for key "$T/seen" $pid 2>/dev/null
	if kill -0 $pid 2>/dev/null; then
		event "$2"
		wait_for '"value":[1-9]' "$T/seen" $pid
		kill -INT $pid 2>/dev/null
	fi
	wait $pid
	status=$?
	sed -n '$s/.*"value":\([0-9]*\).*/\1/p' "$T/seen"
}
orders() { # OBJECT TARGET
	is "$1: one after another" "$(seen "$1" "$2" "" "")" 123
	is "$1: first" "$(seen "$1" "$2" "" ,first)" 312
	is "$1: last" "$(seen "$1" "$2" ,first ,last)" 213
	is "$1: before the program of a name" "$(seen "$1" "$2" "" ,before=second_made)" 132
	is "$1: after the program of a name" "$(seen "$1" "$2" "" ,after=first_made)" 132
	is "$1: right after it" "$(seen "$1" "$2" ,first ,after=second_made)" 231
	seen "$1" "$2" ,before=nosuch "" >/dev/null
	like "$1: a name that is not there" "$(cat "$T/said")" \
		"to '$2,before=nosuch': .*only 'first_made' \(ID [0-9]+, link:[0-9]+\) is attached"
	is "$1: ends the run" $status 1
	seen "$1" "$2" "" ,after=first_made,first >/dev/null
	like "$1: two places" "$(cat "$T/said")" "Invalid argument.*has the form: .*first\|last"
	for wrong in before= before=0 before=link: before=link:x before=4294967296 before=a-b \
		first=1 before; do
		seen "$1" "$2" "" ",$wrong" >/dev/null
		like "$1: $wrong is wrong" "$status $(cat "$T/said")" "^1 .*has the form"
	done
}

inside=(ip netns exec "$ns")
# shellcheck disable=SC2317
event() { "${inside[@]}" bash -c 'echo >/dev/udp/127.0.0.1/9' 2>/dev/null; }
seen tcx lo "" "" >/dev/null
if grep -q "Invalid argument\|not supported" "$T/said"; then
	skip "programs at an interface" "this kernel has no tcx"
else
	orders tcx lo
	has_tcx=true
fi

# As libbpf's options say it: 2 first, and 3 before 1, by a descriptor, a number, and a link.
cat >"$T/opts.c" <<'END'
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
static struct bpf_program *prog[3];
static char bytes[100000];
static struct bpf_link *at(int number, __u32 flags, __u32 fd, __u32 id)
{
	LIBBPF_OPTS(bpf_tcx_opts, opts, .flags = flags, .relative_fd = fd, .relative_id = id);
	return bpf_program__attach_tcx(prog[number], if_nametoindex("lo"), &opts);
}
int main(int argc, char **argv)
{
	static const char *const names[] = { "first_made", "second_made",
					     "the_third_that_is_made" };
	struct bpf_object *object =
		bpf_object__open_mem(bytes, fread(bytes, 1, sizeof(bytes), stdin), NULL);
	struct bpf_link *one, *three = NULL;
	struct bpf_prog_info info = { 0 };
	struct bpf_link_info link = { 0 };
	__u32 size = sizeof(info);
	long digits = 0;
	int zero = 0;

	for (int i = 0; i < 3; i++)
		prog[i] = bpf_object__find_program_by_name(object, names[i]);
	if (bpf_object__load(object))
		return 1;
	one = at(0, 0, 0, 0);
	if (!one || !at(1, BPF_F_BEFORE, 0, 0))
		return 2;
	if (*argv[1] == 'f') {
		three = at(2, BPF_F_BEFORE, bpf_program__fd(prog[0]), 0);
	} else if (*argv[1] == 'n') {
		bpf_prog_get_info_by_fd(bpf_program__fd(prog[0]), &info, &size);
		three = at(2, BPF_F_BEFORE | BPF_F_ID, 0, info.id);
	} else {
		size = sizeof(link);
		bpf_link_get_info_by_fd(bpf_link__fd(one), &link, &size);
		three = at(2, BPF_F_AFTER | BPF_F_LINK, 0, link.id);
	}
	if (!three || at(2, BPF_F_BEFORE | BPF_F_AFTER, 0, 0) || errno != EOPNOTSUPP)
		return 3;
	if (at(2, BPF_F_BEFORE, 5, 5) || errno != EINVAL)
		return 4;
	for (int i = 0; i < 50 && !digits; i++) {
		printf("waiting\n");
		fflush(stdout);
		usleep(100000);
		bpf_map_lookup_elem(bpf_map__fd(bpf_object__find_map_by_name(object, "seen")),
				    &zero, &digits);
	}
	printf("digits %ld\n", digits);
	return 0;
}
END
if [ -n "${has_tcx-}" ]; then
	ok "a guest with libbpf's options" "$cc" "$T/opts.c" -o "$T/opts.wasm"
	for way in fd:231 number:231 link:213; do
		launch "$T/tcx.bpf.o" "${inside[@]}" "$run" "$T/opts.wasm" "${way%:*}"
		event lo
		wait $pid
		like "C: relative to a ${way%:*}" "$? $(cat "$T/out")" "^0 .*digits ${way#*:}"
	done
fi

# By numbers and pins, and whose they are: of a run that stays.
cat >"$T/stay.sh" <<END
exec "$run" run --map seen -o json --timeout 60 --interval 0.2 --attach first_made=lo \
	--attach second_made=lo --attach the_third_that_is_made=lo "$T/tcx.bpf.o"
END
if [ -n "${has_tcx-}" ]; then
	"${inside[@]}" bash "$T/stay.sh" >"$T/stayed" 2>&1 &
	stay=$!
	wait_for key "$T/stayed" $stay
	id=$(bpftool prog show name second_made | sed -n '1s/^\([0-9]*\):.*/\1/p')
	one() { # OPTIONS...
		"${inside[@]}" "$run" run --map seen -o json --timeout 0.3 --attach first_made=lo \
			--attach second_made=lo --attach "the_third_that_is_made=lo,$1" \
			"${@:2}" "$T/tcx.bpf.o"
	}
	fails "tcx: before a program's ID" 124 one "before=$id"
	fails "tcx: before a link that is not there" 1 one before=link:4294967295
	like "is told, with what is there" "$(cat "$T/out")" "'second_made' \(ID $id, link:"
	fails "tcx: a name that several have" 1 one before=second_made
	like "is told, with their IDs" "$(cat "$T/out")" "several programs 'second_made'.*$id or"
	link=$(sed -n 's/.*link:\([0-9]*\).*/\1/p' <<<"$("${inside[@]}" "$run" run --map seen \
		--timeout 0.3 --attach first_made=lo,after=nosuch "$T/tcx.bpf.o" 2>&1)")
	fails "tcx: after a link's ID" 124 one "after=link:$link"
	fails "tcx: a pin that no rule allows" 1 one before=/sys/fs/bpf/nosuch
	like "is refused" "$(cat "$T/out")" "a pin at '/sys/fs/bpf/nosuch' is not allowed"
	fails "tcx: a pin that is not there" 1 one before=/sys/fs/bpf/nosuch --allow 'pin=*'
	like "is told" "$(cat "$T/out")" "cannot open '/sys/fs/bpf/nosuch'"
	fails "tcx: a rule is about the place" 1 one first --deny 'attach=tcx:*,first'
	fails "and about it alone" 124 one last --deny 'attach=tcx:*,first'
	fails "a rule is about a name" 1 one "before=0x$(printf %x "$id")" \
		--deny "attach=tcx:*,before=$id"
	like "in its one spelling" "$(cat "$T/out")" "the policy refuses program"
	few=(--deny all --allow 'attach=tcx:*' --allow map=array)
	fails "tcx: by a name, where rules leave no CAP_SYS_ADMIN" 1 one before=second_made \
		"${few[@]}"
	like "an ID is asked for" "$(cat "$T/out")" "takes CAP_SYS_ADMIN; give its ID, such as"
	fails "which does" 124 one "before=$id" "${few[@]}"
	mkdir "$T/bpf" && mount -t bpf bpf "$T/bpf" && at_end umount "$T/bpf"
	bpftool prog pin id "$id" "$T/bpf/second"
	bpftool link pin id "$link" "$T/bpf/link"
	fails "tcx: before a pinned program" 124 one "before=$T/bpf/second" --allow "pin=$T/bpf/*"
	fails "tcx: after a pinned link" 124 one "after=$T/bpf/link" --allow "pin=$T/bpf/*"
	rm -f "$T/bpf/second" "$T/bpf/link"
	kill -INT $stay
	wait $stay
fi

if own_cgroup; then
	inside=()
	# shellcheck disable=SC2016,SC2317
	event() {
		bash -c 'echo $$ >"$0/cgroup.procs"; exec 3<>/dev/tcp/127.0.0.1/9' "$1" 2>/dev/null
	}
	is "cgroup: one after another" "$(seen cgroup "$cgroup" "" "")" 123
	seen cgroup "$cgroup" "" ,first >/dev/null
	if grep -q "since Linux 6.17" "$T/said"; then
		skip "programs at a cgroup" "they have no order in this kernel"
	else
		orders cgroup "$cgroup"
	fi
else
	skip "programs at a cgroup" "no cgroup2"
fi

# --- XDP -------------------------------------------------------------------------------------

cat >"$T/xdp.bpf.c" <<'END'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, long);
} seen SEC(".maps");
SEC("xdp") int NAME(void *ctx) { return XDP_PASS; }
char LICENSE[] SEC("license") = "GPL";
END
inside=(ip netns exec "$ns")
for name in here late; do
	"$cc" -target bpf -DNAME=$name -c "$T/xdp.bpf.c" -o "$T/$name.bpf.o"
done
"${inside[@]}" "$run" run --map seen -o json --interval 0.2 --timeout 60 --attach here=lo \
	"$T/here.bpf.o" >"$T/stayed" 2>&1 &
stay=$!
wait_for key "$T/stayed" $stay
for mode in "" ,skb; do
	fails "XDP where one is$mode" 1 "${inside[@]}" "$run" run --map seen --attach late=lo$mode \
		"$T/late.bpf.o"
	like "says whose it is" "$(cat "$T/out")" \
		"program 'here' \(ID [0-9]+, link:[0-9]+\) is attached there, held by process $stay "
done
fails "XDP where one is, with rules" 1 "${inside[@]}" "$run" run --map seen \
	--attach late=lo --allow all "$T/late.bpf.o"
like "says nothing of processes" "$(cat "$T/out")" "is attached there; an interface has one"
kill -INT $stay
wait $stay
sed -i 's/SEC("xdp")/SEC("prog")/' "$T/xdp.bpf.c"
"$cc" -target bpf -DNAME=legacy -c "$T/xdp.bpf.c" -o "$T/legacy.bpf.o"
if "${inside[@]}" ip link set dev lo xdpgeneric obj "$T/legacy.bpf.o" sec prog 2>"$T/err"; then
	fails "XDP where ip(8) put one" 1 "${inside[@]}" "$run" run --map seen --attach late=lo \
		"$T/late.bpf.o"
	like "says which" "$(cat "$T/out")" "program 'legacy' \(ID [0-9]+\) is attached there;"
	"${inside[@]}" ip link set dev lo xdpgeneric off
else
	skip "XDP where ip(8) put one" "$(head -n 1 "$T/err")"
fi
done_testing
