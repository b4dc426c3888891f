#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What is missing is named with its package, and nothing is installed unasked.
. tests/lib/tap.sh

# A machine with a shell and little else, whose apt-get only says what it was told.
mkdir "$T/bin"
for tool in sh sed ls id cat grep head; do ln -s "$(command -v $tool)" "$T/bin/$tool"; done
bare() { env -i PATH="$T/bin" HOME="$T" "$@"; }

fails "a bare machine lacks something" 1 bare sdk/deps check
for package in gcc make libbpf-dev libelf-dev zlib1g-dev cmake lld-19 llvm-19 check wabt; do
	like "and is told of $package" "$(cat "$T/out")" "[ :]$package"
done
fails "building alone needs less" 1 bare sdk/deps check build
is "and does not ask for wabt" "$(grep -c wabt "$T/out")" 0
fails "the demo needs less" 1 bare sdk/deps check demo
is "no Rust, no cmake, no tools of tests" "$(grep -cE 'rustc|cmake|wabt|gcc' "$T/out")" 0
like "and a compiler for the host and guests" "$(cat "$T/out")" " clang-19"
fails "elsewhere than on Debian it says what to install" 1 bare sdk/deps install
like "by name" "$(cat "$T/out")" "headers of kernel sides: libbpf-dev"

like "and how to get a Go for guests in Go" "$(cat "$T/out")" "Go 1\.24 or newer.*go\.dev/dl"

for tool in apt-get apt-cache sudo; do
	printf '#!/bin/sh\necho "%s $*" >>"%s/ran"\necho "  Candidate: 9"\n' $tool "$T" \
		>"$T/bin/$tool"
	chmod +x "$T/bin/$tool"
done
terminal() {
	echo "$1" | bare "$(command -v script)" -qec "PATH='$T/bin' sdk/deps install" /dev/null
}
if script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
	terminal n >"$T/asked"
	like "on a terminal it shows the command and asks" "$(cat "$T/asked")" \
		"apt-get install.* gcc.*run it\?"
	is "and does nothing without a yes" "$(grep -cs apt-get "$T/ran" || :)" 0
else
	skip "on a terminal it asks" "no pseudo-terminals: is devpts mounted?"
fi
bare YES=1 sdk/deps install >"$T/asked" 2>&1
like "with YES=1 it does not ask" "$(grep apt-get "$T/ran")" "apt-get install -y .*--no-remove gcc"
is "and names no package twice" \
	"$(sed -n 's/.*--no-remove //p' "$T/ran" | tail -n 1 | tr ' ' '\n' | sort | uniq -d)" ""
fails "an unknown command is a usage error" 2 sdk/deps frobnicate
# --- what is linked in ---
ok "a compiler may be more than a word" env CC="env ${CC:-cc}" pinned/within.sh "$T/within" -lc \
	-lnosuch
like "archives that are there are linked in, and others stay libraries" "$(cat "$T/within")" \
	"/libc\.a.-lnosuch"

done_testing
