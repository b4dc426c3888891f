// SPDX-License-Identifier: MIT
/*
 * The BTF of a module, of its kernel, and the excerpt of that, with any bytes of them changed: an
 * input is a list of places and bytes. What passes the checks is taken apart and written.
 *
 * rooms: bindings lib
 */
#include <bpf/btf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/continued.h"
#include "lib/err.h"

struct bytes {
	void *data;
	uint32_t size;
};

static struct bytes whole[3]; /* kernel, excerpt, module */

static struct bytes copy_of(const struct btf *btf)
{
	struct bytes copy;
	const void *raw = btf__raw_data(btf, &copy.size);

	copy.data = malloc(copy.size);
	return copy.data ? memcpy(copy.data, raw, copy.size), copy : copy;
}

static void make_whole(void)
{
	struct btf *kernel = btf__new_empty(), *module, *excerpt, *distilled;
	int int4 = btf__add_int(kernel, "int", 4, BTF_INT_SIGNED), list, colour;

	list = btf__add_struct(kernel, "list", 8);
	btf__add_field(kernel, "x", int4, 0, 0);
	btf__add_field(kernel, "y", int4, 32, 0);
	colour = btf__add_enum(kernel, "colour", 4);
	btf__add_enum_value(kernel, "RED", 1);
	module = btf__new_empty_split(kernel);
	btf__add_struct(module, "mine", 16);
	btf__add_field(module, "l", list, 0, 0);
	btf__add_field(module, "c", colour, 64, 0);
	btf__add_field(module, "p", int4, 96, 0);
	if (btf__distill_base(module, &excerpt, &distilled))
		abort();
	whole[0] = copy_of(kernel);
	whole[1] = copy_of(excerpt);
	whole[2] = copy_of(distilled);
	btf__free(distilled);
	btf__free(excerpt);
	btf__free(module);
	btf__free(kernel);
}

/* Four bytes each: which of the three, the place, the byte. */
static void change(struct bytes parts[static 3], const uint8_t *data, size_t size)
{
	for (; size >= 4; data += 4, size -= 4) {
		struct bytes *part = &parts[data[0] % 3];

		((uint8_t *)part->data)[(data[1] | data[2] << 8u) % part->size] = data[3];
	}
}

static void try(const struct btf *base, const struct btf *excerpt, const struct bytes *module)
{
	struct btf *btf = NULL;
	struct err err = ERR_INIT;

	if (continued_parse(base, excerpt, module->data, module->size, &btf, &err) == 0)
		for (uint32_t id = 1; id < btf__type_cnt(btf); id++)
			if (!btf__type_by_id(btf, id))
				abort();
	btf__free(btf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct btf *base = NULL, *excerpt = NULL;
	struct bytes parts[3];
	struct err err = ERR_INIT;

	if (!whole[0].data)
		make_whole();
	for (int i = 0; i < 3; i++) {
		parts[i] = whole[i];
		parts[i].data = malloc(parts[i].size);
		memcpy(parts[i].data, whole[i].data, parts[i].size);
	}
	change(parts, data, size);
	continued_parse(NULL, NULL, parts[0].data, parts[0].size, &base, &err);
	continued_parse(NULL, NULL, parts[1].data, parts[1].size, &excerpt, &err);
	if (excerpt)
		try(NULL, excerpt, &parts[2]);
	if (base)
		try(base, excerpt, &parts[2]);
	btf__free(excerpt);
	btf__free(base);
	for (int i = 0; i < 3; i++)
		free(parts[i].data);
	return 0;
}
