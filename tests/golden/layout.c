// SPDX-License-Identifier: MIT
/* What structs can be made of: every way to place a member. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

struct empty {};

struct list {
	struct list *next;
	const struct list *const *const links[2];
	struct elsewhere *elsewhere;
	void *opaque;
	int (*compare)(const struct list *left, void *right, ...);
	int (*(*table)[4])(void);
};

struct arrays {
	char name[16];
	signed char bytes[3];
	char letter;
	u32 matrix[2][3];
	u64 cube[2][2][2];
	struct list lists[2];
	const char *strings[2];
	int none[0];
	u16 tail[];
};

struct padded {
	u8 a;
	u64 b;
	u8 c;
	u32 d;
	u16 e;
};

struct packed {
	u8 a;
	u64 b;
	u16 c;
} __attribute__((packed));

struct aligned {
	u8 a;
	u8 b __attribute__((aligned(16)));
} __attribute__((aligned(64)));

struct anonymous {
	u8 kind;
	union {
		struct {
			u16 port;
			u32 address;
		};
		u64 cookie;
		struct {
			u8 inner;
			u32 value;
		} named;
	};
	struct {
		u32 x, y;
	} points[2];
};

union any {
	u8 byte;
	u32 word;
	double real;
	struct padded padded;
};

union large {
	u8 byte;
	u32 word __attribute__((aligned(32)));
};

struct wide {
	__int128 big;
	unsigned __int128 bigger;
	float f;
	double d;
	_Bool yes;
};

typedef struct {
	u32 low, high;
} pair;

typedef pair pairs[4];
typedef int (*callback)(struct list *);
typedef struct list list_alias;

struct uses {
	pair one;
	pairs four;
	callback done;
	list_alias list;
	volatile const u32 counter;
	struct empty nothing;
};

struct empty _empty __attribute__((unused));
struct list _list __attribute__((unused));
struct arrays _arrays __attribute__((unused));
struct padded _padded __attribute__((unused));
struct packed _packed __attribute__((unused));
struct aligned _aligned __attribute__((unused));
struct anonymous _anonymous __attribute__((unused));
union any _any __attribute__((unused));
union large _large __attribute__((unused));
struct wide _wide __attribute__((unused));
struct uses _uses __attribute__((unused));
