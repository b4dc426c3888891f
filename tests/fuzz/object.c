// SPDX-License-Identifier: MIT
/*
 * What the vetting of BPF objects lets through, libbpf must survive.
 *
 * rooms: lib
 */
#include <bpf/libbpf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "btf/arch.c"
#include "btf/vet.c"
#include "tests/fuzz/quiet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = ERR_INIT;
	struct bpf_object *object;
	void *copy = malloc(size + 1);
	const void *chosen;
	size_t chosen_size;

	if (!copy)
		return 0;
	memcpy(copy, data, size);
	if (arch_choose(copy, size, &chosen, &chosen_size, &err) == 0) {
		size = chosen_size;
		memmove(copy, chosen, size);
	}
	if (vet_object(copy, size, &err) == 0) {
		object = bpf_object__open_mem(copy, size, NULL);
		if (object)
			bpf_object__close(object);
	}
	free(copy);
	return 0;
}
