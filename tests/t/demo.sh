#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016
# make demo: it takes a prebuilt engine only if it is the locked one, says in few lines what it
# does, and builds from source where there is none.
. tests/lib/tap.sh

# --- what is not locked is not used ------------------------------------------------

# A pip that downloads noise under the right name, and one that downloads nothing.
mkdir "$T/bin" "$T/off"
wheel=$(sed -n 's/.*  \(wasmtime-[0-9].*x86_64.whl\)/\1/p' pinned/prebuilt.lock)
printf '#!/bin/sh\nwhile [ "$1" != --dest ]; do shift; done\necho noise >"$2/%s"\n' "$wheel" \
	>"$T/bin/python3"
printf '#!/bin/sh\n[ "$3" = --version ] || { echo "no network" >&2; exit 1; }\n' >"$T/off/python3"
for folder in bin off; do printf '#!/bin/sh\n' >"$T/$folder/cargo"; done
chmod +x "$T"/*/*
fails "an engine that is not locked" 1 env XDG_CACHE_HOME="$T/a" PATH="$T/bin:$PATH" \
	pinned/prebuilt.sh
like "is refused by its name" "$(cat "$T/out")" "'$wheel' is not what prebuilt.lock says"
fails "without a network" 1 env XDG_CACHE_HOME="$T/b" PATH="$T/off:$PATH" pinned/prebuilt.sh
like "the reason is told" "$(cat "$T/out")" "no network.*pip cannot download the engine"
is "and nothing is left that looks whole" \
	"$(ls -d "$T"/[ab]/wasm-bpf/prebuilt-*[!dk] 2>/dev/null)" ""

# --- the whole of it ----------------------------------------------------------------

rest_needs_root "the demo"
sdk/deps check demo >"$T/out" 2>&1 || { skip "the demo" "its packages are not here"; done_testing; }
begin=$SECONDS
XDG_CACHE_HOME=$T/cache pinned/demo.sh "$T/demo" 2 >"$T/said" 2>&1
status=$?
if grep -q "no prebuilt engine here" "$T/said"; then
	skip "the demo" "$(tail -n 1 "$T/demo/log")"
	done_testing
fi
is "the demo succeeds" "$status" 0
like "in few words, and shows events" "$(cat "$T/said")" \
	$'TIME +EVENT COMM +PID +PPID +FILENAME/EXIT CODE\n.*EXEC +'
is "of its own it says ten lines at most" "$(($(grep -c '^demo:' "$T/said") <= 10))" 1
like "and that make builds another engine" "$(tail -n 1 "$T/said")" "'make deps && make' builds"
like "the prebuilt one is what runs" "$(ldd "$T/demo/wasm-bpf")" \
	"$T/cache/wasm-bpf/prebuilt-[0-9a-f]*/lib"

# Two engines of one version, as here, do not put out each other's compiled code.
printf '\0asm\1\0\0\0' >"$T/nothing.wasm"
export XDG_CACHE_HOME=$T/shared
mkdir -m 700 "$T/shared"
code() { "$1" "$T/nothing.wasm" >/dev/null 2>&1; stat -c '%n %y' "$T"/shared/wasm-bpf/code/*; }
first=$(code "$B/wasm-bpf")
is "one engine keeps its code" "$(wc -l <<<"$first")" 1
both=$(code "$T/demo/wasm-bpf")
is "another engine keeps its own" "$(grep -cF "$first" <<<"$both") $(wc -l <<<"$both")" "1 2"
is "and the first still finds its" "$(code "$B/wasm-bpf")" "$both"
echo "# the demo took $((SECONDS - begin)) s"
done_testing
