#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# btf2h --lang go: what gofmt and go think of it, and values on their way between C and Go.
. tests/lib/tap.sh
. tests/lib/go.sh

command -v go >/dev/null && command -v gofmt >/dev/null || skip_all "no Go"
export GOTOOLCHAIN=local GOFLAGS=-mod=mod
bpf() { "$B/wasm-bpf-cc" -target bpf "$@"; }
go_of() { "$B/btf2h" --lang go "$@" >"$T/out.go" 2>"$T/err" </dev/null; }
clean() { is "gofmt leaves $1 as it is" "$(gofmt -l "$2")" ""; }

# --- the text ---

cat >"$T/event.c" <<'END'
enum kind { KIND_EXEC, KIND_EXIT = 5 };
struct event { int pid; enum kind kind : 3; char comm[16]; };
struct event event;
END
bpf -c "$T/event.c" -o "$T/event.o"
go_of "$T/event.o" --package types
like "says that it is generated" "$(head -n 1 "$T/out.go")" '^// Code generated .* DO NOT EDIT\.$'
like "has the package that is asked for" "$(cat "$T/out.go")" 'package types'
like "states a struct" "$(tr -s ' ' <"$T/out.go")" 'type Event struct \{
	Pid int32 // pid: int; offset 0; size 4
	__bits0 \[1\]byte // bit-fields; offset 4; size 1
	Comm \[16\]byte // comm: char\[16\]; offset [0-9]*; size 16; length 16
	_ \[3\]byte // padding; offset 21; size 3
\}'
like "states constants" "$(cat "$T/out.go")" 'KIND_EXIT Kind = 5'
for package in Types 2d a-b type ''; do
	fails "refuses a package called '$package'" 2 "$B/btf2h" --lang go "--package=$package" \
		"$T/event.o"
done
for file in tests/golden/*.c; do
	name=$(basename "$file" .c)
	bpf -c "$file" -o "$T/$name.o"
	mkdir "$T/$name"
	ok "writes $name" "$B/btf2h" --lang go --package golden "$T/$name.o" -o "$T/$name/golden.go"
	clean "$name" "$T/$name"
	(cd "$T/$name" && go mod init golden 2>/dev/null)
	ok "vet takes $name" go -C "$T/$name" vet
done
if [ -r /sys/kernel/btf/vmlinux ]; then
	ok "writes all of the kernel" "$B/btf2h" --lang go /sys/kernel/btf/vmlinux -o "$T/kernel.go"
	clean "all of the kernel" "$T/kernel.go"
else
	skip "all of the kernel" "no /sys/kernel/btf/vmlinux"
fi

# --- skeletons, of what the SDK has ---

if go_is_new; then
	mkdir "$T/skeletons"
	for source in examples/*/*.bpf.c tests/golden/app.c; do
		name=$(basename "$source" .c)
		package=$(tr -cd 'a-z0-9' <<<"${source%.*}") # two can have one name
		mkdir "$T/skeletons/$package"
		bpf -I"$(dirname "$source")" -c "$source" -o "$T/skeletons/$package/$name.o" &&
			"$B/btf2h" --skeleton --lang go --package "$package" \
				"$T/skeletons/$package/$name.o" -o "$T/skeletons/$package/bpf.go"
	done 2>"$T/err"
	is "writes a skeleton of each example" "$(cat "$T/err")" ""
	clean "skeletons" "$T/skeletons"
	printf 'module skeletons\n\ngo 1.24\n\nrequire wasm-bpf/bpf v0.0.0\n\nreplace wasm-bpf/bpf => %s\n' \
		"$PWD/sdk/go" >"$T/skeletons/go.mod"
	ok "vet takes all of them" env GOOS=wasip1 GOARCH=wasm go -C "$T/skeletons" vet ./...
	is "which are $(ls -d "$T"/skeletons/*/ | wc -l)" \
		"$(GOOS=wasip1 GOARCH=wasm go -C "$T/skeletons" list ./... | wc -l)" \
		"$(ls -d "$T"/skeletons/*/ | wc -l)"
else
	skip "skeletons" "no Go 1.24 or newer"
fi

mkdir -p "$T/embed/below"
cp "$T/event.o" "$T/embed/below"
ok "embeds what lies below" "$B/btf2h" --skeleton --lang go "$T/embed/below/event.o" \
	-o "$T/embed/x.go"
is "by its path" "$(sed -n 's/^.*go:embed //p' "$T/embed/x.go")" below/event.o
fails "but not what lies elsewhere" 1 "$B/btf2h" --skeleton --lang go "$T/event.o" \
	-o "$T/embed/y.go"
like "and says so" "$(cat "$T/out")" "'.*event.o' is outside of the folder of '.*y.go'"

# --- values ---

mkdir "$T/values"
echo '#include "types.h"
struct all all;' >"$T/all.c"
bpf -I tests/go -c "$T/all.c" -o "$T/all.o"
ok "writes a struct of everything" "$B/btf2h" --lang go "$T/all.o" -o "$T/values/all.go"
clean "a struct of everything" "$T/values"
cp tests/go/main.go "$T/values/"
(cd "$T/values" && go mod init values 2>/dev/null)
ok "vet takes it" go -C "$T/values" vet
ok "go builds it" go -C "$T/values" build -o "$T/in-go"
ok "go builds it for guests" env GOOS=wasip1 GOARCH=wasm go -C "$T/values" build -o "$T/in-go.wasm"
ok "C compiles" cc -o "$T/in-c" tests/go/values.c
for seed in 1 2 3 4 5; do
	"$T/in-c" write $seed >"$T/bytes" 2>"$T/written"
	"$T/in-go" read <"$T/bytes" 2>"$T/read"
	ok "Go reads what C wrote ($seed)" diff -u "$T/written" "$T/read"
	"$T/in-go" write $seed >"$T/bytes" 2>"$T/written"
	"$T/in-c" read <"$T/bytes" 2>"$T/read"
	ok "C reads what Go wrote ($seed)" diff -u "$T/written" "$T/read"
done
ok "bytes go through Go and back" "$T/in-go" trip "$(wc -c <"$T/bytes")"
done_testing
