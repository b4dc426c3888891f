#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Whatever a registry does, a pull or push ends in time, in a line that says why, and
# leaves nothing partial behind.
. tests/lib/tap.sh
command -v python3 >/dev/null || skip_all "no python3"
. tests/lib/registry.sh

oci=$B/wasm-bpf-oci
export HOME=$T XDG_DATA_HOME=$T/data XDG_CONFIG_HOME=$T/config
unset DOCKER_CONFIG
make_wasm "$T/a.wasm" 5000000
serve misbehave "$T/a.wasm"
read -r port other <"$T/misbehave.log"
R=127.0.0.1:$port

newline=$'\n'

# Pulls from repository $1, which must fail within 20 s by a line that matches $2.
refused() {
	local started=$SECONDS
	fails "$1 is refused" 1 timeout 20 $oci pull -q --timeout 1 --retries 2 "$R/$1:1"
	like "$1: $2" "$(cat "$T/out")" "^wasm-bpf: cannot pull '$R/$1:1': [^$newline]*$2"
	[ $((SECONDS - started)) -le 12 ] || ok "$1: in time" false
}

# Pulls from repository $1, which must succeed.
pulled() {
	ok "$1 is pulled" timeout 20 $oci pull -q --timeout 2 "$R/$1:1" -o "$T/$1.wasm"
	ok "$1: whole" cmp "$T/a.wasm" "$T/$1.wasm"
	rm -rf "$T/data" "$T/$1.wasm"
}

# --- transfers ---------------------------------------------------------------------
pulled good
pulled cut
is "cut: the second half alone came again" \
	"$(grep -c 'GET /v2/cut/blobs/.* bytes=' "$T/misbehave.log")" 1
pulled cut-no-range
pulled busy
pulled flaky
pulled away
refused cut-always "transfer with '$R' failed"
refused cut-other-part "sends another part"
refused other-bytes "its digest is"
refused short "sent 2500000 of 5000000 bytes"
refused long "more than the 5000000 bytes announced"
refused endless-blob "(more than the 5000000 bytes|not a WebAssembly module)"
refused stalls "takes too long"
refused gone "status 404"
refused silent "takes too long"
refused drip "takes too long"
refused endless "more than 4194304 bytes"
refused headers "headers of an answer are larger"
refused hangs-up "transfer with '$R' failed"
refused down "status 500"
refused busy-long "come back in 3600 seconds"
refused forbidden "status 403 \(DENIED: no\?\[31m way\)"

# --- the time of a run ---------------------------------------------------------------
started=$SECONDS
fails "the time of a run ends its pull" 124 timeout 20 "$B/wasm-bpf" --timeout 1 "$R/silent:1"
is "and says so" "$(cat "$T/out")" "wasm-bpf: the time limit ended before the artifact was here"
ok "in time" test $((SECONDS - started)) -lt 10

# --- several at once, and proxies ----------------------------------------------------
for _ in 1 2 3 4 5 6 7 8; do
	$oci pull -q "$R/slow:8" >>"$T/eight" 2>&1 &
	pids+=($!)
done
wait "${pids[@]}"
is "eight pulls at once all succeed" "$(sort -u "$T/eight" | cut -c 1-7)$(wc -l <"$T/eight")" \
	sha256:8
is "by one download" "$(grep -c "GET /v2/slow/blobs/sha256:$(sha256sum "$T/a.wasm" | cut -c 1-64)" \
	"$T/misbehave.log")" 1
rm -rf "$T/data"
ok "a proxy is used" env http_proxy="http://$R" $oci pull -q --plain-http registry.test/good:1
like "for names that it knows" "$(cat "$T/misbehave.log")" "GET /v2/good/manifests/1 "
ok "but not to this machine" env http_proxy=http://127.0.0.1:1 $oci pull -q "$R/good:1"
rm -rf "$T/data"

# --- progress ------------------------------------------------------------------------
pulled slow
is "no bar is drawn but on a terminal" "$(grep -c 'pulling' "$T/out")" 0
if command -v script >/dev/null; then
	on_terminal() { script -qec "$oci pull $* $R/slow:1" /dev/null </dev/null; }
	ok "on a terminal" on_terminal
	like "there is a bar" "$(cat "$T/out")" "pulling \[#+ +\] +[0-9]+% [0-9.]+ of 4.8 MiB"
	rm -rf "$T/data"
	ok "also there" on_terminal --quiet
	is "not with --quiet" "$(grep -c 'pulling' "$T/out")" 0
	rm -rf "$T/data"
else
	skip "a bar on a terminal" "no script"
fi

# --- redirects and credentials ------------------------------------------------------
refused loop "redirects too often"
refused to-file "an address that is not http"
refused to-nowhere "redirects to nowhere"
refused to-plain "without TLS"
refused asks "asks for a user and password"
refused asks-nothing "without saying which login it needs"
refused asks-nonsense "unknown kind of login"
refused asks-file "token server that cannot be trusted"
mkdir "$T/config" "$T/config/wasm-bpf"
printf '{"auths":{"%s":{"auth":"%s"}}}' "$R" "$(printf me:secret | base64)" \
	>"$T/config/wasm-bpf/auth.json"
pulled asks
is "asks: no credential goes to another host" "$(grep "^$other .*elsewhere" "$T/misbehave.log" |
	cut -d' ' -f4 | sort -u)" -
refused asks-again "status 401"
is "asks-again: once is enough" "$(grep -c 'GET /v2/asks-again/' "$T/misbehave.log")" 2
refused asks-evil "token server of '$R'"

# --- manifests -------------------------------------------------------------------------
pulled index
pulled index-one
pulled sha512
pulled other-type
pulled unknown-type
pulled untyped
pulled title
ok "title: is only a label" test ! -e /tmp/wasm-bpf-escaped
for pair in not-json:'not a JSON object' empty:'not a JSON object' \
	array:'not a JSON object' deep:'not a JSON object' bomb:'too much memory' \
	duplicate:'duplicate' \
	huge:'more than 4194304' version-1:'schema version 2' no-layers:"no 'layers'" \
	no-config:'lacks its mediaType' empty-layers:'no WebAssembly layer' \
	two-modules:'several WebAssembly layers' both:'both an image and an index' \
	no-wasm:'no WebAssembly layer' tar:'layer.v1.tar' \
	untyped-tar:'not a WebAssembly module' three-bytes:'not a WebAssembly module' \
	config-as-module:'not a WebAssembly module' config-gone:'status 404' \
	config-other:'its digest is' not-a-module:'not a WebAssembly module' \
	negative:'is negative' \
	enormous:'MiB allowed' fraction:'lacks its' traversal:'digest' md5:'digest' \
	type-lie:'says it is' no-type:'not the manifest of an artifact' digest-lie:'digest' \
	digest-nonsense:'digest' index-linux:'for WebAssembly' index-empty:'for WebAssembly' \
	index-size:'describes its entry incorrectly' index-nested:'index in an index'; do
	refused "${pair%%:*}" "${pair#*:}"
done
ok "escapes: are shown" $oci inspect "$R/escapes:1"
is "escapes: harmless" "$(grep -c 'note: ?]0;owned??31m' "$T/out")" 1

is "nothing was named of all that failed" "$($oci list -q)" ""
is "and nothing of it is left" \
	"$(find "$T/data" -type f \( -path '*ingest*' -o -path '*blobs*' \))" ""

# --- what is signed and verified is what was asked for ------------------------------------
if command -v openssl >/dev/null; then
	openssl ecparam -name prime256v1 -genkey -noout -out "$T/ec.key" 2>/dev/null
	openssl ec -in "$T/ec.key" -pubout -out "$T/ec.pub" 2>/dev/null
	lied=$R/digest-lie@sha256:$(sha256sum "$T/a.wasm" | cut -c 1-64)
	fails "another digest is not signed" 1 $oci sign --key "$T/ec.key" "$lied"
	like "which is told" "$(cat "$T/out")" "claims the digest 'sha256:.*' for '${lied#*@}'"
	fails "nor verified" 1 $oci verify --key "$T/ec.pub" "$lied"
	like "which is told, too" "$(cat "$T/out")" "claims the digest"
	rm -rf "$T/data"
else
	skip "another digest is not signed" "no openssl"
fi

# --- memory: a bound on what JSON may take, and on what is held of a transfer -----------
if command -v /usr/bin/time >/dev/null && [ "$B" = build ]; then
	for name in bomb good; do
		/usr/bin/time -f %M $oci pull -q "$R/$name:1" >"$T/out" 2>&1
		ok "$name: takes less than 64 MB" test "$(tail -n 1 "$T/out")" -lt 65536
	done
else
	skip "memory stays below 64 MB" "no /usr/bin/time, or sanitizers"
fi

# --- uploads ------------------------------------------------------------------------------
for name in up-good up-cut up-large up-away; do
	ok "$name is pushed" timeout 20 $oci push -q --timeout 2 "$T/a.wasm" "$R/$name:1"
done
is "up-cut: goes on where it was cut" "$(grep -c 'PATCH /v2/up-cut/' "$T/misbehave.log")" 1
is "up-away: no credential goes to another host" "$(grep "^$other .*up-away" "$T/misbehave.log" |
	cut -d' ' -f4 | sort -u)" -
for pair in up-nowhere:'no address' up-file:'an address that is not http' \
	up-refused:'DIGEST_INVALID'; do
	fails "${pair%%:*} is refused" 1 timeout 20 $oci push -q --timeout 2 "$T/a.wasm" \
		"$R/${pair%%:*}:1"
	like "${pair%%:*}: ${pair#*:}" "$(cat "$T/out")" "${pair#*:}"
done

# --- lists --------------------------------------------------------------------------------
ok "pages are followed" $oci tags "$R/pages"
is "to the last" "$(tr '\n' ' ' <"$T/out")" "t1 t2 t3 "
for pair in endless-tags:'more than 1000 pages' bad-tags:'an invalid tag' \
	number-tags:'an invalid name' long-link:'a broken link to the next page'; do
	fails "${pair%%:*} is refused" 1 timeout 20 $oci tags "$R/${pair%%:*}"
	like "${pair%%:*}: ${pair#*:}" "$(cat "$T/out")" "${pair#*:}"
done
ok "no tags at all are none" $oci tags "$R/no-tags"
done_testing
