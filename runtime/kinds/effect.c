// SPDX-License-Identifier: MIT
#include "kinds/effect.h"

#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>

#include "lib/glob.h"

enum { HELPER_LAST = 211 };  /* of Linux 6.1 to 6.18: new functions are kfuncs */

static const struct {
	const char *name;
	const char *meaning;
} effects[EFFECT_COUNT] = {
#define EFFECT(id, name, what) { name, what },
#include "kinds/effects.def"
};

static const unsigned char helpers[HELPER_LAST + 1] = {
#define HELPER(number, effect) [number] = EFFECT_##effect,
#include "kinds/effects.def"
};

static const struct {
	const char *pattern;
	unsigned int effects;
} kfuncs[] = {
#define KFUNC(pattern, effect) { pattern, EFFECT_##effect },
#include "kinds/effects.def"
};

const char *effect_name(enum effect_number number)
{
	return effects[number].name;
}

const char *effect_meaning(enum effect_number number)
{
	return effects[number].meaning;
}

bool effect_matches(const char *pattern)
{
	for (size_t i = 0; i < EFFECT_COUNT; i++)
		if (glob_matches(pattern, effects[i].name))
			return true;
	return false;
}

static unsigned int effect_of_call(const struct bpf_insn *call)
{
	switch (call->src_reg) {
	case 0:
		return call->imm >= 0 && call->imm <= HELPER_LAST ? helpers[call->imm]
								  : EFFECT_OTHER;
	case BPF_PSEUDO_CALL:
		return EFFECT_NONE;  /* within the object, or by a relocation */
	default:
		return EFFECT_OTHER;
	}
}

unsigned int effect_of_code(const void *code, size_t size)
{
	const unsigned char *at = code;
	unsigned int set = EFFECT_NONE;
	struct bpf_insn insn;

	/* The second half of a wide instruction has no code that looks like a call. */
	for (; size >= sizeof(insn); at += sizeof(insn), size -= sizeof(insn)) {
		memcpy(&insn, at, sizeof(insn));
		if (insn.code == (BPF_JMP | BPF_CALL))
			set |= effect_of_call(&insn);
	}
	return set;
}

/* "name___flavour" is the kernel's `name`, as for types. */
unsigned int effect_of_kfunc(const char *name)
{
	const char *flavour = strstr(name, "___");
	char plain[256];

	if (flavour && flavour > name && flavour - name < (ptrdiff_t)sizeof(plain)) {
		snprintf(plain, sizeof(plain), "%.*s", (int)(flavour - name), name);
		name = plain;
	}
	for (size_t i = 0; i < sizeof(kfuncs) / sizeof(kfuncs[0]); i++)
		if (glob_matches(kfuncs[i].pattern, name))
			return kfuncs[i].effects;
	return EFFECT_OTHER;
}
