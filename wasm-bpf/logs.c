// SPDX-License-Identifier: MIT
/* wasm-bpf logs: what a run said, out of systemd's journal, or where else it went. */
#include <argp.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "wasm-bpf/command.h"
#include "activity/runs.h"

enum { JOURNAL_ARGS_MAX = 64 };

struct arguments {
	const char *name;
	char **options; /* for journalctl */
	int count;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		arguments->name = arg;
		arguments->options = state->argv + state->next;
		arguments->count = state->argc - state->next;
		state->next = state->argc;
		if (arguments->count > JOURNAL_ARGS_MAX)
			argp_error(state, "more than %d options", JOURNAL_ARGS_MAX);
		break;
	case ARGP_KEY_NO_ARGS:
		argp_usage(state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	NULL,
	parse,
	"NAME|PID [OPTION-OF-JOURNALCTL...]",
	"Show what a run said: becomes journalctl for its unit of systemd. If it has none, say where its "
	"messages go.",
	NULL,
	NULL,
	NULL,
};

/* The unit of that name, if a file of systemd describes one: of a run that is over, too. */
static bool has_unit(const char *name, char unit[static 256])
{
	static const char *const places[] = { "/etc/systemd/system", "/run/systemd/system",
					      "/run/systemd/generator", "/usr/lib/systemd/system",
					      "/lib/systemd/system" };
	char path[PATH_MAX];

	if (strchr(name, '/') || strlen(name) > 200)
		return false;
	snprintf(unit, 256, "%s.service", name);
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		snprintf(path, sizeof(path), "%s/%s", places[i], unit);
		if (access(path, F_OK) == 0)
			return true;
	}
	return false;
}

static int show_journal(const struct arguments *arguments, const char *unit, struct err *err)
{
	char *args[JOURNAL_ARGS_MAX + 4] = { "journalctl", "--unit", (char *)(uintptr_t)unit };

	memcpy(args + 3, arguments->options, (size_t)arguments->count * sizeof(*args));
	execvp(args[0], args);
	return err_set(err, errno, "cannot run journalctl for '%s': %s", unit, strerror(errno));
}

static int say_where(const struct run *run, struct err *err)
{
	char path[48], target[256], plain[256], comm[32];
	struct process parent = { .comm = "?" };
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%d/fd/2", (int)run->process.pid);
	len = readlink(path, target, sizeof(target) - 1);
	target[len > 0 ? len : 0] = '\0';
	note_text(plain, sizeof(plain), len > 0 ? target : "unknown");
	process_read(run->process.parent, &parent);
	note_text(comm, sizeof(comm), parent.comm);
	err_set(err, ENOENT,
		"'%s' (process %d) is of no unit of systemd: '%s' (process %d) started it, and its "
		"stderr is %s",
		run->name, (int)run->process.pid, comm, (int)run->process.parent, plain);
	return err_hint(err, "a container's messages are its engine's: 'podman logs', 'kubectl "
			     "logs'");
}

static int show(const struct arguments *arguments, const struct runs *runs, struct err *err)
{
	const struct run *found = NULL;
	char unit[256];

	for (size_t i = 0; i < runs->count; i++) {
		char pid[16];

		snprintf(pid, sizeof(pid), "%d", (int)runs->list[i].process.pid);
		if (strcmp(arguments->name, pid) != 0 &&
		    strcmp(arguments->name, runs->list[i].name) != 0)
			continue;
		if (found) {
			err_set(err, EEXIST, "more than one run is called '%s'", arguments->name);
			return err_hint(err, "give its number: 'wasm-bpf ps' lists them");
		}
		found = &runs->list[i];
	}
	if (found && *found->unit)
		return show_journal(arguments, found->unit, err);
	if (!found && has_unit(arguments->name, unit))
		return show_journal(arguments, unit, err);
	if (found)
		return say_where(found, err);
	err_set(err, ENOENT, "no run and no unit of systemd is called '%s'", arguments->name);
	return err_hint(err, "'wasm-bpf ps' lists what runs");
}

int cmd_logs(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	struct err err = ERR_INIT;
	struct runs runs;
	int ret;

	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &arguments);
	ret = runs_read(false, &runs, &err);
	if (!ret) {
		ret = show(&arguments, &runs, &err);
		runs_release(&runs);
	}
	if (ret)
		err_print(&err, "wasm-bpf");
	return ret != 0;
}
