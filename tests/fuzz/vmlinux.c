// SPDX-License-Identifier: MIT
/*
 * Any bytes as raw BTF: through the check and libbpf's writer of C.
 *
 * rooms: bindings lib
 */
#include <stdint.h>

#include "bindings/input.h"
#include "bindings/vmlinux.h"
#include "lib/buf.h"
#include "lib/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { .name = "input", .file = BUF_INIT(1 << 20) };
	struct buf out = BUF_INIT(16 << 20);
	struct err err = ERR_INIT;

	buf_add(&input.file, data, size);
	if (!input.file.error && input_parse(&input, NULL, 0, &err) == 0)
		vmlinux_write(&out, &input, NULL, &err);
	buf_release(&out);
	input_release(&input);
	return 0;
}
