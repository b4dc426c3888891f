// SPDX-License-Identifier: MIT
/*
 * A typed guest for typed_calls:
 *
 *	ASKED COUNT [stay]	takes records, as typed_guest.c does
 *	calls			prints ns of time: of a set and a get of a record, and of an entry
 *				of `counts`
 */
#include <time.h>

#include "typed_guest.h"

enum { CALLS = 20000, ENTRIES = 10000, WALKS = 20 };

static uint64_t bytes;

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

static bool measure(void)
{
	bpf_app_map_kept_option_blob_t found;
	app_list_tuple2_u32_u64_t all;
	double set = 0, get = 0, walk = 0, began;
	app_string_t err;

	for (uint32_t i = 0; i < ENTRIES; i++)
		if (!bpf_app_map_counts_set(i, i, &err))
			return false;
	for (int i = 0; i < CALLS; i++) {
		began = now();
		if (!bpf_app_map_kept_get(0, &found, &err))
			return false;
		get += now() - began;
		began = now();
		if (!bpf_app_map_kept_set(0, &found.val, &err))
			return false;
		set += now() - began;
		bpf_app_map_kept_option_blob_free(&found);
	}
	for (int i = 0; i < WALKS; i++) {
		began = now();
		if (!bpf_app_map_counts_entries(&all, &err) || all.len != ENTRIES)
			return false;
		walk += now() - began;
		app_list_tuple2_u32_u64_free(&all);
	}
	printf("%.0f %.0f %.0f\n", set / CALLS, get / CALLS, walk / WALKS / ENTRIES);
	return true;
}

bool exports_wasi_cli_run_run(void)
{
	uint8_t *args[ARGS_MAX] = { 0 };
	const size_t args_count = get_args(args);

	if (args_count != 2)
		return begin(args, args_count);
	if (measure())
		exit(0);
	return false;
}

void exports_app_on_blobs(app_list_blob_t *records)
{
	for (size_t i = 0; i < records->len; i++) {
		misplaced += records->ptr[i].number < seen;
		bytes += records->ptr[i].raw.len;
		seen++;
	}
	app_list_blob_free(records);
	end_after_all(bytes == 0);
}

void exports_app_on_end(void)
{
}
