// SPDX-License-Identifier: MIT
/* Names for headers that are C11 and C++17 at once. */
#include "btf2h/emit_c.h"

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
	/* what <stdint.h>, <stdbool.h> and <stddef.h> define */
	"NULL", "int16_t", "int32_t", "int64_t", "int8_t", "int_fast16_t", "int_fast32_t",
	"int_fast64_t", "int_fast8_t", "int_least16_t", "int_least32_t", "int_least64_t",
	"int_least8_t", "intmax_t", "intptr_t", "max_align_t", "nullptr_t", "offsetof", "ptrdiff_t",
	"size_t", "uint16_t", "uint32_t", "uint64_t", "uint8_t", "uint_fast16_t", "uint_fast32_t",
	"uint_fast64_t", "uint_fast8_t", "uint_least16_t", "uint_least32_t", "uint_least64_t",
	"uint_least8_t", "uintmax_t", "uintptr_t",
	NULL,
};

static const char *const taken[] = {
	/* what those headers bring along in wasi-libc */
	"iovec", "suseconds_t", "time_t", "timespec", "timeval",
	/* what other headers define with a size that depends on the target */
	"blkcnt_t", "clock_t", "clockid_t", "dev_t", "fd_set", "fsid_t", "ino_t", "mode_t",
	"nlink_t", "siginfo_t", "sigset_t", "ssize_t", "stack_t", "timer_t", "va_list",
	/* what those headers bring along in glibc (bits/types.h) */
	"__blkcnt64_t", "__blkcnt_t", "__blksize_t", "__caddr_t", "__clock_t", "__clockid_t",
	"__daddr_t", "__dev_t", "__fsblkcnt64_t", "__fsblkcnt_t", "__fsfilcnt64_t",
	"__fsfilcnt_t", "__fsid_t", "__fsword_t", "__gid_t", "__id_t", "__ino64_t", "__ino_t",
	"__int16_t", "__int32_t", "__int64_t", "__int8_t", "__int_least16_t", "__int_least32_t",
	"__int_least64_t", "__int_least8_t", "__intmax_t", "__intptr_t", "__key_t", "__loff_t",
	"__mode_t", "__nlink_t", "__off64_t", "__off_t", "__pid_t", "__quad_t", "__rlim64_t",
	"__rlim_t", "__sig_atomic_t", "__socklen_t", "__ssize_t", "__suseconds64_t",
	"__suseconds_t", "__syscall_slong_t", "__syscall_ulong_t", "__time_t", "__timer_t",
	"__u_char", "__u_int", "__u_long", "__u_quad_t", "__u_short", "__uid_t", "__uint16_t",
	"__uint32_t", "__uint64_t", "__uint8_t", "__uint_least16_t", "__uint_least32_t",
	"__uint_least64_t", "__uint_least8_t", "__uintmax_t", "__useconds_t",
	/* what a skeleton in C++ defines beside its types */
	"Skeleton", "elf_bytes",
	NULL,
};

const struct naming naming_c = {
	.separator = "__",
	.escape_before = "",
	.escape_after = "_",
	.reserved = reserved,
	.taken = taken,
};
