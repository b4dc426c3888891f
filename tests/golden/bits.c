// SPDX-License-Identifier: MIT
/* Bit-fields: over storage units, with gaps, signed, bool, in unions, of enums. */
enum color { RED, GREEN, BLUE };
typedef unsigned int u32;

struct flags {
	unsigned int a : 3;
	int b : 5;
	u32 c : 24;
	unsigned char d;
	_Bool e : 1;
	_Bool f : 1;
};

struct gaps {
	unsigned int a : 1;
	unsigned int : 14;
	unsigned int b : 2;
	unsigned int : 0;
	unsigned int c : 31;
	unsigned short d;
};

struct straddling {
	unsigned char first;
	unsigned long long a : 40;
	unsigned long long b : 30;
	long long c : 50;
} __attribute__((packed));

struct mixed {
	enum color color : 2;
	unsigned char rest : 6;
	union {
		unsigned int low : 4;
		unsigned int all;
	};
	struct {
		unsigned short x : 9;
		unsigned short y : 7;
	} inner[2];
	int type : 7;
};

union bits {
	unsigned int low : 12;
	unsigned long long all;
};

struct flags _flags __attribute__((unused));
struct gaps _gaps __attribute__((unused));
struct straddling _straddling __attribute__((unused));
struct mixed _mixed __attribute__((unused));
union bits _bits __attribute__((unused));
