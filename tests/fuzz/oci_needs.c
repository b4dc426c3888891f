// SPDX-License-Identifier: MIT
/* Any bytes as a module whose imports and BPF objects are looked at. */
#include <stdint.h>

#include "runtime/oci/needs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_decref(needs_of_module(data, size));
	return 0;
}
