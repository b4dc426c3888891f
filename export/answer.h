/* SPDX-License-Identifier: MIT */
/* What a collector answers to a request that it took. */
#ifndef EXPORT_ANSWER_H
#define EXPORT_ANSWER_H

#include <stddef.h>
#include <stdint.h>

enum { ANSWER_MAX = 64 << 10, ANSWER_MESSAGE_MAX = 200 };

struct answer {
	uint64_t rejected;  /* log records or data points that it did not take */
	char message[ANSWER_MESSAGE_MAX + 1];  /* why, or "" */
};

/* Reads the JSON of an Export...ServiceResponse. What is not as it should be counts as nothing. */
struct answer answer_read(const char *text, size_t size);

#endif
