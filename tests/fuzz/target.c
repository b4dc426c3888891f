// SPDX-License-Identifier: MIT
/*
 * Attach targets of any text.
 *
 * rooms: lib
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kinds/target.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct target target;
	char *text = malloc(size + 1);
	uint64_t offset;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (target_parse(&target, text, "ingress egress prio= pid=") == 0) {
		if (!target.main[0] || target.count > TARGET_OPTIONS ||
		    (target_has(&target, "ingress") &&
		     target_number(&target, "ingress", 7) != 7))
			abort();
		target_number(&target, "prio", 0);
		target_cut_offset((char *)target.main, &offset);
	}
	free(text);
	return 0;
}
