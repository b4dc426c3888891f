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

struct class _class __attribute__((unused));
struct foo_bar _foo_bar __attribute__((unused));
struct fooBar _fooBar __attribute__((unused));
struct FooBar _FooBar __attribute__((unused));
struct std _std __attribute__((unused));
struct timespec _timespec __attribute__((unused));
