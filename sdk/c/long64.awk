# SPDX-License-Identifier: MIT
#
# Makes `long` in a source what it is on the host, 64 bits: WebAssembly's has 32. In: a source
# in C. Out: the same with `long long` for `long`, ULL for UL, and %llu for %lu in strings.
# Lines keep their numbers.
# A source with %m in a string gets the texts of errors.

# A word: its own text, or what stands for it. `before` and `after` are its neighbours.
function word(text, before, after) {
	if (text == "long" && before !~ /^(long|double)$/ && after !~ /^(long|double)$/)
		return "long long"
	if (text ~ /^(0[xXbB][0-9a-fA-F]+|[0-9]+)([uU]?[lL]|[lL][uU])$/) {
		sub(/[lL]/, "LL", text)
		return text
	}
	return text
}

function code(text,   out, at, before, after) {
	while (match(text, /[A-Za-z0-9_.]+/)) {
		out = out substr(text, 1, RSTART - 1)
		if (substr(text, 1, RSTART - 1) ~ /[^ \t]/)
			before = ""
		at = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
		after = ""
		if (match(text, /^[ \t]+[A-Za-z]+/)) {
			after = substr(text, RSTART, RLENGTH)
			sub(/^[ \t]+/, "", after)
		}
		out = out word(at, before, after)
		before = at
	}
	return out text
}

function string(text,   out, at) {
	while (match(text, /%[-+ #0-9.*']*l[diouxX]/)) {
		at = substr(text, RSTART, RLENGTH)
		if (substr(text, 1, RSTART - 1) ~ /(^|[^%])(%%)*%$/)
			at = substr(text, RSTART, 1)
		else
			sub(/l/, "ll", at)
		out = out substr(text, 1, RSTART - 1) at
		text = substr(text, RSTART + (length(at) == 1 ? 1 : RLENGTH))
	}
	return out text
}

!/long|[0-9a-fA-F][uU]?[lL]|%[-+ #0-9.*']*l[diouxX]|%[-0-9.]*m/ || /^[ \t]*\\x|^#[ \t]*include/ {
	print
	next
}

{
	line = $0
	gsub(/\\\\/, "\001", line)
	gsub(/\\"/, "\002", line)
	gsub(/'"'/, "\003", line)
	count = split(line, parts, "\"")
	line = ""
	for (i = 2; i <= count; i += 2)
		has_m = has_m || parts[i] ~ /%[-0-9.]*m/
	for (i = 1; i <= count; i++)
		line = line (i > 1 ? "\"" : "") (i % 2 ? code(parts[i]) : string(parts[i]))
	gsub(/\003/, "'\"'", line)
	gsub(/\002/, "\\\"", line)
	gsub(/\001/, "\\\\\\\\", line)
	print line
}

# What printf() needs for %m: see compat/strerror.c.
END {
	if (has_m) {
		print "extern char *wasm_bpf_linux_strerror(int);"
		print "extern char *(*wasm_bpf_error_text)(int);"
		print "__attribute__((weak)) char *(*wasm_bpf_error_text)(int) = wasm_bpf_linux_strerror;"
	}
}
