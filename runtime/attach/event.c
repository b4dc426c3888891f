// SPDX-License-Identifier: MIT
#include "attach/event.h"

#include <errno.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds/target.h"

enum { NAME_MAX_SIZE = 64, HERTZ_MAX = 1000000 };

static const struct {
	const char *name;
	__u32 type;
	__u64 config;
} events[] = {
	{ "cpu-clock", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK },
	{ "task-clock", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK },
	{ "page-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS },
	{ "minor-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MIN },
	{ "major-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MAJ },
	{ "context-switches", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES },
	{ "cpu-migrations", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_MIGRATIONS },
	{ "alignment-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_ALIGNMENT_FAULTS },
	{ "emulation-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_EMULATION_FAULTS },
	{ "cgroup-switches", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CGROUP_SWITCHES },
	{ "cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES },
	{ "instructions", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS },
	{ "cache-references", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_REFERENCES },
	{ "cache-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES },
	{ "branches", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_INSTRUCTIONS },
	{ "branch-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES },
	{ "bus-cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BUS_CYCLES },
	{ "stalled-cycles-frontend", PERF_TYPE_HARDWARE, PERF_COUNT_HW_STALLED_CYCLES_FRONTEND },
	{ "stalled-cycles-backend", PERF_TYPE_HARDWARE, PERF_COUNT_HW_STALLED_CYCLES_BACKEND },
	{ "ref-cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_REF_CPU_CYCLES },
};

/* In the order of the kernel's numbers. */
static const char *const caches[] = { "L1-dcache", "L1-icache", "LLC", "dTLB",
				      "iTLB",      "branch",    "node" };
static const char *const operations[][2] = {
	{ "loads", "load-misses" },
	{ "stores", "store-misses" },
	{ "prefetches", "prefetch-misses" },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* --- names ------------------------------------------------------------------- */

/* "LLC-load-misses" */
static bool parse_cache(const char *name, struct perf_event_attr *attr)
{
	for (size_t cache = 0; cache < COUNT(caches); cache++) {
		const size_t len = strlen(caches[cache]);

		if (strncmp(name, caches[cache], len) != 0 || name[len] != '-')
			continue;
		for (size_t i = 0; i < COUNT(operations) * 2; i++)
			if (strcmp(name + len + 1, operations[i / 2][i % 2]) == 0) {
				attr->type = PERF_TYPE_HW_CACHE;
				attr->config = cache | i / 2 << 8 | i % 2 << 16;
				return true;
			}
	}
	return false;
}

/* "r1a8" */
static bool parse_raw(const char *name, struct perf_event_attr *attr)
{
	size_t digits = *name == 'r' ? strspn(name + 1, "0123456789abcdef") : 0;

	if (!digits || digits > 16 || name[1 + digits])
		return false;
	attr->type = PERF_TYPE_RAW;
	attr->config = strtoull(name + 1, NULL, 16);
	return true;
}

/* "rw" and so on: what of a place a breakpoint is for. */
static bool parse_access(const char *letters, struct perf_event_attr *attr)
{
	for (; *letters; letters++)
		switch (*letters) {
		case 'r':
			attr->bp_type |= HW_BREAKPOINT_R;
			break;
		case 'w':
			attr->bp_type |= HW_BREAKPOINT_W;
			break;
		case 'x':
			attr->bp_type |= HW_BREAKPOINT_X;
			break;
		default:
			return false;
		}
	return attr->bp_type;
}

/* "mem:0xffffffff81000000/8:w" */
static bool parse_breakpoint(char *name, struct perf_event_attr *attr)
{
	static const char prefix[] = "mem:";
	uint64_t address, length = 0;
	char *access, *size;

	if (strncmp(name, prefix, strlen(prefix)) != 0)
		return false;
	name += strlen(prefix);
	access = strchr(name, ':');
	if (access)
		*access++ = '\0';
	size = strchr(name, '/');
	if (size)
		*size++ = '\0';
	attr->type = PERF_TYPE_BREAKPOINT;
	if (!target_parse_number(name, UINT64_MAX, &address) ||
	    (size && !target_parse_number(size, HW_BREAKPOINT_LEN_8, &length)) ||
	    !parse_access(access ? access : "rw", attr))
		return false;
	attr->bp_addr = address;
	attr->bp_len = length                             ? length
		       : attr->bp_type == HW_BREAKPOINT_X ? sizeof(long)
							  : HW_BREAKPOINT_LEN_4;
	return true;
}

/* Cuts ":u" or ":k" off the end. */
static void cut_modifier(char *name, struct perf_event_attr *attr)
{
	char *end = strrchr(name, ':');

	if (!end || (strcmp(end, ":u") != 0 && strcmp(end, ":k") != 0))
		return;
	attr->exclude_kernel = attr->exclude_hv = end[1] == 'u';
	attr->exclude_user = end[1] == 'k';
	*end = '\0';
}

static bool parse_name(char *name, struct perf_event_attr *attr)
{
	cut_modifier(name, attr);
	for (size_t i = 0; i < COUNT(events); i++)
		if (strcmp(name, events[i].name) == 0) {
			attr->type = events[i].type;
			attr->config = events[i].config;
			return true;
		}
	return parse_cache(name, attr) || parse_breakpoint(name, attr) || parse_raw(name, attr);
}

/* --- how often --------------------------------------------------------------- */

/* "@99hz" */
static bool parse_frequency(const char *text, struct perf_event_attr *attr)
{
	size_t digits = strspn(text, "0123456789");
	char number[16];
	uint64_t hertz;

	if (digits >= sizeof(number) || strcmp(text + digits, "hz") != 0)
		return false;
	memcpy(number, text, digits);
	number[digits] = '\0';
	if (!target_parse_number(number, HERTZ_MAX, &hertz) || !hertz)
		return false;
	attr->freq = 1;
	attr->sample_freq = hertz;
	return true;
}

int event_parse(const struct target *target, struct perf_event_attr *attr)
{
	const char *at = strchr(target->symbol, '@');
	size_t len = at ? (size_t)(at - target->symbol) : strlen(target->symbol);
	uint32_t period = target_number(target, "period", 0);
	char name[NAME_MAX_SIZE];

	*attr = (struct perf_event_attr){ .size = sizeof(*attr), .sample_period = period };
	if (len >= sizeof(name) || !at == !period)
		return -EINVAL;
	memcpy(name, target->symbol, len);
	name[len] = '\0';
	return parse_name(name, attr) && (!at || parse_frequency(at + 1, attr)) ? 0 : -EINVAL;
}
