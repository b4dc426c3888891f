// SPDX-License-Identifier: MIT
/* Names for modules of Rust, editions 2018 to 2024. */
#include "btf2h/emit_rust.h"

static const char *const reserved[] = {
	"Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
	"crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
	"impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv",
	"pub", "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type",
	"typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", NULL,
};

static const char *const not_even_raw[] = { "Self", "crate", "self", "super", NULL };

const struct naming naming_rust = {
	.type_case = CASE_CAMEL,
	.member_case = CASE_SNAKE,
	.constant_case = CASE_UPPER,
	.separator = "_",
	.escape_before = "r#",
	.escape_after = "",
	.reserved = reserved,
	.unescapable = not_even_raw,
};
