// SPDX-License-Identifier: MIT
/* The same as typed_reader.c, as a typed guest: ASKED COUNT [stay]. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <wasi/api.h>

#include "app.h"

static uint64_t seen, misplaced, text, count;
static bool stays;

bool exports_wasi_cli_run_run(void)
{
	static uint8_t room[4096];
	uint8_t *args[8] = { 0 };
	size_t args_count = 0, size = 0;
	app_string_t err;

	if (__wasi_args_sizes_get(&args_count, &size) || args_count < 3 || args_count > 8 ||
	    size > sizeof(room) || __wasi_args_get(args, room))
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

void exports_app_on_events(app_list_event_t *records)
{
	for (size_t i = 0; i < records->len; i++) {
		const app_event_t *event = &records->ptr[i];

		misplaced += event->duration_ns < seen;
		text += event->comm.len + event->filename.len;
		seen++;
	}
	app_list_event_free(records);
	if (seen < count)
		return;
	printf("%llu %llu\n", (unsigned long long)seen, (unsigned long long)misplaced);
	fflush(stdout);
	if (stays)
		sleep(10); /* until it is measured */
	exit(text == 0);
}

void exports_app_on_end(void)
{
	printf("%llu %llu\n", (unsigned long long)seen, (unsigned long long)misplaced);
}
