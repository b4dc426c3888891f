# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What this kernel refuses to anybody, by asking it without our programs. After tap.sh.

# Sets no_entries to the kernel's reason if it loads no iterator over a map's entries, which then is
# a skipped test, and flags of a compiler for the objects and guests of tests that have one.
no_entries=
entries_flags=()
ask_for_entries() {
	printf '%s\n' '#include <linux/bpf.h>' '#include <bpf/bpf_helpers.h>' \
		'SEC("iter/bpf_map_elem") int list(void *ctx) { return 0; }' \
		'char LICENSE[] SEC("license") = "GPL";' >"$T/entries.bpf.c"
	"$B/wasm-bpf-cc" -target bpf -c "$T/entries.bpf.c" -o "$T/entries.bpf.o" || return
	"${CC:-cc}" -D_GNU_SOURCE tests/lib/loads.c "@$B/libbpf/cflags" "@$B/libbpf/libs" \
		-o "$T/loads" || return
	no_entries=$("$T/loads" "$T/entries.bpf.o") && return
	# shellcheck disable=SC2034
	entries_flags=(-DNO_ENTRIES)
	skip "an iterator over a map's entries" "libbpf cannot load one: $no_entries"
}
