// SPDX-License-Identifier: MIT
/*
 * Any text as a reference: what is one has a canonical text that means the same.
 *
 * rooms: format lib
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "format/ref.h"
#include "lib/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size), again[REF_TEXT_MAX], once[REF_TEXT_MAX];
	struct err err = ERR_INIT;
	struct ref ref, same;

	if (ref_parse(text, &ref, &err) == 0) {
		ref_format(&ref, once);
		if (ref.kind == REF_REGISTRY && ref.scheme == REF_ANY_SCHEME) {
			if (ref_parse(once, &same, &err) < 0)
				abort();
			ref_format(&same, again);
			if (strcmp(once, again) != 0)
				abort();
		}
	}
	ref_parse_host(text, &ref, &err);
	ref_host_is_loopback(text);
	free(text);
	return 0;
}
