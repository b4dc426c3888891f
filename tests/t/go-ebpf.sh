#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# cilium/ebpf's names in the SDK for Go: its packages, what stands in for its generator, and a
# source that is written for it.
. tests/lib/tap.sh
. tests/lib/go.sh
need_go

is "gofmt leaves it as it is" "$(gofmt -l sdk/go/ebpf tests/go-ebpf)" ""
ok "vet takes it" env GOOS=wasip1 GOARCH=wasm go -C sdk/go/ebpf vet ./...
ok "vet takes its command" go -C sdk/go/ebpf vet ./cmd/...

# --- the numbers of package unix, against those of the kernel's headers and libc's ---

# Each as a line of C that fails to compile where it differs.
numbers() {
	printf '#include <%s>\n' errno.h fcntl.h netinet/in.h sched.h signal.h sys/socket.h \
		sys/stat.h time.h linux/if_ether.h linux/magic.h
	sed -n 's/^\t\([A-Z][A-Z0-9a-z_]*\) *= \(.*\)$/\1 \2/p' sdk/go/unix/numbers.go |
		sed 's/ [a-z]*\.[A-Za-z]*(\(.*\))/ \1/; s/ 0o/ 0/' |
		while read -r name value; do
			echo "_Static_assert((unsigned long long)$name == $value, \"$name\");"
		done
}
numbers >"$T/numbers.c"
if [ "$(uname -m)" = x86_64 ] && grep -rqs IPPROTO_MPTCP /usr/include/netinet/in.h; then
	is "has 300 numbers" "$(($(grep -c _Static_assert "$T/numbers.c") > 300))" 1
	ok "they are the kernel's and libc's" "${CC:-cc}" -D_GNU_SOURCE -w -fsyntax-only \
		"$T/numbers.c"
else
	skip "they are the kernel's and libc's" "headers that are older, or of another machine"
fi

# --- what is generated ---

project=$T/tools
mkdir "$project"
cp tests/go-ebpf/* "$project"
sed "s|\.\./\.\./sdk|$PWD/sdk|" tests/go-ebpf/go.mod >"$project/go.mod"
tools=$(realpath "$B")
generate() { (cd "$project" && PATH="$tools:$PATH" go generate); }
ok "go generate makes an object and a file" generate
ok "the file is as gofmt has it" test -z "$(gofmt -l "$project")"
generated=$project/probe_x86_bpfel.go
ok "it has the name that is expected" test -s "$generated" -a -s "${generated%.go}.o"
for line in '//go:build (386 || amd64 || wasm) && (linux || wasip1)' 'package probe' \
	'func loadProbe() (*ebpf.CollectionSpec, error) {' 'type probeObjects struct {' \
	'	OnWrite *ebpf.Program `ebpf:"on_write"`' 'type probeState uint32' \
	'	probeStateSTATE_Done probeState = 7' '	probeMapByAddress   = "by_address"' \
	'	_      [2]byte    // padding; offset 22; size 2'; do
	grep -qxF -- "$line" "$generated"
	is "it has: $line" $? 0
done
sed -i 's/#include <linux.bpf.h>/#include "missing.h"/' "$project/probe.c"
before=$(cat "$generated")
fails "a source that does not compile is an error" 1 generate
is "and leaves the file" "$(cat "$generated")" "$before"

# --- what runs ---

build() {
	(cd "$project" && GOOS=wasip1 GOARCH=wasm go vet &&
		GOOS=wasip1 GOARCH=wasm go test -c -o guest.wasm)
}
ok "a source for cilium/ebpf builds for guests" build
rest_needs_root "what is built"
# In a network namespace of its own: what is attached to lo drops packets.
unshare -n "$B/wasm-bpf" "$project/guest.wasm" -test.v >"$T/results" 2>"$T/dots"
is "its tests pass" $? 0
while read -r _ verdict name _; do
	[ "$verdict" = SKIP: ] || ok "in a guest: $name" test "$verdict" = PASS:
done <<<"$(grep -- '^--- ' "$T/results")"
grep -q -- '--- FAIL' "$T/results" && sed 's/^/#   /' "$T/results"

for kind in reader ticker; do
	SIGNAL=$kind "$B/wasm-bpf" --env SIGNAL "$project/guest.wasm" -test.run TestSignal \
		>"$T/said" 2>&1 &
	pid=$!
	wait_for waiting "$T/said" $pid
	kill -INT $pid
	wait $pid
	is "an interrupt comes as a signal: $kind" "$?$(grep -v waiting "$T/said")" "0PASS"
done
done_testing
