#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The runtime: guests that need no kernel; starts, ends and errors.
. tests/lib/tap.sh
. tests/lib/guests.sh

# Assembles a module from the text in $2 as $T/$1.wasm.
module() {
	echo "$2" >"$T/$1.wat"
	wat2wasm --debug-names --enable-all "$T/$1.wat" -o "$T/$1.wasm" || exit 1
}

exits='(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))'
memory='(memory (export "memory") 1)'

for status in 0 1 125 126 255; do
	module exit \
		"(module $exits $memory (func (export \"_start\") i32.const $status call \$exit))"
	fails "proc_exit($status)" $status "$run" "$T/exit.wasm"
done
module return "(module (func (export \"_start\")))"
ok "a guest that returns" "$run" "$T/return.wasm"
ok "the same, as a command" "$run" run "$T/return.wasm"
module main '(module (func (export "__main_argc_argv") (param i32 i32) (result i32) i32.const 9))'
fails "__main_argc_argv without _start" 9 "$run" "$T/main.wasm"
module start "(module $exits $memory (func \$start i32.const 3 call \$exit) (start \$start)
	(func (export \"_start\")))"
fails "exit in a start function" 3 "$run" "$T/start.wasm"

module trap '(module (func $inner unreachable) (func $outer (export "_start") call $inner))'
fails "a trap is 134" 134 "$run" "$T/trap.wasm"
like "a trap's reason" "$(cat "$T/out")" "the guest trapped: unreachable"
like "a trap's backtrace, the innermost first" "$(cat "$T/out")" '#0 inner.*#1 outer'
is "which has names, so no hint" "$(grep -c hint "$T/out")" 0
wat2wasm "$T/trap.wat" -o "$T/stripped.wasm"
fails "a trap without names" 134 "$run" "$T/stripped.wasm"
like "hints at -g" "$(cat "$T/out")" "#0 function 0.*hint: build the guest with -g"
module bounds "(module $memory (func (export \"_start\") i32.const -4 i32.load drop))"
fails "a wild read" 134 "$run" "$T/bounds.wasm"
like "a wild read's reason" "$(cat "$T/out")" "memory access out of bounds"
module deep '(module (func $f (export "_start") call $f))'
fails "endless recursion" 134 "$run" "$T/deep.wasm"
like "endless recursion's reason" "$(cat "$T/out")" "stack overflow"

# --- what cannot be run ------------------------------------------------------

# Is refused with status 1, nothing but our message, and this in it.
refused() {
	fails "$1: status" 1 "$run" "${@:3}"
	like "$1: message" "$(cat "$T/out")" "^wasm-bpf: .*$2"
}

refused "no such file" "cannot open '.*': No such file" "$T/nosuch.wasm"
refused "a folder" "Is a directory" "$T"
refused "text" "wat2wasm" "$T/trap.wat"
printf 'hello' >"$T/text.wasm"
refused "not wasm" "not a WebAssembly module" "$T/text.wasm"
: >"$T/empty.wasm"
refused "an empty file" "not a WebAssembly module" "$T/empty.wasm"
printf '\0asm\15\0\1\0' >"$T/component.wasm"
refused "a component" "component" "$T/component.wasm"
head -c 30 "$T/trap.wasm" >"$T/cut.wasm"
refused "a module that is cut off" "not a valid module" "$T/cut.wasm"
module empty '(module)'
refused "no _start" "exports no '_start'" "$T/empty.wasm"
module unknown '(module (import "wasm_bpf" "nosuch" (func (param i32 f64) (result i64)))
	(func (export "_start")))'
refused "an unknown import" "'nosuch' from 'wasm_bpf' with type \(i32, f64\) -> \(i64\)" \
	"$T/unknown.wasm"
module other '(module (import "env" "f" (func)) (func (export "_start")))'
refused "an unknown module" "'f' from 'env'" "$T/other.wasm"
module unwasi '(module (import "wasi_snapshot_preview1" "nosuch" (func)) (func (export "_start")))'
refused "an unknown WASI import" "'nosuch' from 'wasi_snapshot_preview1'" "$T/unwasi.wasm"
module wrong '(module (import "wasm_bpf" "wasm_close_bpf_object" (func (param i32) (result i32)))
	(func (export "_start")))'
refused "an import of the wrong type" "wrong type of import 'wasm_close_bpf_object'" "$T/wrong.wasm"
module global '(module (import "wasm_bpf" "g" (global i32)) (func (export "_start")))'
refused "an import that is no function" "not a function" "$T/global.wasm"

module escape '(module (import "env" "\1b[31m" (func)) (func (export "_start")))'
refused "an import whose name would colour the terminal" "no host function has such a name" \
	"$T/escape.wasm"
is "which it does not" "$(grep -c $'\033' "$T/out")" 0

# A guest without a memory or table has no valid pointers, and lives to be told.
module nothing "(module $exits
	(import \"wasm_bpf\" \"wasm_load_bpf_object\" (func \$load (param i32 i32) (result i64)))
	(import \"wasm_bpf\" \"wasm_attach_bpf_program\"
		(func \$attach (param i64 i32 i32) (result i32)))
	(import \"wasm_bpf\" \"wasm_bpf_buffer_poll\"
		(func \$poll (param i64 i32 i32 i32 i32 i32 i32) (result i32)))
	(func (export \"_start\")
		(drop (call \$load (i32.const 8) (i32.const 8)))
		(drop (call \$attach (i64.const 1) (i32.const 8) (i32.const 8)))
		(drop (call \$poll (i64.const 1) (i32.const 1) (i32.const 0) (i32.const 0)
			(i32.const 0)
			(i32.const 0) (i32.const 0)))
		(call \$exit (i32.const 4))))"
fails "no memory, no table" 4 "$run" "$T/nothing.wasm"

# --- the page about the ABI ----------------------------------------------------

for module in v1 wrapper v2 wasi; do
	is "docs/abi.md has the rows of $module" \
		"$(sed -n "/<!-- rows: $module -->/,/<!-- end -->/p" docs/abi.md |
		grep '^| `')" "$(runtime/imports/rows.sh $module table)"
done

# --- usage, files, environment -----------------------------------------------

fails "no file" 2 "$run"
for word in lst:list psuh:push version:--version hepl:help; do
	fails "'${word%:*}' is no command" 2 "$run" "${word%:*}"
	like "'${word%:*}' is near to '${word#*:}'" "$(cat "$T/out")" \
		"no such command '${word%:*}'.*hint: did you mean '${word#*:}'"
done
fails "a word far from all commands" 2 "$run" bootstrap
like "says where the list is" "$(cat "$T/out")" "hint: 'wasm-bpf --help' lists the commands"
cp "$T/exit.wasm" "$T/lst"
fails "a file of that name is run" 255 env -C "$T" "$run" lst
ok "help" "$run" help
like "help lists each command" "$(cat "$T/out")" $'\n  push     push a module to a registry\n'
is "--help says the same" "$("$run" --help)" "$(cat "$T/out")"
is "-h says the same" "$("$run" -h)" "$(cat "$T/out")"
is "help COMMAND is COMMAND --help" "$("$run" help compile)" "$("$run" compile --help)"
is "and COMMAND -h" "$("$run" compile -h)" "$("$run" compile --help)"
fails "help of no command" 2 "$run" help lst
fails "an unknown option" 2 "$run" --nosuch "$T/return.wasm"
fails "a bad number" 2 "$run" --grace=abc "$T/return.wasm"
fails "a bad directory option" 2 "$run" --dir= "$T/return.wasm"
refused "no such directory" "cannot open directory" --dir="$T/nosuch" "$T/exit.wasm"
ok "--help" "$run" --help
like "--help's text" "$(cat "$T/out")" "FILE.wasm"
ok "--version" "$run" --version

cat >"$T/wasi.c" <<'END'
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <wasi/api.h>
int main(int argc, char **argv)
{
	const char *what = argv[1], *value;
	struct timespec a, b;
	char line[100];
	FILE *file;

	if (!strcmp(what, "args")) {
		for (int i = 2; i < argc; i++)
			printf("[%s]", argv[i]);
	} else if (!strcmp(what, "env")) {
		value = getenv(argv[2]);
		printf("%s", value ? value : "unset");
	} else if (!strcmp(what, "read")) {
		file = fopen(argv[2], "r");
		printf("%s", file && fgets(line, sizeof(line), file) ? line : "denied");
	} else if (!strcmp(what, "write")) {
		file = fopen(argv[2], "w");
		printf("%s", file && fputs("x", file) >= 0 && !fclose(file) ? "written" : "denied");
	} else if (!strcmp(what, "clock")) {
		clock_gettime(CLOCK_MONOTONIC, &a);
		usleep(50000);
		clock_gettime(CLOCK_MONOTONIC, &b);
		printf("%lld %lld", (long long)a.tv_sec,
		       (b.tv_sec - a.tv_sec) * 1000LL + (b.tv_nsec - a.tv_nsec) / 1000000);
	} else if (!strcmp(what, "clocks")) {
		static __wasi_subscription_t clocks[4096];
		static __wasi_event_t events[4096];
		__wasi_size_t count = 0;
		int error;

		for (int i = 0; i < 4095; i++)
			clocks[i].u.u.clock.timeout = i % 2 ? 1000000 : 3600000000000;
		clocks[4095].u.tag = __WASI_EVENTTYPE_FD_WRITE;
		clocks[4095].u.u.fd_write.file_descriptor = argc > 2;
		error = __wasi_poll_oneoff(clocks, events, 4095, &count);
		printf("%d %u", error, (unsigned int)count);
		error = __wasi_poll_oneoff(clocks, events, 4096, &count);
		printf(" %d %u", error, (unsigned int)count);
	} else if (!strcmp(what, "stdin")) {
		while (fgets(line, sizeof(line), stdin))
			printf("<%s", line);
	} else if (!strcmp(what, "flood")) {
		for (;;)
			puts("some words that nobody will read");
	} else if (!strcmp(what, "wait")) {
		puts("waiting");
		fflush(stdout);
		printf("read %d", getchar());
	}
	return 0;
}
END
"$B/wasm-bpf-cc" "$T/wasi.c" -o "$T/wasi.wasm" || exit 1
wasi() { "$run" "${options[@]}" "$T/wasi.wasm" "$@" 2>&1; }
options=()
is "arguments" "$(wasi args a --dir 'b c' -- -v)" "[a][--dir][b c][--][-v]"
is "stdin" "$(printf '1\n2\n' | wasi stdin)" "$(printf '<1\n<2\n')"
X=secret
export X
is "no environment" "$(wasi env X)" "unset"
options=(--env X)
is "a variable passed on" "$(wasi env X)" "secret"
options=(--env X=given --env Y=other)
is "a variable given" "$(wasi env X)" "given"
options=(--env NOSUCH)
is "a variable that is not there" "$(wasi env NOSUCH)" "unset"
mkdir "$T/dir"
echo content >"$T/dir/file"
options=()
is "no directory" "$(wasi read "$T/dir/file")" "denied"
options=(--dir "$T/dir::/data")
is "a directory" "$(wasi read /data/file)" "content"
is "nothing above it" "$(wasi read /data/../wasi.c)" "denied"
ln -s ../wasi.c "$T/dir/link"
is "no link out of it" "$(wasi read /data/link)" "denied"
is "writing there" "$(wasi write /data/new)" "written"
options=(--dir "$T/dir::/data:ro")
is "reading a read-only one" "$(wasi read /data/file)" "content"
is "not writing there" "$(wasi write /data/new2)" "denied"
options=()
read -r seconds slept <<<"$(wasi clock)"
read -r up _ </proc/uptime
like "the kernel's monotonic clock" "$((${up%.*} - seconds))" '^[012]$'
like "a sleep of 50 ms" "$slept" '^(5[0-9]|[6-9][0-9])$'
is "thousands of clocks, and a stream, with few descriptors" \
	"$(ulimit -Sn 64; wasi clocks 1)" "0 2047 0 1"

# --- interrupts --------------------------------------------------------------

mkfifo "$T/silence"
exec 9<>"$T/silence" # a stdin that says nothing and does not end
interrupted() { # SIGNAL ARGUMENTS...
	launch "$T/silence" "$run" --timeout 20 "${@:2}"
	interrupt "$1"
	[ "$took" -lt 1000 ] || echo "took $took ms" >>"$T/out"
}

module loop "(module
	(import \"wasi_snapshot_preview1\" \"fd_write\"
		(func \$write (param i32 i32 i32 i32) (result i32)))
	$memory (data (i32.const 8) \"\\10\\00\\00\\00\\08\\00\\00\\00waiting\\n\")
	(func (export \"_start\")
		(drop (call \$write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0)))
		(loop br 0)))"
for signal in INT:130 TERM:143 HUP:129; do
	interrupted ${signal%:*} "$T/loop.wasm"
	is "SIG${signal%:*} in an endless loop: status" "$status" "${signal#*:}"
	is "SIG${signal%:*} in an endless loop: within a second" "$(cat "$T/out")" waiting
done
interrupted INT --grace 10 "$T/loop.wasm"
is "--grace 10" "$((status == 130 && took < 300))" 1
interrupted TERM "$T/wasi.wasm" wait
is "in a blocking read, which it ends" "$status" 0
is "in a blocking read: within a second" "$(cat "$T/out")" $'waiting\nread -1'
wasi flood | head -n 1 >/dev/null
is "a closed pipe ends the guest" "${PIPESTATUS[0]}" 141
# Rust's println panics when it hears of it.
cat >"$T/panics.c" <<'END'
#include <stdio.h>
#include <stdlib.h>
int main(void)
{
	while (puts("some words") >= 0 && !fflush(stdout))
		;
	fprintf(stderr, "panic\n");
	abort();
}
END
"$B/wasm-bpf-cc" "$T/panics.c" -o "$T/panics.wasm" || exit 1
for dir in "" "$T/dir"; do
	"$run" ${dir:+--dir "$dir"} "$T/panics.wasm" 2>"$T/err" | head -n 1 >/dev/null
	is "which never hears of it${dir:+, with a directory}" "${PIPESTATUS[0]}$(cat "$T/err")" 141
done

# --- terminals ---------------------------------------------------------------

# What a command writes to a terminal that is its stdout and stderr.
on_terminal() {
	script -qec "$(printf '%q ' "$@")" /dev/null </dev/null | tr -d '\r'
}

cat >"$T/speak.c" <<'END'
#include <stdio.h>
#include <string.h>
#include <unistd.h>
int main(int argc, char **argv)
{
	FILE *to = strcmp(argv[1], "stderr") ? stdout : stderr;

	fprintf(to, "%d", isatty(1) + isatty(2));
	for (const char *c = argv[2]; *c; c++) {
		fputc(*c, to);
		if (!strcmp(argv[1], "cut"))
			fflush(to);
	}
	fputc('\n', to);
	write(1, "", 0);
	return 0;
}
END
"$B/wasm-bpf-cc" "$T/speak.c" -o "$T/speak.wasm" || exit 1
bad=$'\033]0;title\007\033[6n\033Pq\033\\\302\2336n\005'
good=$'\033[1;31mr\303\274d\033[0m \346\274\242\033[K'
for to in stdout stderr cut; do
	for dir in "" "$T/dir"; do
		is "a terminal gets colours and text of $to${dir:+, with a directory}" \
			"$(on_terminal "$run" ${dir:+--dir "$dir"} "$T/speak.wasm" $to \
				"$bad$good$bad")" \
			"2"$'\357\277\2756n'"$good"$'\357\277\2756n'
	done
done
for dir in "" "$T/dir"; do
	is "--raw-output lets all pass${dir:+, with a directory}" \
		"$(on_terminal "$run" --raw-output ${dir:+--dir "$dir"} "$T/speak.wasm" stdout \
			"$bad")" \
		"2$bad"
	is "a pipe gets every byte${dir:+, with a directory}" \
		"$("$run" ${dir:+--dir "$dir"} "$T/speak.wasm" stdout "$bad")" "0$bad"
done
# A function's name, from the guest.
printf 'module' >"$T/\033[6nx.wasm"
name=$'\033]0;t\007\033[6nx.wasm'
printf 'hello' >"$T/${name//\//}"
like "nor do our own messages pass on what a name holds" \
	"$(on_terminal "$run" "$T/$name")" "/x.wasm'"

# --- limits, counts ----------------------------------------------------------

fails "--timeout" 124 "$run" --timeout 0.2 "$T/loop.wasm"
fails "a bad time" 2 "$run" --timeout 1x "$T/loop.wasm"
ok "--timeout that is not reached" "$run" --timeout 60 "$T/return.wasm"
module grow "(module $exits $memory (func (export \"_start\")
	(call \$exit (i32.eq (memory.grow (i32.const 16)) (i32.const -1)))))"
ok "a memory that grows" "$run" --max-memory 2M "$T/grow.wasm"
fails "a memory that may not" 1 "$run" --max-memory 1M "$T/grow.wasm"
refused "a memory that is too large at first" "memory limits" --max-memory 10K "$T/grow.wasm"
fails "a bad size" 2 "$run" --max-memory 64X "$T/grow.wasm"
module table "(module $exits (table \$t 1 funcref) (func (export \"_start\")
	(call \$exit (i32.eq (table.grow \$t (ref.null func) (i32.const 0x7fffffff))
		(i32.const -1)))))"
fails "a table that eats the host's memory" 1 "$run" "$T/table.wasm"
ok "--stats" "$run" --stats "$T/grow.wasm"
like "--stats' text" "$(cat "$T/out")" "guest's memory +1088 KiB"
ok "--json" "$run" --json "$T/grow.wasm"
like "--json's text" "$(cat "$T/out")" '^\{"run_ms":.*"guest_memory":1114112,.*"buffers":\[\],"programs":\[\]\}$'

# --- the compile cache -------------------------------------------------------

code=$XDG_CACHE_HOME/wasm-bpf/code
is "the cache is private" "$(stat -c %a "$code")" 700
entries=$(ls "$code" | wc -l)
ok "a second run" "$run" "$T/return.wasm"
is "which adds nothing" "$(ls "$code" | wc -l)" "$entries"
rm -rf "$code"
ok "--no-cache" "$run" --no-cache "$T/return.wasm"
is "makes no cache" "$(ls "$code" 2>/dev/null)" ""
module seven "(module $exits $memory (func (export \"_start\") i32.const 7 call \$exit))"
fails "into the cache" 7 "$run" "$T/seven.wasm"
entry=$(echo "$code"/*)
size=$(stat -c %s "$entry")
for at in 0 100 $((size / 2)) $((size - 20)) $((size - 1)); do
	printf '\377\376\375' | dd of="$entry" bs=1 seek="$at" conv=notrunc status=none
	fails "a damaged entry, at $at" 7 "$run" "$T/seven.wasm"
	is "is written anew, at $at" "$(stat -c %s "$entry")" "$size"
done
truncate -s 1000 "$entry"
fails "an entry that is cut off" 7 "$run" "$T/seven.wasm"
: >"$entry"
fails "an empty entry" 7 "$run" "$T/seven.wasm"
chmod 777 "$code"
fails "a folder that others can write to" 7 "$run" --verbose "$T/seven.wasm"
like "is not used" "$(cat "$T/out")" "no compile cache"
chmod 700 "$code"
chmod 666 "$entry"
printf 'x' | dd of="$entry" bs=1 seek=50 conv=notrunc status=none
fails "an entry that others can write to" 7 "$run" "$T/seven.wasm"
if [ "$(id -u)" -eq 0 ]; then
	install -d -o 12345 "$T/home"
	ok "root in a user's environment" env -u XDG_CACHE_HOME HOME="$T/home" "$run" \
		"$T/return.wasm"
	is "leaves nothing there" "$(ls -A "$T/home")" ""
else
	skip "root in a user's environment" "needs root"
fi

# --- inspect ---------------------------------------------------------------------

cat >"$T/two.bpf.c" <<'END'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
char LICENSE[] SEC("license") = "Dual MIT/GPL";
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8192);
} records SEC(".maps");
int counter;
SEC("tp/sched/sched_switch") int one(void *ctx) { return counter++; }
SEC("xdp") int two(struct xdp_md *ctx) { return XDP_PASS; }
END
"$B/wasm-bpf-cc" -target bpf -c "$T/two.bpf.c" -o "$T/two.bpf.o"
ok "inspect a BPF object" "$run" inspect "$T/two.bpf.o"
like "its needs come first" "$(sed -n 2p "$T/out")" "^  needs    CAP_BPF CAP_PERFMON CAP_NET_ADMIN$"
like "and what a token would have to allow" "$(sed -n '3,6p' "$T/out" | tr -d ' \n')" \
	"^tokendelegate_cmds=[a-z_:]*,delegate_maps=array:ringbuf,delegate_progs=[a-z_:]*xdp,"
like "then its programs" "$(sed -n '7,10p' "$T/out" | tr -s ' ')" \
	"^ object [0-9]+ bytes, licence Dual MIT/GPL. program one tp/sched/sched_switch. program two xdp attaches to a target:.*eth0"
like "its maps" "$(cat "$T/out")" "map +records +ringbuf +8192 bytes.*map +\.bss +array +1 entries, key 4"
like "its sections" "$(cat "$T/out" | tr -s ' \n' '  ')" "sections .*, xdp 16, "
note="'two': the guest names the target at run time"
like "its rules" "$(cat "$T/out")" \
	"policy   allow attach=tp:sched/sched_switch.*policy   allow attach=xdp:\* # $note"
is "in 80 columns" "$(awk 'length > 80' "$T/out")" ""
# In a module, its zeros taken out, as optimizers do.
od -v -An -w16 -tx1 "$T/two.bpf.o" | awk '{
	if (/[1-9a-f]/) {
		gsub(" ", "\\")
		printf "(data (i32.const %d) \"%s\")\n", 1000 + 16 * (NR - 1), $0
	}
}' >"$T/data"
module holds "(module (import \"wasm_bpf\" \"nosuch\" (func)) $memory $(cat "$T/data")
	(func (export \"_start\")))"
ok "inspect a module" "$run" inspect "$T/holds.wasm"
like "the objects in it" "$(cat "$T/out")" \
	"CAP_PERFMON.*licence Dual MIT/GPL.*program  one .*program  two "
like "an import that is not there" "$(cat "$T/out")" \
	"imports  unknown, so it will not run: wasm_bpf nosuch"
module asks \
	"(module (import \"wasm_bpf\" \"wasm_load_bpf_object\" (func (param i32 i32) (result i64)))
	(import \"wasm_bpf_v2\" \"ksym_find\" (func (param i32) (result i64)))
	(import \"wasm_bpf_v2\" \"link_pin\" (func (param i32 i32) (result i32)))
	(import \"wasi_snapshot_preview1\" \"sched_yield\" (func (result i32))) $memory
	(func (export \"_start\")))"
ok "inspect a module without objects" "$run" inspect "$T/asks.wasm"
like "parts of the ABI" "$(cat "$T/out")" \
	"imports  v1: wasm_load_bpf_object.*imports  v2: ksym_find link_pin.*imports  WASI: sched_yield"
ok "its policy" "$run" inspect --policy "$T/asks.wasm"
note="the guest may pin; allow the paths explicitly: pin=PATH"
like "has what it asks for, and what is not known" "$(cat "$T/out")" \
	"\[guests\].allow ksym.# $note.# no BPF object found"
ok "which is one" "$run" --policy "$T/out" "$T/return.wasm"
ok "inspect as JSON" "$run" inspect --json "$T/holds.wasm"
like "its JSON" "$(cat "$T/out")" \
	'^\{"kind":"module","size":[0-9]+,"imports":\[\{"module":"wasm_bpf","name":"nosuch","known":false,"abi":null\}\],"sections":\[.*\{"name":"data","size":[0-9]+\},.*\],"memory":\{"min":1,"max":65536\},"objects":\[\{.*"license":"Dual MIT/GPL","registers":null,"programs":\[\{"name":"one","section":"tp/sched/sched_switch","type":"tracepoint","target":"sched/sched_switch","effects":\[\]\},.*"max_entries":8192\}.*"sections":\[.*\{"name":"xdp","size":16\}.*"policy":\[\{"allow":"attach=tp:sched/sched_switch","note":null,"optional":false\},.*"allow":"map=ringbuf".*"capabilities":\["CAP_BPF","CAP_PERFMON","CAP_NET_ADMIN"\],"kernel_btf":false,"delegation":"delegate_[^"]*"\}\}$'
refused "inspect nothing" "No such file" inspect "$T/nosuch.wasm"
refused "inspect text" "not a WebAssembly module" inspect "$T/text.wasm"
ok "a guest is compiled" "$run" compile "$T/return.wasm" -o "$T/return.cwasm"
refused "inspect compiled code" "is compiled code.*hint: inspect the module" \
	inspect "$T/return.cwasm"
like "inspect a component" "$("$run" inspect "$T/component.wasm")" "WebAssembly component, 8 bytes"
refused "inspect a folder" "'$T' is a folder.*hint: name a file" inspect "$T"
mkdir "$T/layout"
echo '{"imageLayoutVersion":"1.0.0"}' >"$T/layout/oci-layout"
refused "inspect a layout's folder" "inspect oci:$T/layout'" inspect "$T/layout"
refused "inspect a program" "not a BPF object" inspect "$(command -v ls)"
for size in 1 9 20 100 1000 2000; do
	head -c $size "$T/holds.wasm" >"$T/cut.wasm"
	refused "inspect a module cut to $size bytes" "'$T/cut.wasm'" inspect "$T/cut.wasm"
done

# --- bounds of a compilation -------------------------------------------------------

# Many variables that live across many loops take a compiler very long.
module slow "$(awk 'BEGIN {
	print "(module (memory (export \"memory\") 1) (func (export \"_start\"))"
	printf "(func (local"
	for (i = 0; i < 2000; i++) printf " i32"
	print ")"
	for (i = 0; i < 2000; i++) {
		a = i * 7919 % 2000; b = i * 104729 % 2000; c = i * 1299709 % 2000
		printf "(loop (if (local.get %d) (then (local.set %d (local.get %d)))) (br_if 0 (local.get %d)))\n",
			a, c, b, c
	}
	print "))"
}')"
began=$SECONDS
fails "--timeout ends a compilation" 124 "$run" --no-cache --timeout 1 "$T/slow.wasm"
like "and says so" "$(cat "$T/out")" "cannot compile '.*': the time limit is over"
"$run" --no-cache "$T/slow.wasm" >"$T/out" 2>&1 &
pid=$!
sleep 1
kill -TERM $pid
wait $pid
is "so does a signal" $? 143
refused "so does memory" "cannot compile '.*': it needs more memory than '--limit compile='" \
	--no-cache --limit compile=30M "$T/slow.wasm"
ok "all of it soon" test $((SECONDS - began)) -le 15
refused "a module of too many functions" "has 2 functions, and a module may have 1" \
	--limit functions=1 "$T/slow.wasm"
refused "a module that is too large" "hint: '--limit module=[0-9]+' would allow it" \
	--limit module=1K "$T/slow.wasm"
for count in 4 5; do
	module memories "(module (memory (export \"memory\") 1)
		$(for _ in $(seq 2 $count); do echo "(memory 1)"; done) (func (export \"_start\")))"
	fails "$count memories" $((count > 4)) "$run" "$T/memories.wasm"
done
fails "a cache that cannot be written does not end a run" 7 bash -c 'ulimit -f 8; exec "$@"' bash \
	env XDG_CACHE_HOME="$T/none" "$run" "$T/seven.wasm"

# --- compiled code ---------------------------------------------------------------

ok "compile" "$run" compile "$T/seven.wasm" -o "$T/seven.cwasm"
fails "run it under a rule and a limit" 7 "$run" --deny all --limit memory=64M "$T/seven.cwasm"
cp "$T/seven.cwasm" "$T/seven.native.wasm"
refused "compiled code of another name" "it is compiled code, which is not sandboxed" \
	"$T/seven.native.wasm"
fails "--compiled takes it" 7 "$run" --compiled "$T/seven.native.wasm"
chmod o+w "$T/seven.native.wasm"
refused "compiled code that others can write" "others can write this file" \
	--compiled "$T/seven.native.wasm"
if [ "$(id -u)" -eq 0 ]; then
	chmod o-w "$T/seven.native.wasm"
	chown nobody "$T/seven.native.wasm"
	refused "compiled code of another user" "is another user's" \
		--compiled "$T/seven.native.wasm"
else
	skip "compiled code of another user" "giving a file away needs root"
fi
refused "compile what is compiled" "it is compiled code" compile "$T/seven.cwasm" -o "$T/x.cwasm"
# Somebody else's code: no seal of ours, or none at all.
mkdir -m 700 "$T/other"
XDG_CACHE_HOME=$T/other ok "compile it elsewhere" "$run" compile "$T/seven.wasm" \
	-o "$T/foreign.cwasm"
fails "code from elsewhere runs" 7 "$run" "$T/foreign.cwasm"
# What is damaged, and not ours, is not even looked at where rules hold.
cp "$T/foreign.cwasm" "$T/odd.cwasm"
printf '\377\377\377\377' | dd of="$T/odd.cwasm" bs=1 seek=4096 conv=notrunc 2>/dev/null
refused "not its damage is told" "compiled code without proof" --deny=all "$T/odd.cwasm"
refused "but where it may run" "odd.cwasm': the compiled code is damaged" "$T/odd.cwasm"
for option in --deny=all --allow=all --limit=memory=1G --timeout=9 --max-memory=1G; do
	refused "but not with $option" \
		"compiled code without proof that this user compiled it" "$option" \
		"$T/foreign.cwasm"
done
echo '[guests]' >"$T/empty.policy"
refused "nor under a policy" "compiled code without proof that this user compiled it" \
	--policy "$T/empty.policy" "$T/foreign.cwasm"
refused "nor sealed code without the key" "compiled code without proof that this user compiled it" \
	--no-cache --deny=all "$T/seven.cwasm"
rm -rf "$code"
fails "run compiled code" 7 "$run" "$T/seven.cwasm"
is "which needs no cache" "$(ls "$code" 2>/dev/null)" ""
fails "compile to nowhere" 2 "$run" compile "$T/seven.wasm"
refused "compile what is no module" "not a WebAssembly module" compile "$T/text.wasm" \
	-o "$T/x.cwasm"
is "which writes nothing" "$(ls "$T/x.cwasm" 2>/dev/null)" ""
size=$(stat -c %s "$T/seven.cwasm")
for at in 64 $((size / 2)) $((size - 132)); do
	cp "$T/seven.cwasm" "$T/bad.cwasm"
	printf '\377\376\375' | dd of="$T/bad.cwasm" bs=1 seek="$at" conv=notrunc status=none
	refused "compiled code damaged at $at" "damaged|another version" "$T/bad.cwasm"
done
sed "s/wasmtime [0-9]/wasmtime x/" "$T/seven.cwasm" >"$T/bad.cwasm"
refused "code of another version" "compiled by another version; this is" "$T/bad.cwasm"
head -c $((size - 10)) "$T/seven.cwasm" >"$T/bad.cwasm"
refused "compiled code that is cut off" "not a WebAssembly module" "$T/bad.cwasm"

# --- standard streams --------------------------------------------------------------

"$B/wasm-bpf-cc" tests/guests/streams.c -o "$T/streams.wasm" || exit 1
echo abcdef >"$T/in"
"$run" "$T/streams.wasm" <"$T/in" >"$T/written" 2>"$T/told"
is "the standard streams" "$(cat "$T/told")" "$(cat <<-EOF
	0: error 0, type 0, flags 0, rights 2 2
	1: error 0, type 0, flags 0, rights 40 40
	2: error 0, type 0, flags 0, rights 40 40
	read nothing: 0, errno 0
	read: 7, errno 0
	abc and def
	read at the end: 0, errno 0
	write: 12, errno 0
	read what is written to: -1, errno 9
	write to what is read: -1, errno 9
	read another: -1, errno 9
	read into no memory: 1, errno 0
	renumber to nothing: 8, errno 0
	renumber: 0, errno 0
	write to what is gone: -1, errno 9
	write where it is: 6, errno 0
	close: 0, errno 0
	close again: -1, errno 9
	write to what is closed: -1, errno 9
	EOF
)"
is "what is written there" "$(cat "$T/written")" "hello world"$'\n'there
"$run" --dir "$T" "$T/streams.wasm" <"$T/in" >"$T/written" 2>"$T/engine"
is "are the engine's beside files" "$(head -n 3 "$T/engine")" "$(head -n 3 "$T/told")"
mkfifo "$T/fifo"
sleep 60 >"$T/fifo" &
writer=$!
"$run" "$T/streams.wasm" wait <"$T/fifo" 2>"$T/told" &
pid=$!
wait_for waiting "$T/told" $pid
threads=$(cat /proc/$pid/task/*/comm)
kill -INT $pid
wait $pid
is "an interrupt ends waiting for stdin" "$? $(tail -n 1 "$T/told")" "0 read: -1, errno 4"
like "which needs no threads of the engine's" "${threads//$'\n'/ }" '^(wasm-bpf ?)+$'
kill $writer
for words in "wasm-bpf --help" "wasm-bpf inspect $T/speak.wasm" "wasm-bpf-oci list --help" \
	"btf2h --help" "btf2wit --version"; do
	full() { "$B"/$words >/dev/full; }
	fails "$words: nobody could read it" 1 full
	is "$words: which is told" "$(sed 's/^[a-z0-9-]*: //' "$T/out")" \
		"cannot write to stdout: No space left on device"
done
done_testing
