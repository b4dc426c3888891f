// SPDX-License-Identifier: MIT
/* Enums of any width and sign, with values twice, and without a name. */
enum plain { ZERO, ONE, TWO, UNO = 1 };
enum negative { MINUS_ONE = -1, SOME = 5 };
enum large { TOP = 0xffffffff };
enum tiny { T_LOW, T_HIGH = 200 } __attribute__((packed));
enum small { S_LOW = -3, S_HIGH = 300 } __attribute__((packed));
enum huge { HUGE = 0x123456789abcdefULL, NEXT };
enum huge_negative { LOWEST = -9223372036854775807LL - 1, HIGHEST = 9223372036854775807LL };
enum flags { FLAG_A = 1, FLAG_B = 2, FLAG_C = 4 };
enum { NAMELESS = 7 };
typedef enum { VIA_TYPEDEF = 3 } typed;
typedef enum again { AGAIN } again;

struct holder {
	enum plain plain;
	enum negative negative;
	enum large large;
	enum tiny tiny;
	enum small small;
	enum huge huge;
	enum huge_negative huge_negative;
	enum flags flags[2];
	typed typed;
	again again;
	enum { INSIDE = 9 } inside;
};

struct holder _holder __attribute__((unused));
int use(void) { return NAMELESS; }
