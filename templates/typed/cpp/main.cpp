/* The guest: gets the records of the kernel side, and prints them. */
#include <charconv>
#include <cstdio>
#include <wasm_bpf_values.hpp>
#include "app.h"

using bpf::values::Owned;
using bpf::values::text;

static int number(std::string_view text)
{
	int value = 0;

	std::from_chars(text.data(), text.data() + text.size(), value);
	return value;
}

/* printf() takes it for "%.*s". */
#define TEXT(view) static_cast<int>((view).size()), (view).data()

/* Is called first. When it has returned true, the programs are attached. */
bool exports_wasi_cli_run_run()
{
	Owned<app_list_string_free> args;
	Owned<app_string_free> err;

	wasi_cli_environment_get_arguments(args.out());
	if (args.size() > 1 &&
	    !bpf_app_params_set_only_ppid(number(text(args[1])), err.out())) {
		std::fprintf(stderr, "%.*s\n", TEXT(text(*err)));
		return false;
	}
	std::printf("%-7s %-7s %-16s %s\n", "PID", "PPID", "COMM", "FILENAME");
	return true;
}

/* Is called with what is in the ring buffer `events`. The records are the guest's to free. */
void exports_app_on_events(app_list_event_t *records)
{
	for (const app_event_t &e : Owned<app_list_event_free>(*records))
		std::printf("%-7d %-7d %-16.*s %.*s\n", e.pid, e.ppid, TEXT(text(e.comm)),
			    TEXT(text(e.filename)));
	std::fflush(stdout); /* nobody else does it, not even at the end */
}

/* Is called last. */
void exports_app_on_end()
{
}
