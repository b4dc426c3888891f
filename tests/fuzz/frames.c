// SPDX-License-Identifier: MIT
/*
 * Frames of any bytes, in pieces of any size, and answers of collectors.
 *
 * rooms: export lib
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "export/answer.h"
#include "export/frame.h"
#include "lib/err.h"

static void take(void *context, enum frame_kind kind, const char *content, size_t size)
{
	if (kind < FRAME_TEXT || kind > FRAME_READY || content[size])
		abort();
	*(size_t *)context += size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const size_t piece = size ? 1 + data[0] % 16 : 1;
	struct err err = ERR_INIT;
	struct frames frames;
	size_t taken = 0;

	answer_read((const char *)data, size);
	frames_init(&frames);
	for (size_t at = 1; at < size; at += piece)
		if (frames_take(&frames, data + at, size - at < piece ? size - at : piece, take,
				&taken, &err) < 0)
			break;
	if (taken > size)
		abort();
	frames_release(&frames);
	return 0;
}
