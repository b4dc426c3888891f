#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The SDK for C++: its whole API in a guest on the runtime.
. tests/lib/tap.sh
. tests/lib/guests.sh
. tests/lib/events.sh

ok "compiles an object" "$B/wasm-bpf-cc" -target bpf -c tests/rust/guests.bpf.c -o "$T/guests.bpf.o"
ok "makes a skeleton" "$B/btf2h" --skeleton --lang cpp "$T/guests.bpf.o" \
	-o "$T/guests.skel.hpp"
ok "compiles another one" "$B/wasm-bpf-cc" -target bpf -c tests/cpp/programs.bpf.c \
	-o "$T/programs.bpf.o"
ok "makes its skeleton" "$B/btf2h" --skeleton --lang cpp "$T/programs.bpf.o" \
	-o "$T/programs.skel.hpp"
ok "builds a guest for any wasm-bpf runtime" "$B/wasm-bpf-cc" -DWASM_BPF_V1 -std=c++17 -Wall \
	-Wextra \
	-Werror -I"$T" tests/cpp/api.cpp -o "$T/v1.wasm"
for standard in 17 20; do
	ok "builds a guest in C++$standard" "$B/wasm-bpf-cc" -std=c++$standard -Wall -Wextra \
		-Werror \
		-I"$T" tests/cpp/api.cpp -o "$T/api.wasm"
done
ok "builds natively, against the system's libbpf" g++ -std=c++17 -Wall -Wextra -Werror -I"$T" \
	-Isdk/cpp/include tests/cpp/api.cpp -o "$T/api" -lbpf
rest_needs_root "the API"

ok "the API keeps its promises" with_execs 6 "cpp$$" "$B/wasm-bpf" "$T/api.wasm" "cpp$$"
like "to the end" "$(cat "$T/said")" '(^|[[:space:]])done'
ok "on any wasm-bpf runtime, too" with_execs 6 "v1-$$" "$B/wasm-bpf" --dir /sys/devices/system/cpu \
	"$T/v1.wasm" "v1-$$"
like "as far as it goes" "$(cat "$T/said")" '(^|[[:space:]])done'
cat >"$T/refused.cpp" <<'EOF'
#include "programs.skel.hpp"
int main(int argc, char **)
{
	if (argc > 1)
		libbpf_set_print(nullptr);
	auto skel = programs_bpf::Skeleton::open().value();
	skel.load().value();
}
EOF
ok "builds a guest that ends with what fails" "$B/wasm-bpf-cc" -std=c++17 -Wall -Wextra -Werror \
	-I"$T" \
	"$T/refused.cpp" -o "$T/refused.wasm"
for silent in "" silent; do
	fails "which is refused${silent:+, with libbpf silent}" 1 "$B/wasm-bpf" --deny all \
		"$T/refused.wasm" $silent
	is "and says why once" "$(grep -c 'the policy refuses' "$T/out")" 1
done
if [ -d /sys/kernel/tracing/events ]; then
	ok "and natively" with_execs 6 "native$$" "$T/api" "native$$"
else
	skip "and natively" "tracefs is not mounted"
fi
done_testing
