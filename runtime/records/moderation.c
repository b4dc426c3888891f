// SPDX-License-Identifier: MIT
#include "records/moderation.h"

#include "records/buffer.h"

enum {
	QUICK = 20 * 1000,       /* ns between waits: 50,000 records a second, or more */
	QUICK_WAITS = 8,         /* so many turn moderation on */
	PAUSE_MIN = 20 * 1000,   /* ns */
	PAUSE_MAX = 200 * 1000,
	LEAST_RECORDS = 2,       /* fewer in a pause turn it off */
	LEAST_SIZE = 64 * 1024,  /* bytes: a smaller buffer is full before a sleep ends */
};

/* In so many ns a program that writes a gigabyte a second has filled half of the buffer. */
static uint64_t longest(const struct buffer *buffer)
{
	const uint64_t half = buffer_half(buffer);

	return half < PAUSE_MIN ? PAUSE_MIN : half > PAUSE_MAX ? PAUSE_MAX : half;
}

uint64_t moderation_begin(struct moderation *moderation, const struct buffer *buffer, uint64_t now)
{
	const uint64_t since = now - moderation->began;

	moderation->began = now;
	if (buffer_half(buffer) < LEAST_SIZE / 2)
		return 0;
	if (!moderation->pause) {
		moderation->quick = since < QUICK ? moderation->quick + 1 : 0;
		if (moderation->quick < QUICK_WAITS)
			return 0;
		moderation->pause = longest(buffer) / 2;
	}
	return buffer_filled(buffer) < buffer_half(buffer) / 4 ? moderation->pause : 0;
}

void moderation_end(struct moderation *moderation, const struct buffer *buffer)
{
	const uint64_t filled = buffer_filled(buffer), half = buffer_half(buffer);

	if (buffer_count(buffer, LEAST_RECORDS) < LEAST_RECORDS)
		*moderation = (struct moderation){ .began = moderation->began };
	else if (filled > half / 2 && moderation->pause > PAUSE_MIN)
		moderation->pause /= 2;
	else if (filled < half / 8 && moderation->pause < longest(buffer))
		moderation->pause += moderation->pause / 4 + 1;
}
