#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The numbers and structs of the guest ABI are one header's: in the SDKs' mirrors, by what a
# compiler makes of it, and by the names of imports' parameters.
. tests/lib/tap.sh

is "Rust's mirror is made from the header" "$(cat sdk/rust/src/binding/abi.rs)" "$(sdk/abi.sh rust)"
if command -v gofmt >/dev/null; then
	is "Go's mirror is made from the header" "$(cat sdk/go/internal/abi/abi.go)" \
		"$(sdk/abi.sh go)"
else
	skip "Go's mirror is made from the header" "no gofmt"
fi
printf 'struct wasm_bpf_x {\n\tsize_t size;\n};\n' >"$T/bad.h"
fails "what the mirror cannot say is an error" 1 awk -f sdk/abi.awk -v lang=rust "$T/bad.h"

# The mirrors as a compiler of C lays the header out: each number, size and offset.
{
	echo '#include <stddef.h>'
	echo '#include "sdk/c/include/wasm_bpf_abi.h"'
	sed -n 's/^pub const \([A-Z0-9_]*\): [iu]32 = \([0-9]*\);$/\1 \2/p' \
		sdk/rust/src/binding/abi.rs |
		awk '{ printf "_Static_assert(WASM_BPF_%s == %s, \"%s\");\n", $1, $2, $1 }'
	awk 'BEGIN { bytes["u8"] = 1; bytes["u32"] = bytes["i32"] = 4; bytes["u64"] = 8 }
		/^pub struct / {
			name = $3; gsub(/[A-Z]/, "_&", name); name = "wasm_bpf" tolower(name)
			at = 0; align = 1; next
		}
		name && /^    pub / {
			field = $2; sub(/:/, "", field); if (field == "kind") field = "type"
			type = $3; sub(/,/, "", type); count = 1
			if (type ~ /^\[/) {
				type = substr(type, 2); sub(/;/, "", type); count = $4 + 0
			}
			size = bytes[type]; if (size > align) align = size
			at = int((at + size - 1) / size) * size
			printf "_Static_assert(offsetof(struct %s, %s) == %d, \"%s.%s\");\n",
				name, field, at, name, field
			printf "_Static_assert(sizeof(((struct %s *)0)->%s) == %d, \"%s.%s\");\n",
				name, field, size * count, name, field
			at += size * count
		}
		name && /^}/ {
			printf "_Static_assert(sizeof(struct %s) == %d, \"%s\");\n", name,
				int((at + align - 1) / align) * align, name
			name = ""
		}' sdk/rust/src/binding/abi.rs
} >"$T/mirror.c"
ok "there is something to compare" test "$(grep -c _Static_assert "$T/mirror.c")" -gt 100
ok "on the host" "${CC:-cc}" -fsyntax-only -I. "$T/mirror.c"
ok "in a guest" "$B/wasm-bpf-cc" --no-sdk -I. -c "$T/mirror.c" -o "$T/mirror.o"

# Every enumerator and struct of the header is in the mirror, but for heads of records.
is "no number is left out" \
	"$(sed -n 's/^pub const \([A-Z0-9_]*\):.*/\1/p' sdk/rust/src/binding/abi.rs | sort)" \
	"$(grep -oE '\bWASM_BPF_[A-Z0-9_]+( =|,)' sdk/c/include/wasm_bpf_abi.h |
		sed 's/WASM_BPF_//; s/[ =,]*$//' | sort -u)"

# The C headers name parameters as the table does.
while read -r name params; do
	wanted=$(xargs -n 2 <<<"$params" | awk 'NF { print $2 }' | xargs)
	got=$(tr '\n\t' '  ' <sdk/c/include/wasm_bpf_v2.h |
		grep -oE "\bwasm_bpf_$name\([^)]*\);" | head -n 1 |
		sed 's/.*(//; s/);//; s/void//' | tr ',' '\n' | sed 's/.*[ *]//' | xargs)
	is "wasm_bpf_$name() names its parameters so" "$got" "$wanted"
done <<<"$(runtime/imports/rows.sh v2 params)"
done_testing
