// SPDX-License-Identifier: MIT
#include "command.h"

#include <errno.h>
#include <stdlib.h>

#include "lib/err.h"
#include "runtime/oci/ref.h"

void command_ref(struct argp_state *state, const char *text, struct ref *ret_ref)
{
	struct err err = ERR_INIT;

	if (ref_parse(text, ret_ref, &err) == 0)
		return;
	err_print(&err, state->name);
	exit((int)argp_err_exit_status);
}

unsigned long command_number(struct argp_state *state, const char *text, unsigned long low,
			     unsigned long high)
{
	unsigned long number;
	char *end;

	errno = 0;
	number = strtoul(text, &end, 10);
	if (errno || *end || *text < '0' || *text > '9' || number < low || number > high)
		argp_failure(state, (int)argp_err_exit_status, 0,
			     "'%s' is no number from %lu to %lu", text, low, high);
	return number;
}
