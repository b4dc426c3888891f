#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What a run leaves in the kernel, and what the next one takes over.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh
command -v python3 >/dev/null || skip_all "no python3 to play the service manager"

mkdir "$T/bpf" && mount -t bpf bpf "$T/bpf" || skip_all "no BPF file system can be mounted"
at_end umount -l "$T/bpf"
keep=$T/bpf/app

call=keep$$ # the program

# The guests: two versions of a relay, one with a larger ring, one that never gets ready.
relay() { # NAME VERSION RING-SIZE
	mkdir "$T/$1" &&
		"$cc" -target bpf -DVERSION="$2" -DRING_SIZE="$3" -DCALL=$call \
			-c tests/keep/relay.bpf.c -o "$T/$1.bpf.o" &&
		"$B/btf2h" --skeleton --name relay_bpf "$T/$1.bpf.o" -o "$T/$1/relay.skel.h" &&
		"$cc" -O2 -I"$T/$1" tests/keep/relay.c -o "$T/$1.wasm"
}
{ relay one 1 4194304 && relay two 2 4194304 && relay large 1 8388608; } || exit 1
"$cc" -O2 tests/keep/callback.c -o "$T/callback.wasm" || exit 1
${CC:-cc} -O2 tests/keep/hits.c -o "$T/hits" || exit 1

hits=
start_hits() { "$T/hits" 50000 >"$T/hits.out" & hits=$!; }
end_hits() {
	[ -n "$hits" ] || return
	kill $hits 2>/dev/null
	wait $hits 2>/dev/null
	hits=
}
at_end end_hits
begin() { rm -f "$T/numbers" "$T/said"; : >"$T/numbers"; : >"$T/said"; start_hits; }
judge() { python3 tests/keep/judge.py "$T/numbers" "$T/said"; }
# The guest's process, $guest: COMMAND...
guest=
start_guest() {
	"$@" <&0 >>"$T/numbers" 2>>"$T/said" &
	guest=$!
}
end_guest() {
	[ -n "$guest" ] || return
	kill "${1:--TERM}" $guest 2>/dev/null
	wait $guest 2>/dev/null
	guest=
}
at_end end_guest -KILL
has_grown() { [ "$(stat -c %s "$T/numbers")" -gt "$1" ]; }
names() { (cd "$keep" && echo *); }
grows() { wait_until has_grown "$(stat -c %s "$T/numbers")"; }

# --- killed, and started anew: what a folder of pins keeps ---------------------------------------

for mode in poll batch next; do
	begin
	for _ in 1 2 3 4 5 6; do
		start_guest "$run" --keep="$keep" "$T/one.wasm" $hits $mode
		grows
		end_guest -KILL
	done 2>/dev/null
	start_guest "$run" --keep="$keep" "$T/one.wasm" $hits $mode
	grows
	end_hits
	sleep 0.3
	end_guest
	is "$mode: each record comes once, in order" "$(judge)" well
	like "$mode: and what is attached stays" "$(names)" '^l[0-9]+ (m[0-9]+ ){4}s'
	is "$mode: one program is" "$(in_kernel $call)" 1
	rm -r "$keep"
	wait_until none_in_kernel $call
done

begin
for _ in 1 2 3 4 5 6; do
	start_guest "$run" --keep="$keep" "$T/callback.wasm" $call <"$T/one.bpf.o"
	grows
	end_guest -KILL
done 2>/dev/null
start_guest "$run" --keep="$keep" "$T/callback.wasm" $call <"$T/one.bpf.o"
grows
end_hits
sleep 0.3
end_guest
is "a callback: each record comes once, in order" "$(judge)" well
rm -r "$keep"

# --- another guest ------------------------------------------------------------------------------

begin
start_guest "$run" --keep="$keep" "$T/one.wasm" $hits poll
grows
end_guest
start_guest "$run" --keep="$keep" "$T/two.wasm" $hits poll
grows
sleep 0.2
end_guest
map=$(for pin in "$keep"/m*; do bpftool map show pinned "$pin"; done |
	sed -n 's/^\([0-9]*\): hash.*/\1/p')
is "the next version has the maps of the one before" \
	"$(bpftool -j map dump id "$map" | python3 -c 'import json, sys
print(sorted(i["formatted"]["key"] for i in json.load(sys.stdin)))')" "[1, 2]"
like "it says what the kernel cannot replace" "$(cat "$T/said")" "cannot replace '$call'"
is "and one program is attached" "$(in_kernel $call)" 1
start_guest "$run" --keep="$keep" "$T/large.wasm" $hits poll
grows
sleep 0.2
end_guest
like "a map of another layout is told" "$(cat "$T/said")" \
	"everything starts anew, because map 'ring' differs: it was of .*entries 4194304.*entries 8388608"
is "and still one program is attached" "$(in_kernel $call)" 1
start_guest "$run" --keep="$keep" --fresh "$T/large.wasm" $hits poll
grows
end_guest
end_hits

begin
start_guest "$run" --keep="$keep" "$T/large.wasm" $hits poll
grows
fails "one process has the folder" 1 "$run" --keep="$keep" "$T/large.wasm" $hits poll
like "and the other is told so" "$(cat "$T/out")" "another process keeps its programs there"
end_guest
end_hits
rm -r "$keep"

cat >"$T/done.c" <<'END'
#include <bpf/libbpf.h>
#include "relay.skel.h"
int main(void)
{
	struct relay_bpf *skel = relay_bpf__open_and_load();

	return !skel || relay_bpf__attach(skel);
}
END
"$cc" -O2 -I"$T/one" "$T/done.c" -o "$T/done.wasm"
ok "a guest that is done" "$run" --keep="$keep" "$T/done.wasm"
is "leaves nothing" "$(ls "$keep" 2>/dev/null)" ""
wait_until none_in_kernel $call
is "in the kernel, too" "$(in_kernel $call)" 0

# A guest that attaches nothing has no use of what the one before has attached.
cat >"$T/idle.c" <<'END'
#include <bpf/libbpf.h>
#include "relay.skel.h"
static int take(void *context, void *data, size_t size) { return 0; }
int main(void)
{
	struct relay_bpf *skel = relay_bpf__open();
	struct ring_buffer *ring;

	bpf_program__set_autoload(skel->progs.CALL, false);
	if (relay_bpf__load(skel))
		return 1;
	ring = ring_buffer__new(bpf_map__fd(skel->maps.ring), take, NULL, NULL);
	while (ring_buffer__poll(ring, -1) >= 0)
		;
	return 0;
}
END
"$cc" -O2 -DCALL=$call -I"$T/one" "$T/idle.c" -o "$T/idle.wasm"
begin
start_guest "$run" --keep="$keep" "$T/one.wasm" $hits poll
grows
end_guest
start_guest "$run" --keep="$keep" --deny 'attach=tp:*' "$T/idle.wasm"
no_links() { [ -z "$(compgen -G "$keep/l*")" ]; }
ok "a guest that only reads gets no more of a program that it may not attach" wait_until no_links
end_guest
end_hits
rm -r "$keep"

# --- a program that the kernel can replace ------------------------------------------------------

cat >"$T/count.bpf.c" <<'END'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 2);
	 __type(key, int); __type(value, long long); } counts SEC(".maps");
SEC("cgroup_skb/egress") int count(struct __sk_buff *skb)
{
	int version = VERSION;
	long long *sum = bpf_map_lookup_elem(&counts, &version);
	if (sum)
		__sync_fetch_and_add(sum, skb->len);
	return 1;
}
char LICENSE[] SEC("license") = "GPL";
END
link_of() { bpftool -j link show pinned "$(echo "$keep"/l*)" | python3 -c 'import json, sys
link = json.load(sys.stdin); print(link["id"], link["prog_id"])'; }
if own_cgroup; then
	link=() program=()
	for version in 0 1; do
		"$cc" -target bpf -DVERSION=$version -c "$T/count.bpf.c" -o "$T/count$version.bpf.o"
		timeout -s TERM 1 "$run" --keep="$keep" --attach count="$cgroup" \
			--map counts "$T/count$version.bpf.o" >"$T/out" 2>&1
		read -r link[$version] program[$version] < <(link_of)
	done
	is "the link is the same" "${link[1]}" "${link[0]}"
	is "its program is another" "$((program[1] > program[0]))" 1
	is "nothing was detached for it" "$(grep -c 'cannot replace' "$T/out")" 0
	timeout -s TERM 1 "$run" --keep="$keep" --attach count="$cgroup" --map counts \
		--deny "attach=cgroup_skb:*" "$T/count1.bpf.o" >"$T/out" 2>&1
	like "a policy holds for what is taken over, too" "$(cat "$T/out")" "policy"
	rm -r "$keep"
else
	skip "links that the kernel can update" "no cgroup"
fi

# --- an object ----------------------------------------------------------------------------------

# JSON of records, each of which comes once: their numbers are in order, and there is no gap.
in_order() {
	python3 - "$1" <<'END'
import json, sys
numbers = [json.loads(line)["number"] for line in open(sys.argv[1])]
print(len(numbers) > 1000 and numbers == list(range(len(numbers))))
END
}
: >"$T/seen"
"$T/hits" 1000 >/dev/null &
hits=$!
for _ in 1 2 3; do
	timeout -s TERM 1 "$run" --keep="$keep" -p target=$hits -o json="$T/seen" \
		"$T/one.bpf.o" >"$T/out" 2>&1
done
end_hits
is "an object: each record comes once, in order, into the same file" "$(in_order "$T/seen")" True
rm -r "$keep"

# --- at a service manager ------------------------------------------------------------------------

begin
is "a manager keeps it over kills" "$(python3 tests/keep/manager.py 6 $hits "$T/numbers" "$T/said" \
	"$run" --keep "$T/one.wasm" $hits poll | sed -n 1,2p |
	sed 's/[0-9]\+/N/g')" 'status N
bpf-sN bpf-mN bpf-mN bpf-mN bpf-mN bpf-lN'
end_hits
is "each record came once, in order" "$(judge)" well

fails "without a manager and a folder it has nowhere to keep it" 1 \
	env -u NOTIFY_SOCKET "$run" --keep "$T/one.wasm" 1 poll
like "and says where it could" "$(cat "$T/out")" 'hint: --keep=/sys/fs/bpf/NAME'
fails "a folder elsewhere is no place" 1 "$run" --keep="$T/elsewhere" "$T/one.wasm" 1 poll
is "and is not made" "$(ls -d "$T/elsewhere" 2>/dev/null)" ""
mkdir -m 777 "$T/bpf/open"
fails "nor is one that others can write" 1 "$run" --keep="$T/bpf/open" "$T/one.wasm" 1 poll
rmdir "$T/bpf/open"
mkdir "$T/bpf/other"
bpftool map create "$T/bpf/other/theirs" type array key 4 value 4 entries 1 name theirs
fails "nor one that others use" 1 "$run" --keep="$T/bpf/other/" "$T/one.wasm" 1 poll
like "which is told" "$(cat "$T/out")" "'theirs' was put there by something else"
is "and stays as it is" "$(ls "$T/bpf/other")" theirs
rm -r "$T/bpf/other"
fails "with a slash at its end, too" 1 "$run" --keep="$T/elsewhere/" "$T/one.wasm" 1 poll
is "which is not made" "$(ls -d "$T/elsewhere" 2>/dev/null)" ""

fails "a recording is of one guest" 2 "$run" --update --record "$T/tape" "$T/one.wasm"

# --- updates -------------------------------------------------------------------------------------

said() { grep -q "$1" "$T/said"; }
reload() {
	kill -HUP $guest
	wait_until said "$1"
}
begin
cp "$T/one.wasm" "$T/app.wasm"
printf '[guests]\nallow all\n' >"$T/policy"
start_guest "$run" --policy "$T/policy" --update "$T/app.wasm" $hits poll
grows
cp "$T/two.wasm" "$T/app.wasm"
ok "a SIGHUP brings the next version" reload 'update: sha256:[0-9a-f]* runs'
grows
echo "no module" >"$T/app.wasm"
ok "what is no module changes nothing" reload 'the guest stays as it is'
grows
printf 'int main(void) { return 7; }\n' >"$T/exits.c"
"$cc" -O2 "$T/exits.c" -o "$T/app.wasm"
ok "one that ends at once is taken back" reload 'ended before it was ready; back to sha256'
grows
end_hits
sleep 0.3
end_guest
is "each record came once, in order" "$(judge)" well
begin
cp "$T/one.wasm" "$T/app.wasm"
start_guest "$run" --policy "$T/policy" --update=1s "$T/app.wasm" $hits poll
grows
cp "$T/two.wasm" "$T/app.wasm"
ok "so does the time between looks" wait_until said 'update: sha256:[0-9a-f]* runs'
printf '[guests]\nallow all\ndeny attach=tp:*\n' >"$T/policy"
wait_until said 'by another policy'
wait $guest
is "a policy that refuses what runs ends it" $? 3
guest=
like "with its reason" "$(tail -n 3 "$T/said")" "policy"
end_guest
end_hits

# Its results take longer than the loop of its process would give it, and who ends a service
# tells all of its processes.
cat >"$T/slow.c" <<'END'
#include <bpf/libbpf.h>
#include <stdio.h>
#include <time.h>
#include "relay.skel.h"
static int take(void *context, void *data, size_t size) { return 0; }
int main(void)
{
	struct relay_bpf *skel = relay_bpf__open_and_load();
	struct ring_buffer *ring;
	time_t end;

	if (!skel || relay_bpf__attach(skel))
		return 1;
	ring = ring_buffer__new(bpf_map__fd(skel->maps.ring), take, NULL, NULL);
	fputs("waiting\n", stderr);
	while (ring_buffer__poll(ring, -1) >= 0)
		;
	for (end = time(NULL) + SECONDS; time(NULL) < end;)
		;
	fputs("results are written\n", stderr);
	return 0;
}
END
"$cc" -O2 -DSECONDS=2 -I"$T/one" "$T/slow.c" -o "$T/slow.wasm"
"$cc" -O2 -DSECONDS=12 -I"$T/one" "$T/slow.c" -o "$T/slower.wasm"
begin
start_guest setsid "$run" --update --grace 9000 "$T/slow.wasm"
wait_until said waiting
kill -TERM -$guest
wait $guest
is "a signal to all processes of a service ends its guest once" $? 0
guest=
like "which can write its results" "$(cat "$T/said")" "results are written"
end_hits
begin
cp "$T/slower.wasm" "$T/app.wasm"
start_guest setsid "$run" --update --grace 30000 "$T/app.wasm" $hits poll
wait_until said waiting
cp "$T/one.wasm" "$T/app.wasm"
kill -HUP -$guest
ok "a hangup to all of them is an update, for which the guest has its grace" \
	wait_until said 'update: sha256:[0-9a-f]* runs'
like "and writes its results" "$(cat "$T/said")" "results are written"
end_guest
end_hits

begin
cp "$T/one.wasm" "$T/app.wasm"
is "a manager keeps it over kills of an updating run" "$(python3 tests/keep/manager.py 6 $hits \
	"$T/numbers" "$T/said" "$run" --update "$T/app.wasm" $hits poll | head -n 2 |
	sed 's/[0-9]\+/N/g')" 'status N
bpf-sN bpf-mN bpf-mN bpf-mN bpf-mN bpf-lN'
end_hits
is "each record came once, in order" "$(judge)" well
done_testing
