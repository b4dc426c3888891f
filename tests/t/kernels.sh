#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The checks for other kernels: each kind has one. `make test-kernels` runs them; with KERNELS
# set to some (6.1 newest), so does this.
. tests/lib/tap.sh

checked=$(sed -n 's/^kind \([a-z_]*\) .*/\1/p' tests/kernels/checks | sort)
sed -nE 's/^(PLAIN|MARKED|RETURNED)\("([^"/]*).*/\2/p
	s/^SEC\("[?][.]?([^"/]*)["/].*/\1/p' tests/kernels/kinds.bpf.c | sort -u >"$T/words"
while IFS='|' read -r id sections; do
	# They are words.
	# shellcheck disable=SC2086
	printf '%s\n' $sections | sort >"$T/sections"
	ok "$id has a program" grep -qxFf "$T/sections" "$T/words"
done < <("${CC:-cc}" -E -P -x c -DNULL= -D'KIND(id, sections, ...)=~id|sections~' \
	runtime/kinds/kinds.def | tr '~' '\n' | sed -nE 's/^([a-z_]+)\|"(.*)"$/\1|\2/p')
ok "the programs compile" "$B/wasm-bpf-cc" -target bpf -c tests/kernels/kinds.bpf.c -o "$T/kinds.o"
ok "for ARM, too" "$B/wasm-bpf-cc" -target bpf -D__TARGET_ARCH_arm64 -c tests/kernels/kinds.bpf.c \
	-o "$T/arm.o"
"$B/wasm-bpf" inspect --json "$T/kinds.o" | grep -oE '"name":"[a-z_]+"' |
	sed 's/.*:"//; s/"//' | sort -u >"$T/names"
is "each check has a program, or a map" "$(comm -23 <(echo "$checked") "$T/names")" ""
is "the page has a row for each check" "$(grep -c '^| `' docs/kernels.md)" "$(wc -l <<<"$checked")"
is "and no reason but libbpf's" "$(grep 'not libbpf' docs/kernels.md)" ""

if [ -n "${KERNELS:-}" ]; then
	# They are words.
	# shellcheck disable=SC2086
	ok "kernels: $KERNELS" tests/kernels/run $KERNELS
	sed 's/^/# /' "$T/out"
else
	skip "other kernels" "they take eight minutes: make test-kernels"
fi
done_testing
