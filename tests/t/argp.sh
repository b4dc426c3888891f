#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# argp: what the SDK's prints of many tables is what glibc's prints, byte by byte.
. tests/lib/tap.sh

ldd --version 2>&1 | grep -q -e GLIBC -e 'GNU libc' || skip_all "this machine's libc is not glibc"
mkdir "$T/native" "$T/guest"
cc -w -o "$T/native/tables.wasm" tests/sdk-c/argp.c || exit 1
ok "the guest compiles" "$B/wasm-bpf-cc" -Wall -Wextra -Werror tests/sdk-c/argp.c \
	-o "$T/guest/tables.wasm"

runtime=$PWD/$B/wasm-bpf
natively() { # ARGUMENT...: the program has the guest's name
	(cd "$T/native" && PATH=. exec tables.wasm "$@") 2>&1
	echo "exit $?"
}
as_guest() { (cd "$T/guest" && "$runtime" tables.wasm "$@") 2>&1; echo "exit $?"; }

while read -r table; do
	while IFS= read -r line; do
		read -ra words <<<"$line"
		is "$table $line" "$(as_guest "$table" "${words[@]}")" \
			"$(natively "$table" "${words[@]}")"
	done <<'END'

--help
-?
--usage
@version --help
@version --usage
@version -V
-V
@bugs --help
--program-name=foo --help
-q
--nothing
--beta=3
--b
-z
a -a b
a bad
-f
-f x
-H
-u
-l3 -o
-- -x y
END
done <<<"$("$T/native/tables.wasm" list)"
done_testing
