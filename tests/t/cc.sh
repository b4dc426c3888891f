#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# wasm-bpf-cc: both halves of a guest, and what it says where a piece is missing.
. tests/lib/tap.sh

cc=$PWD/$B/wasm-bpf-cc
unset WASI_SDK_PATH WASI_SYSROOT WASM_BPF_CLANG WASM_BPF_SDK

# A folder with the tools that the wrapper itself uses and no compiler.
bare=$T/bare
mkdir "$bare"
for tool in sh awk basename cat chmod dirname grep mktemp readlink rm sed sort tr uname; do
	ln -s "$(command -v $tool)" "$bare/"
done
fake() { # PATH TEXT: a program of shell
	mkdir -p "$(dirname "$1")"
	printf '#!/bin/sh\n%s\n' "$2" >"$1"
	chmod +x "$1"
}

# --- what it tells of itself ---

ok "prints its help" "$cc" --help
is "has the version of the tree" "$("$cc" --version)" \
	"wasm-bpf-cc $(cat VERSION)"
is "finds the tree's SDK" "$("$cc" --print-sdk)" "$PWD/sdk/c"
ok "prints its clang" test -x "$("$cc" --print-clang)"
cp "$cc" "$T/alone"
fails "does not work alone" 1 env WASM_BPF_SDK="$T" "$T/alone" --print-sdk
ok "but with an SDK that is named" env WASM_BPF_SDK="$PWD/sdk/c" "$T/alone" --print-sdk

# --- the guest ---

cat >"$T/hello world.c" <<'END'
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
int main(void) { puts("hello"); return 0; }
END
guest="$T/hello world.c"
ok "links a guest" "$cc" -Wall -Werror "$guest" -o "$T/hello.wasm"
ok "links one with the small malloc" "$cc" -Wall -Werror --small-malloc "$guest" -o "$T/small.wasm"
is "without a word" "$(cat "$T/out")" ""
ok "that is valid" wasm-validate "$T/hello.wasm"
is "that is not told of the SDK's code it does not use" \
	"$(wasm-objdump -x "$T/hello.wasm" | grep -c 'wasm_bpf\.')" 0
like "that exports its function table" "$(wasm-objdump -x "$T/hello.wasm")" \
	__indirect_function_table
is "that has no names" "$(wasm-objdump -h "$T/hello.wasm" | grep -c '"name"')" 0
ok "keeps names with -g" "$cc" -g "$guest" -o "$T/names.wasm"
like "in their section" "$(wasm-objdump -h "$T/names.wasm")" '"name"'
ok "compiles only" "$cc" -c "$guest" -o "$T/hello.o"
is "without a word" "$(cat "$T/out")" ""
ok "links objects" "$cc" "$T/hello.o" -o "$T/hello2.wasm"
is "to the same bytes" "$(cksum <"$T/hello2.wasm")" "$(cksum <"$T/hello.wasm")"
ok "preprocesses" "$cc" -E "$guest" -o "$T/hello.i"
ok "passes on clang's questions" "$cc" -print-resource-dir
fails "passes on clang's failure" 1 "$cc" -DX "$guest" -include "$T/none.h" -o "$T/x.wasm"
is "and leaves nothing behind" "$(ls "$T/x.wasm" 2>/dev/null)" ""
for header in linux/if_xdp.h bpf/bpf_helpers.h sys/inotify.h; do
	echo "#include <$header>" >"$T/host.c"
	fails "does not see the host's <$header>" 1 "$cc" -c "$T/host.c" -o "$T/host.o"
done
parallel() {
	local pids='' pid
	for i in 1 2 3 4 5 6; do
		"$cc" "$guest" -o "$T/parallel$i.wasm" &
		pids="$pids $!"
	done
	for pid in $pids; do wait "$pid" || return; done
	cmp "$T/parallel1.wasm" "$T/parallel6.wasm"
}
ok "runs many at a time" parallel
mkdir "$T/tmp"
TMPDIR=$T/tmp ok "cleans its temporary files up" "$cc" "$guest" -o "$T/hello.wasm"
is "all of them" "$(ls -A "$T/tmp")" ""

# --- the library, compiled once ---

cached() { XDG_CACHE_HOME=$T/cache "$cc" "$@" "$guest" -o "$T/cached.wasm"; }
mkdir -m 700 "$T/cache"
ok "links with an empty cache" cached
kept=$T/cache/wasm-bpf/sdk
is "and keeps the library" "$(find "$kept" -name '*.o' | wc -l)" 1
is "for the user alone" "$(stat -c %a "$kept" "$kept"/*.o | tr '\n' ' ')" "700 600 "
is "the guest is the same as without" "$(cksum <"$T/cached.wasm")" "$(cksum <"$T/hello.wasm")"
before=$(ls -i "$kept")
ok "links again" cached
is "from the cache" "$(ls -i "$kept")" "$before"
is "to the same" "$(cksum <"$T/cached.wasm")" "$(cksum <"$T/hello.wasm")"
ok "links with other flags" cached -O2 --small-malloc
is "which have a library of their own" "$(find "$kept" -name '*.o' | wc -l)" 2
cp -r sdk "$T/changed"
echo 'int changed_here;' >>"$T/changed/c/compat/limits.c"
ok "links with a changed SDK" env WASM_BPF_SDK="$T/changed/c" XDG_CACHE_HOME="$T/cache" "$cc" \
	"$guest" -o "$T/cached.wasm"
is "which has one, too" "$(find "$kept" -name '*.o' | wc -l)" 3
for file in "$kept"/*.o; do echo garbage >"$file"; done
chmod 666 "$kept"/*.o
ok "a library that others can write is not taken" cached
is "but made again" "$(cksum <"$T/cached.wasm")" "$(cksum <"$T/hello.wasm")"
for file in "$kept"/*.o; do echo garbage >"$file"; done
chmod 777 "$kept"
ok "nor one from a folder that others can write" cached
is "which stays as it is" "$(cat "$kept"/*.o | sort -u)" garbage
rm -r "$T/cache/wasm-bpf"
mkdir "$T/others"
ln -s "$T/others" "$T/cache/wasm-bpf"
ok "a folder that is a link is not used" cached
is "at all" "$(ls "$T/others/sdk" 2>/dev/null)" ""
ok "links without a home" env -u HOME -u XDG_CACHE_HOME "$cc" "$guest" -o "$T/cached.wasm"
ok "and makes it none" test ! -e /nowhere

# --- the kernel side ---

cat >"$T/side.bpf.c" <<'END'
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
int counter;
SEC("tp/sched/sched_process_exec") int count(void *ctx) { counter++; return 0; }
SEC("kprobe/x") int BPF_KPROBE(probe, int a) { counter += a; return 0; }
char LICENSE[] SEC("license") = "GPL";
END
ok "compiles the kernel side" "$cc" -target bpf -Wall -Wno-unused-function -c "$T/side.bpf.c" \
	-o "$T/side.o"
like "with BTF" "$(readelf -SW "$T/side.o")" '\.BTF\.ext'
ok "that bpftool links" bpftool gen object "$T/linked.o" "$T/side.o"
is "without DWARF" "$(readelf -SW "$T/side.o" | grep -c debug)" 0
ok "compiles it with --target=, and keeps DWARF" \
	"$cc" --target=bpf --keep-dwarf "$T/side.bpf.c" -o "$T/dwarf.o"
like "that is there" "$(readelf -SW "$T/dwarf.o")" debug_info
ok "names the output as clang does" env -C "$T" "$cc" -target bpf "$T/side.bpf.c"
is "side.bpf.o" "$(readelf -SW "$T/side.bpf.o" | grep -c debug)" 0
ok "makes assembler" "$cc" -target bpf -S "$T/side.bpf.c" -o "$T/side.s"
like "of BPF" "$(cat "$T/side.s")" '[rw]0 = 0'
ok "lets the caller choose the architecture" \
	"$cc" -target bpf -D__TARGET_ARCH_arm64 -E "$T/side.bpf.c" -o "$T/side.i"
echo 'int x = ;' >"$T/bad.bpf.c"
fails "fails on a wrong source" 1 "$cc" -target bpf -c "$T/bad.bpf.c" -o "$T/bad.o"

# --- what is missing ---

fails "no clang" 1 env PATH="$bare" "$cc" "$guest" -o "$T/x.wasm"
like "names the packages" "$(cat "$T/out")" 'no clang.*clang-19.*wasi-libc'
fails "no clang for BPF" 1 env PATH="$bare" "$cc" -target bpf -c "$T/side.bpf.c"
like "names the package" "$(cat "$T/out")" 'no clang for BPF.*clang-19'
fake "$T/half/clang-17" 'case $* in *prog-name*) echo wasm-ld ;; *) echo /none/builtins.a ;; esac'
fails "a clang without its linker" 1 env PATH="$T/half:$bare" "$cc" "$guest"
like "names what it needs" "$(cat "$T/out")" "clang-17.*lld-17.*libclang-rt-17-dev-wasm32"
fake "$T/bpf/clang-17" \
	'case $* in --print-targets) echo "  bpf - BPF" ;; *prog-name*) echo none ;; esac'
fails "no llvm-strip" 1 env PATH="$T/bpf:$bare" "$cc" -target bpf "$T/side.bpf.c"
like "names its package" "$(cat "$T/out")" "no llvm-strip.*llvm-17"
fake "$T/old/clang-18" \
	'case $* in *prog-name*) echo sh ;; -*libgcc*) echo / ;; *) echo "18 $*" ;; esac'
is "takes the newest clang that is whole" \
	"$(PATH="$T/old:$T/half:$bare" "$cc" --print-clang)" "$T/old/clang-18"
fake "$T/new/clang-29" \
	'case $* in *prog-name*) echo sh ;; *wasip1*libgcc*) echo / ;; *) echo "$*" ;; esac'
fake "$T/mid/clang-28" \
	'case $* in *prog-name*) echo sh ;; *wasip1*libgcc*) ;; *libgcc*) echo / ;; *) echo "$*" ;; esac'
like "calls the target as the clang does" "$(PATH="$T/new:$bare" "$cc" -c x.c)" \
	'--target=wasm32-wasip1 '
like "or did" "$(PATH="$T/mid:$bare" "$cc" -c x.c)" '--target=wasm32-wasi '
fails "no clang where it should be" 1 env WASM_BPF_CLANG="$T/none" "$cc" "$guest"
like "is said" "$(cat "$T/out")" "no clang"
fails "no wasi-sdk where it should be" 1 env WASI_SDK_PATH="$T/none" "$cc" "$guest"
like "says where" "$(cat "$T/out")" "no wasi-sdk in '$T/none'"
fake "$T/sdk/bin/clang" 'for a do echo "$a"; done'
mkdir -p "$T/sdk/share/wasi-sysroot/lib/wasm32-wasip1"
ok "uses a wasi-sdk" env WASI_SDK_PATH="$T/sdk" "$cc" -c "$guest" -o "$T/x.o"
like "with its sysroot and target" "$(tr '\n' ' ' <"$T/out")" \
	"--target=wasm32-wasip1 .*--sysroot=$T/sdk/share/wasi-sysroot "
like "and the arguments as they were" "$(cat "$T/out")" "hello world.c"
fails "a component has a name" 1 "$cc" --component "$T/out.wasm"
like "which is to be given" "$(cat "$T/out")" "no file '.*/out.wasm'"
printf '\0asm\1\0\0\0' >"$T/linked.wasm"
fails "and a file" 1 "$cc" --component "$T/linked.wasm"
like "which is to be named" "$(cat "$T/out")" "no name for the component.*-o FILE.wasm"
done_testing
