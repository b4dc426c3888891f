// SPDX-License-Identifier: MIT
/*
 * Paths of cgroups of any bytes.
 *
 * rooms: containers lib
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "containers/place.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct container_place place;
	char *path = strndup((const char *)data, size);

	if (path && container_place(path, &place) &&
	    strlen(place.id) + strlen(place.unit) + strlen(place.pod) == 0)
		abort(); /* it is one of these */
	free(path);
	return 0;
}
