/* The guest: gets the records of the kernel side, and prints them. */
#include <stdio.h>
#include "app.h"

/* A text has a length, and no 0 at its end: printf("%.*s", TEXT(text)). */
#define TEXT(text) (int)(text).len, (const char *)(text).ptr

static int number(app_string_t text)
{
	int value = 0;

	for (size_t i = 0; i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++)
		value = value * 10 + (text.ptr[i] - '0');
	return value;
}

/* Is called first. When it has returned true, the programs are attached. */
bool exports_wasi_cli_run_run(void)
{
	app_list_string_t args;
	app_string_t err;

	wasi_cli_environment_get_arguments(&args);
	if (args.len > 1 && !bpf_app_params_set_only_ppid(number(args.ptr[1]), &err)) {
		fprintf(stderr, "%.*s\n", TEXT(err));
		return false;
	}
	app_list_string_free(&args);
	printf("%-7s %-7s %-16s %s\n", "PID", "PPID", "COMM", "FILENAME");
	return true;
}

/* Is called with what is in the ring buffer `events`. It frees the records. */
void exports_app_on_events(app_list_event_t *records)
{
	for (size_t i = 0; i < records->len; i++) {
		const app_event_t *e = &records->ptr[i];

		printf("%-7d %-7d %-16.*s %.*s\n", e->pid, e->ppid, TEXT(e->comm),
		       TEXT(e->filename));
	}
	app_list_event_free(records);
	fflush(stdout); /* nobody else does it, not even at the end */
}

/* Is called last. */
void exports_app_on_end(void)
{
}
