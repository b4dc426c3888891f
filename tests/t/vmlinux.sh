#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# vmlinux.h: all types of the running kernel as BPF programs see them, against bpftool's reading
# of the same BTF; those of other BTF; and a source that includes one and brings none.
. tests/lib/tap.sh

kernel=/sys/kernel/btf/vmlinux
cc=$PWD/$B/wasm-bpf-cc
clang=$("$cc" --print-clang) || skip_all "no clang"
vmlinux() { # [OPTION...]
	"$B/wasm-bpf" vmlinux "$@"
}
bpf() { "$clang" -target bpf -g -O2 -Wall -Werror "$@"; }

# --- any BTF ---

cat >"$T/types.c" <<'END'
struct forward;
enum color { RED = -1, BLUE = 7 };
enum wide { HUGE = 0x100000000 };
typedef struct { int bits : 3, more : 30; } bits_t;
struct __attribute__((packed)) tight { char c; long l; };
struct part { union { int i; char c; }; struct forward *next; int (*call)(const char *, ...); };
struct whole {
	enum color color; enum wide wide; bits_t bits; struct tight tight; struct part parts[2];
	__attribute__((aligned(64))) char rest[];
};
struct lonely { short s; };
struct whole whole;
struct lonely lonely;
END
ok "an object with types" "$cc" -target bpf -c "$T/types.c" -o "$T/types.o"
ok "is written as a header" vmlinux --btf "$T/types.o" -o "$T/types.h"
cat >"$T/use.c" <<'END'
#include "types.h"
_Static_assert(sizeof(struct tight) == 9 && sizeof(bits_t) == 8, "");
_Static_assert(sizeof(struct part) == 24 && sizeof(struct whole) == 128, "");
_Static_assert(sizeof(struct lonely) == 2 && sizeof(enum wide) == 8, "");
int f(struct whole *w) { return w->parts[1].i + w->bits.more + w->tight.c + BLUE; }
END
ok "of the same sizes, which compiles" bpf -S "$T/use.c" -o "$T/use.s"
like "whose members are relocated" "$(cat "$T/use.s")" '"0:4:1:0:0"'
ok "only some of them" vmlinux --btf "$T/types.o" --type 'lon*' -o "$T/some.h"
is "are what was asked for" "$(grep -c '^struct' "$T/some.h")" 1
ok "are whole with what they need" vmlinux --btf "$T/types.o" --type whole -o "$T/some.h"
like "in one header" "$(grep -c '^struct .* {' "$T/some.h")" 3
fails "none of a name is an error" 1 vmlinux --btf "$T/types.o" --type hole
like "with a near one" "$(cat "$T/out")" "did you mean 'whole'"
fails "no file is one" 1 vmlinux --btf "$T/none.o" -o "$T/none.h"
ok "that writes nothing" test ! -e "$T/none.h"
fails "nor is one without BTF" 1 vmlinux --btf "$T/types.c"

# Names that would be more than names.
sed 's/lonely/lonelY/g' "$T/types.c" >"$T/hostile.c"
"$cc" -target bpf -c "$T/hostile.c" -o "$T/hostile.o"
for name in 'a;b_ef' '*/evil' '"evil"' 'a b c1' '1evils'; do
	LC_ALL=C sed "s|lonelY|$name|g" "$T/hostile.o" >"$T/bad.o"
	fails "a struct called $name is refused" 1 vmlinux --btf "$T/bad.o" -o "$T/bad.h"
done
like "by its name" "$(cat "$T/out")" "'1evils' is not a name in C"
ok "and nothing is written" test ! -e "$T/bad.h"

# --- the running kernel's ---

[ -r $kernel ] || { skip "the kernel's types" "no $kernel"; done_testing; exit; }
ok "the kernel's types" vmlinux -o "$T/vmlinux.h"
ok "to stdout, the same" cmp <("$B/wasm-bpf" vmlinux) "$T/vmlinux.h"
cat >"$T/check.c" <<'END'
#include "vmlinux.h"
#define SIZE(type, bytes) _Static_assert(sizeof(type) == bytes, #type);
#define OFFSET(type, member, bytes) \
	_Static_assert(__builtin_offsetof(type, member) == bytes, #type "." #member);
#include "facts.h"
END
if [ "$B" != build ]; then
	skip "sizes and offsets" "shown with the other build"
elif command -v bpftool >/dev/null; then
	# A va_list is another thing for the machine BPF; a tag and a typedef of one name are two.
	bpftool btf dump file $kernel | awk -v natural=1 -f tests/oracle/kernel.awk |
		grep -vE 'struct warn_args|\((struct )?format_state,' >"$T/facts.h"
	ok "sizes and offsets ($(wc -l <"$T/facts.h"))" bpf -fsyntax-only "$T/check.c"
else
	skip "sizes and offsets" "no bpftool"
fi

# Kernel functions that programs may call.
cat >"$T/kfunc.c" <<'END'
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
SEC("tp_btf/sched_switch")
int f(void *ctx)
{
	struct task_struct *p = bpf_task_from_pid(1);
	if (p)
		bpf_task_release(p);
	return 0;
}
END
if grep -q "bpf_task_from_pid(.*__ksym" "$T/vmlinux.h"; then
	ok "declares the kernel's functions" "$cc" -target bpf -I"$T" -Wall -Werror -c \
		"$T/kfunc.c" -o "$T/kfunc.o"
	fails "or does not" 1 "$cc" -target bpf -DBPF_NO_KFUNC_PROTOTYPES -I"$T" -c "$T/kfunc.c" \
		-o "$T/kfunc.o"
else
	skip "declares the kernel's functions" "this kernel's BTF does not mark them"
fi

# --- a source that brings none ---

mkdir "$T/project"
cat >"$T/project/app.bpf.c" <<'END'
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
int f(struct task_struct *p) { return p->tgid; }
END
export XDG_CACHE_HOME=$T/cache
mkdir -m 700 "$T/cache"
app() { "$cc" -target bpf -Wall -Werror -c "$@" "$T/project/app.bpf.c" -o "$T/app.o"; }
ok "compiles with the running kernel's" app
ok "and again" app
is "which is made once" "$(find "$T/cache" -name vmlinux.h | wc -l)" 1
ok "is not named as a dependency" app -MMD -MF "$T/app.d"
is "of the source" "$(grep -c vmlinux.h "$T/app.d")" 0
fails "not for another machine" 1 app -D__TARGET_ARCH_mips
like "with a hint" "$(cat "$T/out")" "wasm-bpf vmlinux >vmlinux.h"
chmod -R go+w "$T/cache/wasm-bpf/vmlinux"
fails "not from a folder that others can write" 1 app
chmod -R go-w "$T/cache/wasm-bpf/vmlinux"
printf '%s\n' '#include <linux/types.h>' 'struct task_struct { int tgid; };' >"$T/project/vmlinux.h"
ok "its own comes first" app -MMD -MF "$T/app.d"
like "as it should" "$(cat "$T/app.d")" "project/vmlinux.h"
done_testing
