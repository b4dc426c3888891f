// SPDX-License-Identifier: MIT
/* Names for headers that are C11 and C++17 at once. */
#include "btf2h/emit_c.h"
#include "btf2h/naming_c_headers.h"

static const char *const reserved[] = {
	/* C11 and C23, which are no keywords of C++ */
	"_Alignas", "_Alignof", "_Atomic", "_BitInt", "_Bool", "_Complex", "_Decimal128",
	"_Decimal32", "_Decimal64", "_Generic", "_Imaginary", "_Noreturn", "_Static_assert",
	"_Thread_local", "restrict", "typeof", "typeof_unqual",
	/* C++ up to 23, and C where they share them */
	"alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break",
	"case", "catch", "char", "char16_t", "char32_t", "char8_t", "class", "co_await",
	"co_return", "co_yield", "compl", "concept", "const", "const_cast", "consteval",
	"constexpr", "constinit", "continue", "decltype", "default", "delete", "do", "double",
	"dynamic_cast", "else", "enum", "explicit", "export", "extern", "false", "float", "for",
	"friend", "goto", "if", "inline", "int", "long", "mutable", "namespace", "new", "noexcept",
	"not", "not_eq", "nullptr", "operator", "or", "or_eq", "private", "protected", "public",
	"register", "reinterpret_cast", "requires", "return", "short", "signed", "sizeof", "static",
	"static_assert", "static_cast", "std", "struct", "switch", "template", "this",
	"thread_local",
	"throw", "true", "try", "typedef", "typeid", "typename", "union", "unsigned", "using",
	"virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq",
	/* GNU */
	"__alignof", "__alignof__", "__asm", "__builtin_va_list", "__va_list_tag",
	"__asm__", "__attribute", "__attribute__",
	"__complex__", "__const", "__const__", "__extension__", "__float128", "__func__",
	"__imag__", "__inline", "__inline__", "__int128", "__int128_t", "__label__", "__null",
	"__real__", "__restrict", "__restrict__", "__signed", "__signed__", "__thread", "__typeof",
	"__typeof__", "__uint128_t", "__volatile", "__volatile__", "i386", "linux", "unix",
	/* what <stdint.h>, <stdbool.h> and <stddef.h> define (naming_c_headers.c has the others) */
	"NULL", "int16_t", "int32_t", "int64_t", "int8_t", "int_fast16_t", "int_fast32_t",
	"int_fast64_t", "int_fast8_t", "int_least16_t", "int_least32_t", "int_least64_t",
	"int_least8_t", "intmax_t", "intptr_t", "max_align_t", "nullptr_t", "offsetof", "ptrdiff_t",
	"size_t", "uint16_t", "uint32_t", "uint64_t", "uint8_t", "uint_fast16_t", "uint_fast32_t",
	"uint_fast64_t", "uint_fast8_t", "uint_least16_t", "uint_least32_t", "uint_least64_t",
	"uint_least8_t", "uintmax_t", "uintptr_t",
	NULL,
};

const struct naming naming_c = {
	.separator = "__",
	.escape_before = "",
	.escape_after = "_",
	.reserved = reserved,
	.macros = naming_c_macros,
	.tags = naming_c_tags,
	.types = naming_c_types,
	.values = naming_c_values,
	.tags_apart = true,
};
