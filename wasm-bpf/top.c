// SPDX-License-Identifier: MIT
/* wasm-bpf top: which programs take time, which maps take memory, which rings fill up. */
#include <argp.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "wasm-bpf/command.h"
#include "activity/screen.h"
#include "activity/demand.h"

enum { TEXT_MAX = 16 << 20, NUMBER_MAX = 1000000, DELAY_MAX = 3600 };
enum { OPT_ONCE = 256, OPT_JSON };

struct arguments {
	double delay; /* seconds */
	long number;  /* of samples; 0: no end */
	bool json, is_numbered;
};

static const struct argp_option option_table[] = {
	{ "once", OPT_ONCE, NULL, 0, "Print one sample, and end", 0 },
	{ "number", 'n', "N", 0, "Print N samples, one below the other, and end", 0 },
	{ "delay", 'd', "SECONDS", 0, "How long a sample is (1)", 0 },
	{ "json", OPT_JSON, NULL, 0, "Print each sample as a JSON object, one a line", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	char *end;

	switch (key) {
	case OPT_ONCE:
		arguments->number = 1;
		arguments->is_numbered = true;
		break;
	case 'n':
		arguments->number = strtol(arg, &end, 10);
		arguments->is_numbered = true;
		if (!*arg || *end || arguments->number < 1 || arguments->number > NUMBER_MAX)
			argp_error(state, "--number takes 1 to %d, not '%s'", NUMBER_MAX, arg);
		break;
	case 'd':
		arguments->delay = strtod(arg, &end);
		if (!*arg || *end || !(arguments->delay >= 0.1) || arguments->delay > DELAY_MAX)
			argp_error(state, "--delay takes 0.1 to %d seconds, not '%s'", DELAY_MAX,
				   arg);
		break;
	case OPT_JSON:
		arguments->json = true;
		break;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s': there is nothing to name", arg);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	option_table,
	parse,
	NULL,
	"Show the kernel's BPF programs by the time they take, maps by their memory, and ring buffers "
	"by what is unread, until 'q' is pressed.\vThe kernel counts run times meanwhile, which "
	"costs each run of each program some 20 to 100 ns. CPU is the share of one processor. Needs "
	"CAP_SYS_ADMIN.",
	NULL,
	NULL,
	NULL,
};

static void sleep_for(double seconds)
{
	const struct timespec delay = { (time_t)seconds,
					(long)((seconds - (double)(time_t)seconds) * 1e9) };

	nanosleep(&delay, NULL);
}

/* True if it is to end. */
static bool wait_for(const struct arguments *arguments, bool is_screen)
{
	if (!is_screen)
		sleep_for(arguments->delay);
	else
		return strchr("qQ\x04", screen_wait((int)(arguments->delay * 1000)) ?: ' ') != NULL;
	return false;
}

static int print(const struct demand *before, const struct demand *now, bool json, bool is_screen)
{
	struct buf text = BUF_INIT(TEXT_MAX);
	int error;

	if (json)
		demand_json(before, now, &text);
	else
		demand_text(before, now, &text);
	error = text.error;
	if (!error && is_screen)
		screen_draw(&text);
	else if (!error)
		fwrite(text.data, text.len, 1, stdout);
	fflush(stdout);
	buf_release(&text);
	return -error;
}

static int follow(const struct arguments *arguments, struct err *err)
{
	const bool is_screen = !arguments->is_numbered && !arguments->json && screen_begin();
	/* The first sample of a screen is short, so that there is something to see. */
	struct arguments first = { .delay = is_screen ? 0.3 : arguments->delay };
	struct demand before = { 0 }, now = { 0 };
	int ret = demand_read(&before, err);
	bool is_over = ret || wait_for(&first, is_screen);

	for (long i = 0; !is_over; i++) {
		ret = demand_read(&now, err);
		if (!ret)
			ret = print(&before, &now, arguments->json, is_screen);
		demand_release(&before);
		before = now;
		now = (struct demand){ 0 };
		is_over = ret || (arguments->number && i + 1 >= arguments->number) ||
			  (!is_screen && ferror(stdout)) || wait_for(arguments, is_screen);
	}
	demand_release(&before);
	if (is_screen)
		screen_end();
	return ret;
}

int cmd_top(int argc, char **argv)
{
	struct arguments arguments = { .delay = 1 };
	struct err err = ERR_INIT;
	int counting, ret;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	counting = bpf_enable_stats(BPF_STATS_RUN_TIME);
	if (counting < 0) {
		err_set(&err, -counting, "cannot have the kernel count run times: %s",
			strerror(-counting));
		ret = err_hint(&err, "that takes CAP_SYS_ADMIN, and Linux 5.8");
	} else {
		ret = follow(&arguments, &err);
		close(counting);
	}
	if (ret && *err.msg)
		err_print(&err, "wasm-bpf");
	return ret != 0;
}
