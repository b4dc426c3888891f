// SPDX-License-Identifier: MIT
/*
 * An object of any bytes, of either byte order, that the runtime would load, checked against a
 * kernel's BTF: the object's section .kernel, or its own types.
 *
 * rooms: check btf kinds base lib
 */
#include <bpf/libbpf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "btf/vet.h"
#include "check/check.h"
#include "check/code.h"
#include "check/facts.h"
#include "check/native.h"
#include "lib/btf_check.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "tests/fuzz/quiet.h"

static void check(const struct code *code, const struct bpf_object *bpf, const void *btf,
		  size_t size)
{
	struct check_result result = { 0 };
	struct facts facts = { 0 }, module = { 0 };
	struct err err = ERR_INIT;

	if (btf_check(btf, size, NULL) == 0 && facts_init(&facts, btf, size, &err) == 0 &&
	    facts_init_module(&module, "module", btf, size, facts.btf.count / 2, &err) == 0) {
		/* As if half of the types were gone from the kernel, and a module had them. */
		memset(facts.first, 0, (facts.mask / 2 + 1) * sizeof(*facts.first));
		facts.modules = &module;
		facts.module_count = facts.modules_seen = 1;
		check_object(code, bpf, &facts, "5.10.0", &result, &err);
		for (int i = 0; i < CHECK_SUBJECTS; i++)
			if (result.counts[i].there > result.counts[i].asked)
				abort();
		check_release(&result);
	}
	facts_release(&module);
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
	bool is_swapped;

	if (!copy)
		abort();
	memcpy(copy, data, size);
	native_object(copy, size, &is_swapped, &err);
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
