#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Slices of kernels' BTF as a layer of an artifact, beside the module.
. tests/lib/tap.sh
. tests/lib/guests.sh
. tests/lib/registry.sh
objcopy=$(dirname "$(readlink -f "$("$cc" --print-clang)")")/llvm-objcopy
run=$(readlink -f "$run")
export HOME=$T XDG_CACHE_HOME=$T/cache XDG_DATA_HOME=$T/data XDG_CONFIG_HOME=$T/config
unset DOCKER_CONFIG SOURCE_DATE_EPOCH
mkdir "$T/kernels" "$T/none"
echo "struct pt_regs { long di; } r; struct thing { int a[5]; int value; }; struct thing t;" \
	>"$T/kernel.c"
"$cc" -target bpf -c "$T/kernel.c" -o "$T/kernel.o" &&
	"$objcopy" --dump-section .BTF="$T/kernels/$(uname -r).btf" "$T/kernel.o" || exit 1
"$cc" -target bpf -c "$guests/where.bpf.c" -o "$T/where.bpf.o" &&
	"$run" btf "$T/where.bpf.o" --kernels "$T/kernels" -o "$T/slices" 2>/dev/null || exit 1
make_wasm "$T/a.wasm" 1000

# --- pushed and pulled ----------------------------------------------------------------------

layout=oci:$T/layout
ok "an object with its slices" "$run" push --slices "$T/slices" "$T/where.bpf.o" "$layout:v1"
like "has a digest" "$(cat "$T/out")" ":v1: pushed sha256:"
with=$(grep -o 'sha256:.*' "$T/out")
ok "again" "$run" push -q --slices "$T/slices" "$T/where.bpf.o" "$layout:v1"
is "the same one" "$(cat "$T/out")" "$with"
ok "without them" "$run" push -q "$T/where.bpf.o" "$layout:plain"
ok "it is another" test "$(cat "$T/out")" != "$with"
ok "it is inspected" "$run" inspect "$layout:v1"
like "with the slices" "$(cat "$T/out")" \
	"slices: sha256:$(sha256sum "$T/slices" | cut -d ' ' -f 1), $(stat -c %s "$T/slices") bytes"
like "in JSON, too" "$("$run" inspect --json "$layout:v1" | tr -d ' \n')" \
	'"slices":\{"mediaType":"application/vnd.wasm-bpf.slices.v1"'
is "and not where there are none" "$("$run" inspect "$layout:plain" | grep -c slices)" 0
ok "both are written to files" "$run" pull "$layout:v1" -o "$T/o.bpf.o" --slices "$T/s"
ok "the object" cmp "$T/o.bpf.o" "$T/where.bpf.o"
ok "the slices" cmp "$T/s" "$T/slices"
ok "the object alone" "$run" pull "$layout:v1" -o "$T/o.bpf.o"
like "tells of the slices" "$(cat "$T/out")" "also has slices .*: --slices FILE writes them"
fails "slices of an artifact without any" 1 "$run" pull "$layout:plain" --slices "$T/s2"
like "are not there" "$(cat "$T/out")" "has no layer with slices"
ok "nor is the file" test ! -e "$T/s2"
fails "one file for both" 2 "$run" pull "$layout:v1" -o "$T/x" --slices "$T/x"
ln -s x "$T/link"
fails "one file by two names" 1 "$run" pull "$layout:v1" -o "$T/x" --slices "$T/link"
like "is told" "$(cat "$T/out")" "the same file: the slices are not written"
ok "and has the object" cmp "$T/x" "$T/where.bpf.o"
rm "$T/x" "$T/link"
ok "a guest with slices" "$run" push -q --slices "$T/slices" "$T/a.wasm" "$layout:guest"
ok "as a container" "$run" push -q --artifact container --slices "$T/slices" "$T/a.wasm" \
	"$layout:container"
ok "is pulled" "$run" pull "$layout:container" -o "$T/b.wasm" --slices "$T/s"
ok "as it was" cmp "$T/a.wasm" "$T/b.wasm"
ok "what would run is a module" "$run" inspect --policy "$layout:guest"
for bad in kernel.c a.wasm nothing kernels; do
	fails "no archive: $bad" 1 "$run" push --slices "$T/$bad" "$T/where.bpf.o" "$layout:bad"
done
like "is told" "$(cat "$T/out")" "is no archive of slices"
fails "nothing of it is there" 1 "$run" inspect "$layout:bad"

# --- layers of others -----------------------------------------------------------------------

# Changes the manifest of $1 by a filter of jq to another, $2.
change() {
	local blob digest
	blob=$T/layout/blobs/sha256/${with#sha256:}
	jq -c "$2" "$blob" >"$T/manifest" || return
	digest=$(sha256sum "$T/manifest" | cut -d ' ' -f 1)
	cp "$T/manifest" "$T/layout/blobs/sha256/$digest"
	jq -c --arg name "$1" --arg digest "sha256:$digest" \
		--argjson size "$(stat -c %s "$T/manifest")" \
		'.manifests += [{mediaType: "application/vnd.oci.image.manifest.v1+json",
			digest: $digest, size: $size,
			annotations: {"org.opencontainers.image.ref.name": $name}}]' \
		"$T/layout/index.json" >"$T/index" && cp "$T/index" "$T/layout/index.json"
}
refused() { # NAME FILTER TEXT
	change "$1" "$2" || exit 1
	fails "$1" 1 "$run" pull "$layout:$1" -o "$T/x"
	like "is refused with its reason" "$(cat "$T/out")" "$3"
	fails "also by inspect" 1 "$run" inspect "$layout:$1"
	fails "and run" 1 "$run" --timeout 5 "$layout:$1"
	ok "nothing is written" test ! -e "$T/x"
}
if command -v jq >/dev/null; then
	refused twice '.layers += [.layers[1]]' "several slices layers"
	refused large '.layers[1].size = 300000000' "has 300000000 bytes, not 1 to 256 MiB"
	refused newer '.layers[1].mediaType = "application/vnd.wasm-bpf.slices.v9"' \
		"a layer 'application/vnd.wasm-bpf.slices.v9', which is not known"
	change readme '.layers[1].mediaType = "text/markdown"' || exit 1
	ok "a layer of somebody else's may be there" "$run" pull "$layout:readme" -o "$T/o.bpf.o"
else
	skip "layers that are refused" "no jq"
fi
cp "$T/slices" "$T/broken" && printf '\377\377' |
	dd of="$T/broken" bs=1 seek=17 conv=notrunc status=none
ok "an archive that is broken inside" "$run" push -q --slices "$T/broken" "$T/where.bpf.o" \
	"$layout:broken"
fails "does not run" 1 "$run" --timeout 5 "$layout:broken"
like "which is told" "$(cat "$T/out")" "broken': its layer with slices: "

# --- over a registry ------------------------------------------------------------------------

if command -v docker-registry >/dev/null && registry_start; then
	ok "it is pushed to a registry" "$run" push -q --slices "$T/slices" "$T/where.bpf.o" \
		"$R/demo/where:1"
	is "with the same digest" "$(cat "$T/out")" "$with"
	ok "pulled" "$run" pull -q "$R/demo/where:1" --slices "$T/s"
	ok "with the slices" cmp "$T/s" "$T/slices"
	blob=$T/data/wasm-bpf/blobs/sha256/$(sha256sum "$T/slices" | cut -d ' ' -f 1)
	chmod u+w "$blob" && head -c "$(stat -c %s "$blob")" /dev/zero >"$T/zero" &&
		cp "$T/zero" "$blob"
	"$run" inspect --policy "$R/demo/where:1" >"$T/out" 2>&1
	ok "slices that rotted in the store are fetched again" cmp "$blob" "$T/slices"
	openssl ecparam -name prime256v1 -genkey -noout -out "$T/key" 2>/dev/null &&
		openssl ec -in "$T/key" -pubout -out "$T/pub" 2>/dev/null
	ok "it is signed" "$run" sign --key "$T/key" "$R/demo/where:1"
	ok "and verified" "$run" verify --key "$T/pub" "$R/demo/where:1"
	"$run" push -q --slices "$T/broken" "$T/where.bpf.o" "$R/demo/where:1" >/dev/null
	fails "other slices are another artifact" 1 "$run" verify --key "$T/pub" "$R/demo/where:1"
	ok "it is saved" "$run" save "$R/demo/where@$with" -o "$T/saved.tar"
	ok "with the slices" grep -q "$(sha256sum "$T/slices" | cut -d ' ' -f 1)" "$T/saved.tar"
else
	skip "over a registry" "no docker-registry"
fi

# --- on a kernel without BTF ----------------------------------------------------------------

rest_needs_root "the kernel's relocations"
bare() {
	unshare --mount sh -c 'mount --bind "$1" /sys/kernel/btf && shift && exec "$@"' sh \
		"$T/none" "$@"
}
if [ ! -e /sys/kernel/btf/vmlinux ] || ! bare true 2>/dev/null; then
	skip "a kernel without BTF" "no mount namespaces here"
	done_testing
fi
first() { sed -n 's/^ *\([0-9][0-9]*\) *\([0-9]\) *$/\1 \2/p' | head -n 1; }
is "the layer's slices are used there" \
	"$(bare timeout 60 "$run" --timeout 20 --max 1 "$layout:v1" 2>&1 | first)" "20 1"
fails "without them it does not load" 1 bare "$run" --timeout 5 "$layout:plain"
done_testing
