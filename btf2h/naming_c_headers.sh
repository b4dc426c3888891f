#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The names that the SDK's and libc's headers claim, as naming_c_headers.c has them:
#
#	B=build btf2h/naming_c_headers.sh >btf2h/naming_c_headers.c
#
# From wasi-libc by the compiler for guests, and from this machine's libc and libbpf. Without names
# that begin with '_', but for those of <linux/bpf.h>, or with what <inttypes.h> begins macros for
# printf and scanf with.
# `btf2h/naming_c_headers.sh list KIND` prints one of the lists.
set -eu
B=${B:-build}
cc=$B/wasm-bpf-cc
clang=$("$cc" --print-clang)
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT

for header in assert ctype errno float inttypes limits locale math signal stdarg stdbool stddef \
	stdint stdio stdlib string time unistd wchar sys/types; do
	echo "#include <$header.h>"
done >"$T/libc.c"
{
	cat "$T/libc.c"
	printf '#include <%s>\n' bpf/libbpf.h bpf/bpf.h wasm_bpf.h wasm_bpf_v2.h
} >"$T/guest.c"
printf '#include <%s>\n' bpf/libbpf.h bpf/bpf.h >>"$T/libc.c"
: >"$T/empty.c"

# Beside them: 64 bits in <linux/types.h>, but maybe of another type; what <stdint.h> and the like
# bring along in glibc; what a skeleton in C++ defines.
more_types='__be64 __le64 __kernel_loff_t __kernel_time64_t __kernel_fd_set __kernel_fsid_t __sighandler_t
__blkcnt64_t __blkcnt_t __blksize_t __caddr_t __clock_t __clockid_t
__daddr_t __dev_t __fsblkcnt64_t __fsblkcnt_t __fsfilcnt64_t __fsfilcnt_t __fsid_t
__fsword_t __gid_t __id_t __ino64_t __ino_t __int16_t __int32_t __int64_t __int8_t
__int_least16_t __int_least32_t __int_least64_t __int_least8_t __intmax_t __intptr_t
__key_t __loff_t __mode_t __nlink_t __off64_t __off_t __pid_t __quad_t __rlim64_t __rlim_t
__sig_atomic_t __socklen_t __ssize_t __suseconds64_t __suseconds_t __syscall_slong_t
__syscall_ulong_t __time_t __timer_t __u_char __u_int __u_long __u_quad_t __u_short
__uid_t __gnuc_va_list __uint16_t __uint32_t __uint64_t __uint8_t __uint_least16_t __uint_least32_t
__uint_least64_t __uint_least8_t __uintmax_t __useconds_t
Skeleton elf_bytes'

ours() {
	grep -E '^([^_]|__sk_buff$|__(MAX_)?BPF_)' |
		grep -Ev '^(PRI|SCN|WASM_BPF_.*_H$)|__last_field$' | LC_ALL=C sort -u
}
tags_of() { # REGEX: what is behind a struct's name
	sed -nE "s/^[|\`]-RecordDecl .* (struct|union) ([A-Za-z_0-9]+)$1\$/\\2/p" "$T/ast"
}

macros_of() { # FILE COMPILER...: those that stand for something without arguments
	file=$1
	shift
	"$@" -E -dM "$file" | sed -n 's/^#define \([A-Za-z_0-9]*\)\( .*\)*$/\1/p'
}

declarations() { # FILE COMPILER...
	file=$1
	shift
	"$@" -fsyntax-only -Xclang -ast-dump "$file" 2>/dev/null
}

macros() {
	macros_of "$T/guest.c" "$cc" >"$T/macros"
	macros_of "$T/libc.c" "$clang" >>"$T/macros"
	macros_of "$T/empty.c" "$cc" >"$T/without"
	macros_of "$T/empty.c" "$clang" >>"$T/without"
	LC_ALL=C sort -u "$T/without" >"$T/known"
	ours <"$T/macros" | LC_ALL=C comm -23 - "$T/known"
}

list() { # KIND
	{ declarations "$T/guest.c" "$cc"; declarations "$T/libc.c" "$clang"; } >"$T/ast"
	case $1 in
	macros) macros ;;
	tags) # those that are defined
		{
			tags_of ' definition'
			sed -nE 's/^[|`]-EnumDecl .* ([A-Za-z_][A-Za-z_0-9]*)$/\1/p' "$T/ast"
		} | ours ;;
	types)
		sed -nE "s/^[|\`]-TypedefDecl .* ([A-Za-z_][A-Za-z_0-9]*) '.*/\\1/p" "$T/ast" | ours
		echo "$more_types" | tr ' ' '\n' ;;
	values) # and tags that are not, since they are no other types in C++
		{
			tags_of ''
			sed -nE "s/^[|\`]-(FunctionDecl|VarDecl) .* ([A-Za-z_][A-Za-z_0-9]*) '.*/\\2/p
				s/^[|\` ]*-EnumConstantDecl .* (\w+) '[a-z ]*'.*/\\1/p" "$T/ast"
		} | ours ;;
	esac
}

if [ "${1:-}" = list ]; then
	list "$2"
	exit
fi
cat <<'END'
// SPDX-License-Identifier: MIT
/* Made by naming_c_headers.sh: do not edit. What is claimed by <bpf/libbpf.h>, the SDK's and
 * libbpf's, and the headers of C, in wasi-libc and glibc. */
/* clang-format off */
#include "btf2h/naming_c_headers.h"

#include <stddef.h>
END
for kind in macros tags types values; do
	printf '\nconst char *const naming_c_%s[] = {\n' $kind
	list $kind | sed 's/.*/"&",/' | fmt -w 92 | sed 's/^/\t/'
	printf '\tNULL,\n};\n'
done
