#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Compiled code as layers of an artifact: only who is trusted with it is believed. The code of
# another guest stands in for the module's here, so that what runs tells which of both it was.
. tests/lib/tap.sh
. tests/lib/guests.sh
. tests/lib/registry.sh
run=$(readlink -f "$run")
export HOME=$T XDG_CACHE_HOME=$T/cache XDG_DATA_HOME=$T/data XDG_CONFIG_HOME=$T/config
unset DOCKER_CONFIG SOURCE_DATE_EPOCH

says() { # NAME TEXT
	echo "#include <stdio.h>
		int main(void) { puts(\"$2\"); return 0; }" >"$T/$1.c"
	"$cc" "$T/$1.c" -o "$T/$1.wasm" && "$run" compile "$T/$1.wasm" -o "$T/$1.cwasm" || exit 1
}
says module "from the module"
says code "from the code"
fresh() { # command...: with an empty cache
	rm -rf "$T/cache" "$T/.cache"
	"$run" "$@" 2>&1
}

# --- pushed ---------------------------------------------------------------------------------

layout=oci:$T/layout
ok "a module with its code" "$run" push -q --compiled "$T/code.cwasm" "$T/module.wasm" "$layout:v1"
with=$(cat "$T/out")
ok "again" "$run" push -q --compiled "$T/code.cwasm" "$T/module.wasm" "$layout:v1"
is "has the same digest" "$(cat "$T/out")" "$with"
manifest=$T/layout/blobs/sha256/${with#sha256:}
like "the layer says who can load it" "$(cat "$manifest")" \
	'"application/vnd.wasm-bpf.code.v1".*"io.wasm-bpf.code":"[0-9.]* wasmtime [0-9.]* .* '"$(uname -m)"
like "inspect tells of it" "$("$run" inspect "$layout:v1")" \
	"code: sha256:[0-9a-f]{64}, $(stat -c %s "$T/code.cwasm") bytes, for [0-9.]* wasmtime "
is "and in JSON" "$("$run" inspect --json "$layout:v1" | python3 -c '
import json, sys
print([c["for"].split()[1] for c in json.load(sys.stdin)["code"]])')" "['wasmtime']"
fails "code for the same machines twice" 1 "$run" push --compiled "$T/code.cwasm" \
	--compiled "$T/module.cwasm" "$T/module.wasm" "$layout:v2"
like "is told" "$(cat "$T/out")" "module.cwasm': two files of code for"
fails "a module is no code" 1 "$run" push --compiled "$T/module.wasm" "$T/module.wasm" "$layout:v2"
like "which is told, too" "$(cat "$T/out")" "it is no compiled code.*hint: 'wasm-bpf compile'"
head -c -1 "$T/code.cwasm" >"$T/short.cwasm"
fails "half of it is none" 1 "$run" push --compiled "$T/short.cwasm" "$T/module.wasm" "$layout:v2"
fails "and what is not there" 1 "$run" push --compiled "$T/none" "$T/module.wasm" "$layout:v2"

# --- run ------------------------------------------------------------------------------------

openssl ecparam -name prime256v1 -genkey -noout -out "$T/key" 2>/dev/null &&
	openssl ec -in "$T/key" -pubout -out "$T/pub" 2>/dev/null
openssl ecparam -name prime256v1 -genkey -noout -out "$T/key2" 2>/dev/null &&
	openssl ec -in "$T/key2" -pubout -out "$T/pub2" 2>/dev/null
left_out="wasm-bpf: the artifact's compiled code is not used: no rule of the policy trusts its signer with code
hint: 'signed-by KEY compiled' in the policy would, or '--compiled --verify-key KEY'"
is "without a signature the module runs" "$(fresh run "$layout:v1")" "$left_out
from the module"
is "--compiled alone trusts nobody" "$(fresh run --compiled "$layout:v1")" "$left_out
from the module"
ok "it is signed" "$run" sign --key "$T/key" "$layout:v1"
is "a signature is not enough" "$(fresh run --verify-key "$T/pub" "$layout:v1")" "$left_out
from the module"
is "a key that is trusted with code is" \
	"$(fresh run --compiled --verify-key "$T/pub" "$layout:v1")" "from the code"
is "later it comes from the cache" \
	"$("$run" run --compiled --verify-key "$T/pub" "$layout:v1" 2>&1)" "from the code"
is "another key lets nothing run" \
	"$(fresh run --compiled --verify-key "$T/pub2" "$layout:v1" | grep -c '^from')" 0
policy() { printf '[artifacts]\nallow %s\n' "$1" >"$T/policy"; }
policy "oci:* signed-by pub compiled"
is "a policy can say so" "$(fresh run --policy "$T/policy" "$layout:v1")" "from the code"
policy "oci:* signed-by pub"
is "or not" "$(fresh run --policy "$T/policy" "$layout:v1")" "$left_out
from the module"
policy "oci:* signed-by pub sandboxed"
like "or something else" "$(fresh run --policy "$T/policy" "$layout:v1")" \
	"a rule is 'allow WHAT \[signed-by FILE \[compiled\]\]'"
policy "oci:*"
is "a rule without a key trusts nobody with code" \
	"$(fresh run --policy "$T/policy" "$layout:v1" | tail -n 1)" "from the module"
is "without a cache it is used, too" \
	"$(fresh run --no-cache --compiled --verify-key "$T/pub" "$layout:v1")" "from the code"

# Code of another build, and code that is damaged, is compiled anew.
sed 's/wasmtime 48/wasmtime 47/' "$T/code.cwasm" >"$T/old.cwasm"
ok "code of another build" "$run" push -q --compiled "$T/old.cwasm" "$T/module.wasm" "$layout:old"
"$run" sign --key "$T/key" "$layout:old" >/dev/null 2>&1
is "is left alone" "$(fresh run --compiled --verify-key "$T/pub" "$layout:old")" "from the module"
ok "beside code of this one" "$run" push -q --compiled "$T/old.cwasm" --compiled "$T/code.cwasm" \
	"$T/module.wasm" "$layout:both"
"$run" sign --key "$T/key" "$layout:both" >/dev/null 2>&1
is "the right one is chosen" "$(fresh run --compiled --verify-key "$T/pub" "$layout:both")" \
	"from the code"
cp "$T/code.cwasm" "$T/bad.cwasm"
printf '\377\377\377\377' | dd of="$T/bad.cwasm" bs=1 seek=4096 conv=notrunc status=none
ok "damaged code" "$run" push -q --compiled "$T/bad.cwasm" "$T/module.wasm" "$layout:bad"
"$run" sign --key "$T/key" "$layout:bad" >/dev/null 2>&1
is "does not run" "$(fresh run --compiled --verify-key "$T/pub" "$layout:bad")" "from the module"

# --- over a registry ------------------------------------------------------------------------

if command -v docker-registry >/dev/null && registry_start; then
	sum=$(sha256sum "$T/code.cwasm" | cut -d ' ' -f 1)
	blob=$T/data/wasm-bpf/blobs/sha256/$sum
	ok "it is pushed to a registry" "$run" push -q --compiled "$T/code.cwasm" \
		"$T/module.wasm" "$R/demo/code:1"
	is "with the same digest" "$(cat "$T/out")" "$with"
	ok "and signed" "$run" sign --key "$T/key" "$R/demo/code:1"
	ok "pulled" "$run" pull -q "$R/demo/code:1" --out "$T/pulled.wasm"
	ok "with the module" cmp "$T/pulled.wasm" "$T/module.wasm"
	ok "but without the code" test ! -e "$blob"
	is "which nobody wants without trust" \
		"$(fresh run --pull never "$R/demo/code:1" | tail -n 1)" "from the module"
	ok "so that nobody fetches it" test ! -e "$blob"
	is "who is trusted: it is fetched" \
		"$(fresh run --compiled --verify-key "$T/pub" "$R/demo/code:1")" "from the code"
	ok "into the store" cmp "$blob" "$T/code.cwasm"
	ok "the artifact is saved" "$run" save "$R/demo/code:1" -o "$T/saved.tar"
	ok "without what is away it is saved, too" sh -c "rm -f '$blob' &&
		'$run' save '$R/demo/code:1' -o '$T/less.tar' &&
		XDG_DATA_HOME='$T/other' '$run' load -i '$T/less.tar'"
	is "and is whole" "$(fresh run --pull never "$R/demo/code:1" | tail -n 1)" "from the module"
else
	skip "over a registry" "no docker-registry"
fi
done_testing
