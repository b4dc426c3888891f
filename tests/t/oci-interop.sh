#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Artifacts go both ways between us and oras, skopeo, crane and wkg: over a registry and
# as image layouts. Their digests stay what they are.
. tests/lib/tap.sh
command -v docker-registry >/dev/null || skip_all "no docker-registry"
. tests/lib/registry.sh

oci=$B/wasm-bpf-oci
wit=$PWD/values/host.wit.wasm
oras=$(tool oras) || skip "oras" "$(cat "$T/why")"
crane=$(tool crane) || skip "crane" "$(cat "$T/why")"
wkg=$(tool wkg) || skip "wkg" "$(cat "$T/why")"
skopeo=$(command -v skopeo) || skip "skopeo" "not installed"
export HOME=$T XDG_DATA_HOME=$T/data XDG_CONFIG_HOME=$T/config
unset DOCKER_CONFIG
registry_start || skip_all "docker-registry does not start"
store=$XDG_DATA_HOME/wasm-bpf
cat >"$T/a.wat" <<-'END'
	(module (memory (export "memory") 1) (func (export "_start")))
END
make_wasm "$T/a.wasm" 20000
! command -v wat2wasm >/dev/null || wat2wasm "$T/a.wat" -o "$T/a.wasm"
ours=$($oci push -q "$T/a.wasm" "$R/ours")
$oci push -q "$T/a.wasm" "oci:$T/layout:ours" >/dev/null
$oci push -q --artifact container "$T/a.wasm" "$R/container" >/dev/null
cd "$T" || exit 1
[[ $oci == /* ]] || oci=$OLDPWD/$oci

# Pulls reference $2 of theirs, whose module must be ours.
takes() {
	ok "$1 is pulled" "$oci" pull -q "$2" -o back.wasm
	ok "$1: the same" cmp a.wasm back.wasm
	rm -f back.wasm
}

if [ -n "$oras" ]; then
	ok "oras pulls ours" "$oras" pull --plain-http -o oras-out "$R/ours:latest"
	ok "under its title" cmp a.wasm oras-out/a.wasm
	ok "oras copies ours to a layout" "$oras" copy --from-plain-http --to-oci-layout \
		"$R/ours:latest" oras-layout:x
	ok "which we read" "$oci" tag oci:oras-layout:x "$R/from-layout:1"
	is "unchanged" "$("$oci" list | grep from-layout | grep -c "${ours:0:19}")" 1
	ok "oras reads our layout" "$oras" copy --from-oci-layout --to-plain-http layout:ours \
		"$R/oras-copied:1"
	takes "what it copied" "$R/oras-copied:1"
	ok "oras reads our store" "$oras" manifest fetch --oci-layout "$store@$ours"
	ok "oras pushes" "$oras" push --plain-http --artifact-type \
		application/vnd.wasm.config.v0+json \
		"$R/oras:1" a.wasm:application/wasm
	takes "oras's artifact" "$R/oras:1"
	echo '{}' >config.json
	ok "oras pushes the form of wasm-to-oci" "$oras" push --plain-http \
		--config config.json:application/vnd.wasm.config.v1+json "$R/wasm-to-oci:1" \
		a.wasm:application/vnd.wasm.content.layer.v1+wasm
	takes "wasm-to-oci's form" "$R/wasm-to-oci:1"
	ok "oras pushes the form of Istio" "$oras" push --plain-http \
		--config config.json:application/vnd.module.wasm.config.v1+json "$R/istio:1" \
		a.wasm:application/vnd.module.wasm.content.layer.v1+wasm
	takes "Istio's form" "$R/istio:1"
	ok "oras pushes a module and a text" "$oras" push --plain-http "$R/two:1" \
		a.wasm:application/wasm a.wat:text/plain
	takes "the module beside a text" "$R/two:1"
	ok "oras pushes without a type" "$oras" push --plain-http "$R/untyped:1" a.wasm
	takes "what has no type" "$R/untyped:1"
	ok "also a text" "$oras" push --plain-http "$R/text:1" a.wat
	fails "which is not taken" 1 "$oci" pull "$R/text:1"
	ok "oras makes an index of one, for no platform" "$oras" manifest index create \
		--plain-http "$R/ours:index" latest
	takes "the only one there" "$R/ours:index"
fi

if [ -n "$skopeo" ]; then
	ok "skopeo copies ours to a layout" skopeo copy --src-tls-verify=false "docker://$R/ours" \
		oci:skopeo:x
	ok "which we read" "$oci" tag oci:skopeo:x "$R/from-skopeo:1"
	is "unchanged" "$("$oci" list | grep from-skopeo | grep -c "${ours:0:19}")" 1
	ok "skopeo copies our store's" skopeo copy --dest-tls-verify=false \
		"oci:$store:$R/from-skopeo:1" "docker://$R/skopeo-store:1"
	takes "what it copied" "$R/skopeo-store:1"
	ok "skopeo reads our layout" skopeo copy --dest-tls-verify=false oci:layout:ours \
		"docker://$R/skopeo:1"
	takes "what it copied from there" "$R/skopeo:1"
	ok "skopeo inspects our container" skopeo inspect --tls-verify=false "docker://$R/container"
	like "as one for WebAssembly" "$(cat out)" '"Architecture": "wasm"'
fi

if [ -n "$crane" ]; then
	is "crane knows the digest of ours" "$("$crane" digest --insecure "$R/ours")" "$ours"
	ok "crane finds it valid" "$crane" validate --insecure --remote "$R/ours"
	ok "crane copies ours" "$crane" copy --insecure "$R/ours" "$R/crane:1"
	takes "crane's copy" "$R/crane:1"
	ok "crane pulls ours as a layout" "$crane" pull --insecure --format oci "$R/ours" \
		crane-layout
	ok "which we list" "$oci" list oci:crane-layout
	ok "crane pushes our layout" "$crane" push --insecure layout "$R/crane-pushed:1"
	takes "what crane pushed" "$R/crane-pushed:1"
	ok "crane makes an index of ours" "$crane" index append --insecure \
		-m "$R/container" -t "$R/crane-index:1"
	takes "crane's index" "$R/crane-index:1"
fi

if [ -n "$wkg" ]; then
	ok "wkg pulls ours" "$wkg" oci pull --insecure "$R" "$R/ours:latest" -o wkg.wasm
	ok "whole" cmp a.wasm wkg.wasm
	# The WIT package of what the host has, as a dependency of somebody's package.
	ok "the host's WIT goes to a registry" "$oci" push -q "$wit" "$R/wasm-bpf/host:0.1.0"
	mkdir -p "$T/package/wit"
	printf 'package a:b;\nworld w { import wasm-bpf:host/bpf@0.1.0; }\n' \
		>"$T/package/wit/w.wit"
	printf '%s\n' '[namespace_registries]' "wasm-bpf = \"$R\"" "[registry.\"$R\"]" \
		'type = "oci"' "[registry.\"$R\".oci]" 'protocol = "http"' >"$T/config.toml"
	ok "wkg fetches it" sh -c "cd '$T/package' && WKG_CONFIG_FILE='$T/config.toml' '$wkg' fetch"
	ok "with its words" grep -q 'Dropping a resource ends nothing' \
		"$T"/package/wit/deps/wasm-bpf-host-0.1.0/package.wit
	ok "wkg pushes" "$wkg" oci push --insecure "$R" "$R/wkg:1" a.wasm
	takes "wkg's artifact" "$R/wkg:1"
fi
done_testing
