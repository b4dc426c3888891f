// SPDX-License-Identifier: MIT
/* Types of a kernel that never was: what object.bpf.c is relocated against. */
typedef unsigned int u32;
typedef unsigned long long u64;

enum color { RED, GREEN = 7, BLUE___old = 9 };
enum wide { SMALL = 1, LARGE = 0x123456789abcdef };
enum mixed { FEW = 3, MANY = 0x100000000 };
enum unseen { UNSEEN_1 = 1, UNSEEN_2 };

struct inner {
	u32 gone_before[3];
	u32 first;
	const volatile u64 second;
};

struct cell {
	int unasked;
	int value;
};

struct pointed;  /* forward declarations only */
struct opaque;

typedef struct {
	int before;
	struct inner inner;
} nameless_t;
typedef nameless_t const alias_t;
typedef alias_t chain_t;

struct thing {
	u64 inserted;
	int plain;
	union {
		u64 whole;
		struct {
			u32 low, high;
		};
	};
	struct inner nested;
	struct inner many[4];
	struct cell grid[2][3];
	chain_t chained;
	enum color color;
	enum wide wide;
	struct thing *next;
	struct pointed *pointed;
	int (*call)(struct thing *thing, enum color color, struct opaque *opaque);
	void *pointer;
	u32 flags : 3, : 5, more : 11;
	int negative : 4;
	_Bool truth;
	float real;
	char name[16];
	u32 tail[];
};

/* As a kernel has a type more than once. */
struct twice {
	int a;
	struct thing *b;
	int c;
};
struct twice___2 {
	int a;
	struct inner *b;
	int c;
};
struct differs {
	int a, b;
};
struct differs___2 {
	int b, a;
};

struct unused {
	struct twice twice;
	struct unused_too {
		enum unseen unseen;
	} too;
};

typedef int (*callback_t)(struct thing *thing, enum color color, chain_t *chain);
typedef u64 value_t;
typedef u64 vector_t[8];

union either {
	u64 number;
	struct thing *thing;
};

struct thing *thing;
struct twice twice;
struct twice___2 twice_2;
struct differs differs;
struct differs___2 differs_2;
struct unused *unused;
callback_t callback;
value_t value;
vector_t vector;
union either either;
enum mixed mixed;
