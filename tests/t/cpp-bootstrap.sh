# SPDX-License-Identifier: MIT
# examples/cpp-bootstrap: small, a valid guest, and right about 200 processes.
. tests/lib/tap.sh
export XDG_CACHE_HOME=$T/cache
mkdir -m 700 "$XDG_CACHE_HOME"

mkdir "$T/examples"
cp -r examples/bootstrap examples/cpp-bootstrap "$T/examples/"
guest=$T/examples/cpp-bootstrap/cpp-bootstrap.wasm
ok "builds without a warning" make -C "$T/examples/cpp-bootstrap" clean all TOOLS="$PWD/$B" \
	CFLAGS="-Wall -Wextra -Werror"
ok "is valid" wasm-validate "$guest"
size=$(stat -c %s "$guest")
is "has at most 60,000 bytes (it has $size)" $((size <= 60000)) 1
ok "prints its help" "$B/wasm-bpf" "$guest" --help
like "which is that" "$(cat "$T/out")" "^Usage: cpp-bootstrap"
for wrong in "-d 10x" "-d" "-d -1" more; do
	# shellcheck disable=SC2086
	fails "refuses '$wrong'" 2 "$B/wasm-bpf" "$guest" $wrong
done

. tests/lib/processes.sh
done_testing
