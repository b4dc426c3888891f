#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The SDK for Go: its declarations, its unit tests on this machine, its API in a guest.
. tests/lib/tap.sh
. tests/lib/go.sh
need_go

is "gofmt leaves it as it is" \
	"$(gofmt -l sdk/go tests/go-sdk examples/go-*/main.go templates/go/*.go)" ""
for system in linux/amd64 wasip1/wasm; do
	ok "vet takes it for $system" env GOOS=${system%/*} GOARCH=${system#*/} go -C sdk/go vet \
		./...
done
ok "passes its unit tests" go -C sdk/go test ./...
ok "takes apart what are no frames" go -C sdk/go test -fuzz=FuzzTake -fuzztime=2s ./internal/frame
ok "finds symbols in what is no object" go -C sdk/go test -fuzz=FuzzFind -fuzztime=2s \
	./internal/symbols

# --- its declarations, against the table that the runtime is made from ---

# "name type" of each import of a module, as abi.def has types.
declared() {
	awk -v module="$1" '
		BEGIN {
			letter["int32"] = letter["uint32"] = "i"
			letter["int64"] = letter["uint64"] = "I"
			letter["unsafe.Pointer"] = "p"
		}
		$1 == "//go:wasmimport" && $2 == module { name = $3; next }
		/^func / && name {
			list = $0; sub(/^[^(]*\(/, "", list); result = list
			sub(/\).*/, "", list); sub(/^[^)]*\) */, "", result)
			count = split(list, parts, /, */); type = ""
			for (i = count; i > 0; i--) {
				if (split(parts[i], words, " ") == 2) last = words[2]
				type = letter[last] type
			}
			print name, type ":" letter[result]; name = ""
		}' sdk/go/internal/host/imports.go | sort
}
had() { runtime/imports/rows.sh "$1" | sort; }
is "declares v2 as the runtime has it" "$(declared wasm_bpf_v2)" "$(had v2)"
had v1 >"$T/had"
is "declares of v1 what is there" "$(declared wasm_bpf | grep -vxFf "$T/had")" ""

# --- its API ---

rest_needs_root "its API"
project=$T/sdk
mkdir "$project"
cp tests/go-sdk/* "$project"
sed "s|\.\./\.\./sdk|$PWD/sdk|" tests/go-sdk/go.mod >"$project/go.mod"
. tests/lib/kernel.sh
ask_for_entries
[ -z "$no_entries" ] || sed -i 's|"iter/bpf_map_elem"|"?iter/bpf_map_elem"|' "$project/sdk.bpf.c"
tools=$(realpath "$B")
build() {
	(cd "$project" && PATH="$tools:$PATH" go generate &&
		GOOS=wasip1 GOARCH=wasm go vet && GOOS=wasip1 GOARCH=wasm go test -c -o guest.wasm)
}
ok "its tests build for guests" build
ok "the skeleton is as gofmt has it" test -z "$(gofmt -l "$project")"
NO_ENTRIES=$no_entries timeout 120 "$B/wasm-bpf" --env NO_ENTRIES \
	"$project/guest.wasm" -test.v >"$T/results" 2>"$T/dots"
is "its tests pass" $? 0
while read -r _ verdict name _; do
	[ "$verdict" = SKIP: ] || ok "in a guest: $name" test "$verdict" = PASS:
done <<<"$(grep -- '^--- ' "$T/results")"
grep -q -- '--- FAIL' "$T/results" && sed 's/^/#   /' "$T/results"

# In a BPF file system of the test's own, which goes with its mount namespace.
mkdir "$T/bpf"
cat >"$T/pins" <<'END'
mount -t bpf bpf "$1" && PIN=$1 "$2" --env PIN --allow "pin=$1/*" "$3" -test.run TestPin -test.v
END
if unshare -m mount -t bpf bpf "$T/bpf" 2>/dev/null; then
	ok "pins where it is allowed to" unshare -m "$BASH" "$T/pins" "$T/bpf" "$B/wasm-bpf" \
		"$project/guest.wasm"
	like "and did try" "$(cat "$T/out")" "PASS: TestPin"
else
	skip "pins" "no BPF file system"
fi

INTERRUPT=1 "$B/wasm-bpf" --env INTERRUPT "$project/guest.wasm" \
	-test.run TestInterrupt >"$T/said" 2>&1 &
pid=$!
wait_for waiting "$T/said" $pid
kill -INT $pid
wait $pid
is "an interrupt ends what waits, with its own error" "$?$(grep -v waiting "$T/said")" "0PASS"
done_testing
