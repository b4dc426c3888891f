/* SPDX-License-Identifier: MIT */
/*
 * Which instructions of a program can be reached on a kernel. Branches on what CO-RE asks (does
 * this field exist?), on weak symbols and on the kernel's version have one way there, as the
 * verifier sees it. Registers and slots of the stack are followed as constants; what is unknown
 * goes both ways. So what is said not to be reached is not.
 */
#ifndef CHECK_REACH_H
#define CHECK_REACH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct code;
struct err;

/* What is known of an instruction's result on this kernel. */
enum reach_fact {
	REACH_UNKNOWN,
	REACH_CONSTANT,  /* it gives `value` */
	REACH_ADDRESS,   /* it gives an address, which is not 0 */
	REACH_VARIABLE,  /* it gives the address of a variable that holds `value` */
};

struct reach_value {
	enum reach_fact fact;
	uint64_t value;
};

/* Tells it of instruction `at`, which a relocation changes. */
typedef struct reach_value reach_fn(const void *context, uint32_t at);

/* Marks in `reached`, an element an instruction of the code, all false, what can be reached from
 * instruction `begin`, also in functions that are called from there. With a null `fn`, whatever the
 * kernel is. 0 or -ENOMEM. */
int reach(const struct code *code, uint32_t begin, reach_fn *fn, const void *context, bool *reached,
	  struct err *err);

#endif
