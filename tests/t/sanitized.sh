# SPDX-License-Identifier: MIT
# Scripts that put hostile or unusual input before a program, again with the
# programs that the address and undefined-behaviour sanitizers watch.
. tests/tap.sh

[ "$B" = build ] || skip_all "runs the others with a build of its own"
for script in tests/t/golden.sh tests/t/btf*.sh tests/t/runtime*.sh; do
	ok "$script, sanitized" env B=build/asan bash "$script"
done
done_testing
