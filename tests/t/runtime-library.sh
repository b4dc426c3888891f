#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The runtime as a library, in a process that embeds it (tests/embed).
. tests/lib/tap.sh
. tests/lib/guests.sh
read -ra flags <<<"-std=c11 -D_GNU_SOURCE -g -Wall -Wextra -Werror \
	$(PKG_CONFIG_PATH=$B pkg-config --cflags wasm-bpf)"
read -ra libs <<<"$(PKG_CONFIG_PATH=$B pkg-config --libs wasm-bpf)"

"$cc" -target bpf -c tests/embed/guest.bpf.c -o "$T/guest.bpf.o" &&
	"$cc" tests/embed/guest.c -o "$T/guest.wasm" || exit 1
# The driver's own libbpf is the system's, beside the one inside the library.
ok "a program links with it" "${CC:-cc}" "${flags[@]}" tests/embed/driver*.c "${libs[@]}" \
	-lbpf -o "$T/driver"
[ -x "$T/driver" ] || done_testing
echo '#include "wasm_bpf.h"' >"$T/header.cc"
ok "C++ takes its header" c++ -std=c++11 -Wall -Wextra -Wpedantic -Werror "-I$B/include" \
	-c "$T/header.cc" -o "$T/header.o"
objdump -t "$B/libwasm-bpf.a" | awk '$2 == "g" { print $NF }' >"$T/names"
is "it shows no other name" "$(grep -v '^wasm_bpf_' "$T/names")" ""
is "and all that its header has" "$(wc -l <"$T/names")" \
	"$(grep -c '^WASM_BPF_API' runtime/wasm_bpf.h)"

driver() { timeout 120 "$T/driver" "$1" "$T/guest.wasm" "$T/guest.bpf.o"; }

for test in ends output environment functions settings limits bytes modules threads stop \
	stop_anytime stop_all \
	no_signals messages many many_runtimes; do
	ok "$test" driver $test
	case $test in
	output) is "and none of it to the process's streams" "$(cat "$T/out")" "" ;;
	many*) grep '^#' "$T/out" ;;
	esac
done
ok "output that is refused" driver output_refused
ok "output that is taken slowly" driver output_slow
ok "a process that is not confined" driver unconfined
ok "and one that is" driver confine
hears() { driver stdin < <(echo x); }
ok "the process's stdin" hears
fails "signals, when they are to be handled" 143 driver signals
stuck() { driver stuck < <(exec sleep 3); }
fails "a guest that nothing ends" 42 stuck
stuck_for_long() { driver stuck_for_long < <(exec sleep 3); }
ok "a guest that nothing ends but time" stuck_for_long
kernel ok "threads with BPF" driver threads_bpf
kernel ok "waits that are stopped" driver stop_waits
kernel ok "all that libbpf says" driver verbose
kernel ok "libbpf's words of others" driver libbpf_print
kernel ok "no mapping of what cannot be guarded" driver map_refused
kernel ok "a mapping that is guarded" driver map_guarded
without_tracefs() {
	unshare --mount --propagation private bash \
		-c 'umount /sys/kernel/debug/tracing /sys/kernel/tracing 2>/dev/null
		timeout 120 "$@"' - "$T/driver" namespaces "$T/guest.wasm" "$T/guest.bpf.o"
}
kernel ok "no tracefs, and none afterwards" without_tracefs
kernel ok "many runs with BPF" driver many_bpf
grep '^#' "$T/out"

sed -n '/^## A whole program/,/^Its guest/s/^    //p' docs/embedding.md >"$T/page.c"
ok "the program in docs/embedding.md" "${CC:-cc}" "${flags[@]}" "$T/page.c" "${libs[@]}" \
	-o "$T/page"
cat >"$T/ask.c" <<'END'
__attribute__((import_module("agent"), import_name("answer"))) int answer(const char *question);
int main(void) { return answer("what"); }
END
"$cc" "$T/ask.c" -o "$T/ask.wasm"
fails "and its guest" 42 "$T/page" "$T/ask.wasm"
is "which asks" "$(cat "$T/out")" "asked 'what'"

cp -r examples/embed "$T/embed"
ok "the example" make -s -C "$T/embed" clean all TOOLS="$PWD/$B" CFLAGS=-Werror
kernel ok "the example's run" env -C "$T/embed" ./host watch.wasm 1
kernel like "says what it saw" "$(cat "$T/out")" \
	"^the guest left with status 124.*watching.*programs were started.*told of:"
done_testing
