// SPDX-License-Identifier: MIT
/* wasm-bpf ps: what runs on this host. */
#include <argp.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "activity/kernel.h"
#include "activity/stale.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/json.h"
#include "wasm-bpf/command.h"
#include "activity/runs.h"

enum { JSON_MAX = 64 << 20 };
enum { OPT_CLEAN = 256, OPT_JSON };

struct arguments {
	bool all, clean, json;
};

static const struct argp_option option_table[] = {
	{ "all", 'a', NULL, 0, "Also list the programs of others, and who holds them", 0 },
	{ "json", OPT_JSON, NULL, 0, "Print one JSON object", 0 },
	{ "clean", OPT_CLEAN, NULL, 0, "Remove what runs left that are gone, and list it", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'a':
		arguments->all = true;
		break;
	case OPT_JSON:
		arguments->json = true;
		break;
	case OPT_CLEAN:
		arguments->clean = true;
		break;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s': there is nothing to name", arg);
		break;
	case ARGP_KEY_END:
		if (arguments->clean && (arguments->all || arguments->json))
			argp_error(state, "--clean stands alone");
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
	"List the guests and objects that run on this host: root sees those of all users.\vRECORDS/S "
	"and LOST are what the run counts itself; records that a guest takes from a mapped ring are "
	"not among them. CPU is the share of one processor since the start, BPF the memory of its "
	"programs and maps in the kernel.",
	NULL,
	NULL,
	NULL,
};

/* --- runs ----------------------------------------------------------------------------------- */

static void print_run(const struct run *run)
{
	char since[32] = "-", bpf[16], memory[16];
	const time_t at = (time_t)run->note.since;
	struct tm parts;

	if (run->has_note && localtime_r(&at, &parts))
		strftime(since, sizeof(since), "%Y-%m-%d %H:%M", &parts);
	runs_size(run->bpf_memory, bpf);
	runs_size(run->process.resident, memory);
	printf("%-16s %7d %-16s %-9s %5u %5u ", run->name, (int)run->process.pid, since,
	       run_state(run), run->programs, run->maps);
	if (run->has_note)
		printf("%9llu %8llu ", (unsigned long long)run->note.rate,
		       (unsigned long long)run->note.lost);
	else
		printf("%9s %8s ", "-", "-");
	printf("%5.1f%% %7s %7s %.19s\n",
	       run->process.age > 0 ? 100 * run->process.cpu / run->process.age : 0, memory, bpf,
	       *run->note.digest ? run->note.digest : "-");
}

static void write_run(struct json_writer *json, const struct run *run)
{
	const struct note *note = &run->note;

	json_write_begin(json, NULL, '{');
	json_write_utf8(json, "name", run->name, strlen(run->name));
	json_write_number(json, "pid", (uint64_t)run->process.pid);
	json_write_number(json, "uid", run->process.uid);
	json_write_text(json, "state", run_state(run));
	json_write_text(json, "unit", *run->unit ? run->unit : NULL);
	json_write_number(json, "programs", run->programs);
	json_write_number(json, "maps", run->maps);
	json_write_number(json, "links", run->links);
	json_write_decimal(json, "cpu_seconds", run->process.cpu);
	json_write_number(json, "resident_bytes", run->process.resident);
	json_write_number(json, "bpf_bytes", run->bpf_memory);
	if (run->has_note) {
		json_write_utf8(json, "file", note->file, strlen(note->file));
		json_write_text(json, "digest", *note->digest ? note->digest : NULL);
		json_write_number(json, "since", note->since);
		json_write_number(json, "delivered", note->delivered);
		json_write_number(json, "lost", note->lost);
		json_write_number(json, "records_per_second", note->rate);
	}
	json_write_end(json, '}');
}

/* --- programs of all ------------------------------------------------------------------------ */

struct others {
	struct kernel_lists lists;
	struct pinned_list pinned;
};

/* Who holds a program: processes, then a pin; or the kernel alone, by what it is attached to. */
static void print_holders(const struct runs *runs, const struct others *others, uint32_t id)
{
	const struct holdings *holdings = &runs->holdings;
	const struct held *held = holdings_find(holdings, HELD_PROGRAM, id);
	const char *pin = pinned_path(&others->pinned, false, id), *between = "";

	for (; held && held < holdings->list + holdings->count && held->id == id &&
	       held->kind == HELD_PROGRAM;
	     held++) {
		const struct run *run = runs_find(runs, held->pid);
		struct process process = { .comm = "?" };
		char comm[sizeof(process.comm)];

		process_read(held->pid, &process);
		note_text(comm, sizeof(comm), process.comm);
		printf("%s%s[%d]%s", between, run ? run->name : comm, (int)held->pid,
		       run ? " (wasm-bpf)" : "");
		between = ", ";
	}
	if (pin) {
		char plain[256];

		note_text(plain, sizeof(plain), pin);
		printf("%spinned at %s", between, plain);
	} else if (!*between) {
		printf("no process; the kernel, where it is attached");
	}
	putchar('\n');
}

static void print_programs(const struct runs *runs, const struct others *others)
{
	printf("\n%6s %-20s %-16s %7s  %s\n", "ID", "TYPE", "PROGRAM", "MEMORY", "HELD BY");
	for (size_t i = 0; i < others->lists.program_count; i++) {
		const struct kernel_program *program = &others->lists.programs[i];
		char memory[16], name[32];

		runs_size(program->memory, memory);
		note_text(name, sizeof(name), program->name);
		printf("%6u %-20s %-16s %7s  ", program->id, program->type, name, memory);
		print_holders(runs, others, program->id);
	}
}

static void write_program(struct json_writer *json, const struct runs *runs,
			  const struct others *others, const struct kernel_program *program)
{
	const struct holdings *holdings = &runs->holdings;
	const struct held *held = holdings_find(holdings, HELD_PROGRAM, program->id);
	const char *pin = pinned_path(&others->pinned, false, program->id);

	json_write_begin(json, NULL, '{');
	json_write_number(json, "id", program->id);
	json_write_text(json, "type", program->type);
	json_write_utf8(json, "name", program->name, strlen(program->name));
	json_write_number(json, "bytes", program->memory);
	if (pin)
		json_write_utf8(json, "pinned", pin, strlen(pin));
	json_write_begin(json, "held_by", '[');
	for (; held && held < holdings->list + holdings->count && held->id == program->id &&
	       held->kind == HELD_PROGRAM;
	     held++) {
		struct process process = { .comm = "" };

		process_read(held->pid, &process);
		json_write_begin(json, NULL, '{');
		json_write_number(json, "pid", (uint64_t)held->pid);
		json_write_utf8(json, "comm", process.comm, strlen(process.comm));
		json_write_bool(json, "is_wasm_bpf", runs_find(runs, held->pid) != NULL);
		json_write_end(json, '}');
	}
	json_write_end(json, ']');
	json_write_end(json, '}');
}

/* --- the whole ------------------------------------------------------------------------------ */

static void print_text(const struct runs *runs, const struct others *others)
{
	printf("%-16s %7s %-16s %-9s %5s %5s %9s %8s %6s %7s %7s %s\n", "NAME", "PID", "SINCE",
	       "STATE", "PROGS", "MAPS", "RECORDS/S", "LOST", "CPU", "MEMORY", "BPF", "DIGEST");
	for (size_t i = 0; i < runs->count; i++)
		print_run(&runs->list[i]);
	if (others)
		print_programs(runs, others);
}

static int print_json(const struct runs *runs, const struct others *others, struct err *err)
{
	struct buf text = BUF_INIT(JSON_MAX);
	struct json_writer json = { .to = &text };
	int error;

	json_write_begin(&json, NULL, '{');
	json_write_begin(&json, "runs", '[');
	for (size_t i = 0; i < runs->count; i++)
		write_run(&json, &runs->list[i]);
	json_write_end(&json, ']');
	if (others) {
		json_write_begin(&json, "programs", '[');
		for (size_t i = 0; i < others->lists.program_count; i++)
			write_program(&json, runs, others, &others->lists.programs[i]);
		json_write_end(&json, ']');
	}
	json_write_end(&json, '}');
	error = text.error;
	if (!error)
		puts(text.data);
	buf_release(&text);
	return error ? err_set(err, error, "%s", strerror(error)) : 0;
}

static int list(const struct arguments *arguments, struct err *err)
{
	struct others others = { 0 };
	struct runs runs;
	int ret = runs_read(arguments->all, &runs, err);

	if (!ret && arguments->all)
		ret = kernel_lists_read(false, &others.lists, err);
	if (!ret && arguments->all)
		pinned_find(&others.pinned);
	if (!ret && arguments->json)
		ret = print_json(&runs, arguments->all ? &others : NULL, err);
	else if (!ret)
		print_text(&runs, arguments->all ? &others : NULL);
	if (!ret && !arguments->json && runs.stale)
		fprintf(stderr,
			"wasm-bpf: runs that ended left %zu notes: 'wasm-bpf ps --clean' removes "
			"them\n",
			runs.stale);
	runs_release(&runs);
	kernel_lists_release(&others.lists);
	pinned_release(&others.pinned);
	return ret;
}

/* --- what is stale -------------------------------------------------------------------------- */

static void print_stale(void *context, const char *what, const char *path, int error)
{
	bool *failed = context;
	char plain[256];

	note_text(plain, sizeof(plain), path);
	if (error)
		fprintf(stderr, "wasm-bpf: cannot remove the %s '%s': %s\n", what, plain,
			strerror(error));
	else
		printf("removed the %s '%s'\n", what, plain);
	*failed |= error;
}

int cmd_ps(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	struct err err = ERR_INIT;
	bool failed = false;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	if (arguments.clean) {
		if (!stale_each(true, print_stale, &failed))
			puts("nothing is stale");
		return failed;
	}
	if (list(&arguments, &err) == 0)
		return 0;
	err_print(&err, "wasm-bpf");
	return 1;
}
