/* SPDX-License-Identifier: MIT */
/* What guests of the bench in C have in common: how they begin, and how they end. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <wasi/api.h>

#include "app.h"

enum { ARGS_MAX = 8 };

static uint64_t seen, misplaced, count;
static bool stays;

/* The arguments, the guest's name among them; 0: none could be had, or they are too many. */
static inline size_t get_args(uint8_t *args[ARGS_MAX])
{
	static uint8_t room[4096];
	size_t args_count = 0, size = 0;

	if (__wasi_args_sizes_get(&args_count, &size) || args_count > ARGS_MAX ||
	    size > sizeof(room) || __wasi_args_get(args, room))
		return 0;
	return args_count;
}

/* Takes ASKED COUNT [stay]. */
static inline bool begin(uint8_t *args[], size_t args_count)
{
	app_string_t err;

	if (args_count < 3)
		return false;
	count = strtoull((char *)args[2], NULL, 10);
	stays = args_count > 3;
	if (!bpf_app_params_set_asked((uint32_t)atoi((char *)args[1]), &err) ||
	    !bpf_app_programs_attach_all(&err))
		return false;
	puts("waiting");
	fflush(stdout);
	return true;
}

static inline void tell(void)
{
	printf("%llu %llu\n", (unsigned long long)seen, (unsigned long long)misplaced);
}

/* Ends after the last record; `status` is the process's. */
static inline void end_after_all(int status)
{
	if (seen < count)
		return;
	tell();
	fflush(stdout);
	if (stays)
		sleep(10); /* until it is measured */
	exit(status);
}
