// SPDX-License-Identifier: MIT
#include "activity/process.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { HOLDINGS_MAX = 1 << 20, TEXT_MAX = 4096 };

/* --- one process ---------------------------------------------------------------------------- */

/* Reads a small file of /proc, NUL and all. Its length, or -errno. */
static ssize_t read_text(int dir, const char *name, char text[static TEXT_MAX])
{
	const int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -errno : read(fd, text, TEXT_MAX - 1);

	if (fd < 0)
		return len;
	close(fd);
	text[len > 0 ? len : 0] = '\0';
	return len;
}

static int open_process(pid_t pid)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d", (int)pid);
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* proc(5), /proc/pid/stat: what stands behind the name in brackets, which may hold any. */
static bool parse_stat(const char *text, struct process *process)
{
	const char *begin = strchr(text, '('), *end = strrchr(text, ')');
	unsigned long long user, system, start;
	long resident;
	int parent;
	struct timespec now;

	if (!begin || !end || end < begin)
		return false;
	snprintf(process->comm, sizeof(process->comm), "%.*s", (int)(end - begin - 1), begin + 1);
	if (sscanf(end + 1,
		   " %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %*d %*d %*d %*d %*d %*d "
		   "%llu %*u %ld",
		   &parent, &user, &system, &start, &resident) != 5)
		return false;
	clock_gettime(CLOCK_BOOTTIME, &now);
	process->parent = parent;
	process->start = start;
	process->cpu = (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
	process->age = (double)now.tv_sec + (double)now.tv_nsec / 1e9 -
		       (double)start / (double)sysconf(_SC_CLK_TCK);
	process->resident = (uint64_t)resident * (uint64_t)sysconf(_SC_PAGESIZE);
	return true;
}

bool process_read(pid_t pid, struct process *ret_process)
{
	const int dir = open_process(pid);
	char text[TEXT_MAX];
	struct stat status;
	bool is_there;

	if (dir < 0)
		return false;
	is_there = fstat(dir, &status) == 0 && read_text(dir, "stat", text) > 0 &&
		   parse_stat(text, ret_process);
	ret_process->pid = pid;
	ret_process->uid = status.st_uid;
	/* The folder of a process that must not be looked at is root's. */
	if (is_there && read_text(dir, "status", text) > 0) {
		const char *line = strstr(text, "\nUid:");
		unsigned int uid;

		if (line && sscanf(line, "\nUid: %u", &uid) == 1)
			ret_process->uid = uid;
	}
	close(dir);
	return is_there;
}

/* A line is NUMBER:CONTROLLERS:PATH; the unit is the last part of the path that is one. */
static bool unit_of(const char *path, size_t len, char unit[static 256])
{
	static const char ending[] = ".service";
	const size_t end_len = sizeof(ending) - 1;

	for (const char *end = path + len; end > path;) {
		const char *begin = memrchr(path, '/', (size_t)(end - path));
		const size_t part = begin ? (size_t)(end - begin - 1) : 0;

		if (!begin)
			return false;
		if (part > end_len && part < 256 && memcmp(end - end_len, ending, end_len) == 0 &&
		    strncmp(begin + 1, "user@", 5) != 0) {
			snprintf(unit, 256, "%.*s", (int)part, begin + 1);
			return true;
		}
		end = begin;
	}
	return false;
}

bool process_unit(pid_t pid, char unit[static 256])
{
	const int dir = open_process(pid);
	char text[TEXT_MAX];
	bool found = false;

	if (dir < 0)
		return false;
	if (read_text(dir, "cgroup", text) > 0)
		for (char *line = text, *end; !found && (end = strchr(line, '\n'));
		     line = end + 1) {
			*end = '\0';
			if (strstr(line, "::/") || strstr(line, ":name=systemd:"))
				found = unit_of(line, strlen(line), unit);
		}
	close(dir);
	return found;
}

bool process_is_ours(pid_t pid)
{
	char path[64], target[256];
	const char *base;
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
	len = readlink(path, target, sizeof(target) - 1);
	target[len > 0 ? len : 0] = '\0';
	base = strrchr(target, '/');
	return base && (strcmp(base, "/wasm-bpf") == 0 || strcmp(base, "/wasm-bpf (deleted)") == 0);
}

/* --- what it holds -------------------------------------------------------------------------- */

static bool line_number(const char *text, const char *key, uint64_t *number)
{
	const size_t len = strlen(key);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, key, len) == 0) {
			*number = strtoull(line + len, NULL, 10);
			return true;
		}
	}
	return false;
}

/* A link's lines name its program, too, so it comes first. */
static bool is_held(const char *text, struct held *held)
{
	uint64_t id;

	if (line_number(text, "link_id:", &id))
		held->kind = HELD_LINK;
	else if (line_number(text, "map_id:", &id))
		held->kind = HELD_MAP;
	else if (line_number(text, "prog_id:", &id) && strstr(text, "prog_tag:"))
		held->kind = HELD_PROGRAM;
	else
		return false;
	held->id = (uint32_t)id;
	held->memory = 0;
	if (held->kind != HELD_LINK)
		line_number(text, "memlock:", &held->memory);
	return true;
}

static void add(struct holdings *holdings, const struct held *held)
{
	struct held *list = holdings->list;

	if (holdings->count == holdings->room) {
		const size_t room = holdings->room ? 2 * holdings->room : 64;

		list = room > HOLDINGS_MAX ? NULL : realloc(list, room * sizeof(*list));
		if (!list) {
			holdings->is_cut = true;
			return;
		}
		holdings->list = list;
		holdings->room = room;
	}
	list[holdings->count++] = *held;
}

void holdings_add(struct holdings *holdings, pid_t pid)
{
	char path[48], text[TEXT_MAX];
	struct held held = { .pid = pid };
	struct dirent *entry;
	DIR *folder;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo", (int)pid);
	folder = opendir(path);
	while (folder && (entry = readdir(folder)))
		if (isdigit((unsigned char)*entry->d_name) &&
		    read_text(dirfd(folder), entry->d_name, text) > 0 && is_held(text, &held))
			add(holdings, &held);
	if (folder)
		closedir(folder);
}

void holdings_add_all(struct holdings *holdings)
{
	DIR *processes = opendir("/proc");
	struct dirent *entry;

	while (processes && (entry = readdir(processes)))
		if (isdigit((unsigned char)*entry->d_name))
			holdings_add(holdings, (pid_t)strtol(entry->d_name, NULL, 10));
	if (processes)
		closedir(processes);
}

static int compare(const void *one, const void *other)
{
	const struct held *a = one, *b = other;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return a->pid < b->pid ? -1 : a->pid > b->pid;
}

void holdings_sort(struct holdings *holdings)
{
	size_t kept = 0;

	if (!holdings->count)
		return;
	qsort(holdings->list, holdings->count, sizeof(*holdings->list), compare);
	for (size_t i = 1; i < holdings->count; i++)
		if (compare(&holdings->list[kept], &holdings->list[i]) != 0)
			holdings->list[++kept] = holdings->list[i];
	holdings->count = kept + 1;
}

void holdings_release(struct holdings *holdings)
{
	free(holdings->list);
	*holdings = (struct holdings){ 0 };
}

const struct held *holdings_find(const struct holdings *holdings, enum held_kind kind, uint32_t id)
{
	const struct held wanted = { .kind = kind, .id = id, .pid = -1 };
	size_t low = 0, high = holdings->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (compare(&holdings->list[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < holdings->count && holdings->list[low].kind == kind &&
			       holdings->list[low].id == id
		       ? &holdings->list[low]
		       : NULL;
}

unsigned int holdings_count(const struct holdings *holdings, pid_t pid, enum held_kind kind,
			    uint64_t *memory)
{
	unsigned int count = 0;

	for (size_t i = 0; i < holdings->count; i++)
		if (holdings->list[i].pid == pid && holdings->list[i].kind == kind) {
			count++;
			if (memory)
				*memory += holdings->list[i].memory;
		}
	return count;
}
