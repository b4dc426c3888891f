// SPDX-License-Identifier: MIT
#include "format/json.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"

enum { MEMORY_MAX = 32 * 1024 * 1024 };

static _Atomic size_t in_use; /* bytes that jansson holds */

static void *bounded_malloc(size_t size)
{
	void *memory = size < MEMORY_MAX ? malloc(size) : NULL;
	size_t taken = memory ? malloc_usable_size(memory) : 0;

	in_use += taken;
	if (in_use <= MEMORY_MAX)
		return memory;
	in_use -= taken;
	free(memory);
	return NULL;
}

/* Wipes, as some of it are credentials. */
static void wiping_free(void *memory)
{
	size_t taken = memory ? malloc_usable_size(memory) : 0;

	in_use -= taken;
	if (memory)
		explicit_bzero(memory, taken);
	free(memory);
}

void json_bound_memory(void)
{
	json_set_alloc_funcs(bounded_malloc, wiping_free);
}

int json_parse_object(const void *text, size_t size, const char *what, json_t **ret_object,
		      struct err *err)
{
	json_error_t error = { 0 };
	json_t *root = json_loadb(text ? text : "", size, JSON_REJECT_DUPLICATES, &error);

	if (json_is_object(root)) {
		*ret_object = root;
		return 0;
	}
	json_decref(root);
	if (!root && !*error.text)
		return err_set(err, ENOMEM, "%s is JSON and needs too much memory", what);
	return err_set(err, EINVAL, "%s is not a JSON object%s%s", what, root ? "" : ": ",
		       error.text);
}
