# SPDX-License-Identifier: MIT
# Makes chaos_calls.h of lines "MODULE NAME TYPE", as runtime/imports/rows.sh has them: a row for
# each import, and a call of any of them by its number. proc_exit, which has no result, is left
# out.
BEGIN {
	type["i"] = "int32_t"; type["p"] = "uint32_t"; type["I"] = "int64_t"
}
$3 ~ /:./ {
	params = "void"
	values = ""
	kinds = substr($3, 1, index($3, ":") - 1)
	for (i = 1; i <= length(kinds); i++) {
		t = type[substr(kinds, i, 1)]
		params = (i == 1 ? "" : params ", ") t
		values = values (i == 1 ? "" : ", ") "(" t ")args[" i - 1 "]"
	}
	n = count++
	printf "%s call_%d(%s) __attribute__((import_module(\"%s\"), import_name(\"%s\")));\n",
		type[substr($3, length($3))], n, params, $1, $2
	rows = rows "\t{ \"" $2 "\", \"" kinds "\" },\n"
	cases = cases "\tcase " n ": return call_" n "(" values ");\n"
}
END {
	printf "\nstatic const struct import imports[] = {\n%s};\n\n", rows
	printf "static int64_t call_number(size_t number, const uint64_t *args)\n{\n"
	printf "\tswitch (number) {\n%s\tdefault: return 0;\n\t}\n}\n", cases
}
