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

/* What the prelude has, without which skeletons and others' code do not compile. */
#define PRELUDE                                                                                \
	"AsMut", "AsRef", "AsyncFn", "AsyncFnMut", "AsyncFnOnce", "Box", "Clone", "Copy",      \
	"Default", "DoubleEndedIterator", "Drop", "Eq", "Err", "ExactSizeIterator", "Extend",  \
	"Fn", "FnMut", "FnOnce", "From", "FromIterator", "Future", "Into", "IntoFuture",       \
	"IntoIterator", "Iterator", "None", "Ok", "Option", "Ord", "PartialEq", "PartialOrd",  \
	"Result", "Send", "Sized", "Some", "String", "Sync", "ToOwned", "ToString", "TryFrom", \
	"TryInto", "Unpin", "Vec"

static const char *const prelude[] = { PRELUDE, NULL };

/* What C can call a type that it is not. */
#define PRIMITIVES \
	"bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "str", "u128", \
		"u16", "u32", "u64", "u8", "usize"

static const char *const prelude_and_primitives[] = { PRELUDE, PRIMITIVES, NULL };

/* They take a '_' behind. */
static const char *const not_even_raw[] = { "Self", "crate", "self", "super", PRELUDE, NULL };

const struct naming naming_rust = {
	.type_case = CASE_CAMEL,
	.member_case = CASE_SNAKE,
	.constant_case = CASE_UPPER,
	.separator = "_",
	.escape_before = "r#",
	.escape_after = "",
	.reserved = reserved,
	.types = prelude,
	.unescapable = not_even_raw,
};

static const char *const not_even_raw_here[] = { "Self",  "crate",    "self", "super",
						 PRELUDE, PRIMITIVES, NULL };

/* C's names, as the generator of libbpf-rs leaves them. */
const struct naming naming_libbpf_rs = {
	.type_case = CASE_KEEP,
	.member_case = CASE_KEEP,
	.constant_case = CASE_KEEP,
	.separator = "_",
	.escape_before = "r#",
	.escape_after = "",
	.reserved = reserved,
	.types = prelude_and_primitives,
	.unescapable = not_even_raw_here,
};
