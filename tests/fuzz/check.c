// SPDX-License-Identifier: MIT
/*
 * An object of any bytes that the runtime would load, checked against a kernel's BTF: the
 * object's section .kernel, or its own types.
 *
 * rooms: check btf kinds base lib
 */
#include <bpf/libbpf.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "btf/vet.h"
#include "check/check.h"
#include "check/code.h"
#include "check/facts.h"
#include "lib/btf_check.h"
#include "lib/elf.h"
#include "lib/err.h"

static int quiet(enum libbpf_print_level level, const char *fmt, va_list args)
{
	(void)level;
	(void)fmt;
	(void)args;
	return 0;
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	libbpf_set_print(quiet);
	return 0;
}

static void check(const struct code *code, const struct bpf_object *bpf, const void *btf,
		  size_t size)
{
	struct check_result result = { 0 };
	struct facts facts = { 0 };
	struct err err = ERR_INIT;

	if (btf_check(btf, size, NULL) == 0 && facts_init(&facts, btf, size, &err) == 0) {
		check_object(code, bpf, &facts, "5.10.0", &result, &err);
		for (int i = 0; i < CHECK_SUBJECTS; i++)
			if (result.counts[i].there > result.counts[i].asked)
				abort();
		check_release(&result);
	}
	facts_release(&facts);
}

static void check_copy(const struct code *code, const struct bpf_object *bpf)
{
	const struct elf_section *kernel = elf_find(&code->elf, ".kernel");
	void *btf;

	if (!kernel)
		kernel = elf_find(&code->elf, ".BTF");
	if (!kernel || !kernel->data)
		return;
	btf = malloc(kernel->size + 1);
	if (btf) {
		memcpy(btf, kernel->data, kernel->size);
		check(code, bpf, btf, kernel->size);
	}
	free(btf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = ERR_INIT;
	struct bpf_object *bpf;
	struct code code;
	void *copy = malloc(size + 1);

	if (!copy)
		abort();
	memcpy(copy, data, size);
	if (vet_object(copy, size, &err) == 0) {
		bpf = bpf_object__open_mem(copy, size, NULL);
		if (bpf && code_read(&code, copy, size, &err) == 0)
			check_copy(&code, bpf);
		if (bpf)
			code_release(&code);
		bpf_object__close(bpf);
	}
	free(copy);
	return 0;
}
