#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Skeletons of what objects have beside maps, programs and plain variables: .kconfig, struct_ops,
# sections of one's own, variables of structs. Compiled in each language; run in C, C++ and Rust.
. tests/lib/tap.sh
. tests/lib/go.sh

cat >"$T/app.bpf.c" <<'END'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern _Bool CONFIG_NO_SUCH_THING __kconfig __weak;
extern unsigned int LINUX_KERNEL_VERSION __kconfig;
extern char CONFIG_NO_SUCH_NAME[3] __kconfig __weak;

struct hist { unsigned int slots[4]; };
typedef struct { unsigned long long x; } point_t;
static struct { long never; } unseen;
struct hist hists[2];
point_t point;
struct hist *pointer, *const volatile pointers[2];
void (*function)(struct hist *);
int hot SEC(".data.hot") = 7;
const volatile int limit SEC(".rodata.limit") = 5;

struct sock;
struct tcp_congestion_ops {
	unsigned int (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, unsigned int ack, unsigned int acked);
	unsigned int (*undo_cwnd)(struct sock *sk);
	char name[16];
};

SEC("struct_ops/ssthresh") unsigned int BPF_PROG(ssthresh, struct sock *sk) { return 2; }
SEC("struct_ops/cong_avoid") void BPF_PROG(cong_avoid, struct sock *sk, int ack, int acked) {}
SEC("struct_ops/undo_cwnd") unsigned int BPF_PROG(undo_cwnd, struct sock *sk) { return 2; }
SEC(".struct_ops") struct tcp_congestion_ops calm = {
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)cong_avoid,
	.undo_cwnd = (void *)undo_cwnd,
	.name = "wbt_skeleton",
};

SEC("socket")
int use(void *ctx)
{
	unseen.never++;
	pointer = &hists[1];
	if (CONFIG_NO_SUCH_THING || CONFIG_NO_SUCH_NAME[0])
		return function != 0 || pointers[1] || point.x;
	return LINUX_KERNEL_VERSION + hot + limit;
}

char LICENSE[] SEC("license") = "GPL";
END
ok "an object" "$B/wasm-bpf-cc" -target bpf -O2 -c "$T/app.bpf.c" -o "$T/app.bpf.o"
for lang in c=skel.h cpp=skel.hpp rust=rs go=go; do
	ok "a skeleton in ${lang%=*}" "$B/btf2h" --skeleton --name app -l "${lang%=*}" \
		--package app "$T/app.bpf.o" -o "$T/app.${lang#*=}"
done
# The loader's order: most alignment first, then the smaller ones, then names.
is ".kconfig is laid out as the loader does it" "$(sed -n 's/^BTF_OFFSET(struct app__kconfig, \(.*\));/\1/p' "$T/app.skel.h" | xargs)" \
	"LINUX_KERNEL_VERSION, 0 CONFIG_NO_SUCH_THING, 4 CONFIG_NO_SUCH_NAME, 5"

# --- variables of structs, in C ---

cat >"$T/own.h" <<'END'
struct hist { unsigned int slots[4]; };
typedef struct { unsigned long long x; } point_t;
END
cat >"$T/named.c" <<'END'
#include "app.named.h"
#include "app.types.h"

struct hist *second(struct app *skel)
{
	point_t *point = &skel->bss->point;

	return point ? &skel->bss->hists[1] : 0;
}
END
ok "variables of named structs" "$B/btf2h" --skeleton --name app --include app.types.h \
	"$T/app.bpf.o" -o "$T/app.named.h"
check_named() { # NAME
	for compiler in "$B/wasm-bpf-cc" "$B/wasm-bpf-cc -std=c++17 -x c++" "gcc -std=gnu11" \
		"g++ -x c++"; do
		# shellcheck disable=SC2086
		ok "$1: ${compiler#"$B/"}" $compiler -Wall -Wextra -Werror -fsyntax-only \
			"$T/named.c"
	done
}
{ echo '#pragma once' && cat "$T/own.h"; } >"$T/app.types.h"
check_named "a header of one's own"
sed 's/slots\[4\]/slots[5]/' "$T/own.h" >"$T/app.types.h"
fails "a struct of another size" 1 "$B/wasm-bpf-cc" -fsyntax-only "$T/named.c"
"$B/btf2h" "$T/app.bpf.o" -o "$T/app.types.h"
check_named "a header that btf2h made"
fails "a header that is none" 2 "$B/btf2h" --skeleton --include 'a"b' "$T/app.bpf.o"
fails "a header in Rust" 2 "$B/btf2h" --skeleton -l rust --include a.h "$T/app.bpf.o"
fails "a header for types" 2 "$B/btf2h" --include a.h "$T/app.bpf.o"

# --- in guests ---

cat >"$T/guest.c" <<'END'
#include <stdio.h>
#include "app.skel.h"

int main(void)
{
	struct app *skel = app__open();
	int err;

	if (!skel)
		return 1;
	skel->data_hot->hot = 10;
	err = app__load(skel);
	if (err)
		return 2;
	err = app__attach(skel);
	printf("%d %d %d\n", err, skel->data_hot->hot, skel->rodata_limit->limit);
#ifdef WASM_BPF_V1
	printf("%d %d\n", skel->kconfig != NULL, skel->links.calm != NULL);
#else
	printf("%u %d %d\n", skel->kconfig->LINUX_KERNEL_VERSION,
	       skel->kconfig->CONFIG_NO_SUCH_THING, skel->links.calm != NULL);
#endif
	app__destroy(skel);
	return 0;
}
END
cat >"$T/guest.cc" <<'END'
#include <cstdio>
#include "app.skel.hpp"

int main()
{
	auto skel = app::Skeleton::open().value();
	struct app::hist *hist = &skel.bss->hists[1];

	skel.load().value();
	skel.attach().value();
	printf("%u %d ", skel.kconfig->LINUX_KERNEL_VERSION, !!skel.links.calm);
	skel.detach();
	printf("%d %u\n", !!skel.links.calm, hist->slots[0]);
}
END
# As the loader has it, which takes the release apart.
version=$(uname -r | awk -F'[.-]' '{ print $1 * 65536 + $2 * 256 + ($3 > 255 ? 255 : $3) }')
ok "in C" "$B/wasm-bpf-cc" -Wall -Wextra -Werror "$T/guest.c" -o "$T/guest.wasm"
ok "in C, with the first part of the ABI" "$B/wasm-bpf-cc" -DWASM_BPF_V1 -Wall -Wextra -Werror \
	"$T/guest.c" -o "$T/v1.wasm"
ok "in C++" "$B/wasm-bpf-cc" -std=c++17 -Wall -Wextra -Werror "$T/guest.cc" -o "$T/guest++.wasm"
runs() { # NAME GUEST WANTED
	if [ "$(id -u)" -ne 0 ]; then
		skip "$1" "loading BPF programs needs root"
	elif ! grep -q tcp_congestion_ops /proc/kallsyms && [ ! -r /sys/kernel/btf/vmlinux ]; then
		skip "$1" "no struct_ops"
	else
		is "$1" "$("$B/wasm-bpf" run "$2" 2>&1)" "$3"
	fi
}
runs "what is in it, in C" "$T/guest.wasm" "0 10 5
$version 0 1"
runs "what is in it, with the first part of the ABI" "$T/v1.wasm" "0 10 5
0 0"
runs "what is in it, in C++" "$T/guest++.wasm" "$version 1 0 0"

# --- a library, which is linked into an object ---

cat >"$T/lib.bpf.c" <<'END'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct hist { unsigned int slots[4]; };
struct hist lib_hist;
int lib_verbose = 3, lib_pair[2] = { 4, 5 };
const volatile int lib_limit = 6;
static int unseen = 9;
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} lib_counts SEC(".maps");
int lib_use(void) { return ++unseen + lib_limit + lib_verbose + ++lib_hist.slots[1]; }
SEC("socket") int lib_program(void *ctx) { return lib_use() + lib_pair[1]; }
char LICENSE[] SEC("license") = "GPL";
END
cat >"$T/main.bpf.c" <<'END'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
int before[5] = { 1, 2 };
const volatile long ahead = 7;
int lib_use(void);
SEC("socket") int use_lib(void *ctx) { return lib_use() + before[1] + ahead; }
char LICENSE[] SEC("license") = "GPL";
END
cat >"$T/part.c" <<'END'
#include <stdio.h>
#include "linked.skel.h"
#include "lib.subskel.h"
int main(void)
{
	struct linked *app = linked__open();
	struct lib *lib = app ? lib__open(app->obj) : NULL;

	if (!lib)
		return 1;
	printf("%d %d %d ", *lib->data.lib_verbose, (*lib->data.lib_pair)[1],
	       *lib->rodata.lib_limit);
	*lib->data.lib_verbose = 100;
	printf("%d %d %d\n", app->data->lib_verbose, bpf_map__max_entries(lib->maps.lib_counts),
	       lib->progs.lib_program == app->progs.lib_program);
	lib__destroy(lib);
	linked__destroy(app);
	return 0;
}
END
linked() {
	for part in lib main; do
		"$B/wasm-bpf-cc" -target bpf -O2 -c "$T/$part.bpf.c" -o "$T/$part.bpf.o" || return
	done
	bpftool gen object "$T/linked.bpf.o" "$T/main.bpf.o" "$T/lib.bpf.o" &&
		"$B/btf2h" --skeleton --name linked "$T/linked.bpf.o" -o "$T/linked.skel.h" &&
		"$B/btf2h" --subskeleton --name lib "$T/lib.bpf.o" -o "$T/lib.subskel.h" &&
		"$B/wasm-bpf-cc" "$T/part.c" -o "$T/part.wasm" &&
		cp "$T/part.c" "$T/part.cpp" && "$B/wasm-bpf-cc" -c "$T/part.cpp" -o "$T/part.o"
}
ok "a subskeleton" linked
runs "finds the library in the object" "$T/part.wasm" "3 5 6 100 1 1"
"$B/btf2h" --subskeleton --name linked "$T/lib.bpf.o" -o "$T/lib.subskel.h"
cat >"$T/none.c" <<'END'
#include <errno.h>
#include <stdio.h>
#include "app.skel.h"
#include "lib.subskel.h"
int main(void)
{
	struct app *app = app__open();
	struct linked *lib = linked__open(app->obj);

	printf("%d %d\n", lib != NULL, errno == ESRCH);
	return 0;
}
END
ok "one of another library" "$B/wasm-bpf-cc" "$T/none.c" -o "$T/none.wasm"
runs "says what is not there" "$T/none.wasm" "libbpf: no 'lib_counts' in 'app'
0 1"
if bpftool gen subskeleton "$T/lib.bpf.o" name lib >"$T/lib.subskel.h" 2>/dev/null; then
	ok "bpftool's compiles" "$B/wasm-bpf-cc" "$T/part.c" -o "$T/part.wasm"
	runs "and finds the same" "$T/part.wasm" "3 5 6 100 1 1"
else
	skip "bpftool's" "bpftool makes no subskeletons"
fi

if "$B/wasm-bpf-cargo" --print-rust >/dev/null 2>&1; then
	mkdir -p "$T/rust/src"
	mv "$T/app.rs" "$T/rust/src/app.rs"
	cp "$T/app.bpf.o" "$T/rust/"
	sed -i 's|include_bytes!("|&../|' "$T/rust/src/app.rs"
	printf '[package]\nname = "guest"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nwasm-bpf-binding = { path = "%s/sdk/rust" }\n' \
		"$PWD" >"$T/rust/Cargo.toml"
	cat >"$T/rust/src/main.rs" <<'END'
mod app;

fn main() -> wasm_bpf_binding::Result<()> {
    let mut open = app::App::open()?;
    open.data_hot.hot = 10;
    let mut app = open.load()?;
    app.attach()?;
    let version = app.kconfig.linux_kernel_version();
    let config = app.kconfig.config_no_such_thing;
    println!("{} {} {} {}", app.data_hot.hot.get(), version, config, app.links.calm.is_some());
    Ok(())
}
END
	ok "in Rust" "$B/wasm-bpf-cargo" build --quiet --manifest-path "$T/rust/Cargo.toml" \
		--target-dir "$T/rust/target"
	runs "what is in it, in Rust" "$(ls "$T"/rust/target/*/debug/guest.wasm)" \
		"10 $version 0 true"
else
	skip "in Rust" "no Rust for guests"
fi
if go_is_new; then
	export GOTOOLCHAIN=local GOFLAGS=-mod=mod GOPROXY=off GOWORK=off
	is "gofmt leaves it as it is" "$(gofmt -l "$T/app.go")" ""
	mkdir "$T/go"
	cp "$T/app.bpf.o" "$T/go"
	"$B/btf2h" --skeleton --name app -l go --package main "$T/go/app.bpf.o" -o "$T/go/app.go"
	printf 'module guest\n\ngo 1.24\n\nrequire wasm-bpf/bpf v0.0.0\n\nreplace wasm-bpf/bpf => %s/sdk/go\n' \
		"$PWD" >"$T/go/go.mod"
	cat >"$T/go/main.go" <<'END'
package main

import "fmt"

func main() {
	app, err := LoadApp()
	if err != nil {
		panic(err)
	}
	v := app.Variables
	version, err := v.LinuxKernelVersion.Get()
	config, err2 := v.ConfigNoSuchThing.Get()
	fmt.Println(version, err, config, err2, v.LinuxKernelVersion.Set(1))
}
END
	ok "in Go" env -C "$T/go" GOOS=wasip1 GOARCH=wasm go build -o guest.wasm
	said="$version <nil> false <nil>"
	runs "what is in it, in Go" "$T/go/guest.wasm" "$said 'LINUX_KERNEL_VERSION' is a constant of an object that is loaded"
else
	skip "in Go" "no Go 1.$go_minor or newer"
fi
done_testing
