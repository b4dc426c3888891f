// SPDX-License-Identifier: MIT
/*
 * Relocations of an object, and a kernel's BTF: the object's section .kernel, or its own.
 * A slice of BTF that is right is right, too.
 *
 * rooms: lib
 */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/btf_check.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "btf/slice.c"
#include "tests/fuzz/quiet.h"

enum { FUZZ_SLICE_MAX = 1 << 24 };

/* A section's bytes, aligned, and with nothing behind them that may be read. */
static void *copy(const struct elf_section *section)
{
	void *data = malloc(section->size ? section->size : 1);

	if (!data)
		abort();
	if (section->size)
		memcpy(data, section->data, section->size);
	return data;
}

static void slice(const void *kernel, size_t size, struct core_roots *roots)
{
	struct buf buf = BUF_INIT(FUZZ_SLICE_MAX);
	struct btf *btf;

	if (btf_slice(kernel, size, roots, &buf) == 0 && btf_check(kernel, size, NULL) == 0) {
		btf = btf__new(buf.data, (uint32_t)buf.len);
		if (!btf || btf_check(buf.data, buf.len, NULL) < 0)
			abort();
		btf__free(btf);
	}
	buf_release(&buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct elf_section *btf, *ext, *kernel;
	void *btf_data, *ext_data, *kernel_data;
	struct core_roots roots;
	struct elf elf;

	if (elf_read(&elf, data, size, NULL) < 0)
		return 0;
	btf = elf_find(&elf, ".BTF");
	ext = elf_find(&elf, ".BTF.ext");
	kernel = elf_find(&elf, ".kernel");
	if (!kernel)
		kernel = btf;
	if (btf && ext && btf->data && ext->data && kernel->data) {
		btf_data = copy(btf);
		ext_data = copy(ext);
		kernel_data = copy(kernel);
		if (btf_check(btf_data, btf->size, NULL) == 0) {
			if (core_roots_read(&roots, btf_data, btf->size, ext_data, ext->size) == 0)
				slice(kernel_data, kernel->size, &roots);
			core_roots_release(&roots);
		}
		free(btf_data);
		free(ext_data);
		free(kernel_data);
	}
	elf_release(&elf);
	return 0;
}
