// SPDX-License-Identifier: MIT
/* Prints all threads, and where in the kernel they wait. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>
#include <wasm_bpf_v2.h>
#include "../tool.h"
#include "task_iter.skel.h"
#include "task_iter.types.h"

#define DESCRIPTION "Prints all threads, and where in the kernel they wait"
TOOL(DESCRIPTION);

static int only; /* this process, or all */

static char state_letter(unsigned state)
{
	static const char letters[] = "SDTtXZPI";

	for (unsigned i = 0; letters[i]; i++)
		if (state & 1u << i)
			return letters[i];
	return state ? '?' : 'R';
}

static int emit_row(const struct task_row *row)
{
	struct thread thread = { .process = row->process,
				 .thread = row->pid,
				 .parent = row->parent };

	thread.state[0] = state_letter(row->state);
	memcpy(thread.comm, row->comm, sizeof(thread.comm));
	strcpy(thread.function, "-");
	if (row->stack > 0 &&
	    wasm_bpf_ksym(row->frames[0], NULL, thread.function, sizeof(thread.function)) < 0)
		strcpy(thread.function, "?");
	return task_iter_bpf_thread__emit(&thread);
}

/* Reads rows to the end; the kernel may deliver them in pieces. Returns 0 or -errno. */
static int emit_rows(int fd)
{
	struct task_row row;
	size_t have = 0;
	ssize_t got;
	int err = 0;

	while (!err && (got = read(fd, (char *)&row + have, sizeof(row) - have)) > 0) {
		have += got;
		if (have < sizeof(row))
			continue;
		have = 0;
		if (!only || only == row.process)
			err = emit_row(&row);
	}
	return !err && got < 0 ? -errno : err;
}

static int run(struct task_iter_bpf *skel)
{
	int fd, err = task_iter_bpf__attach(skel);

	if (err)
		return err;
	fd = bpf_iter_create(bpf_link__fd(skel->links.each_task));
	if (fd < 0)
		return fd;
	err = tool_heading(task_iter_bpf_thread__emit_all(NULL, 0));
	if (!err)
		err = emit_rows(fd);
	close(fd);
	return err;
}

static const struct argp_option options[] = {
	TOOL_HELP,
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		only = tool_number(arg, INT32_MAX, "process", state);
		break;
	default:
		return tool_option(key, state);
	}
	return 0;
}

static const struct argp argp = {
	options, parse, "[PID]", DESCRIPTION ".\vPID leaves out the threads of other processes.",
	NULL,    NULL,  NULL,
};

int main(int argc, char **argv)
{
	struct task_iter_bpf *skel;
	int err;

	tool_begin(&argp, argc, argv, NULL);
	skel = task_iter_bpf__open_and_load();
	if (!skel)
		return 1;
	err = run(skel);
	task_iter_bpf__destroy(skel);
	return err ? 1 : 0;
}
