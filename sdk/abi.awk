# SPDX-License-Identifier: MIT
# Makes the mirror of sdk/c/include/wasm_bpf_abi.h, the numbers and structs of the guest ABI, for
# a language:
#
#	awk -f sdk/abi.awk -v lang=rust|go sdk/c/include/wasm_bpf_abi.h
#
# It reads that header, not C: enums of "NAME = NUMBER," or "NAME," a line, structs of
# "type name[, name];" a line. What it cannot read it says, and exits with 1.

function camel(name,    parts, count, i, out) {
	count = split(name, parts, "_")
	for (i = 1; i <= count; i++) {
		if (lang == "go" && parts[i] ~ /^(id|cpu|cpus|ns)$/) parts[i] = toupper(parts[i])
		out = out toupper(substr(parts[i], 1, 1)) substr(parts[i], 2)
	}
	return out
}

function fail(why) { print FILENAME ":" FNR ": " why >"/dev/stderr"; bad = 1; exit 1 }

function number(name, value) {
	sub(/^WASM_BPF_/, "", name)
	if (lang == "rust") numbers = numbers "pub const " name ": " (bits ? "u32" : "i32") " = " value ";\n"
	else numbers = numbers "\t" camel(tolower(name)) " = " value "\n"
}

function field(type, name, count,    rust, golang) {
	rust = rusts[type]; golang = gos[type]
	if (rust == "") fail("no type " type)
	if (count != "") { rust = "[" rust "; " count "]"; golang = "[" count "]" golang }
	if (lang == "rust") fields = fields "    pub " (name == "type" ? "kind" : name) ": " rust ",\n"
	else fields = fields "\t" camel(name) " " golang "\n"
}

BEGIN {
	rusts["uint32_t"] = "u32"; rusts["int32_t"] = "i32"; rusts["uint64_t"] = "u64"
	rusts["uint8_t"] = "u8"; rusts["char"] = "u8"
	gos["uint32_t"] = "uint32"; gos["int32_t"] = "int32"; gos["uint64_t"] = "uint64"
	gos["uint8_t"] = "uint8"; gos["char"] = "uint8"
}

{ sub(/\/\*.*/, ""); sub(/[ \t]+$/, "") }
/^enum \{ [A-Z_]+ = [0-9]+ \};$/ { number($3, $5); next }
/^(enum|struct) [a-z_]+ \{$/ { inside = $1; name = $2; value = -1; fields = ""; bits = name ~ /_state$/; next }
/^\};$/ {
	if (inside == "struct" && !flexible) {
		sub(/^wasm_bpf_/, "", name)
		if (lang == "rust") structs = structs "\n#[repr(C)]\n#[derive(Clone, Copy, Debug)]\n" \
			"pub struct " camel(name) " {\n" fields "}\n"
		else structs = structs "\ntype " camel(name) " struct {\n" fields "}\n"
		if (lang == "rust") zeros = zeros (zeros ? ", " : "") camel(name)
	}
	inside = ""; flexible = 0; next
}
inside == "enum" && NF {
	if ($0 !~ /^\t[A-Z0-9_]+( = [0-9]+)?,$/) fail("no enumerator: " $0)
	sub(/,$/, ""); value = NF == 3 ? $3 : value + 1; number($1, value)
}
inside == "struct" && NF {
	if ($0 ~ /\[\];$/) { flexible = 1; next } # heads of records, which each SDK reads itself
	if ($0 !~ /^\t[a-z0-9_]+ [a-z_, ]+(\[[0-9]+\])?;$/) fail("no field: " $0)
	sub(/;$/, ""); type = $1; sub(/^\t[^ ]+ /, "")
	items = split($0, names, /, */)
	for (i = 1; i <= items; i++) {
		count = ""
		if (match(names[i], /\[[0-9]+\]$/)) {
			count = substr(names[i], RSTART + 1, RLENGTH - 2)
			names[i] = substr(names[i], 1, RSTART - 1)
		}
		field(type, names[i], count)
	}
}

END {
	if (bad) exit 1
	if (lang == "rust") {
		print "// SPDX-License-Identifier: MIT"
		print "//! there."
		print "#![allow(dead_code)]"
		printf "\n%s%s", numbers, structs
		print "\nmacro_rules! zero_by_default {"
		print "    ($($name:ident),*) => {$("
		print "        impl Default for $name {"
		print "            fn default() -> $name {"
		print "                // SAFETY: integers and arrays of them may be zero."
		print "                unsafe { core::mem::zeroed() }"
		print "            }"
		print "        }"
		print "    )*};"
		print "}"
		print "zero_by_default!(" zeros ");"
	} else {
		print "// SPDX-License-Identifier: MIT\n"
		print "// Package abi has the numbers and structs of the ABI, made from wasm_bpf_abi.h by sdk/abi.awk:"
		print "// change them there."
		print "package abi\n"
		printf "const (\n%s)\n%s", numbers, structs
	}
}
