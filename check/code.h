/* SPDX-License-Identifier: MIT */
/*
 * The instructions of an object as they stand in its file, all in one row, and what relocations
 * say of them. Format: ELF, as clang writes it for BPF, and .BTF.ext (Linux,
 * Documentation/bpf/btf.rst).
 */
#ifndef CHECK_CODE_H
#define CHECK_CODE_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/btf_table.h"
#include "lib/elf.h"

struct err;

enum { CODE_MAX = 1 << 20, CODE_NONE = UINT32_MAX };

enum code_mark_kind {
	MARK_NONE,
	MARK_FUNCTION,  /* it calls function `at`, or takes its address */
	MARK_EXTERN,    /* it calls what the kernel has, or takes its address */
};

struct code_mark {
	enum code_mark_kind kind;
	uint32_t at;       /* MARK_FUNCTION: its first instruction */
	const char *name;  /* MARK_EXTERN */
	bool is_weak;      /* the object loads without it */
};

struct code_section {
	const char *name;
	uint32_t first;  /* the number of its first instruction */
	uint32_t count;
};

/* A CO-RE relocation. */
struct code_relocation {
	uint32_t at;     /* the number of its instruction */
	uint32_t type;   /* local type */
	uint32_t kind;   /* enum bpf_core_relo_kind */
	const char *access;
};

struct code {
	struct elf elf;
	struct btf_table btf; /* the object's types; empty without any */
	struct bpf_insn *insns;
	struct code_mark *marks; /* one for each instruction */
	uint32_t count;
	struct code_section *sections;
	uint32_t section_count;
	struct code_relocation *relocations; /* sorted by their instructions */
	uint32_t relocation_count;
};

/* Reads an object that vet_object() accepted; `data` is aligned to 8 and must outlive it. 0,
 * -EINVAL, -E2BIG or -ENOMEM. */
int code_read(struct code *code, const void *data, size_t size, struct err *err);
void code_release(struct code *code);

/* The number of the first instruction of a program, or CODE_NONE. */
uint32_t code_find(const struct code *code, const char *section, const char *program);

/* The relocation of an instruction, or null. */
const struct code_relocation *code_relocation(const struct code *code, uint32_t at);

#endif
