#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154
#
# Signatures in both forms, by tag and in bundles, where a registry lists referrers and where
# it does not; and what tells whether there is one, with cosign 3 beside it.
. tests/lib/tap.sh
command -v openssl >/dev/null || skip_all "no openssl"
command -v python3 >/dev/null || skip_all "no python3"
. tests/lib/registry.sh

oci=$B/wasm-bpf-oci
export XDG_CACHE_HOME=${XDG_CACHE_HOME:-$HOME/.cache} # the user's, for the tools in there
export HOME=$T XDG_CONFIG_HOME=$T/config
unset DOCKER_CONFIG COSIGN_PASSWORD
make_wasm "$T/a.wasm" 2000
# fresh: as on a machine that has nothing yet
fresh() { export XDG_DATA_HOME=$T/data-$((machine += 1)); }
machine=0
key() { # NAME GENERATE...
	openssl "${@:2}" -out "$T/$1.key" 2>/dev/null &&
		openssl pkey -in "$T/$1.key" -pubout -out "$T/$1.pub" 2>/dev/null
}
key ec ecparam -name prime256v1 -genkey -noout
key ed genpkey -algorithm ed25519
key rsa genpkey -algorithm RSA
key p384 ecparam -name secp384r1 -genkey -noout

# --- a registry that lists referrers --------------------------------------------------
serve referrers
R=127.0.0.1:$(head -n 1 "$T/referrers.log")
fresh
digest=$($oci push -q "$T/a.wasm" "$R/acme/app:1")
puts() { sed -n 's,^PUT /v2/acme/app/manifests/,,p' "$T/referrers.log"; }
fails "what nobody signed is not verified" 1 $oci verify --key "$T/ec.pub" "$R/acme/app:1"
like "which is told" "$(cat "$T/out")" "has no signature by '$T/ec.pub'"
ok "sign" $oci sign --key "$T/ec.key" "$R/acme/app:1"
is "writes a tag and a referrer" "$(puts | tail -n +2 | sed 's/[0-9a-f]\{64\}/HEX/')" \
	"$(printf 'sha256-HEX.sig\nsha256:HEX')"
fresh
ok "verify" $oci verify --key "$T/ec.pub" "$R/acme/app:1"
is "says what it found" "$(cat "$T/out")" "$R/acme/app:1: verified $digest"
is "and pulls nothing else" "$($oci list -q)" ""
is "quietly just the digest" "$($oci verify -q --key "$T/ec.pub" "$R/acme/app:1")" "$digest"
fails "another key" 1 $oci verify --key "$T/ed.pub" "$R/acme/app:1"
fails "--local asks for what is here" 1 $oci verify --local --key "$T/ec.pub" "$R/acme/app:1"
like "and it is not" "$(cat "$T/out")" "'$R/acme/app:1' is not in store"
$oci pull -q "$R/acme/app:1" >"$T/out"
ok "once it is, no registry is needed" $oci verify --local --key "$T/ec.pub" "$R/acme/app:1"
fails "with nothing to ask for, nothing is verified" 1 $oci verify "$R/acme/app:1"
like "and the ways are told" "$(cat "$T/out")" "hint: use --key FILE .*--policy FILE"
printf '[artifacts]\nallow %s/acme/* signed-by ec.pub\n' "$R" >"$T/policy"
ok "a policy asks, too" $oci verify --policy "$T/policy" "$R/acme/app:1"
printf '[artifacts]\nallow %s/acme/* signed-by ed.pub\n' "$R" >"$T/policy"
fails "in vain" 1 $oci verify --policy "$T/policy" "$R/acme/app:1"
like "and why is told" "$(cat "$T/out")" "which line 2 of '$T/policy' requires"
fails "a form that is none" 2 $oci sign --key "$T/ec.key" --format x "$R/acme/app:1"
for pair in ed:bundle rsa:bundle p384:bundle ed:tag; do
	key=$T/${pair%:*}
	fresh
	ok "$pair" $oci sign --key "$key.key" --format "${pair#*:}" "$R/acme/app:1"
	fresh
	ok "$pair is verified" $oci verify --key "$key.pub" "$R/acme/app:1"
done
is "a bundle alone writes no tag" "$(puts | tail -n +4 | head -n 3 | grep -c sig)" 0
$oci pull -q "$R/acme/app:1" >"$T/out"
ok "all go into an archive" $oci save "$R/acme/app:1" -o "$T/a.tar"
fresh
ok "and out of it" $oci load -q -i "$T/a.tar"
ok "a bundle among them" $oci verify --local --key "$T/rsa.pub" "$R/acme/app:1"

# --- layouts ----------------------------------------------------------------------------
$oci push -q "$T/a.wasm" "oci:$T/layout:1" >/dev/null
ok "a bundle in a layout" $oci sign --format bundle --key "$T/ec.key" "oci:$T/layout:1"
ok "is verified" $oci verify --key "$T/ec.pub" "oci:$T/layout:1"
ok "and goes with it" $oci tag "oci:$T/layout:1" h.x/app:1
ok "into the store" $oci verify --local --key "$T/ec.pub" h.x/app:1

# --- a registry that does not, and cosign 3 -----------------------------------------------
if ! command -v docker-registry >/dev/null || ! registry_start; then
	skip "a registry without referrers" "no docker-registry"
	done_testing
	exit
fi
fresh
tags() { $oci tags "$R/acme/app" | sed 's/[0-9a-f]\{64\}/HEX/' | tr '\n' ' '; }
$oci push -q "$T/a.wasm" "$R/acme/app:1" >/dev/null
$oci sign -q --key "$T/ec.key" "$R/acme/app:1"
is "without referrers only the tag is written" "$(tags)" "1 sha256-HEX.sig "
ok "a bundle is, if it is asked for" $oci sign --format bundle --key "$T/ed.key" "$R/acme/app:1"
is "and listed by a tag" "$(tags)" "1 sha256-HEX sha256-HEX.sig "
fresh
ok "both are found" $oci verify --key "$T/ed.pub" "$R/acme/app:1"
ok "each" $oci verify --key "$T/ec.pub" "$R/acme/app:1"
$oci sign -q --format tag --format bundle --key "$T/rsa.key" "$R/acme/app:1"

if cosign=$(tool cosign3); then
	export COSIGN_PASSWORD=secret
	verify="$cosign verify --insecure-ignore-tlog=true --allow-http-registry"
	sign="$cosign sign --use-signing-config=false --tlog-upload=false --allow-http-registry -y"
	(cd "$T" && $cosign generate-key-pair) >"$T/out" 2>&1
	for name in ed rsa; do
		ok "cosign 3 takes our bundle by $name" $verify --key "$T/$name.pub" "$R/acme/app:1"
	done
	fails "by nobody else" 1 $verify --key "$T/cosign.pub" "$R/acme/app:1"
	make_wasm "$T/a.wasm" 2000
	$oci push -q "$T/a.wasm" "$R/acme/app:2" >/dev/null
	ok "sign with its key, by tag" $oci sign --format tag --key "$T/cosign.key" "$R/acme/app:2"
	ok "cosign 3 takes that, too" $verify --key "$T/cosign.pub" "$R/acme/app:2"
	make_wasm "$T/a.wasm" 2000
	$oci push -q "$T/a.wasm" "$R/acme/app:3" >/dev/null
	fails "cosign 3 finds nothing" 10 $verify --key "$T/cosign.pub" "$R/acme/app:3"
	ok "cosign 3 signs" $sign --key "$T/cosign.key" "$R/acme/app:3"
	ok "we take it" $oci verify --key "$T/cosign.pub" "$R/acme/app:3"
	ok "ours goes beside it" $oci sign --format bundle --key "$T/ec.key" "$R/acme/app:3"
	ok "and counts" $verify --key "$T/ec.pub" "$R/acme/app:3"
	ok "as its own does" $verify --key "$T/cosign.pub" "$R/acme/app:3"
else
	skip "cosign 3 verifies our signatures and we its" "$(cat "$T/why")"
fi
done_testing
