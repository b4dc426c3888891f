#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The runtime with a kernel: maps of the guest's own, programs and maps in maps, and pins.
. tests/lib/tap.sh
need_root
. tests/lib/guests.sh

. tests/lib/kernel.sh
ask_for_entries
"$cc" -target bpf "${entries_flags[@]}" -c $guests/object.bpf.c -o "$T/object.bpf.o" &&
	"$cc" -O2 $guests/v2_map.c -o "$T/map.wasm" || exit 1

# Runs one test of tests/guests/v2_map.c: TEST [OPTION...]
guest() { "$run" --timeout 60 "${@:2}" "$T/map.wasm" "$1" "$T/bpf" <"$T/object.bpf.o"; }

few_descriptors() { (ulimit -n 256 && guest "$1"); }

ok inner few_descriptors inner
for test in create programs full; do ok "$test" guest $test; done
ok "a type that the policy refuses" guest denied --deny map=hash

# Pins, in a BPF file system of the script's own, which goes with its mount namespace.
mkdir "$T/bpf"
if unshare -m mount -t bpf bpf "$T/bpf" 2>/dev/null; then
	exec 8< <(exec unshare -m bash -c 'mount -t bpf bpf "$1" && echo mounted && exec sleep 60' \
		- "$T/bpf")
	holder=$!
	read -r -u 8
	# Its root, too: we may be in a chroot.
	pinning() { nsenter --target $holder --mount --root --wd "$@"; }
	export -f guest
	export run T
	of_pins() { pinning bash -c 'guest "$@"' - "$@"; }
	ok "pins" of_pins pin --allow "pin=$T/bpf/*"
	ok "what was pinned is there in the next run" of_pins pinned --allow "pin=$T/bpf/*"
	is "nothing else stays" "$(pinning find "$T/bpf" -type f -printf '%f ' |
		sed 's/[a-z]*.debug //g')" \
		"token seen event link "
	ok "paths that are refused" of_pins refused --allow "pin=$T/bpf/*"
	exec 8<&-
	kill $holder
else
	skip "pins" "no BPF file system"
fi

done_testing
