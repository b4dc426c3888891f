#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Who one is, told to whom it is for and to nobody else, in whatever way a registry asks.
. tests/lib/tap.sh
command -v python3 >/dev/null || skip_all "no python3"
command -v openssl >/dev/null || skip_all "no openssl"
. tests/lib/registry.sh

oci=$B/wasm-bpf-oci
export HOME=$T XDG_DATA_HOME=$T/data XDG_CONFIG_HOME=$T/config DOCKER_CONFIG=$T/docker
mkdir "$DOCKER_CONFIG"
make_wasm "$T/a.wasm" 50000
make_ca
serve asks "$T/a.wasm" "$T/tls.pem" "$T/tls.key"
read -r port other tls <"$T/asks.log"
R=127.0.0.1:$port S=https://127.0.0.1:$tls

encode() { printf "$1" | base64 -w0; }
config() { printf '%s' "$1" >"$T/docker/config.json"; }
me='{"auth":"'$(encode me:secret)'"}'
pull() { $oci pull -q --timeout 2 --retries 1 "$@"; }
pulls() { rm -rf "$T/data"; ok "$1" pull "$2"; }
# What the other host was told, but for the paths.
heard() { sed -n "s,^$other [A-Z]* [^ ]* ,,p" "$T/asks.log" | sort -u; }

# --- how it is asked -------------------------------------------------------------------
config '{"auths":{"'"$R"'":'"$me"'}}'
pulls "a token68 with slashes stands before the challenge" "$R/token68:1"
pulls "also in one header" "$R/token68-inside:1"
pulls "a bearer token from nowhere is passed over" "$R/bearer-bare:1"
pulls "in any order" "$R/bearer-bare-inside:1"
pulls "nonsense beside it, too" "$R/nonsense:1"
pulls "a password is offered first, a token taken" "$R/basic-first:1"
pulls "where no token can be had the password is" "$R/no-token:1"
pulls "also where the token server is none" "$R/no-realm:1"
pulls "of two token servers the first is asked" "$R/two-bearers:1"
pulls "quotes may be left out" "$R/unquoted:1"
pulls "the token may have its other name, and the first be empty" "$R/empty-token:1"

# --- what it is answered with ----------------------------------------------------------
config '{"auths":{"'"$R"'":{"username":"me","password":"secret"}}}'
pulls "user and password in fields of their own" "$R/basic:1"
config '{"auths":{"'"$R"'":{"auth":"'"$(encode 'me:secret\0')"'"}}}'
pulls "a password that ends in NUL" "$R/basic:1"
config '{"auths":{"'"$R"'":{"auth":"'"$(encode 'me:sec\0ret')"'"}}}'
fails "not one with a NUL inside" 1 pull "$R/basic:1"
config '{"auths":{"'"$R"'/other":{"auth":"'"$(encode x:y)"'"},"'"$R/basic"'":'"$me"',
	"'"$R"'":{"auth":"'"$(encode v:w)"'"},"'"$R/bas"'":{"auth":"'"$(encode t:u)"'"}}}'
pulls "the longest namespace counts" "$R/basic:1"
config '{"auths":{"'"$R"'":{"registrytoken":"T"}}}'
pulls "a token as it is" "$R/token:1"
config '{"auths":{"'"$R"'":{"identitytoken":"I","auth":"'"$(encode me:secret)"'"}}}'
pulls "an identity token" "$R/identity:1"
like "is posted" "$(cat "$T/asks.log")" "POST /token/identity - .*refresh_token=I"
pulls "where it cannot be, the password is shown" "$R/no-post:1"

mkdir "$T/bin"
cat >"$T/bin/docker-credential-test" <<-END
	#!/bin/sh
	read -r host; echo "\$host" >>"$T/helped"; echo credentials not found; exit 1
END
chmod +x "$T/bin/docker-credential-test"
export PATH=$T/bin:$PATH
config '{"credsStore":"test","auths":{"'"$R"'":'"$me"'}}'
pulls "what a helper does not know, the file may" "$R/basic:1"
is "it was asked by the host" "$(sort -u "$T/helped")" "$R"

printf '#!/bin/sh\necho {\\"Username\\":\\"\\",\\"Secret\\":\\"\\"}\n' \
	>"$T/bin/docker-credential-test"
pulls "also where it says so by an empty answer" "$R/basic:1"

# --- whom it is told --------------------------------------------------------------------
config '{"auths":{"'"$R"'":{"identitytoken":"I"}}}'
fails "a token server that sends an identity token on" 1 pull "$R/post-away:1"
like "is refused" "$(cat "$T/out")" "'$R' redirects a credential to another server"
config '{"auths":{"'"$R"'":'"$me"',"127.0.0.1:'"$tls"'":'"$me"'}}'
fails "one that sends a password on" 1 pull "$R/get-away:1"
fails "a registry that sends on to who asks" 1 pull "$R/to-asking:1"
is "the other host learns nothing of all that" "$(heard)" "- "
fails "a realm that hides its host" 1 pull "$R/hidden-realm:1"
like "is not asked" "$(cat "$T/out")" "token server that cannot be trusted"
is "nor learns anything" "$(heard)" "- "

secure="--ca-file $T/ca.pem"
: >"$T/asks.log"
away="leads from TLS to plain HTTP at '$R'"
for name in plain-realm to-plain; do
	fails "$name: TLS is not left" 1 pull $secure "$S/$name:1"
	like "$name: and that is said" "$(cat "$T/out")" "$away"
done
fails "nor for an upload" 1 $oci push -q --retries 1 $secure "$T/a.wasm" "$S/upload:1"
like "and that is said" "$(cat "$T/out")" "$away"
fails "nor for a list" 1 $oci tags --retries 1 $secure --plain-http "$S/list"
like "also with --plain-http" "$(cat "$T/out")" "$away"
is "nothing came in plain" "$(grep "^$port " "$T/asks.log")" ""

# --- what is asked otherwise ----------------------------------------------------------
pulls "no HEAD" "$R/no-head:1"
ok "is not needed" pull "$R/no-head:1"
pulls "a part that cannot be had is fetched with the rest" "$R/no-range:1"
done_testing
