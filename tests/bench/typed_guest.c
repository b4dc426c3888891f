// SPDX-License-Identifier: MIT
/* The same as typed_reader.c, as a typed guest: ASKED COUNT [stay]. */
#include "typed_guest.h"

static uint64_t text;

bool exports_wasi_cli_run_run(void)
{
	uint8_t *args[ARGS_MAX] = { 0 };

	return begin(args, get_args(args));
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
	end_after_all(text == 0);
}

void exports_app_on_end(void)
{
	tell();
}
