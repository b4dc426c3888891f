#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Sources that were written for libbpf: all build as guests, and those run whose hook is here.
. tests/lib/tap.sh

export PORTS_CGROUP=ports-tested-$$
ok "the sources can be tried" env SECONDS_EACH=20 VERBOSE=1 tests/ports/run
table=$T/table
cp "$T/out" "$table"
rest_needs_root "running"
# Hooks that a kernel may lack, and what it says then.
absent='^(fentry|lsm) .*Operation not permitted|^(kprobe|ksyscall|usdt) .*No such file|^cgroup .*yes +no'
for source in tests/ports/*.bpf.c; do
	name=$(basename "$source" .bpf.c)
	line=$(grep -E "^$name " "$table")
	like "$name builds" "$line" "^$name +yes "
	if [[ $line =~ $absent ]]; then
		skip "$name runs" "${line#* no }"
		continue
	fi
	like "$name runs" "$(sed -n "/^$name /,/^[a-z0-9]/p" "$table")" "^$name +yes +yes"
	# Natively they need CAP_SYS_RESOURCE, or leave a qdisc behind.
	[[ $name =~ ^(minimal|minimal_legacy|tc)$ ]] || is "$name ends as it does natively" \
		"$(grep -E "^$name +yes +yes +no" <<<"$line")" ""
done
[ -d /sys/kernel/tracing/events ] || skip "all of them" "tracefs is not mounted"
is "nothing is left behind" "$(find /sys/fs/cgroup -maxdepth 2 -name "$PORTS_CGROUP")" ""

# A folder of the user's own, with one that cannot be built.
mkdir "$T/own"
cp tests/ports/minimal.c tests/ports/minimal.bpf.c "$T/own/"
cp tests/ports/minimal.bpf.c "$T/own/broken.bpf.c"
echo 'int main(void) { return nothing; }' >"$T/own/broken.c"
fails "one that does not build fails" 1 tests/ports/run "$T/own"
like "and says why" "$(cat "$T/out")" "broken +no +no +.*nothing"
like "and the others are tried" "$(cat "$T/out")" "minimal +yes +yes"
done_testing
