// SPDX-License-Identifier: MIT
/*
 * Modules of any bytes, to the reader that inspects them.
 *
 * rooms: lib
 */
#include <stdint.h>

#include "lib/err.h"
#include "lib/wasm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wasm_module module;
	struct err err = ERR_INIT;

	if (wasm_read(data, size, &module, &err) == 0) {
		for (uint32_t i = 0; i < module.import_count; i++)
			wasm_name_is(module.imports[i].name, "_start");
		wasm_release(&module);
	}
	return 0;
}
