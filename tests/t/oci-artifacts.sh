#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What artifacts are: the same wherever they are made, copied out of layouts, inspected like
# files, and of a stranger's text only what a terminal does not act on.
. tests/lib/tap.sh
. tests/lib/registry.sh

oci=$B/wasm-bpf-oci
bpf=$B/wasm-bpf
export HOME=$T XDG_DATA_HOME=$T/data
unset SOURCE_DATE_EPOCH
make_wasm "$T/a.wasm" 2000
push() { $oci push -q "$@"; }

# --- digests ------------------------------------------------------------------------
first=$(push "$T/a.wasm" "oci:$T/layout:1")
mkdir "$T/elsewhere"
cp "$T/a.wasm" "$T/elsewhere/"
touch -d 2001-01-01 "$T/elsewhere/a.wasm"
is "a copy of another age has the same digest" \
	"$(push "$T/elsewhere/a.wasm" "oci:$T/layout:2")" "$first"
is "and says nothing of a time" \
	"$($oci inspect "oci:$T/layout:1" | grep -c image.created)" 0
timed=$(SOURCE_DATE_EPOCH=1700000000 push "$T/a.wasm" "oci:$T/layout:3")
like "SOURCE_DATE_EPOCH does" "$($oci inspect "oci:$T/layout:3")" "created: 2023-11-14T22:13:20Z"
is "and so does --created" \
	"$(SOURCE_DATE_EPOCH=1 push --created 1700000000 "$T/a.wasm" "oci:$T/layout:4")" "$timed"
fails "a time that is none" 2 push --created yesterday "$T/a.wasm" "oci:$T/layout:5"
fails "is refused in the environment, too" 2 env SOURCE_DATE_EPOCH=now $oci push "$T/a.wasm" \
	"oci:$T/layout:5"

# --- out of a layout ------------------------------------------------------------------
ok "a layout's module is copied to a file" $oci pull "oci:$T/layout:1" --output "$T/out.wasm"
is "which is said" "$(cat "$T/out")" "oci:$T/layout:1: copied $first"
ok "the same" cmp "$T/a.wasm" "$T/out.wasm"
$oci pull -q "oci:$T/layout:1" -o - 2>/dev/null >"$T/stdout.wasm"
ok "also to stdout" cmp "$T/a.wasm" "$T/stdout.wasm"
is "nothing goes to the store" "$(ls "$T/data" 2>/dev/null)" ""
fails "without --output there is nothing to do" 2 $oci pull "oci:$T/layout:1"
like "but what else could be meant is told" "$(cat "$T/out")" "--output .*'wasm-bpf tag'"
printf '[artifacts]\nallow example.org\n' >"$T/policy"
fails "a policy is kept to" 1 $oci pull --policy "$T/policy" "oci:$T/layout:1" -o "$T/no.wasm"
fails "an absent tag" 1 $oci pull "oci:$T/layout:9" -o "$T/no.wasm"
ok "and nothing is written then" test ! -e "$T/no.wasm"
cp -r "$T/layout" "$T/other"
printf text >"$T/text"
digest=$(sha256sum "$T/text" | cut -c 1-64)
cp "$T/text" "$T/other/blobs/sha256/$digest"
manifest='{"schemaVersion":2,"config":{"mediaType":"a","digest":"sha256:'$digest'","size":4},
"layers":[{"mediaType":"application/wasm","digest":"sha256:'$digest'","size":4}]}'
printf %s "$manifest" >"$T/m"
printf %s "$manifest" >"$T/other/blobs/sha256/$(sha256sum "$T/m" | cut -c 1-64)"
# name NAME: an index that has the manifest under a stranger's name
name() {
	printf '{"schemaVersion":2,"manifests":[{"mediaType":"%s","digest":"sha256:%s","size":%s,
		"annotations":{"org.opencontainers.image.ref.name":"%s"}}]}' \
		application/vnd.oci.image.manifest.v1+json "$(sha256sum "$T/m" | cut -c 1-64)" \
		"$(stat -c %s "$T/m")" "$1" >"$T/other/index.json"
}
name x
fails "what is no module is not written" 1 $oci pull "oci:$T/other:x" -o "$T/no.wasm"
like "and that is said" "$(cat "$T/out")" "not a WebAssembly module"
ok "likewise" test ! -e "$T/no.wasm"

# --- a stranger's text ----------------------------------------------------------------
# harmless NAME COMMAND...: no control is in what a command prints
harmless() {
	"${@:2}" >"$T/said" 2>&1
	is "$1: no control is printed" "$(LC_ALL=C tr -d '\n\t -~\302-\364\200-\277' <"$T/said" |
		od -An -c)$(LC_ALL=C grep -acP '\xc2[\x80-\x9f]|(^|[ -~])[\x80-\xbf]|\xe2\x80\xae' \
		"$T/said")" 0
	like "$1: the rest is" "$(cat "$T/said")" owned
}
osc='\u001b]0;owned\u0007' csi='\u009b31mowned' bidi='owned\u202etxt'
for text in "$osc" "$csi" "$bidi"; do
	name "$text"
	harmless "list ($text)" $oci list "oci:$T/other"
	harmless "list -q" $oci list -q "oci:$T/other"
	tar cf "$T/named.tar" -C "$T/other" .
	harmless "load" $oci load -i "$T/named.tar"
done
for text in $'\e]0;owned\a' $'\233owned' $'\302\233owned'; do
	harmless "an argument" $oci pull "h.x/$text:1"
	harmless "a folder" $oci list "oci:/$text"
done

# --- names of commands ------------------------------------------------------------------
fails "a wrong option of run" 2 $bpf run --pull sometimes h.x/r:1
like "is run's" "$(cat "$T/out")" "^wasm-bpf run: .*wasm-bpf run --help"
fails "a wrong reference" 2 $bpf run h.x/R:1
is "likewise" "$(grep -c resolve "$T/out")" 0
fails "an inner command" 2 $bpf resolve h.x/r:1

# --- policies for artifacts -----------------------------------------------------------
if command -v wat2wasm >/dev/null; then
	echo '(module (import "wasm_bpf" "wasm_load_bpf_object" (func (param i32 i32) (result i64)))
		(memory (export "memory") 1) (func (export "_start")))' >"$T/g.wat"
	wat2wasm "$T/g.wat" -o "$T/g.wasm"
	push "$T/g.wasm" "oci:$T/layout:g" >/dev/null
	ok "rules of a file" $bpf inspect --policy "$T/g.wasm"
	grep -v '^#' "$T/out" >"$T/rules"
	ok "rules of a layout's artifact" $bpf inspect --policy "oci:$T/layout:g"
	is "are the same" "$(grep -v '^#' "$T/out")" "$(cat "$T/rules")"
	like "under its name" "$(cat "$T/out")" "oci:$T/layout:g"
	fails "rules of what cannot be had" 1 $bpf inspect --policy 127.0.0.1:1/r:1
	like "are none" "$(cat "$T/out")" "cannot reach '127.0.0.1:1'"
	if command -v docker-registry >/dev/null && registry_start; then
		push "$T/g.wasm" "$R/g:1" >/dev/null
		for when in "before it is pulled" "after it"; do
			ok "rules of a registry's artifact, $when" $bpf inspect --policy "$R/g:1"
			is "are the same" "$(grep -v '^#' "$T/out")" "$(cat "$T/rules")"
		done
		else
		skip "rules of a registry's artifact" "no docker-registry"
	fi
else
	skip "rules of artifacts" "no wat2wasm"
fi
done_testing
