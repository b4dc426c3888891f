#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Artifacts go to and from a real registry: without authentication, with a password and
# TLS, with tokens.
. tests/lib/tap.sh
command -v docker-registry >/dev/null || skip_all "no docker-registry"
. tests/lib/registry.sh

oci=$B/wasm-bpf-oci
home=$HOME
export HOME=$T XDG_DATA_HOME=$T/data XDG_CONFIG_HOME=$T/config
unset DOCKER_CONFIG SOURCE_DATE_EPOCH
make_wasm "$T/a.wasm" 100000
make_wasm "$T/b.wasm" 3000000

# --- without authentication ----------------------------------------------------
registry_start || skip_all "docker-registry does not start"

ok "a module is pushed" $oci push "$T/a.wasm" "$R/demo/app:1"
like "and its digest told" "$(cat "$T/out")" "^$R/demo/app:1: pushed sha256:[0-9a-f]{64}$"
first=$(grep -o 'sha256:.*' "$T/out")
ok "pushing it again" $oci push "$T/a.wasm" "$R/demo/app:1"
is "sends nothing and gives the same digest" "$(cat "$T/out")" "$R/demo/app:1: up to date $first"
cp "$T/a.wasm" "$T/c.wasm"
SOURCE_DATE_EPOCH=1700000000 ok "SOURCE_DATE_EPOCH says when it was made" \
	$oci push -q --title a.wasm "$T/a.wasm" "$R/demo/app:2"
reproducible=$(cat "$T/out")
touch -d 2001-01-01 "$T/c.wasm"
SOURCE_DATE_EPOCH=1700000000 ok "so that a younger copy" \
	$oci push -q --title a.wasm "$T/c.wasm" "$R/demo/app:2"
is "has the same digest" "$(cat "$T/out")" "$reproducible"

ok "it is pulled" $oci pull "$R/demo/app:1" --out "$T/pulled.wasm"
ok "and the same" cmp "$T/a.wasm" "$T/pulled.wasm"
ok "pulling again" $oci pull "$R/demo/app:1"
like "fetches nothing" "$(cat "$T/out")" "up to date $first"
$oci pull -q "$R/demo/app@$first" -o - 2>/dev/null >"$T/stdout.wasm"
ok "by its digest, to stdout" cmp "$T/a.wasm" "$T/stdout.wasm"
ok "http:// may be said" $oci pull "http://$R/demo/app:2"
ok "the store has them" $oci list -q
is "by name" "$(grep -c demo/app "$T/out")" 2

ok "update finds nothing new" $oci update
is "for any of them" "$(grep -c 'up to date' "$T/out")" 2
ok "a tag moves" $oci push -q "$T/b.wasm" "$R/demo/app:1"
moved=$(cat "$T/out")
ok "update follows it" $oci update "$R/demo/app:1"
is "from digest to digest" "$(cat "$T/out")" "$R/demo/app:1: updated from $first to $moved"
is "and nothing else" "$($oci list | grep -c "${moved:0:19}")" 1

ok "tags are listed" $oci tags "$R/demo/app"
is "each on a line" "$(cat "$T/out")" "$(printf '1\n2')"
ok "as JSON" $oci tags --json "$R/demo/app"
is "too" "$(tr -d ' \n' <"$T/out")" '["1","2"]'
ok "another repository" $oci push -q "$T/a.wasm" "$R/other/thing"
ok "is found" $oci search "$R"
is "among all" "$(cat "$T/out")" "$(printf '%s\n' "$R/demo/app" "$R/other/thing")"
is "by a part" "$($oci search "$R" thing)" "$R/other/thing"
is "by a pattern" "$($oci search --json "$R" 'd*p' | tr -d ' \n')" "[\"$R/demo/app\"]"
is "or not" "$($oci search "$R" nothing)" ""

ok "an artifact is inspected without being pulled" $oci inspect "$R/other/thing"
like "from the registry" "$(cat "$T/out")" "from: registry"
like "with its title" "$(cat "$T/out")" "image.title: a.wasm"
is "and is not in the store after it" "$($oci list -q | grep -c other/thing)" 0
ok "annotations come from flags" $oci push -q "$T/a.wasm" "$R/demo/noted" --license MIT \
	--source https://example.org/a --revision 12ab --description "does it" -a x.y=z
ok "and are shown" $oci inspect "$R/demo/noted"
for line in 'licenses: MIT' 'source: https://example.org/a' 'revision: 12ab' \
	'description: does it' 'x.y: z'; do
	like "$line" "$(cat "$T/out")" "$line"
done
cp -r examples/bootstrap "$T/project"
if HOME=$home make -s -C "$T/project" clean all TOOLS="$PWD/build" >"$T/out" 2>&1; then
	ok "a real guest" $oci push -q "$T/project/bootstrap.wasm" "$R/demo/bootstrap"
	ok "tells what it needs" $oci inspect "$R/demo/bootstrap"
	like "its programs" "$(cat "$T/out")" "program tp sched/sched_process_exec"
	like "and features" "$(cat "$T/out")" "feature ringbuf"
else
	skip "a real guest tells what it needs" "examples/bootstrap does not build"
fi
ok "a container's config" $oci push -q --artifact container "$T/a.wasm" "$R/demo/container"
ok "is an image's" $oci inspect --json "$R/demo/container"
like "by its type" "$(cat "$T/out")" '"configType": "application/vnd.oci.image.config.v1\+json"'
ok "and is pulled like others" $oci pull "$R/demo/container"

ok "pieces are uploaded" $oci push -q --chunk-size 1 "$T/b.wasm" "$R/demo/pieces"
ok "and come back whole" $oci pull -q "$R/demo/pieces" -o "$T/pieces.wasm"
ok "the same" cmp "$T/b.wasm" "$T/pieces.wasm"
ok "a layer is taken over from another repository" \
	$oci push -q --mount demo/pieces "$T/b.wasm" "$R/demo/mounted"
ok "and is there" $oci pull -q "$R/demo/mounted"
ok "an unknown one is uploaded after all" \
	$oci push -q --mount demo/nothing "$T/pulled.wasm" "$R/demo/mounted:2"

echo '(module)' >"$T/text.wat"
fails "what is no module is not pushed" 1 $oci push "$T/text.wat" "$R/demo/app:3"
like "with a reason" "$(cat "$T/out")" "'$T/text.wat': not a WebAssembly module"
head -c 50000 "$T/a.wasm" >"$T/cut.wasm"
fails "nor one that is cut off" 1 $oci push "$T/cut.wasm" "$R/demo/app:3"
like "with the place" "$(cat "$T/out")" "cut off or broken at byte 8"
printf '\0asm\r\0\1\0' >"$T/component.wasm"
ok "but a component can" $oci push "$T/component.wasm" "$R/demo/component:1"
fails "an absent tag" 1 $oci pull "$R/demo/app:99"
like "is told" "$(cat "$T/out")" "cannot pull '$R/demo/app:99'.*404.*MANIFEST_UNKNOWN"
fails "an absent registry" 1 $oci pull 127.0.0.1:1/demo/app
like "too" "$(cat "$T/out")" "cannot reach '127.0.0.1:1'"
ok "what is no file is written to" $oci pull "$R/demo/app:1" -o /dev/null
ok "and stays what it is" test -c /dev/null
fails "a layer larger than is allowed is not pulled" 1 env XDG_DATA_HOME="$T/empty" $oci pull \
	--max-size 2 "$R/demo/app:1"
like "and told how" "$(cat "$T/out")" "--max-size"
for wrong in demo/app App/x:1 "$R/UPPER" "$R/a:b:c" "$R/a@sha256:12" "http:///x" ""; do
	fails "'$wrong' is no reference" 2 $oci pull "$wrong"
done
fails "http is not spoken beyond this machine" 1 $oci pull http://192.0.2.1/demo/app
like "unless it is wanted" "$(cat "$T/out")" "--plain-http"

for n in 1 2 3 4 5 6 7 8; do
	XDG_DATA_HOME=$T/eight $oci pull -q "$R/demo/app:1" >>"$T/eight.out" 2>&1 &
	pulls[n]=$!
done
wait "${pulls[@]}"
is "eight pulls at once all succeed" \
	"$(sort -u "$T/eight.out" | tr '\n' ' ')$(wc -l <"$T/eight.out")" "$moved 8"
is "with one blob each" "$(find "$T/eight/wasm-bpf/blobs" -type f | wc -l)" 3
is "and nothing else" "$(find "$T/eight/wasm-bpf/ingest" -type f | wc -l)" 0
plain=$R

# --- a password, over TLS ----------------------------------------------------------
if command -v htpasswd >/dev/null && command -v openssl >/dev/null; then
	make_ca
	htpasswd -Bbn me se:cret >"$T/htpasswd" 2>/dev/null
	registry_start "  tls: {certificate: $T/tls.pem, key: $T/tls.key}
auth: {htpasswd: {realm: test, path: $T/htpasswd}}"
	secure="--ca-file $T/ca.pem"

	fails "an unknown authority is not trusted" 1 $oci push "$T/a.wasm" "https://$R/demo/app"
	like "with the way out" "$(cat "$T/out")" "cannot trust '$R'.*--ca-file"
	fails "nobody is not let in" 1 $oci push $secure "$T/a.wasm" "$R/demo/app"
	like "with the way in" "$(cat "$T/out")" "asks for a user and password.*wasm-bpf login $R"
	fails "a wrong password is not kept" 1 bash \
		-c "echo wrong | $oci login $secure $R -u me --password-stdin"
	ok "nothing is" test ! -e "$T/config/wasm-bpf/auth.json"
	ok "a right one is" bash -c "echo se:cret | $oci login $secure $R -u me --password-stdin"
	is "for the user alone" "$(stat -c %a "$T/config/wasm-bpf/auth.json")" 600
	ok "and lets in" $oci push -q $secure "$T/a.wasm" "$R/demo/app"
	ok "both ways" $oci pull -q $secure "$R/demo/app" -o "$T/tls.wasm"
	ok "the same" cmp "$T/a.wasm" "$T/tls.wasm"
	ok "large ones" $oci push -q $secure "$T/b.wasm" "$R/demo/large"
	ok "catalog and tags" $oci search $secure "$R"
	ok "the login ends" $oci logout "$R"
	fails "really" 1 $oci tags $secure "$R/demo/app"
	fails "once" 1 $oci logout "$R"

	mkdir -p "$T/docker" "$T/bin"
	printf '{"auths":{"https://%s/v1/":{"auth":"%s"}}}' "$R" "$(printf 'me:se:cret' | base64)" \
		>"$T/docker/config.json"
	ok "docker's login does" env DOCKER_CONFIG="$T/docker" $oci tags $secure "$R/demo/app"
	cat >"$T/bin/docker-credential-test" <<-END
		#!/bin/sh
		read -r host; [ "\$1 \$host" = "get $R" ] || { echo credentials not found; exit 1; }
		echo '{"ServerURL":"'\$host'","Username":"me","Secret":"se:cret"}'
	END
	chmod +x "$T/bin/docker-credential-test"
	printf '{"credHelpers":{"%s":"test"}}' "$R" >"$T/docker/config.json"
	ok "and its helper" env PATH="$T/bin:$PATH" DOCKER_CONFIG="$T/docker" \
		$oci tags $secure "$R/demo/app"
	echo '{"credsStore":"test"}' >"$T/docker/config.json"
	ok "for all hosts" env PATH="$T/bin:$PATH" DOCKER_CONFIG="$T/docker" \
		$oci tags $secure "$R/demo/app"
	ok "also where it knows none" env PATH="$T/bin:$PATH" DOCKER_CONFIG="$T/docker" \
		$oci tags "$plain/demo/app"
	fails "a helper that is not there" 1 env DOCKER_CONFIG="$T/docker" $oci tags $secure \
		"$R/demo/app"
	like "is named" "$(cat "$T/out")" "docker-credential-test"
	echo '{"auths":' >"$T/docker/config.json"
	fails "a broken file" 1 env DOCKER_CONFIG="$T/docker" $oci tags $secure "$R/demo/app"
	like "likewise" "$(cat "$T/out")" "cannot use '$T/docker/config.json'"
	fails "plain http where TLS is spoken" 1 $oci tags "http://$R/demo/app"
	like "is found out" "$(cat "$T/out")" "https://"
	fails "and TLS where plain http is" 1 $oci tags "https://$plain/demo/app"
	like "likewise" "$(cat "$T/out")" "no TLS with '$plain'"
else
	skip "a registry with a password and TLS" "no htpasswd or openssl"
fi

# --- tokens ---------------------------------------------------------------------------
if command -v python3 >/dev/null && command -v openssl >/dev/null; then
	serve tokens "$T/ca.key" "$T/ca.pem"
	registry_start "auth:
  token:
    realm: http://127.0.0.1:$(head -n 1 "$T/tokens.log")/token
    service: test
    issuer: wasm-bpf-test
    rootcertbundle: $T/ca.pem"

	fails "no token without a login" 1 $oci push "$T/a.wasm" "$R/demo/app"
	like "with the way in" "$(cat "$T/out")" "gives no token without a login"
	fails "nor for a wrong one" 1 bash -c "echo wrong | $oci login $R -u me --password-stdin"
	ok "the right one" bash -c "echo se:cret | $oci login $R -u me --password-stdin"
	ok "lets in" $oci push -q "$T/a.wasm" "$R/demo/app"
	is "with one token for it all" "$(tail -n 1 "$T/tokens.log")" \
		"me repository:demo/app:pull,push"
	ok "and out" $oci pull -q "$R/demo/app" -o "$T/token.wasm"
	ok "the same" cmp "$T/a.wasm" "$T/token.wasm"
	is "with no more than that needs" "$(tail -n 1 "$T/tokens.log")" \
		"me repository:demo/app:pull"
	ok "in pieces" $oci push -q --chunk-size 1 "$T/b.wasm" "$R/demo/pieces"
	ok "taken over" $oci push -q --mount demo/pieces "$T/b.wasm" "$R/demo/mounted"
	ok "tags" $oci tags "$R/demo/app"
	ok "catalog" $oci search "$R"
	is "by its own scope" "$(tail -n 1 "$T/tokens.log")" "me registry:catalog:*"
else
	skip "a registry with tokens" "no python3 or openssl"
fi
done_testing
