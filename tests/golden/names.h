/* Made by btf2h from names.bpf.o: do not edit. */
#ifndef NAMES_H
#define NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define BTF_SIZE(type, size) static_assert(sizeof(type) == (size), #type)
#define BTF_OFFSET(type, member, offset) \
	static_assert(offsetof(type, member) == (offset), #type "." #member)
#else
#define BTF_SIZE(type, size) _Static_assert(sizeof(type) == (size), #type)
#define BTF_OFFSET(type, member, offset) \
	_Static_assert(offsetof(type, member) == (offset), #type "." #member)
#endif

struct option {
	int32_t some;
} __attribute__((packed));
BTF_SIZE(struct option, 4);
BTF_OFFSET(struct option, some, 0);

typedef uint32_t ok;
enum {
	YES = 0,
	NO = 1,
};

typedef uint32_t log_;
enum {
	BPF_ANY_ = 0, /* BPF_ANY */
	fooBar = 1,
};

typedef uint32_t pid_t_;

struct bpf_prog_info_ {
	struct option option;
	ok result;
	log_ log;
	pid_t_ pid;
	int32_t errno_; /* errno */
} __attribute__((packed));
BTF_SIZE(struct bpf_prog_info_, 20);
BTF_OFFSET(struct bpf_prog_info_, option, 0);
BTF_OFFSET(struct bpf_prog_info_, result, 4);
BTF_OFFSET(struct bpf_prog_info_, log, 8);
BTF_OFFSET(struct bpf_prog_info_, pid, 12);
BTF_OFFSET(struct bpf_prog_info_, errno_, 16);

struct inside {
	union {
		int32_t inside_; /* inside */
		struct {
			int8_t other;
		} __attribute__((packed));
	} __attribute__((packed));
} __attribute__((packed));
BTF_SIZE(struct inside, 4);
BTF_OFFSET(struct inside, inside_, 0);
BTF_OFFSET(struct inside, other, 0);

struct outside {
	int32_t outside;
	struct {
		int32_t outside;
	} __attribute__((packed)) named;
} __attribute__((packed));
BTF_SIZE(struct outside, 8);
BTF_OFFSET(struct outside, outside, 0);
BTF_OFFSET(struct outside, named, 4);
BTF_OFFSET(struct outside, named.outside, 4);

struct made {
	union {
		int32_t x;
	} __attribute__((packed)) of;
} __attribute__((packed));
BTF_SIZE(struct made, 4);
BTF_OFFSET(struct made, of, 0);
BTF_OFFSET(struct made, of.x, 0);

struct made_of {
	int32_t y;
} __attribute__((packed));
BTF_SIZE(struct made_of, 4);
BTF_OFFSET(struct made_of, y, 0);

struct class_ {
	int32_t new_; /* new */
	int32_t this_; /* this */
	int32_t class_; /* class */
	int32_t private_; /* private */
	int32_t type;
	int32_t fn;
	int32_t self;
	int32_t Self;
	int32_t match;
	int32_t move;
	int32_t operator_;
	int32_t operator___2; /* operator */
	int32_t record;
	int32_t world;
	int32_t interface;
	int32_t list;
	int32_t string;
	int32_t linux_;
	int32_t bool_;
	int32_t int_;
} __attribute__((packed));
BTF_SIZE(struct class_, 80);
BTF_OFFSET(struct class_, new_, 0);
BTF_OFFSET(struct class_, this_, 4);
BTF_OFFSET(struct class_, class_, 8);
BTF_OFFSET(struct class_, private_, 12);
BTF_OFFSET(struct class_, type, 16);
BTF_OFFSET(struct class_, fn, 20);
BTF_OFFSET(struct class_, self, 24);
BTF_OFFSET(struct class_, Self, 28);
BTF_OFFSET(struct class_, match, 32);
BTF_OFFSET(struct class_, move, 36);
BTF_OFFSET(struct class_, operator_, 40);
BTF_OFFSET(struct class_, operator___2, 44);
BTF_OFFSET(struct class_, record, 48);
BTF_OFFSET(struct class_, world, 52);
BTF_OFFSET(struct class_, interface, 56);
BTF_OFFSET(struct class_, list, 60);
BTF_OFFSET(struct class_, string, 64);
BTF_OFFSET(struct class_, linux_, 68);
BTF_OFFSET(struct class_, bool_, 72);
BTF_OFFSET(struct class_, int_, 76);

struct foo_bar {
	int32_t fooBar;
	int32_t foo_bar;
	int32_t FOO_BAR;
	int32_t foo__bar;
	int32_t _foo_bar;
} __attribute__((packed));
BTF_SIZE(struct foo_bar, 20);
BTF_OFFSET(struct foo_bar, fooBar, 0);
BTF_OFFSET(struct foo_bar, foo_bar, 4);
BTF_OFFSET(struct foo_bar, FOO_BAR, 8);
BTF_OFFSET(struct foo_bar, foo__bar, 12);
BTF_OFFSET(struct foo_bar, _foo_bar, 16);

struct fooBar {
	int32_t x;
} __attribute__((packed));
BTF_SIZE(struct fooBar, 4);
BTF_OFFSET(struct fooBar, x, 0);

struct FooBar {
	int32_t x;
} __attribute__((packed));
BTF_SIZE(struct FooBar, 4);
BTF_OFFSET(struct FooBar, x, 0);

typedef uint64_t size_t_;

typedef int32_t shadow;

struct std_ {
	size_t_ size;
	uint32_t fixed;
	uint32_t kernel;
	int32_t first;
	int32_t shadow;
	uint8_t __pad0;
	uint8_t __pad0__2[7];
	uint64_t after;
	uint8_t __pad1;
	uint8_t __pad1__2[7];
} __attribute__((packed));
BTF_SIZE(struct std_, 48);
BTF_OFFSET(struct std_, size, 0);
BTF_OFFSET(struct std_, fixed, 8);
BTF_OFFSET(struct std_, kernel, 12);
BTF_OFFSET(struct std_, first, 16);
BTF_OFFSET(struct std_, shadow, 20);
BTF_OFFSET(struct std_, __pad0, 24);
BTF_OFFSET(struct std_, after, 32);
BTF_OFFSET(struct std_, __pad1, 40);

struct timespec_ {
	int64_t tv_sec;
	int32_t tv_nsec;
	uint8_t __pad0[4];
} __attribute__((packed));
BTF_SIZE(struct timespec_, 16);
BTF_OFFSET(struct timespec_, tv_sec, 0);
BTF_OFFSET(struct timespec_, tv_nsec, 8);

#undef BTF_SIZE
#undef BTF_OFFSET

#endif
