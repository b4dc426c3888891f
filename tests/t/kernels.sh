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
rows() { # MARK PAGE: of the table there
	sed -n "/^<!-- $1 -->\$/,/^<!-- end -->\$/p" "$2" | grep -c '^| `'
}
is "the page has a row for each check" "$(rows kernels docs/kernels.md)" "$(wc -l <<<"$checked")"
is "and no reason but libbpf's" "$(grep 'not libbpf' docs/kernels.md)" ""
is "so has the table of capabilities" "$(rows 'kernels, capabilities' docs/unprivileged.md)" \
	"$(wc -l <<<"$checked")"
ok "native programs link" tests/kernels/native "$T" "$PWD/$B/libbpf"
ok "programs on a module compile" "$B/wasm-bpf-cc" -target bpf -c tests/kernels/modules.bpf.c \
	-o "$T/modules.o"
for name in $(sed -n 's/^kind \([a-z_]*\) .*/\1/p' tests/kernels/modules | sort -u); do
	like "modules: $name has a program" "$("$B/wasm-bpf" inspect "$T/modules.o")" \
		"program  $name "
done

if [ -n "${KERNELS:-}" ]; then
	# They are words.
	# shellcheck disable=SC2086
	ok "kernels: $KERNELS" tests/kernels/run $KERNELS
	sed 's/^/# /' "$T/out"
else
	skip "other kernels" "they take eight minutes: make test-kernels"
fi
done_testing
