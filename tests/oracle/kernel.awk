# SPDX-License-Identifier: MIT
#
# Reads `bpftool btf dump file` and writes what it says of every struct and union with
# a name as SIZE(type, bytes) and OFFSET(type, member, bytes), for a header that btf2h made of the same BTF. Types of one
# name are left out: which of them is meant cannot be told; how many, the last line says.
#
#	awk -v macros=FILE -v tags=FILE -f kernel.awk
#	awk -v natural=1 -f kernel.awk
#
# The files list names that headers claim, everywhere and for structs. The second is for a header
# that has the BTF's own names, as vmlinux.h does.

function unquote(s) { gsub(/'/, "", s); return s }
function number(key) {
	if (!match($0, " " key "=[0-9]+"))
		return -1
	return substr($0, RSTART + length(key) + 2, RLENGTH - length(key) - 2) + 0
}

BEGIN {
	split("alignas alignof and and_eq asm bitand bitor bool catch char16_t char32_t char8_t " \
	      "class compl concept const_cast consteval constexpr constinit decltype delete " \
	      "dynamic_cast explicit export false friend linux mutable namespace new noexcept not " \
	      "not_eq nullptr operator or or_eq private protected public reinterpret_cast " \
	      "requires restrict static_assert static_cast std template this thread_local throw " \
	      "true try typeid typename typeof unix using virtual wchar_t xor xor_eq", words, " ")
	for (i in words)
		if (!natural)
			reserved[words[i]] = 1
	while (!natural && (getline word <macros) > 0)
		reserved[word] = 1
	while (!natural && (getline word <tags) > 0)
		taken[word] = 1
	if (!natural)
		taken["__va_list_tag"] = 1
}

/^\[/ {
	id = substr($1, 2, length($1) - 2)
	kind[id] = $2
	name[id] = unquote($3) == "(anon)" ? "" : unquote($3)
	size[id] = number("size")
	target[id] = number("type_id")
	elements[id] = number("nr_elems")
	count = 0
	next
}

kind[id] ~ /^(STRUCT|UNION)$/ {
	count++
	members[id] = count
	member[id, count] = unquote($1) == "(anon)" ? "" : unquote($1)
	type[id, count] = number("type_id")
	offset[id, count] = number("bits_offset")
	bits[id, count] = number("bitfield_size")
}

# Follows what stands between a member and a struct that is written in place.
function inner(id,   dims) {
	dims = ""
	while (kind[id] ~ /^(CONST|VOLATILE|RESTRICT|TYPE_TAG|ARRAY)$/) {
		if (kind[id] == "ARRAY") {
			if (elements[id] == 0)
				return 0
			dims = dims "[0]"
		}
		id = target[id]
	}
	inner_dims = dims
	return kind[id] ~ /^(STRUCT|UNION)$/ && name[id] == "" ? id : 0
}

function safe(word) { return word in reserved ? word "_" : word }

# No member of what has no name, inside of it, is called `own`.
function member_name(word, own) { return word == own && !natural ? word "_" : safe(word) }

function offsets(what, id, base, path, own,   i, at, below, dims) {
	for (i = 1; i <= members[id]; i++) {
		if (bits[id, i] > 0)
			continue
		at = base + offset[id, i] / 8
		if (member[id, i] != "") {
			printf "OFFSET(%s, %s%s, %d)\n", what, path, member_name(member[id, i], own), at
			checks++
		}
		below = inner(type[id, i])
		dims = inner_dims
		if (!below || (below in owner && member[id, i] != ""))
			continue
		if (member[id, i] == "")
			offsets(what, below, at, path,
				path == "" ? substr(what, index(what, " ") + 1) : "")
		else
			offsets(what, below, at, path member_name(member[id, i], own) dims ".", "")
	}
}

END {
	for (id = 1; id in kind; id++)
		if (kind[id] == "TYPEDEF") {
			to = target[id]
			while (kind[to] ~ /^(CONST|VOLATILE|RESTRICT|TYPE_TAG)$/)
				to = target[to]
			if (kind[to] ~ /^(STRUCT|UNION)$/ && name[to] == "" && !(to in owner))
				owner[to] = name[id]
		}
	for (id = 1; id in kind; id++)
		if (kind[id] ~ /^(STRUCT|UNION)$/)
			uses[id in owner ? owner[id] : name[id]]++
	for (id = 1; id in kind; id++) {
		if (kind[id] !~ /^(STRUCT|UNION)$/ || (natural && !members[id]))
			continue
		own = id in owner ? owner[id] : name[id]
		if (own == "")
			continue
		if (uses[own] > 1) {
			left_out++
			continue
		}
		what = tolower(kind[id]) " " (own in taken ? own "_" : safe(own))
		if (natural && id in owner)
			what = own
		printf "SIZE(%s, %d)\n", what, size[id]
		checks++
		offsets(what, id, 0, "", "")
	}
	printf "/* %d checks, %d types of a name that others have, too */\n", checks, left_out
}
