// SPDX-License-Identifier: MIT
/* Names for packages of Go. All are exported: they start with a capital. */
#include "btf2h/emit_go.h"

static const char *const reserved[] = {
	/* methods that each type gets */
	"MarshalBinary", "UnmarshalBinary",
	/* keywords */
	"break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough",
	"for", "func", "go", "goto", "if", "import", "interface", "map", "package", "range",
	"return", "select", "struct", "switch", "type", "var",
	NULL,
};

const struct naming naming_go = {
	.type_case = CASE_CAMEL,
	.member_case = CASE_CAMEL,
	.constant_case = CASE_UPPER,
	.separator = "_",
	.escape_before = "",
	.escape_after = "_",
	.reserved = reserved,
};
