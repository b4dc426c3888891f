#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154
#
# What is signed, by whom, and what a policy lets run: with keys of OpenSSL and of cosign,
# by tag and by referrer, and with cosign itself beside it.
. tests/lib/tap.sh
command -v docker-registry >/dev/null || skip_all "no docker-registry"
command -v openssl >/dev/null || skip_all "no openssl"
command -v wat2wasm >/dev/null || skip_all "no wat2wasm"
command -v skopeo >/dev/null || skip_all "no skopeo"
. tests/lib/registry.sh

bpf=$B/wasm-bpf oci=$B/wasm-bpf-oci
export XDG_CACHE_HOME=${XDG_CACHE_HOME:-$HOME/.cache} # the user's, for the tools in there
export HOME=$T XDG_CONFIG_HOME=$T/config
unset DOCKER_CONFIG COSIGN_PASSWORD
registry_start || skip_all "docker-registry does not start"

# guest NAME STATUS: a guest that exits with a status, pushed under that name
guest() {
	echo "(module (import \"wasi_snapshot_preview1\" \"proc_exit\" (func (param i32)))
		(memory (export \"memory\") 1) (func (export \"_start\") i32.const $2 call 0))" \
			>"$T/g.wat"
	wat2wasm "$T/g.wat" -o "$T/g.wasm" && $oci push -q "$T/g.wasm" "$R/$1"
}
# fresh: as on a machine that has nothing yet
fresh() { export XDG_DATA_HOME=$T/data-$((machine += 1)); }
machine=0
fresh
openssl ecparam -name prime256v1 -genkey -noout -out "$T/ec.key" 2>/dev/null
openssl ec -in "$T/ec.key" -pubout -out "$T/ec.pub" 2>/dev/null
openssl genpkey -algorithm ed25519 -out "$T/ed.key"
openssl pkey -in "$T/ed.key" -pubout -out "$T/ed.pub"
openssl genpkey -aes256 -pass pass:secret -algorithm RSA -out "$T/rsa.key" 2>/dev/null
openssl pkey -in "$T/rsa.key" -passin pass:secret -pubout -out "$T/rsa.pub"

# --- run, and what is asked of it -------------------------------------------------

guest acme/app:1 7 >"$T/digest"
fails "a reference runs, and its exit status is the guest's" 7 $bpf run "$R/acme/app:1"
is "the artifact is in the store then" "$($oci list -q)" "$R/acme/app:1"
registry=${registry_pids[0]}
kill -STOP "$registry"
fails "what is here runs with no network" 7 timeout 5 $bpf "$R/acme/app:1"
kill -CONT "$registry"
fails "--pull never takes only what is here" 1 $bpf run --pull never "$R/acme/app:2"
like "and says so" "$(cat "$T/out")" "'$R/acme/app:2' is not in the local store"
guest acme/app:1 8 >"$T/digest2"
fails "--pull missing keeps what is here" 7 $bpf run --pull missing "$R/acme/app:1"
fails "--pull always asks again" 8 $bpf run --pull always "$R/acme/app:1"
fails "a digest is its own guard" 7 $bpf run "$R/acme/app@$(cat "$T/digest")"
fails "--pull sometimes is wrong usage" 2 $bpf run --pull sometimes "$R/acme/app:1"
$oci tag "$R/acme/app:1" "oci:$T/layout:1"
fails "a layout's artifact runs" 8 $bpf run "oci:$T/layout:1"
fails "also without a tag, as the only one" 8 $bpf run "oci:$T/layout"
fails "a missing file is a missing file" 1 $bpf run "$T/no.wasm"
like "and not a registry" "$(cat "$T/out")" "No such file"
fails "with folders, too" 1 $bpf run no.such/file.wasm
like "likewise" "$(cat "$T/out")" "No such file"

blob=$(find "$XDG_DATA_HOME/wasm-bpf/blobs" -type f -exec grep -lP '\x41\x07\x10' {} +)
chmod u+w "$blob" && printf X | dd of="$blob" bs=1 seek=20 conv=notrunc status=none
fails "a blob that rotted does not run" 1 $bpf run --pull never "$R/acme/app@$(cat "$T/digest")"
fails "the others do" 8 $bpf run --pull never "$R/acme/app:1"
fails "it is fetched anew" 7 $bpf run "$R/acme/app@$(cat "$T/digest")"

blob=$(find "$XDG_DATA_HOME/wasm-bpf/blobs" -type f -exec grep -l schemaVersion {} + | head -n 1)
chmod u+w "$blob" && printf X | dd of="$blob" bs=1 seek=20 conv=notrunc status=none
$bpf run "$R/acme/app:1" 2>/dev/null
$bpf run "$R/acme/app@$(cat "$T/digest")" 2>/dev/null
fails "a manifest that rotted, too" 8 $bpf run --pull never "$R/acme/app:1"
fails "whichever of the two it was" 7 $bpf run --pull never "$R/acme/app@$(cat "$T/digest")"

# --- signatures --------------------------------------------------------------------

fresh
fails "what is not signed does not run with --verify-key" 1 $bpf run --verify-key "$T/ec.pub" \
	"$R/acme/app:1"
like "the reason names both" "$(cat "$T/out")" "$R/acme/app:1.*has no signature by '$T/ec.pub'"
like "and the hint a way" "$(cat "$T/out")" "hint: .*wasm-bpf sign"
is "and nothing of it is in the store" "$(find "$XDG_DATA_HOME/wasm-bpf/blobs" -type f | wc -l)" 0
ok "sign with a key of OpenSSL" $oci sign --key "$T/ec.key" "$R/acme/app:1"
fails "now it runs" 8 $bpf run --verify-key "$T/ec.pub" "$R/acme/app:1"
fails "with another key it does not" 1 $bpf run --verify-key "$T/ed.pub" "$R/acme/app:1"
fresh
fails "nor on another machine" 1 $bpf run --verify-key "$T/ed.pub" "$R/acme/app:1"
ok "an Ed25519 signature beside it" $oci sign --key "$T/ed.key" "$R/acme/app:1"
fails "counts" 8 $bpf run --verify-key "$T/ed.pub" "$R/acme/app:1"
fails "and the first still does" 8 $bpf run --verify-key "$T/ec.pub" "$R/acme/app:1"
kill -STOP "$registry"
fails "with no network, too" 8 timeout 5 $bpf run --verify-key "$T/ec.pub" "$R/acme/app:1"
kill -CONT "$registry"
fails "an encrypted key without its password" 1 setsid $oci sign --key "$T/rsa.key" "$R/acme/app:1"
COSIGN_PASSWORD=secret ok "and with it" $oci sign --key "$T/rsa.key" --referrer "$R/acme/app:1"
fresh
fails "a referrer is found, too" 8 $bpf run --verify-key "$T/rsa.pub" "$R/acme/app:1"
is "list does not show signatures" "$($oci list -q)" "$R/acme/app:1"
is "list --all does" "$($oci list -q --all | wc -l)" 3
guest acme/app:2 9 >/dev/null
fails "a signature is on a digest, not on a name" 1 $bpf run --verify-key "$T/ec.pub" \
	"$R/acme/app:2"
$oci sign -q --key "$T/ec.key" "$R/acme/app:2"
tag1=$($oci list -q --all | grep '\.sig$' | head -n 1 | sed 's/.*://')
guest acme/app:3 10 >/dev/null
third=$($oci pull -q "$R/acme/app:3" | sed 's/:/-/').sig
ok "a signature goes where another's would be" skopeo copy -q --src-tls-verify=false \
	--dest-tls-verify=false "docker://$R/acme/app:$tag1" "docker://$R/acme/app:$third"
fails "and is none there" 1 $bpf run --verify-key "$T/ec.pub" "$R/acme/app:3"

ok "a saved artifact takes its signatures along" $oci save "$R/acme/app:1" -o "$T/app.tar"
fresh
ok "where it is loaded" $oci load -q -i "$T/app.tar"
fails "they count" 8 $bpf run --pull never --verify-key "$T/ec.pub" "$R/acme/app:1"
ok "rm of the artifact" $oci rm "$R/acme/app:1"
is "takes them along" "$($oci list -q --all)$(find "$XDG_DATA_HOME/wasm-bpf/blobs" -type f)" ""
ok "a layout is signed" $oci sign --key "$T/ec.key" "oci:$T/layout:1"
fails "and runs" 8 $bpf run --verify-key "$T/ec.pub" "oci:$T/layout"
ok "its signature goes with it into the store" $oci tag "oci:$T/layout:1" "$R/from/layout:1"
fails "and counts there" 8 $bpf run --pull never --verify-key "$T/ec.pub" "$R/from/layout:1"
fails "a file has no signature" 1 $bpf run --verify-key "$T/ec.pub" "$T/g.wasm"

# --- policies ----------------------------------------------------------------------

fresh
mkdir "$T/keys" && cp "$T/ec.pub" "$T/keys/acme.pub"
printf '# a fleet\n[artifacts]\nallow %s/free/*\nallow %s/acme/* signed-by keys/acme.pub\nallow %s\n' \
	"$R" "$R" "$(guest pinned/x 11)" >"$T/policy"
guest free/x 5 >/dev/null
fails "a repository that is allowed" 5 $bpf run --policy "$T/policy" "$R/free/x"
fails "a digest that is allowed" 11 $bpf run --policy "$T/policy" "$R/pinned/x"
fails "signed by the key it asks for" 8 $bpf run --policy "$T/policy" "$R/acme/app:1"
fails "signed by nobody" 1 $bpf run --policy "$T/policy" "$R/acme/app:3"
like "the reason names line and key" "$(cat "$T/out")" \
	"no signature by 'keys/acme.pub', which line 4 of '$T/policy' requires"
like "and the hint a way" "$(cat "$T/out")" "hint: .*'allow sha256:[0-9a-f]{64}'"
guest other/x 6 >/dev/null
fails "not listed" 1 $bpf run --policy "$T/policy" "$R/other/x"
like "is told what would allow it" "$(cat "$T/out")" \
	"no rule in '$T/policy' allows '$R/other/x'.*hint: 'allow $R/other/x'"
fails "another registry is not even asked" 1 timeout 5 $bpf run --policy "$T/policy" 192.0.2.1/x/y
printf '[artifacts]\nallow 192.0.2.1\n' >"$T/policy"
fails "also what is here is asked for" 1 $bpf run --policy "$T/policy" "$R/free/x"
fails "pull keeps to it" 1 $oci pull --policy "$T/policy" "$R/other/x"
fails "a file is no artifact that a policy allows" 1 $bpf run --policy "$T/policy" "$T/g.wasm"
echo '[artefacts]' >"$T/policy"
fails "a misspelled section leaves nothing open" 1 $bpf run --policy "$T/policy" "$R/free/x"

# --- cosign -------------------------------------------------------------------------

if cosign=$(tool cosign); then
	export COSIGN_PASSWORD=secret
	verify="$cosign verify --insecure-ignore-tlog=true --allow-http-registry"
	sign="$cosign sign --tlog-upload=false --allow-http-registry -y"
	(cd "$T" && $cosign generate-key-pair) >"$T/out" 2>&1
	fresh
	ok "sign with cosign's encrypted key" $oci sign --key "$T/cosign.key" "$R/acme/app:1"
	ok "cosign verify takes it" $verify --key "$T/cosign.pub" "$R/acme/app:1"
	ok "and that of OpenSSL's key" $verify --key "$T/ec.pub" "$R/acme/app:1"
	COSIGN_PASSWORD=wrong fails "a wrong password" 1 $oci sign --key "$T/cosign.key" \
		"$R/acme/app:1"
	like "is told" "$(cat "$T/out")" "the password of '$T/cosign.key' is wrong"
	guest acme/theirs 12 >/dev/null
	fails "cosign finds no signature" 10 $verify --key "$T/cosign.pub" "$R/acme/theirs"
	ok "cosign signs" $sign --key "$T/cosign.key" "$R/acme/theirs"
	fails "we take it" 12 $bpf run --verify-key "$T/cosign.pub" "$R/acme/theirs"
	ok "ours is added to theirs" $oci sign --key "$T/ec.key" "$R/acme/theirs"
	ok "cosign takes ours" $verify --key "$T/ec.pub" "$R/acme/theirs"
	ok "and its own" $verify --key "$T/cosign.pub" "$R/acme/theirs"
	guest acme/referrers 13 >/dev/null
	ok "cosign signs by referrer" env COSIGN_EXPERIMENTAL=1 $sign \
		--registry-referrers-mode=oci-1-1 \
		--key "$T/cosign.key" "$R/acme/referrers"
	fresh
	fails "we take that" 13 $bpf run --verify-key "$T/cosign.pub" "$R/acme/referrers"
	guest acme/bundle 14 >/dev/null
	ok "cosign signs in a bundle" $sign --new-bundle-format --key "$T/cosign.key" \
		"$R/acme/bundle"
	fails "we take that, too" 14 $bpf run --verify-key "$T/cosign.pub" "$R/acme/bundle"
	fails "by its key" 1 $bpf run --verify-key "$T/ec.pub" "$R/acme/bundle"
	ok "we sign by referrer" $oci sign --referrer --key "$T/ec.key" "$R/acme/referrers"
	ok "cosign takes that" $verify --experimental-oci11 --key "$T/ec.pub" "$R/acme/referrers"
else
	skip "cosign verifies our signatures and we its" "$(cat "$T/why")"
fi
done_testing
