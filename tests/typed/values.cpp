// SPDX-License-Identifier: MIT
/* What <wasm_bpf_values.hpp> gives, over the world of the template's kernel side: a guest that
 * attaches by name and emits the records whose command begins with its argument. */
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <wasm_bpf_values.hpp>

#include "app.h"

using bpf::values::as_list;
using bpf::values::as_text;
using bpf::values::Owned;
using bpf::values::text;

static std::string wanted;

static Owned<app_list_string_free> arguments()
{
	Owned<app_list_string_free> args, empty;

	wasi_cli_environment_get_arguments(empty.out());
	args = std::move(empty); /* and back: both stay whole */
	empty = std::move(args);
	return empty;
}

static bool attach(std::string_view name, Owned<app_string_free> &err)
{
	auto program = as_text<app_string_t>(name), target = as_text<app_string_t>("");

	return bpf_app_programs_attach(&program, &target, err.out());
}

static bool emit(const std::vector<app_event_t> &events)
{
	auto list = as_list<bpf_app_streams_list_event_t>(events);
	Owned<app_string_free> err;

	return bpf_app_streams_emit_event(&list, err.out());
}

bool exports_wasi_cli_run_run()
{
	auto args = arguments();
	Owned<app_string_free> err;

	if (args.size() != 2)
		return false;
	wanted = text(args[1]);
	/* The second failure's text takes the place of the first one's. */
	if (attach("none of them", err) || attach("nosuch", err))
		return false;
	fprintf(stderr, "%s\n", std::string(text(*err)).c_str());
	return attach("handle_exec", err) && emit({});
}

void exports_app_on_events(app_list_event_t *records)
{
	Owned<app_list_event_free> events(*records);
	std::vector<app_event_t> chosen;

	for (const app_event_t &e : events)
		if (text(e.comm).substr(0, wanted.size()) == wanted)
			chosen.push_back(e); /* its texts stay the list's */
	if (!chosen.empty() && !emit(chosen))
		exit(1);
}

void exports_app_on_end()
{
}
