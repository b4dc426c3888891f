// SPDX-License-Identifier: MIT
/* Names for WIT: the keywords of the component model's WIT.md. */
#include "values/naming_wit.h"

static const char *const reserved[] = {
	"as", "async", "bool", "borrow", "char", "constructor", "enum", "error-context", "export",
	"f32", "f64", "flags", "float32", "float64", "from", "func", "future", "import", "include",
	"interface", "list", "map", "option", "own", "package", "record", "resource", "result",
	"s16", "s32", "s64", "s8", "static", "stream", "string", "tuple", "type", "u16", "u32",
	"u64", "u8", "use", "variant", "with", "world",
	NULL,
};

const struct naming naming_wit = {
	.type_case = CASE_KEBAB,
	.member_case = CASE_KEBAB,
	.constant_case = CASE_KEBAB,
	.separator = "-",
	.escape_before = "%",
	.escape_after = "",
	.reserved = reserved,
	.folds = true,
};
