#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154
#
# Pulls that are killed, and pulls of one artifact at once: the store is whole, and what
# is there is not downloaded again.
. tests/lib/tap.sh
command -v python3 >/dev/null || skip_all "no python3"
. tests/lib/registry.sh

oci=$B/wasm-bpf-oci
export HOME=$T XDG_DATA_HOME=$T/data XDG_CONFIG_HOME=$T/config
unset DOCKER_CONFIG
make_wasm "$T/a.wasm" 30000000
serve misbehave "$T/a.wasm"
read -r port _ <"$T/misbehave.log"
ref=127.0.0.1:$port/good:1
module=$(sha256sum <"$T/a.wasm" | cut -c -64)
downloads() { grep -c "GET /v2/good/blobs/sha256:$module" "$T/misbehave.log"; }

for n in 1 2 3 4 5 6 7 8; do
	$oci pull -q $ref >"$T/out.$n" 2>&1 &
	pulls[n]=$!
done
failed=0
for n in 1 2 3 4 5 6 7 8; do wait "${pulls[n]}" || failed=$((failed + 1)); done
is "8 pulls at once all succeed" "$failed" 0
is "with one download" "$(downloads)" 1
ok "and one artifact" $oci save $ref -o "$T/a.tar"

broken=0 resumed=0
for i in $(seq 30); do
	rm -rf "$T/data/wasm-bpf/blobs" "$T/data/wasm-bpf/index.json"
	[ $((i % 3)) -eq 0 ] || rm -f "$T/data/wasm-bpf/ingest/"*
	$oci pull -q $ref >/dev/null 2>&1 &
	pid=$!
	sleep "0.0$((10 + i * 7 % 85))"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	[ -z "$(find "$T/data/wasm-bpf/ingest" -size +1M)" ] || resumed=$((resumed + 1))
	for name in $($oci list -q 2>/dev/null); do
		$oci save "$name" >/dev/null 2>&1 || broken=$((broken + 1))
	done
done
is "what 30 killed pulls left is whole" "$broken" 0
echo "# killed within the download: $resumed times"
ok "the next pull ends what they began" $oci pull -q $ref -o "$T/b.wasm"
ok "as the module that it is" cmp "$T/a.wasm" "$T/b.wasm"
is "and nothing is left on its way" "$(find "$T/data/wasm-bpf/ingest" -type f | wc -l)" 0

partial=$T/data/wasm-bpf/ingest/sha256-$module
rm -rf "$T/data/wasm-bpf/blobs" "$T/data/wasm-bpf/index.json"
head -c 12000000 "$T/a.wasm" >"$partial"
ok "a pull goes on where one stopped" $oci pull -q $ref
like "by asking for the rest alone" "$(grep "blobs/sha256:$module" "$T/misbehave.log" |
	tail -n 1)" "bytes=12000000-"
rm -rf "$T/data/wasm-bpf/blobs" "$T/data/wasm-bpf/index.json"
head -c 12000000 /dev/zero >"$partial"
ok "where that was noise, it begins anew" $oci pull -q $ref -o "$T/b.wasm"
ok "and is right" cmp "$T/a.wasm" "$T/b.wasm"
done_testing
