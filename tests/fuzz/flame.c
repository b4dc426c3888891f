// SPDX-License-Identifier: MIT
/*
 * Folded stacks of any bytes.
 *
 * rooms: plots lib
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "plots/flame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf picture = BUF_INIT(16 << 20);
	struct err err = ERR_INIT;
	char *text = malloc(size + 1);

	if (text) {
		memcpy(text, data, size);
		text[size] = '\0';
		flame_draw(text, size, &picture, &err);
	}
	buf_release(&picture);
	free(text);
	return 0;
}
