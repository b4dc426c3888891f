// SPDX-License-Identifier: MIT
/*
 * Any bytes as a module whose imports and BPF objects are looked at.
 *
 * rooms: format lib
 */
#include <stdint.h>

#include "format/needs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_decref(needs_of_module(data, size));
	return 0;
}
