#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Layouts of random declarations, as clang has them and as btf2h says: see
# tests/oracle/run. ORACLE_SEED and ORACLE_COUNT choose others, or more.
. tests/lib/tap.sh

[ "$B" = build ] || skip_all "shown with the other build"
seed=${ORACLE_SEED:-1} count=${ORACLE_COUNT:-300}
echo "# ORACLE_SEED=$seed ORACLE_COUNT=$count"
tests/oracle/run "$T/oracle" "$seed" "$count" >"$T/result" 2>"$T/errors"
status=$?
while read -r verdict what; do
	case $verdict in
	same) tap_pass "$what" ;;
	skip) skip "${what%%: *}" "${what#*: }" ;;
	*) tap_fail "$verdict $what" && tap_quote <"$T/errors" ;;
	esac
done <"$T/result"
is "all targets were tried" "$status $(wc -l <"$T/result")" "0 13"
done_testing
