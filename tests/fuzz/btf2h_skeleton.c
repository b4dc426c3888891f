// SPDX-License-Identifier: MIT
/* Any bytes as a BPF object of which a skeleton is made. */
#include <bpf/btf.h>
#include <stdint.h>

#include "btf2h/skeleton.h"
#include "lib/buf.h"
#include "lib/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { .name = "input.o", .file = BUF_INIT(1 << 20) };
	struct buf out = BUF_INIT(16 << 20);
	struct err err = ERR_INIT;
	struct skeleton skeleton;

	buf_add(&input.file, data, size);
	if (!input.file.error && input_parse(&input, NULL, 0, &err) == 0 &&
	    skeleton_make(&skeleton, &input, NULL, &err) == 0) {
		skeleton_emit_c(&out, &skeleton, "output");
		skeleton_release(&skeleton);
	}
	buf_release(&out);
	input_release(&input);
	return 0;
}
