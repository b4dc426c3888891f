// SPDX-License-Identifier: MIT
/* Names that other languages own, or that become one in another letter case. */
typedef unsigned long size_t;
typedef unsigned int uint32_t;
typedef unsigned int __u32;
typedef int shadow;

struct class {
	int new, this, class, private, type, fn, self, Self, match, move;
	int operator_, operator, record, world, interface, list, string;
	int linux_, bool_, int_;
};

struct foo_bar { int fooBar, foo_bar, FOO_BAR, foo__bar, _foo_bar; };
struct fooBar { int x; };
struct FooBar { int x; };

struct std {
	size_t size;
	uint32_t fixed;
	__u32 kernel;
	shadow first;
	int shadow;
	unsigned char __pad0;
	unsigned long long after;
	unsigned char __pad1;
};

struct timespec { long tv_sec; int tv_nsec; };

/* What Rust's prelude, C's headers and the SDK's <bpf/libbpf.h> claim. */
typedef unsigned int pid_t;
struct option { int some; };
enum ok { YES, NO };
enum log { BPF_ANY, fooBar };
struct bpf_prog_info { struct option option; enum ok result; enum log log; pid_t pid; int errno; };

/* C++ gives no member of an anonymous one the name of the struct; a member of its own, it does. */
struct inside { union { int inside; struct { char other; }; }; };
struct outside { int outside; struct { int outside; } named; };

/* What has a name of its own keeps it. */
struct made { union { int x; } of; };
struct made_of { int y; };

struct bpf_prog_info _bpf_prog_info __attribute__((unused));
struct inside _inside __attribute__((unused));
struct outside _outside __attribute__((unused));
struct made _made __attribute__((unused));
struct made_of _made_of __attribute__((unused));
struct class _class __attribute__((unused));
struct foo_bar _foo_bar __attribute__((unused));
struct fooBar _fooBar __attribute__((unused));
struct FooBar _FooBar __attribute__((unused));
struct std _std __attribute__((unused));
struct timespec _timespec __attribute__((unused));
