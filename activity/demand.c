// SPDX-License-Identifier: MIT
#include "activity/demand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/json.h"

enum { ROWS_MAX = 15 };

int demand_read(struct demand *ret_usage, struct err *err)
{
	struct demand demand = { .at = clock_now() };
	int ret = kernel_lists_read(true, &demand.lists, err);

	if (!ret)
		ret = runs_read(true, &demand.runs, err);
	if (ret)
		demand_release(&demand);
	else
		*ret_usage = demand;
	return ret;
}

void demand_release(struct demand *demand)
{
	kernel_lists_release(&demand->lists);
	runs_release(&demand->runs);
	*demand = (struct demand){ 0 };
}

/* --- what a program did between two moments ----------------------------------------------- */

struct program_demand {
	const struct kernel_program *program;
	uint64_t runs, ns; /* in between */
	double cpu;        /* share of a processor, in percent */
	double runs_per_second;
};

static const struct kernel_program *find(const struct kernel_lists *lists, uint32_t id)
{
	for (size_t i = 0; i < lists->program_count && lists->programs[i].id <= id; i++)
		if (lists->programs[i].id == id)
			return &lists->programs[i];
	return NULL;
}

static int by_time(const void *one, const void *other)
{
	const struct program_demand *a = one, *b = other;

	if (a->ns != b->ns)
		return a->ns > b->ns ? -1 : 1;
	return a->program->id < b->program->id ? -1 : 1;
}

/* All programs, those that take most first; the caller frees the list. Null: no memory. */
static struct program_demand *programs_between(const struct demand *before,
					       const struct demand *now)
{
	struct program_demand *list = calloc(now->lists.program_count + 1, sizeof(*list));
	const double seconds = (double)(now->at - before->at) / 1e9;

	for (size_t i = 0; list && i < now->lists.program_count; i++) {
		const struct kernel_program *program = &now->lists.programs[i];
		const struct kernel_program *old = find(&before->lists, program->id);

		list[i].program = program;
		list[i].runs = program->runs - (old ? old->runs : 0);
		list[i].ns = program->ns - (old ? old->ns : 0);
		list[i].cpu = seconds > 0 ? (double)list[i].ns / 1e7 / seconds : 0;
		list[i].runs_per_second = seconds > 0 ? (double)list[i].runs / seconds : 0;
	}
	if (list)
		qsort(list, now->lists.program_count, sizeof(*list), by_time);
	return list;
}

/* --- maps --------------------------------------------------------------------------------- */

static int by_memory(const void *one, const void *other)
{
	const struct kernel_map *const *a = one, *const *b = other;

	if ((*a)->memory != (*b)->memory)
		return (*a)->memory > (*b)->memory ? -1 : 1;
	return (*a)->id < (*b)->id ? -1 : 1;
}

static int by_fill(const void *one, const void *other)
{
	const struct kernel_map *const *a = one, *const *b = other;
	const double fill_a = (double)(*a)->filled / (double)(*a)->size;
	const double fill_b = (double)(*b)->filled / (double)(*b)->size;

	if (fill_a != fill_b)
		return fill_a > fill_b ? -1 : 1;
	return (*a)->id < (*b)->id ? -1 : 1;
}

/* All maps, or only rings, sorted; the caller frees the list. */
static const struct kernel_map **maps_of(const struct demand *now, bool rings, size_t *ret_count)
{
	const struct kernel_map **list = calloc(now->lists.map_count + 1, sizeof(*list));

	*ret_count = 0;
	for (size_t i = 0; list && i < now->lists.map_count; i++)
		if (!rings || now->lists.maps[i].size)
			list[(*ret_count)++] = &now->lists.maps[i];
	if (list)
		qsort(list, *ret_count, sizeof(*list), rings ? by_fill : by_memory);
	return list;
}

/* --- text --------------------------------------------------------------------------------- */

/* "app[4711]" of the first process that holds it, and how many more do. */
static void holder(const struct demand *now, enum held_kind kind, uint32_t id, char text[static 96])
{
	const struct holdings *holdings = &now->runs.holdings;
	const struct held *first = holdings_find(holdings, kind, id), *held = first;
	const struct run *run = first ? runs_find(&now->runs, first->pid) : NULL;
	struct process process = { .comm = "?" };
	char name[64];
	int len;

	if (!first) {
		strcpy(text, "no process");
		return;
	}
	process_read(first->pid, &process);
	note_text(name, sizeof(name), run ? run->name : process.comm);
	while (held < holdings->list + holdings->count && held->kind == kind && held->id == id)
		held++;
	len = snprintf(text, 96, "%s[%d]", name, (int)first->pid);
	if (held - first > 1)
		snprintf(text + len, 96 - (size_t)len, " and %ld more", (long)(held - first - 1));
}

static void text_programs(const struct demand *before, const struct demand *now, struct buf *to)
{
	struct program_demand *list = programs_between(before, now);
	size_t shown = 0;

	buf_printf(to, "%6s %-18s %-16s %7s %10s %9s  %s\n", "ID", "TYPE", "PROGRAM", "CPU",
		   "RUNS/S", "NS/RUN", "HELD BY");
	for (; list && shown < now->lists.program_count && shown < ROWS_MAX; shown++) {
		const struct program_demand *demand = &list[shown];
		char name[32], who[96];

		note_text(name, sizeof(name), demand->program->name);
		holder(now, HELD_PROGRAM, demand->program->id, who);
		buf_printf(to, "%6u %-18s %-16s %6.2f%% %10.0f %9llu  %s\n", demand->program->id,
			   demand->program->type, name, demand->cpu, demand->runs_per_second,
			   (unsigned long long)(demand->runs ? demand->ns / demand->runs : 0), who);
	}
	if (shown < now->lists.program_count)
		buf_printf(to, "%6s and %zu programs more\n", "", now->lists.program_count - shown);
	free(list);
}

static void text_maps(const struct demand *now, bool rings, struct buf *to)
{
	size_t count, shown = 0;
	const struct kernel_map **list = maps_of(now, rings, &count);

	if (rings && count)
		buf_printf(to, "\n%6s %-18s %-16s %7s %10s %9s  %s\n", "ID", "RING", "NAME", "FILL",
			   "UNREAD", "SIZE", "HELD BY");
	else if (!rings)
		buf_printf(to, "\n%6s %-18s %-16s %7s %10s %9s  %s\n", "ID", "TYPE", "MAP",
			   "MEMORY", "", "", "HELD BY");
	for (; list && shown < count && shown < ROWS_MAX; shown++) {
		const struct kernel_map *map = list[shown];
		char name[32], who[96], memory[16], unread[16], size[16];

		note_text(name, sizeof(name), map->name);
		holder(now, HELD_MAP, map->id, who);
		runs_size(map->memory, memory);
		runs_size(map->filled, unread);
		runs_size(map->size, size);
		buf_printf(to, "%6u %-18s %-16s ", map->id, map->type, name);
		if (rings)
			buf_printf(to, "%6.1f%% %10s %9s  %s\n",
				   100 * (double)map->filled / (double)map->size, unread, size,
				   who);
		else
			buf_printf(to, "%7s %10s %9s  %s\n", memory, "", "", who);
	}
	if (shown < count)
		buf_printf(to, "%6s and %zu maps more\n", "", count - shown);
	free(list);
}

static void text_runs(const struct demand *now, struct buf *to)
{
	if (now->runs.count)
		buf_printf(to, "\n%6s %-18s %-16s %7s %10s %9s\n", "PID", "RUN", "STATE", "CPU",
			   "RECORDS/S", "LOST");
	for (size_t i = 0; i < now->runs.count && i < ROWS_MAX; i++) {
		const struct run *run = &now->runs.list[i];

		buf_printf(to, "%6d %-18.18s %-16s %6.2f%% %10llu %9llu\n", (int)run->process.pid,
			   run->name, run_state(run),
			   run->process.age > 0 ? 100 * run->process.cpu / run->process.age : 0,
			   (unsigned long long)run->note.rate, (unsigned long long)run->note.lost);
	}
	if (now->runs.count > ROWS_MAX)
		buf_printf(to, "%6s and %zu runs more\n", "", now->runs.count - ROWS_MAX);
}

void demand_text(const struct demand *before, const struct demand *now, struct buf *to)
{
	uint64_t memory = 0, ns = 0;
	struct program_demand *list = programs_between(before, now);
	const double seconds = (double)(now->at - before->at) / 1e9;
	char all[16];

	for (size_t i = 0; i < now->lists.map_count; i++)
		memory += now->lists.maps[i].memory;
	for (size_t i = 0; list && i < now->lists.program_count; i++)
		ns += list[i].ns;
	free(list);
	runs_size(memory, all);
	buf_printf(to,
		   "%zu programs take %.2f%% of a processor; %zu maps take %s. The kernel counts "
		   "runs meanwhile.\n\n",
		   now->lists.program_count, seconds > 0 ? (double)ns / 1e7 / seconds : 0,
		   now->lists.map_count, all);
	text_programs(before, now, to);
	text_maps(now, false, to);
	text_maps(now, true, to);
	text_runs(now, to);
}

/* --- JSON --------------------------------------------------------------------------------- */

static void json_holders(struct json_writer *json, const struct demand *now, enum held_kind kind,
			 uint32_t id)
{
	const struct holdings *holdings = &now->runs.holdings;
	const struct held *held = holdings_find(holdings, kind, id);

	json_write_begin(json, "pids", '[');
	for (; held && held < holdings->list + holdings->count && held->kind == kind &&
	       held->id == id;
	     held++)
		json_write_number(json, NULL, (uint64_t)held->pid);
	json_write_end(json, ']');
}

static void json_program(struct json_writer *json, const struct demand *now,
			 const struct program_demand *demand)
{
	json_write_begin(json, NULL, '{');
	json_write_number(json, "id", demand->program->id);
	json_write_text(json, "type", demand->program->type);
	json_write_utf8(json, "name", demand->program->name, strlen(demand->program->name));
	json_write_number(json, "runs", demand->runs);
	json_write_number(json, "ns", demand->ns);
	json_write_decimal(json, "cpu_percent", demand->cpu);
	json_write_number(json, "bytes", demand->program->memory);
	json_holders(json, now, HELD_PROGRAM, demand->program->id);
	json_write_end(json, '}');
}

static void json_map(struct json_writer *json, const struct demand *now,
		     const struct kernel_map *map)
{
	json_write_begin(json, NULL, '{');
	json_write_number(json, "id", map->id);
	json_write_text(json, "type", map->type);
	json_write_utf8(json, "name", map->name, strlen(map->name));
	json_write_number(json, "bytes", map->memory);
	if (map->size) {
		json_write_number(json, "ring_size", map->size);
		json_write_number(json, "ring_unread", map->filled);
	}
	json_holders(json, now, HELD_MAP, map->id);
	json_write_end(json, '}');
}

static void json_runs(struct json_writer *json, const struct runs *runs)
{
	json_write_begin(json, "runs", '[');
	for (size_t i = 0; i < runs->count; i++) {
		const struct run *run = &runs->list[i];

		json_write_begin(json, NULL, '{');
		json_write_utf8(json, "name", run->name, strlen(run->name));
		json_write_number(json, "pid", (uint64_t)run->process.pid);
		json_write_text(json, "state", run_state(run));
		json_write_number(json, "delivered", run->note.delivered);
		json_write_number(json, "lost", run->note.lost);
		json_write_number(json, "records_per_second", run->note.rate);
		json_write_end(json, '}');
	}
	json_write_end(json, ']');
}

void demand_json(const struct demand *before, const struct demand *now, struct buf *to)
{
	struct json_writer json = { .to = to };
	struct program_demand *programs = programs_between(before, now);
	size_t count;
	const struct kernel_map **maps = maps_of(now, false, &count);

	json_write_begin(&json, NULL, '{');
	json_write_decimal(&json, "seconds", (double)(now->at - before->at) / 1e9);
	json_write_begin(&json, "programs", '[');
	for (size_t i = 0; programs && i < now->lists.program_count; i++)
		json_program(&json, now, &programs[i]);
	json_write_end(&json, ']');
	json_write_begin(&json, "maps", '[');
	for (size_t i = 0; maps && i < count; i++)
		json_map(&json, now, maps[i]);
	json_write_end(&json, ']');
	json_runs(&json, &now->runs);
	json_write_end(&json, '}');
	buf_puts(to, "\n");
	free(programs);
	free(maps);
}
