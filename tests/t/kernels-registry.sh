#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Kernels out of the images of a registry: wasm-bpf check and btf --kernels REFERENCE.
. tests/lib/tap.sh
command -v docker-registry >/dev/null || skip_all "no docker-registry"
. tests/lib/guests.sh
. tests/lib/registry.sh
objcopy=$(dirname "$(readlink -f "$("$cc" --print-clang)")")/llvm-objcopy
export HOME=$T XDG_CACHE_HOME=$T/cache XDG_DATA_HOME=$T/data XDG_CONFIG_HOME=$T/config
unset DOCKER_CONFIG
registry_start || skip_all "docker-registry does not start"
images=$T/cache/wasm-bpf/images
case $(uname -m) in
x86_64) own=amd64 other=arm64 ;;
*) own=arm64 other=amd64 ;;
esac

layer() { # NAME MEMBERS: BTF of a kernel of that name, in a layer
	echo "struct pt_regs { long di; } r; struct thing { $2 }; struct thing t;
		enum bpf_prog_type { BPF_PROG_TYPE_UNSPEC, BPF_PROG_TYPE_SOCKET_FILTER } p;" \
		>"$T/kernel.c"
	mkdir -p "$T/root/lib/modules"
	"$cc" -target bpf -c "$T/kernel.c" -o "$T/kernel.o" &&
		"$objcopy" --dump-section .BTF="$T/root/lib/modules/$1.btf" "$T/kernel.o" &&
		tar -C "$T/root" -czf "$T/$1.layer" lib || exit 1
	rm -r "$T/root"
}
push() { python3 tests/oci/image.py "$@"; }
layer 1.0.0 "int value;"
layer 2.0.0 "int worth;"
layer 3.0.0 "int a; int value;"
mkdir "$T/etc" && echo nothing >"$T/etc/motd"
tar -C "$T" -czf "$T/plain.layer" etc
head -c 100 "$T/1.0.0.layer" >"$T/cut.layer"

cat >"$T/app.bpf.c" <<'END'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct thing { int value; } __attribute__((preserve_access_index));
SEC("socket") int first(struct thing *thing) { return thing->value; }
char LICENSE[] SEC("license") = "GPL";
END
"$cc" -target bpf -c "$T/app.bpf.c" -o "$T/app.bpf.o" || exit 1
check() { "$run" check "$T/app.bpf.o" "$@"; }
kernels() { awk '$2 == "x86" { print $1, $3 }' "$T/out" | tr '\n' ' '; }

# --- what is fetched ------------------------------------------------------------------------

push "$R/kernels/one:1" "=$T/plain.layer,$T/1.0.0.layer" >"$T/digest" || exit 1
ok "an image by its reference" check --kernels "$R/kernels/one:1"
is "has the kernel of one layer" "$(kernels)" "1.0.0 yes "
push "$R/kernels/all:latest" "$own=$T/1.0.0.layer,$T/3.0.0.layer" "$other=$T/2.0.0.layer" \
	>"$T/index" || exit 1
ok "an index: this machine's image" check --kernels "$R/kernels/all"
is "with the kernels of all layers" "$(kernels)" "1.0.0 yes 3.0.0 yes "
fails "another architecture's" 1 check --kernels "$R/kernels/all" --arch "$other"
is "with its own kernel" "$(kernels)" "2.0.0 no "
ok "this one again" check --kernels "$R/kernels/all"
is "which is still there" "$(kernels)" "1.0.0 yes 3.0.0 yes "
fails "one that the index has not" 1 check --kernels "$R/kernels/all" --arch riscv
like "is told, with those that it has" \
	"$(cat "$T/out")" "no image for riscv64, but for $own, $other"
is "in one line" "$(wc -l <"$T/out")" 1
ok "slices of an image" "$run" btf "$T/app.bpf.o" --kernels "$R/kernels/all" -o "$T/slices"
is "list its kernels" "$("$run" btf --list "$T/slices" | awk '{ print $1 }' | xargs)" "1.0.0 3.0.0"
ok "of another architecture" "$run" btf "$T/app.bpf.o" --kernels "$R/kernels/one:1" \
	--kernels "$R/kernels/all@$(cat "$T/index")" --arch "$other" -o "$T/slices"

# --- what is kept ---------------------------------------------------------------------------

push "$R/kernels/one:1" "=$T/3.0.0.layer" >"$T/moved" || exit 1
ok "a tag that moved" check --kernels "$R/kernels/one:1"
is "is asked for" "$(kernels)" "3.0.0 yes "
blob=$images/blobs/sha256/$(sha256sum "$T/3.0.0.layer" | cut -d ' ' -f 1)
ok "the cache has the layer" test -f "$blob"
chmod u+w "$blob"
head -c "$(stat -c %s "$blob")" /dev/zero >"$T/zero" && cp "$T/zero" "$blob"
ok "a layer that rotted there" check --kernels "$R/kernels/one:1"
is "is fetched again" "$(kernels)" "3.0.0 yes "
ok "into its place" cmp "$blob" "$T/3.0.0.layer"
chmod go+w "$images"
fails "a cache that others can write to" 1 check --kernels "$R/kernels/one:1"
like "is not used" "$(cat "$T/out")" "others can write to"
chmod go-w "$images"
ok "a layout by name" check --kernels "oci:$images@$(cat "$T/moved")"
is "has the same kernel" "$(kernels)" "3.0.0 yes "

# --- what goes wrong ------------------------------------------------------------------------

push "$R/kernels/bad:1" "=$T/cut.layer,$T/1.0.0.layer" >/dev/null || exit 1
fails "a damaged layer" 1 check --kernels "$R/kernels/bad:1"
like "is told" "$(cat "$T/out")" "'$R/kernels/bad:1': layer [0-9a-f]{12}: .*; it is left out"
like "the others are read" "$(cat "$T/out")" "1\.0\.0 +x86 +yes"
push "$R/kernels/none:1" "=$T/plain.layer" >/dev/null || exit 1
fails "an image without a kernel" 1 check --kernels "$R/kernels/none:1"
like "is told" "$(cat "$T/out")" "'$R/kernels/none:1' has no kernel with BTF"
fails "an image that is not there" 1 check --kernels "$R/kernels/absent:1"
is "is told in one line" "$(wc -l <"$T/out")" 1
like "that names it" "$(cat "$T/out")" "^wasm-bpf: cannot pull '$R/kernels/absent:1'"
head -c 2000000 /dev/urandom >"$T/large.layer"
push "$R/kernels/large:1" "=$T/large.layer" >/dev/null || exit 1
fails "an image that is too large" 1 check --max-size 1 --kernels "$R/kernels/large:1"
like "is refused" "$(cat "$T/out")" "more than the 1 MiB allowed"
is "before it is fetched" "$(find "$images/blobs" -size +1000k | wc -l)" 0
fails "a path of no file" 1 check --kernels "6.1.0/vmlinuz"
like "is none of a registry" "$(cat "$T/out")" "cannot open '6.1.0/vmlinuz'"
mkdir -p "$T/here/${R%:*}:1" && cp "$T/1.0.0.layer" "$T/here/${R%:*}:1/one:1"
ok "a file of that name" env -C "$T/here" "$run" check "$T/app.bpf.o" \
	--kernels "${R%:*}:1/one:1"
is "comes first" "$(kernels)" "1.0.0 yes "

# The machine's policy, which is not this one's.
mkdir -p "$T/machine/wasm-bpf"
printf '[artifacts]\nallow %s/kernels/one\n' "$R" >"$T/machine/wasm-bpf/policy"
allowed() {
	unshare --mount sh -c 'mount --bind "$1" /etc && shift && exec "$@"' sh "$T/machine" \
		"$run" check "$T/app.bpf.o" --kernels "$@"
}
if unshare --mount true 2>/dev/null; then
	ok "what the policy allows" allowed "$R/kernels/one:1"
	fails "what it does not" 1 allowed "$R/kernels/all"
	like "is refused" "$(cat "$T/out")" "policy"
else
	skip "the machine's policy" "no mount namespaces here"
fi

registry_stop
ok "without the registry, by digest" check --kernels "$R/kernels/one:1@$(cat "$T/moved")"
is "it comes from the cache" "$(kernels)" "3.0.0 yes "
fails "a tag needs it" 1 check --kernels "$R/kernels/one:1"
done_testing
