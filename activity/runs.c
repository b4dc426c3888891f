// SPDX-License-Identifier: MIT
#include "activity/runs.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "activity/notes.h"
#include "lib/err.h"

enum { SILENT_SECONDS = 10 };

struct reading {
	struct runs *runs;
	int error;
};

static struct run *add(struct reading *reading, pid_t pid)
{
	struct runs *runs = reading->runs;
	struct run *grown = reallocarray(runs->list, runs->count + 1, sizeof(*grown));
	struct run *run;

	if (!grown) {
		reading->error = ENOMEM;
		return NULL;
	}
	runs->list = grown;
	run = &grown[runs->count];
	*run = (struct run){ 0 };
	if (!process_read(pid, &run->process))
		return NULL;
	if (process_unit(pid, run->unit)) {
		char unit[sizeof(run->unit)];

		note_text(unit, sizeof(unit), run->unit);
		strcpy(run->unit, unit);
	}
	runs->count++;
	return run;
}

static void take_note(void *context, const struct noted *noted)
{
	struct reading *reading = context;
	struct run *run;

	reading->runs->stale += noted->is_stale;
	run = noted->is_stale ? NULL : add(reading, noted->note.pid);
	if (!run)
		return;
	run->has_note = true;
	run->note = noted->note;
	strcpy(run->name, noted->note.name);
}

/* Processes of this program that hold BPF and have no note that can be seen. */
static void add_others(struct reading *reading)
{
	DIR *processes = opendir("/proc");
	struct dirent *entry;

	while (processes && (entry = readdir(processes))) {
		const pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
		struct holdings holdings = { 0 };
		struct run *run;

		if (pid <= 0 || pid == getpid() || runs_find(reading->runs, pid) ||
		    !process_is_ours(pid))
			continue;
		holdings_add(&holdings, pid);
		run = holdings.count ? add(reading, pid) : NULL;
		if (run)
			note_text(run->name, sizeof(run->name), run->process.comm);
		holdings_release(&holdings);
	}
	if (processes)
		closedir(processes);
}

static int compare(const void *one, const void *other)
{
	const struct run *a = one, *b = other;

	return a->process.start < b->process.start ? -1 : a->process.start > b->process.start;
}

static void count_held(struct runs *runs)
{
	for (struct run *run = runs->list; run && run < runs->list + runs->count; run++) {
		const pid_t pid = run->process.pid;

		run->programs = holdings_count(&runs->holdings, pid, HELD_PROGRAM,
					       &run->bpf_memory);
		run->maps = holdings_count(&runs->holdings, pid, HELD_MAP, &run->bpf_memory);
		run->links = holdings_count(&runs->holdings, pid, HELD_LINK, NULL);
	}
}

int runs_read(bool all, struct runs *ret_runs, struct err *err)
{
	struct reading reading = { .runs = ret_runs };

	*ret_runs = (struct runs){ 0 };
	notes_each(take_note, &reading);
	add_others(&reading);
	if (reading.error) {
		runs_release(ret_runs);
		return err_set(err, reading.error, "%s", strerror(reading.error));
	}
	if (ret_runs->count)
		qsort(ret_runs->list, ret_runs->count, sizeof(*ret_runs->list), compare);
	for (size_t i = 0; !all && i < ret_runs->count; i++)
		holdings_add(&ret_runs->holdings, ret_runs->list[i].process.pid);
	if (all)
		holdings_add_all(&ret_runs->holdings);
	holdings_sort(&ret_runs->holdings);
	count_held(ret_runs);
	return 0;
}

void runs_release(struct runs *runs)
{
	free(runs->list);
	holdings_release(&runs->holdings);
	runs->list = NULL;
	runs->count = 0;
}

const struct run *runs_find(const struct runs *runs, pid_t pid)
{
	for (size_t i = 0; i < runs->count; i++)
		if (runs->list[i].process.pid == pid)
			return &runs->list[i];
	return NULL;
}

const char *run_state(const struct run *run)
{
	static const char *const states[] = { "attached", "starting", "unhealthy", "stopping" };
	const uint64_t now = (uint64_t)time(NULL);

	if (!run->has_note)
		return "-";
	if (now > run->note.written + SILENT_SECONDS)
		return "silent";
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (strcmp(states[i], run->note.state) == 0)
			return states[i];
	return "?";
}

void runs_size(uint64_t bytes, char text[static 16])
{
	static const char units[] = "KMGTPE";
	double size = (double)bytes / 1024;
	size_t unit = 0;

	while (size >= 1000 && units[unit + 1]) {
		size /= 1024;
		unit++;
	}
	snprintf(text, 16, size < 10 && unit ? "%.1f%c" : "%.0f%c", size, units[unit]);
}
