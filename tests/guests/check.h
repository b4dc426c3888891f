/* SPDX-License-Identifier: MIT */
/* What guests that test the imports of module `wasm_bpf_v2` share. */
#ifndef CHECK_TEST_H
#define CHECK_TEST_H

#include <stdio.h>
#include <string.h>
#include <wasm_bpf_v2.h>

/* Linux's, which are what comes over the wire. */
enum { L_EPERM = 1, L_ENOENT = 2, L_ESRCH = 3, L_EINTR = 4, L_EBADF = 9, L_EFAULT = 14,
       L_EBUSY = 16, L_ENODEV = 19, L_EINVAL = 22, L_ENOSPC = 28 };

static int failures;

#define IS(got, wanted)                                                                   \
	do {                                                                              \
		long long got_ = (long long)(got), wanted_ = (long long)(wanted);         \
		if (got_ != wanted_) {                                                    \
			printf("line %d: %s is %lld, not %lld\n", __LINE__, #got, got_, wanted_); \
			failures++;                                                       \
		}                                                                         \
	} while (0)

static char text[65536];

/* Whether the reason of the last failure has these words in it. */
static inline int said(const char *words)
{
	text[0] = '\0';
	if (wasm_bpf_last_error(text, sizeof(text)) == (int)strlen(text) && strstr(text, words))
		return 1;
	printf("'%s' is not in: %s\n", words, text);
	return 0;
}

#endif
