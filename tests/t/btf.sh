#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# btf2h and btf2wit from outside: inputs good and bad, options, what they leave behind.
. tests/lib/tap.sh

"$B/wasm-bpf-cc" -target bpf -c tests/golden/app.c -o "$T/app.bpf.o" || exit 1
clang=$("$B/wasm-bpf-cc" --print-clang)
vmlinux=/sys/kernel/btf/vmlinux

# refused NAME REGEX COMMAND...: exit 1, one line and maybe a hint, the old output as it was
refused() {
	local name=$1 regex=$2 lines
	shift 2
	echo old >"$T/old"
	fails "$name: exit status" 1 "$@" -o "$T/old"
	lines=$(grep -vc '^hint: ' "$T/out")
	is "$name: one line" "$lines" 1
	like "$name: says why" "$(cat "$T/out")" "$regex"
	is "$name: the old output stays" "$(cat "$T/old")" old
}

# --- input that is no good ---
: >"$T/empty"
head -c 3000 /dev/urandom >"$T/random"
printf 'int x; int f(void) { return x; }' | "$clang" -target bpf -O2 -x c -c - -o "$T/nobtf.o"
cp "$T/app.bpf.o" "$T/elf32.o"
printf '\1' | dd of="$T/elf32.o" bs=1 seek=4 conv=notrunc 2>/dev/null
printf 'struct e { int a; } e;' | "$clang" -target bpfeb -g -x c -c - -o "$T/big.o"
llvm_objcopy=$(dirname "$(readlink -f "$clang")")/llvm-objcopy
"$llvm_objcopy" --dump-section .BTF="$T/big.btf" "$T/big.o"
"$llvm_objcopy" --dump-section .BTF="$T/app.btf" "$T/app.bpf.o"
{ printf '\xeb\x9f\1\0'; tail -c +5 "$T/app.btf"; } >"$T/swapped.btf"

for tool in btf2h btf2wit; do
	refused "$tool, missing file" "cannot open '.*/missing': No such file" "$B/$tool" \
		"$T/missing"
	refused "$tool, directory" "Is a directory" "$B/$tool" "$T"
	refused "$tool, empty file" "is empty" "$B/$tool" "$T/empty"
	refused "$tool, random bytes" "neither an ELF object nor raw BTF" "$B/$tool" "$T/random"
	refused "$tool, no BTF" "no BTF.*hint: .*-g" "$B/$tool" "$T/nobtf.o"
	refused "$tool, 64-bit ELF that says 32" "without sections" "$B/$tool" "$T/elf32.o"
	like "$tool, big-endian ELF" "$("$B/$tool" "$T/big.o")" "from big.o \(big-endian\)"
	is "$tool, big-endian BTF" "$("$B/$tool" "$T/big.btf" | tail -n +4)" \
		"$("$B/$tool" "$T/big.o" | tail -n +4)"
	refused "$tool, cut header" "truncated" "$B/$tool" <(head -c 10 "$T/app.btf")
	fails "$tool without input" 2 "$B/$tool"
	fails "$tool with two" 2 "$B/$tool" a b
	fails "$tool with an option that is none" 2 "$B/$tool" --what x
	fails "$tool: pointers of 16 bits" 2 "$B/$tool" -p 16 "$T/app.bpf.o"
	fails "$tool to a full disk" 1 sh -c "'$B/$tool' '$T/app.bpf.o' -o /dev/full"
	like "$tool has a version" "$("$B/$tool" --version)" "^$tool [0-9]"
	ok "$tool helps" "$B/$tool" --help
	is "$tool reads stdin" "$("$B/$tool" - <"$T/app.bpf.o" | tail -n +4 | grep -v ^world)" \
		"$("$B/$tool" "$T/app.bpf.o" | tail -n +4 | grep -v ^world)"
	is "$tool reads raw BTF like an object" "$("$B/$tool" "$T/app.btf" | tail -n +4)" \
		"$("$B/$tool" "$T/app.bpf.o" | tail -n +4)"
done

# --- every truncation ends in one line ---
cuts() { # TOOL FILE: says at which lengths it does not
	local size i status
	size=$(stat -c %s "$2")
	for ((i = 0; i < size; i += i < 200 ? 1 : 1 + size / 150)); do
		head -c "$i" "$2" >"$T/cut"
		"$B/$1" "$T/cut" >"$T/cut.out" 2>"$T/cut.err"
		status=$?
		if [ $status -ne 1 ] || [ -s "$T/cut.out" ] ||
			[ "$(grep -vc '^hint: ' "$T/cut.err")" -ne 1 ]; then
			echo "$i bytes: exit status $status, $(head -n 1 "$T/cut.err")"
		fi
	done
}
for tool in btf2h btf2wit; do
	is "$tool, an object cut anywhere" "$(cuts $tool "$T/app.bpf.o")" ""
	is "$tool, raw BTF cut anywhere" "$(cuts $tool "$T/app.btf")" ""
done

# --- of other machines ---
# As little-endian BTF, but for bit-fields, whose bytes are padding.
cat >"$T/orders.c" <<'END'
struct inner { unsigned short a; };
struct event {
	unsigned char kind;
	unsigned int pid;
	struct inner in;
	unsigned long long at;
	char name[6];
	void *p;
	enum { RED, GREEN = -70000 } colour;
} e;
struct bits { unsigned char whole; unsigned flag:3, rest:29; unsigned last; } b;
int set = 5;
END
for order in el eb; do
	"$clang" -target bpf$order -g -O2 -c "$T/orders.c" -o "$T/orders.o"
	"$B/btf2h" --type event --globals "$T/orders.o" >"$T/$order.h"
	"$B/btf2h" --type bits "$T/orders.o" >"$T/$order-bits.h"
	cp "$T/orders.o" "$T/$order.o"
done
is "types of either byte order are the same" \
	"$(grep -v 'do not edit\|struct bits\|flag\|rest\|__pad' "$T/eb.h")" \
	"$(grep -v 'do not edit\|struct bits\|flag\|rest\|__pad' "$T/el.h")"
like "variables have their places" "$(cat "$T/eb.h")" "BTF_OFFSET\(struct section_data, set, 0\)"
is "bit-fields of big-endian BTF are padding" "$(grep -c 'flag\|rest' "$T/eb-bits.h")" 0
like "their struct keeps its size" "$(cat "$T/eb-bits.h")" "BTF_SIZE\(struct bits, 12\)"
ok "the header compiles" "${CC:-cc}" -fsyntax-only -x c "$T/eb-bits.h"
is "no layout differs" "$("$B/btf2h" --diff "$T/el.o" "$T/eb.o")" "no layout changed"
refused "a skeleton of a big-endian object" "big-endian: no guest can load it.*hint: .*bpfel" \
	"$B/btf2h" --skeleton "$T/eb.o"
is "big-endian BTF cut anywhere" "$(cuts btf2h "$T/big.btf")" ""
is "a big-endian object cut anywhere" "$(cuts btf2h "$T/big.o")" ""
like "vmlinux.h of it" "$("$B/wasm-bpf" vmlinux --btf "$T/eb.o")" "unsigned int flag: 3;"

# --- which types ---
declared() {
	"$B/btf2h" "$@" | awk '/^(struct|union) .*{/ {print $2} /^typedef / {print $NF}' |
		tr -d ';' |
		xargs
}
is "all types, but no section" "$(declared "$T/app.bpf.o")" "event state"
is "one by name" "$(declared --type event "$T/app.bpf.o")" "event"
is "one with its tag" "$(declared --type 'struct event' "$T/app.bpf.o")" "event"
is "some by pattern" "$(declared -t 'st*' "$T/app.bpf.o")" "state"
is "those of maps" "$(declared --maps "$T/app.bpf.o")" "event"
is "globals, with what they hold" "$(declared --globals "$T/app.bpf.o")" \
	"event state section_bss section_data section_data_more section_rodata section_rodata_more"
is "they add up" "$(declared --maps --type state "$T/app.bpf.o")" "event state"
refused "a type that is not there" "no type 'evnt' in '.*app.bpf.o'.*did you mean 'event'" \
	"$B/btf2h" --type evnt "$T/app.bpf.o"
refused "a type unlike all" "struct zebra _zebra __attribute__\(\(unused\)\);" \
	"$B/btf2h" --type zebra "$T/app.bpf.o"
fails "a skeleton of one type" 2 "$B/btf2h" --skeleton --type event "$T/app.bpf.o"
fails "a skeleton on a base" 2 "$B/btf2h" --skeleton --base "$T/app.btf" "$T/app.bpf.o"
refused "a base that is not there" "cannot open '.*/missing'" \
	"$B/btf2h" --base "$T/missing" "$T/app.btf"
fails "an unknown language" 2 "$B/btf2h" --lang cobol "$T/app.bpf.o"

# --- skeletons ---
refused "no skeleton of raw BTF" "is not a BPF object" "$B/btf2h" --skeleton "$T/app.btf"
like "a skeleton of another name" "$("$B/btf2h" --skeleton --name my-app "$T/app.bpf.o")" \
	"struct my_app__rodata "
like "a skeleton with the file's name" "$("$B/btf2h" --skeleton "$T/app.bpf.o")" \
	"app_bpf__open_and_load\(void\)"

# --- pipes, and signals half-way ---
is "every byte of who writes into a pipe at once" "$(python3 - "$B/btf2h" "$T" <<'END'
import os, subprocess, sys

tool, folder = sys.argv[1:]
pipe, data = folder + "/pipe", open(folder + "/app.bpf.o", "rb").read()
os.mkfifo(pipe)
bad = 0
for _ in range(40):
    writer = os.fork()
    if writer == 0:
        try:
            fd = os.open(pipe, os.O_WRONLY)
            os.write(fd, data)
            os._exit(0)
        except OSError:
            os._exit(1)
    try:
        bad += subprocess.run([tool, pipe], stdout=subprocess.DEVNULL, timeout=5).returncode != 0
    except subprocess.TimeoutExpired:
        bad += 1
    bad += os.waitpid(writer, 0)[1] != 0
print(bad, "of 40 failed")
END
)" "0 of 40 failed"

for ((i = 0; i < 20000; i++)); do echo "struct s$i { int a; } v$i;"; done |
	"$clang" -target bpf -g -x c -c - -o "$T/many.o"
mkdir "$T/half"
{ (ulimit -c 0 -f 200 && exec "$B/btf2h" "$T/many.o" -o "$T/half/many.h"); } 2>/dev/null
is "the largest file that may be is too small: the signal ends it" $? $((128 + $(kill -l XFSZ)))
is "and nothing is left" "$(ls -A "$T/half")" ""
for tool in btf2h btf2wit; do
	is "$tool, SIGTERM half-way: nothing is left" "$(python3 - "$B/$tool" "$T" <<'END'
import os, signal, subprocess, sys

tool, folder = sys.argv[1:]
half = folder + "/half"
for _ in range(50): # it may be too fast for us
    run = subprocess.Popen([tool, folder + "/many.o", "-o", half + "/many.h"])
    while not os.listdir(half) and run.poll() is None:
        pass
    run.send_signal(signal.SIGTERM)
    if run.wait() == -signal.SIGTERM:
        break
    os.remove(half + "/many.h")
print(run.returncode, os.listdir(half))
END
)" "-15 []"
done
rm -rf "$T/half"

# --- the same whatever else is there ---
if [ -r $vmlinux ]; then
	fails "a type that the kernel lacks" 1 "$B/btf2h" --type no_such_struct $vmlinux
	ok "a struct of the kernel alone" "$B/btf2h" --type task_struct $vmlinux -o "$T/task.h"
	ok "compiles" gcc -Wall -Wextra -Werror -x c -fsyntax-only "$T/task.h"
	struct() { sed -n '/^struct task_struct {/,/^}/p' "$1"; }
	"$B/btf2h" $vmlinux -o "$T/all.h"
	is "and is what it is among all others" "$(struct "$T/task.h")" "$(struct "$T/all.h")"
else
	skip "the kernel's types" "no $vmlinux"
fi
done_testing
