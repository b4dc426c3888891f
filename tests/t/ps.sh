#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What runs on a host: ps, top, logs, and what is left of runs that are gone.
. tests/lib/tap.sh
export LC_ALL=C
run=$(realpath "$B")/wasm-bpf

fails "nothing to name" 2 "$run" ps app
fails "--clean alone" 2 "$run" ps --clean --all
fails "no samples" 2 "$run" top -n 0
fails "no time" 2 "$run" top -d 0
fails "no number" 2 "$run" top -d nan
fails "a name" 2 "$run" logs

# --- notes of a user, which may be anything ----------------------------------------------------

as=()
if [ "$(id -u)" -eq 0 ]; then
	command -v setpriv >/dev/null || skip_all "no setpriv to be another user"
	chmod 755 "$T"
	as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
fi
user() { "${as[@]}" "$@"; }
mkdir -p "$T/run"
[ "$(id -u)" -ne 0 ] || chown 65534:65534 "$T/run"
chmod 700 "$T/run"
# Nobody may read every folder.
mkdir "$T/bin" && cp "$run" "$T/bin"
ps() { user env XDG_RUNTIME_DIR="$T/run" "$T/bin/wasm-bpf" ps "$@"; }
if user test -x "$T/bin/wasm-bpf"; then
	is "nothing runs" "$(ps | wc -l)" 1
	user mkdir -p "$T/run/wasm-bpf/ps"
	"${as[@]}" sleep 60 &
	alive=$!
	at_end kill $alive
	wait_until grep -q sleep "/proc/$alive/comm"
	start=$(sed 's/.*) //' "/proc/$alive/stat" | cut -d' ' -f20)
	note() { # NAME-OF-FILE PID START NAME
		printf 'pid %s\nstart %s\nsince 1\nwritten 1\nstate attached\nname %b\n' \
			"$2" "$3" "$4" | user tee "$T/run/wasm-bpf/ps/$1" >/dev/null
	}
	note $alive $alive "$start" app
	like "a run" "$(ps | tail -n 1)" "^app +$alive +[0-9: -]+ silent +0 +0 +0 +0 "
	like "as JSON" "$(ps --json)" '"runs":\[\{"name":"app","pid":'$alive','
	note $alive $alive "$start" 'ap\x1b[2Jp'
	is "what would act on a terminal is refused" "$(ps 2>/dev/null | wc -l)" 1
	note $alive $alive 1 app
	like "a number that is another process's by now" "$(ps 2>&1)" "left 1 notes"
	note $alive 1 1 app
	is "one of another process" "$(ps 2>/dev/null | wc -l)" 1
	rm "$T/run/wasm-bpf/ps/$alive"
	user touch "$T/run/wasm-bpf/ps/.$alive"
	is "one that is being written is not stale" "$(ps --clean)" "nothing is stale"
	user rm "$T/run/wasm-bpf/ps/.$alive"
	user sh -c "seq 3000001 3005000 | sed 's/.*/pid &\nstart 1/' |
		split -l 2 -a 4 - $T/run/wasm-bpf/ps/ && cd $T/run/wasm-bpf/ps &&
		for file in *; do read -r _ pid <\$file && mv \$file \$pid; done"
	like "thousands of one's own are counted" "$(ps 2>&1)" "left 5000 notes"
	ps --clean >/dev/null
	user sh -c "head -c 100000 /dev/zero >$T/run/wasm-bpf/ps/77; mkfifo $T/run/wasm-bpf/ps/78
		ln -s /etc/passwd $T/run/wasm-bpf/ps/79; mkdir $T/run/wasm-bpf/ps/80
		echo keep >$T/run/wasm-bpf/ps/other"
	ok "files of other kinds" ps
	fails "are removed, where they are files" 1 ps --clean
	is "and nothing else" "$(ls "$T/run/wasm-bpf/ps" | tr '\n' ' ')" "80 other "
	user rmdir "$T/run/wasm-bpf/ps/80"
	is "then nothing is stale" "$(ps --clean)" "nothing is stale"
	chmod 777 "$T/run/wasm-bpf"
else
	skip "notes of a user" "the other user cannot run the program where it is"
fi

# --- real ones ---------------------------------------------------------------------------------

rest_needs_root "guests that run"
. tests/lib/guests.sh
name=wbt$$
cat >"$T/tick.bpf.c" <<'END_OF_C'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 65536); } ring SEC(".maps");
struct tick { __u64 at; } *unused_tick __attribute__((unused));
SEC("tp/syscalls/sys_enter_getpgid") int NAME(void *ctx)
{
	struct tick t = { 1 };
	bpf_ringbuf_output(&ring, &t, sizeof(t), 0);
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
END_OF_C
"$cc" -target bpf -DNAME=$name -c "$T/tick.bpf.c" -o "$T/$name.bpf.o" || exit 1
"$run" run -o json "$T/$name.bpf.o" >"$T/records" 2>&1 &
pid=$!
ended() { kill -9 $pid; wait $pid; } 2>/dev/null
at_end ended
row() { "$run" ps 2>/dev/null | grep "^$name "; }
state() { [[ $(row) =~ attached ]]; }
ok "it is listed" wait_until state
like "with its programs, maps and digest" "$(row)" \
	"^$name +$pid .* attached +1 +[12] .* sha256:$(sha256sum <"$T/$name.bpf.o" | cut -c1-12)$"
# A pipe can be read once: by the engine.
cat >"$T/sleep.c" <<'END_OF_C'
#include <stdio.h>
#include <unistd.h>
int main(void)
{
	puts("up");
	fflush(stdout);
	for (;;)
		sleep(1);
}
END_OF_C
"$cc" -O1 "$T/sleep.c" -o "$T/sleep.wasm" && mkfifo "$T/$name-pipe" || exit 1
"$run" --timeout 60 "$T/$name-pipe" >"$T/piped" 2>&1 &
piped=$!
at_end kill $piped
(exec timeout 20 cat "$T/sleep.wasm" >"$T/$name-pipe") &
writer=$!
ok "a guest from a named pipe runs" wait_until grep -q up "$T/piped"
wait $writer
is "and got all that was written" $? 0
sleep 2.5
like "the digest of what is gone is not known" \
	"$("$run" ps 2>/dev/null | grep "^$name-pipe ")" " -$"

is "only root sees it" "$(stat -c '%a %U' /run/wasm-bpf/ps)" "700 root"
like "who holds its program" "$("$run" ps --all)" " $name .* $name\[$pid\] \(wasm-bpf\)"
like "with JSON, too" "$("$run" ps --all --json)" \
	"\"name\":\"$name\",\"bytes\":[0-9]+,\"held_by\":\[\{\"pid\":$pid,\"comm\":\"wasm-bpf\",\"is_wasm_bpf\":true\}\]"
top() { "$run" top "$@" 2>&1; }
if top --once >"$T/top"; then
	like "a program in top" "$(cat "$T/top")" " $name .* $name\[$pid\]"
	is "samples" "$(top -n 2 -d 0.1 --json | grep -c '^{"seconds":')" 2
	is "which others see whole" "$(top --once --json | python3 -c 'import json, sys
sample = json.load(sys.stdin)
ring = [m for m in sample["maps"] if int(sys.argv[1]) in m["pids"] and "ring_size" in m][0]
print(ring["ring_size"], [p["type"] for p in sample["programs"] if p["name"] == sys.argv[2]])' \
		$pid $name)" "65536 ['tracepoint']"
	if command -v script >/dev/null; then
		cat >"$T/look" <<END_OF_SH
before=\$(stty -g)
"$run" top -d 0.2
[ "\$before" = "\$(stty -g)" ] && echo restored
END_OF_SH
		(sleep 3; printf q) | TERM=xterm timeout 20 script -qec "bash $T/look" \
			"$T/typescript" >/dev/null
		like "a screen" "$(tr -d '\r' <"$T/typescript")" $'\x1b\\[\\?1049h.*'"$name"
		like "that is given back" "$(tail -n 3 "$T/typescript")" $'\x1b\\[\\?1049l'
		like "as it was" "$(cat "$T/typescript")" "restored"
	else
		skip "a screen" "no script"
	fi
else
	skip "top" "$(cat "$T/top")"
fi
fails "its messages" 1 "$run" logs $name
like "are said to be elsewhere" "$(cat "$T/out")" \
	"'$name' \(process $pid\) is of no unit .* started it, and its stderr is $T/records"
fails "of a number, too" 1 "$run" logs $pid
fails "of nobody" 1 "$run" logs "no$name"
like "is said" "$(cat "$T/out")" "no run and no unit of systemd is called"
kill -9 $pid
wait $pid 2>/dev/null
like "what it left" "$("$run" ps 2>&1)" "ended left [0-9]+ notes"
like "is removed" "$("$run" ps --clean)" "removed the note of a run '/run/wasm-bpf/ps/$pid'"
ok "once" test ! -e "/run/wasm-bpf/ps/$pid"
"$run" run -o json "$T/$name.bpf.o" >"$T/records" 2>&1 &
pid=$!
wait_until state
kill -INT $pid
wait $pid
ok "one that ends leaves none" test ! -e "/run/wasm-bpf/ps/$pid"
done_testing
