/* SPDX-License-Identifier: MIT */
/* A struct of all that C can put into one, for values to go through. */
enum color { RED, GREEN = 5, NEGATIVE = -3 };
enum tiny { TINY_A, TINY_B = 200 } __attribute__((packed));
typedef unsigned int u32;
typedef signed char s8;
typedef u32 matrix[2][3];

struct point {
	unsigned char tag;
	int x, y;
};

union value {
	int number;
	struct point point;
	s8 letters[5];
	unsigned int low : 4;
};

struct bits {
	unsigned int a : 3;
	int b : 5;
	u32 c : 24;
	_Bool yes : 1;
	enum color color : 4;
	unsigned long long wide : 61;
	long long all : 64;
};

struct packed {
	unsigned char first;
	unsigned long long a : 40;
	long long b : 63;
	_Bool last;
	unsigned long long word;
} __attribute__((packed));

struct all {
	unsigned char u8;
	s8 s8;
	unsigned short u16;
	short s16;
	u32 u32;
	int s32;
	unsigned long long u64;
	long long s64;
	_Bool yes;
	enum color color;
	enum tiny tiny;
	float f;
	double d;
	const struct all *pointer;
	unsigned __int128 huge;
	char text[8];
	matrix matrix;
	_Bool flags[3];
	struct point points[2];
	struct bits bits;
	struct packed packed;
	union value value;
	union {
		short inner;
		int other;
	};
	struct {} nothing;
	int none[0];
};
