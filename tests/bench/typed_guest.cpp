// SPDX-License-Identifier: MIT
/* The same as typed_guest.c in C++: ASKED COUNT [stay]. */
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

#include <wasm_bpf_values.hpp>

#include "app.h"

using bpf::values::Owned;
using bpf::values::text;

static uint64_t seen, misplaced, letters, count;
static bool stays;

template <typename T> static T number(std::string_view text)
{
	T value = 0;

	std::from_chars(text.data(), text.data() + text.size(), value);
	return value;
}

bool exports_wasi_cli_run_run()
{
	Owned<app_list_string_free> args;
	Owned<app_string_free> err;

	wasi_cli_environment_get_arguments(args.out());
	if (args.size() < 3)
		return false;
	count = number<uint64_t>(text(args[2]));
	stays = args.size() > 3;
	if (!bpf_app_params_set_asked(number<uint32_t>(text(args[1])), err.out()) ||
	    !bpf_app_programs_attach_all(err.out()))
		return false;
	puts("waiting");
	fflush(stdout);
	return true;
}

void exports_app_on_events(app_list_event_t *records)
{
	for (const app_event_t &event : Owned<app_list_event_free>(*records)) {
		misplaced += event.duration_ns != seen;
		letters += text(event.comm).size() + text(event.filename).size();
		seen++;
	}
	if (seen < count)
		return;
	printf("%llu %llu\n", static_cast<unsigned long long>(seen),
	       static_cast<unsigned long long>(misplaced));
	fflush(stdout);
	if (stays)
		sleep(10); /* until it is measured */
	exit(letters == 0);
}

void exports_app_on_end()
{
	printf("%llu %llu\n", static_cast<unsigned long long>(seen),
	       static_cast<unsigned long long>(misplaced));
}
