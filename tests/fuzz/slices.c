// SPDX-License-Identifier: MIT
/*
 * An archive of BTF slices of any bytes, to its reader: of a file, a guest or an object.
 *
 * rooms: btf base kinds lib
 */
#include <bpf/libbpf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "btf/btf_file.h"
#include "btf/slices.h"
#include "lib/buf.h"
#include "lib/err.h"

enum { UNPACKED = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = ERR_INIT;
	struct slices_kernel kernel;
	struct btf_file file;

	if (btf_file_take("input", data, size, &file, &err) < 0)
		return 0;
	for (uint32_t i = 0; i < file.slices.kernel_count; i++) {
		slices_kernel(&file.slices, i, &kernel);
		if (slices_find(&file.slices, kernel.release, kernel.arch) != kernel.slice)
			abort();
	}
	for (uint32_t i = 0; i < file.slices.slice_count && i < UNPACKED; i++) {
		struct buf slice = BUF_INIT(SLICES_SLICE_MAX);

		if (slices_unpack(&file.slices, i, &slice, &err) == 0 &&
		    slice.len != slices_size(&file.slices, i))
			abort();
		buf_release(&slice);
	}
	btf_file_release(&file);
	return 0;
}
