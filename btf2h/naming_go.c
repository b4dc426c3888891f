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

/* What the generator of cilium/ebpf makes of them. */
const struct naming naming_bpf2go = {
	.type_case = CASE_LATER,
	.member_case = CASE_TITLE,
	.constant_case = CASE_LATER,
	.separator = "_",
	.escape_before = "",
	.escape_after = "_",
	.reserved = reserved,
};
