#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What tools show: histograms, tables of the largest, names, the time of day. Guests in C, C++, Go
# and Rust print the same.
. tests/lib/tap.sh
. tests/lib/go.sh

cc=$B/wasm-bpf-cc
ok "builds in C" "$cc" -Wall -Wextra -Werror -O2 tests/report/report.c -o "$T/c.wasm"
ok "builds in C++" "$cc" -std=c++17 -Wall -Wextra -Werror -O2 tests/report/report.cpp \
	-o "$T/cpp.wasm"
export CARGO_TARGET_DIR=$PWD/build/rust
ok "builds in Rust" "$B/wasm-bpf-cargo" build --quiet --release \
	--manifest-path tests/rust/Cargo.toml --features v2,std --bin report
cp "$CARGO_TARGET_DIR/wasm32-wasip1/release/report.wasm" "$T/rust.wasm"
languages="c cpp rust"
go_report() {
	mkdir "$T/go"
	cp tests/report/main.go "$T/go"
	sed "s|\.\./\.\./sdk|$PWD/sdk|" tests/report/go.mod >"$T/go/go.mod"
	(cd "$T/go" && GOFLAGS=-mod=mod GOPROXY=off GOWORK=off GOTOOLCHAIN=local \
		GOOS=wasip1 GOARCH=wasm go build -o "$T/go.wasm")
}
if go_is_new; then
	ok "builds in Go" go_report
	languages+=" go"
else
	skip "builds in Go" "no Go 1.24 or newer"
fi

rest_needs_root "what they print"
zone=CET-1CEST,M3.5.0,M10.5.0/3
say() { "$B/wasm-bpf" --env "TZ=$zone" --dir /etc "$@"; }
for language in $languages; do
	say "$T/$language.wasm" >"$T/$language.out"
	is "$language ends well" $? 0
done
like "histograms have powers of two" "$(cat "$T/rust.out")" \
	'         8 -> 15         : 20       \|\*{40}\|'
like "and wide ones" "$(cat "$T/rust.out")" \
	'        549755813888 -> 1099511627775        : 4000000000 \|\*{40}\|'
like "numbers have names" "$(cat "$T/rust.out")" 'mmap EBADF SIGKILL'
is "or none" "$(grep -c '^999 999 999$' "$T/rust.out")" 1
like "users have names" "$(cat "$T/rust.out")" '(^|[[:space:]])root 4000000000 root'
is "the largest come first" "$(tail -n 4 "$T/rust.out")" \
	"$(printf '%10d  %s\n' 10 sh 5 awk 5 cat 12345678901 -3)"
head -n -4 "$T/rust.out" >"$T/rest"
is "C prints the same" "$(cat "$T/c.out")" "$(cat "$T/rest")"
for language in ${languages#c }; do
	is "$language prints the same" "$(cat "$T/$language.out")" "$(cat "$T/rust.out")"
done

# --- local time: the same as glibc's ---

cc -o "$T/offsets" tests/report/offsets.c
for zone in UTC0 CET-1CEST,M3.5.0,M10.5.0/3 EST5EDT,M3.2.0,M11.1.0 "<+0545>-5:45" \
	"<-03>3<-02>,M3.5.0/-2,M10.5.0/-1" NZST-12NZDT,M9.5.0,M4.1.0/3 IST-1GMT0,M10.5.0,M3.5.0/1 \
	"AAA3BBB,J60/0,J300/12:30:15" "AAA3BBB1:30,59,299" CET-1CEST \
	"CET-1CEST,M13.1.0,M1.1.0" X; do
	wanted=$zone
	case $zone in
	CET-1CEST) wanted=CET-1CEST,M3.2.0,M11.1.0 ;;
	*M13* | X) wanted=UTC0 ;;
	esac
	for language in ${languages#c cpp}; do
		is "$language knows local time in $zone" \
			"$(say "$T/$language.wasm" times | cksum)" \
			"$(TZ=$wanted "$T/offsets" | cksum)"
	done
done
done_testing
