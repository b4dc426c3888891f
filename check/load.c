// SPDX-License-Identifier: MIT
#include "check/load.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kinds/kind.h"

enum { LOG_SIZE = 1 << 20, LOG_STATS = 4, MAP_ENTRIES = 1, RING_SIZE = 1 << 16 };

/* What the lines of a console begin with that are ours. */
static const char mark[] = "@wasm-bpf-check\t";

/* --- in the kernel --------------------------------------------------------------------------- */

/* The last thing that libbpf complained about. */
static char complaint[LOAD_REASON_SIZE];

static int listen(enum libbpf_print_level level, const char *fmt, va_list args)
{
	if (level == LIBBPF_WARN && !strstr(fmt, "BEGIN PROG LOAD LOG"))
		vsnprintf(complaint, sizeof(complaint), fmt, args);
	return 0;
}

/* Copies a line without what would end it. */
static void copy_line(char *to, size_t size, const char *from, size_t len)
{
	size_t at = 0;

	for (size_t i = 0; i < len && at < size - 1; i++)
		to[at++] = from[i] >= ' ' && from[i] <= '~' ? from[i] : ' ';
	while (at > 0 && to[at - 1] == ' ')
		at--;
	to[at] = '\0';
}

static bool begins(const char *line, const char *with)
{
	return strncmp(line, with, strlen(with)) == 0;
}

/* Finds in the verifier's log how much it did, and its last words. */
static void read_log(struct load *load, const char *log)
{
	for (const char *at = log; *at;) {
		const size_t len = strcspn(at, "\n");
		const char *states;

		if (begins(at, "processed ")) {
			sscanf(at, "processed %" SCNu64, &load->instructions);
			states = strstr(at, "total_states ");
			if (states)
				sscanf(states, "total_states %" SCNu64, &load->states);
		} else if (len && !begins(at, "verification time") && !begins(at, "stack depth") &&
			   !begins(at, "peak_states") && !begins(at, "mark_precise")) {
			copy_line(load->reason, sizeof(load->reason), at, len);
		}
		at += len + (at[len] == '\n');
	}
	/* What libbpf puts where a relocation found nothing: a call of this number. */
	if (strstr(load->reason, "195896080"))
		snprintf(load->reason, sizeof(load->reason),
			 "it reaches a CO-RE relocation that found nothing in the kernel's BTF");
}

/* Sizes that a guest would set: a map without entries is refused. */
static void size_maps(struct bpf_object *bpf)
{
	struct bpf_map *map;

	bpf_object__for_each_map (map, bpf) {
		if (bpf_map__max_entries(map) ||
		    bpf_map__type(map) == BPF_MAP_TYPE_PERF_EVENT_ARRAY)
			continue;
		bpf_map__set_max_entries(
			map, bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF ? RING_SIZE : MAP_ENTRIES);
	}
}

/* Makes one program the only one that is loaded. False if it cannot be tried by itself. */
static bool choose(struct bpf_object *bpf, const char *name, char *log, bool *ret_is_whole)
{
	struct bpf_program *prog;
	bool found = false;

	bpf_object__for_each_program (prog, bpf) {
		const bool is_this = strcmp(bpf_program__name(prog), name) == 0;
		const char *section = bpf_program__section_name(prog);

		bpf_program__set_autoload(prog, is_this);
		if (!is_this)
			continue;
		found = true;
		*ret_is_whole = bpf_program__type(prog) != BPF_PROG_TYPE_STRUCT_OPS &&
				(!kind_is_bound(section) || kind_section_target(section));
		bpf_program__set_log_buf(prog, log, LOG_SIZE);
		bpf_program__set_log_level(prog, LOG_STATS);
	}
	return found;
}

static void try(const char *path, const char *name, struct load *load, char *log)
{
	struct bpf_object *bpf = bpf_object__open_file(path, NULL);
	bool is_whole = false;
	int ret = bpf ? 0 : -errno;

	*log = *complaint = '\0';
	if (bpf) {
		size_maps(bpf);
		ret = choose(bpf, name, log, &is_whole) ? bpf_object__load(bpf) : -ENOENT;
	}
	load->is_loaded = !ret;
	read_log(load, log);
	if (ret && !*load->reason)
		copy_line(load->reason, sizeof(load->reason), complaint, strlen(complaint));
	if (ret && !*load->reason)
		snprintf(load->reason, sizeof(load->reason), "%s", strerror(-ret));
	bpf_object__close(bpf);
}

static void print_load(const struct load *load)
{
	printf("\n%s%u\t%s\t%d\t%" PRIu64 "\t%" PRIu64 "\t%s\n", mark, load->object, load->program,
	       load->is_loaded, load->instructions, load->states, load->reason);
	fflush(stdout);
}

static void load_object(uint32_t number, const char *path, char *log)
{
	struct bpf_object *bpf = bpf_object__open_file(path, NULL);
	struct bpf_program *prog;

	if (!bpf)
		return;
	bpf_object__for_each_program (prog, bpf) {
		struct load load = { .object = number };
		const char *section = bpf_program__section_name(prog), *name;

		/* Programs that need a target, or whose map loads them, are not tried. */
		if (!bpf_program__autoload(prog) || bpf_program__type(prog) == BPF_PROG_TYPE_EXT ||
		    (kind_is_bound(section) && !kind_section_target(section)))
			continue;
		name = bpf_program__name(prog);
		copy_line(load.program, sizeof(load.program), name, strlen(name));
		if (strlen(name) >= sizeof(load.program))
			memcpy(load.program + sizeof(load.program) - 4, "...", 4);
		try(path, name, &load, log);
		print_load(&load);
	}
	bpf_object__close(bpf);
}

void load_all(void)
{
	char path[32], *log = malloc(LOG_SIZE);

	libbpf_set_print(listen);
	for (uint32_t i = 0; log; i++) {
		snprintf(path, sizeof(path), "/%u.bpf.o", i);
		if (access(path, R_OK) < 0)
			break;
		load_object(i, path, log);
	}
	free(log);
	printf("\n%send\n", mark);
	fflush(stdout);
}

/* --- from its console ------------------------------------------------------------------------ */

/* Cuts the next word off a line at a tab. */
static char *word(char **line)
{
	char *begin = *line, *tab = strchr(begin, '\t');

	if (tab)
		*tab = '\0';
	*line = tab ? tab + 1 : begin + strlen(begin);
	return begin;
}

static int add_load(struct loads *loads, char *line)
{
	struct load load = { 0 }, *all;

	load.object = (uint32_t)strtoul(word(&line), NULL, 10);
	snprintf(load.program, sizeof(load.program), "%s", word(&line));
	load.is_loaded = strcmp(word(&line), "1") == 0;
	load.instructions = strtoull(word(&line), NULL, 10);
	load.states = strtoull(word(&line), NULL, 10);
	snprintf(load.reason, sizeof(load.reason), "%s", line);
	if (loads->count == LOADS_MAX || !*load.program)
		return 0;
	all = realloc(loads->all, (loads->count + 1) * sizeof(*all));
	if (!all)
		return -ENOMEM;
	loads->all = all;
	all[loads->count++] = load;
	return 0;
}

int loads_read(struct loads *loads, const char *console, size_t size)
{
	const char *at = console, *end = console + size;
	char line[1024];
	int ret = 0;

	*loads = (struct loads){ 0 };
	while (at < end && !ret) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		const size_t len = (size_t)((stop ? stop : end) - at);

		snprintf(line, sizeof(line), "%.*s",
			 (int)(len < sizeof(line) ? len : sizeof(line) - 1), at);
		line[strcspn(line, "\r")] = '\0';
		at += len + 1;
		if (begins(line, mark) && strcmp(line + strlen(mark), "end") == 0)
			loads->ended = true;
		else if (begins(line, mark))
			ret = add_load(loads, line + strlen(mark));
		else if (*line)
			copy_line(loads->last, sizeof(loads->last), line, strlen(line));
	}
	return ret;
}

void loads_release(struct loads *loads)
{
	free(loads->all);
	*loads = (struct loads){ 0 };
}
