// SPDX-License-Identifier: MIT
/*
 * Raw BTF is found the same as itself, and compared with what it is with a byte changed.
 *
 * rooms: btf2h bindings lib
 */
#include <stdint.h>
#include <stdlib.h>

#include "bindings/input.h"
#include "bindings/select.h"
#include "btf2h/diff.h"
#include "lib/buf.h"
#include "lib/err.h"

enum { MAX_INPUT = 1 << 20, MAX_OUTPUT = 16 << 20 };

/* The last bytes of an input also say which byte is another in the other one. */
static bool read_input(struct input *input, const uint8_t *data, size_t size, bool change)
{
	struct err err = ERR_INIT;

	*input = (struct input){ .name = "input", .file = BUF_INIT(MAX_INPUT) };
	buf_add(&input->file, data, size);
	if (input->file.error || size < 4)
		return false;
	if (change)
		input->file.data[(data[size - 2] << 8 | data[size - 3]) % size] ^= data[size - 4];
	return input_parse(input, NULL, 0, &err) == 0;
}

static void compare(const struct input *old, const struct input *new, bool json)
{
	const struct select_opts all = { 0 };
	struct buf out = BUF_INIT(MAX_OUTPUT);
	struct err err = ERR_INIT;
	bool compatible;

	if (diff_inputs(&out, old, new, &all, json, &compatible, &err) == 0 && old == new &&
	    !compatible)
		abort();
	buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input old, new;

	if (read_input(&old, data, size, false)) {
		compare(&old, &old, size & 1);
		if (read_input(&new, data, size, true))
			compare(&old, &new, size & 1);
		input_release(&new);
	}
	input_release(&old);
	return 0;
}
