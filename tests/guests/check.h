/* SPDX-License-Identifier: MIT */
/* What guests that test imports share: they print what was not as it should be, and exit with
 * how many that were. */
#ifndef CHECK_TEST_H
#define CHECK_TEST_H

#include <stdio.h>
#include <string.h>
#include <wasm_bpf_v2.h>

/* Linux's, which are what comes over the wire. */
enum { L_EPERM = 1, L_ENOENT = 2, L_ESRCH = 3, L_EINTR = 4, L_E2BIG = 7, L_EBADF = 9,
       L_EFAULT = 14, L_EBUSY = 16, L_EEXIST = 17, L_ENODEV = 19, L_EINVAL = 22,
       L_ENOSPC = 28, L_EOPNOTSUPP = 95 };

enum { WASM_PAGE = 65536 };

static int failures;

#define IS(got, wanted)                                                                   \
	do {                                                                              \
		long long got_ = (long long)(got), wanted_ = (long long)(wanted);         \
		if (got_ != wanted_) {                                                    \
			printf("line %d: %s is %lld, not %lld\n", __LINE__, #got, got_, wanted_); \
			failures++;                                                       \
		}                                                                         \
	} while (0)

struct test {
	const char *name;
	void (*run)(void);
};

/* Runs the test of that name; the exit status. */
static inline int run_test(const struct test *tests, size_t count, const char *name)
{
	for (size_t i = 0; name && i < count; i++) {
		if (strcmp(tests[i].name, name) == 0) {
			tests[i].run();
			return failures;
		}
	}
	return 98;
}

/* The end of the guest's memory. */
static inline char *memory_end(void)
{
	return (char *)(__builtin_wasm_memory_size(0) * WASM_PAGE);
}

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
