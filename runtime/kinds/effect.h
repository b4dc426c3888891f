/* SPDX-License-Identifier: MIT */
/* Effects: what BPF code can do to the system, known by the functions that it calls. The table
 * is effects.def. */
#ifndef KINDS_EFFECT_H
#define KINDS_EFFECT_H

#include <stdbool.h>
#include <stddef.h>

enum effect_number {
#define EFFECT(id, name, what) EFFECT_NUMBER_##id,
#include "kinds/effects.def"
	EFFECT_COUNT
};

/* Sets of effects. */
enum effect {
	EFFECT_NONE = 0,
#define EFFECT(id, name, what) EFFECT_##id = 1 << EFFECT_NUMBER_##id,
#include "kinds/effects.def"
};

/* The name that rules have for an effect, and what it does: "send signals". */
const char *effect_name(enum effect_number number);
const char *effect_meaning(enum effect_number number);

/* Whether a pattern (lib/glob.h) matches the name of an effect. */
bool effect_matches(const char *pattern);

/* The set of effects of instructions, by the helpers that they call. A call of a kernel function
 * by its number is OTHER; before the load, only a hand-made object has one. */
unsigned int effect_of_code(const void *code, size_t size);

/* The set of effects of a kernel function (kfunc). */
unsigned int effect_of_kfunc(const char *name);

#endif
