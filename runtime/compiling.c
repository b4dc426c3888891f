// SPDX-License-Identifier: MIT
#include "runtime/compiling.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/message.h"
#include "runtime/watch.h"

enum { LOOK_NS = 50000000, TELL_NS = 1000000000 };

static const uint64_t never = UINT64_MAX;

void compiling_init(struct compiling *compiling)
{
	*compiling = (struct compiling){ .due = never, .memory = never };
}

void compiling_begin(struct compiling *compiling, const char *name)
{
	compiling->count++;
	compiling->name = name;
	compiling->began_at = clock_now();
	compiling->told = 0;
}

void compiling_end(struct compiling *compiling)
{
	compiling->count--;
}

/* Bytes of the process that are in memory; 0 where that cannot be found out. */
static uint64_t resident(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	unsigned long long size, pages = 0;

	if (!file)
		return 0;
	if (fscanf(file, "%llu %llu", &size, &pages) != 2)
		pages = 0;
	fclose(file);
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

void compiling_stop(struct compiling *compiling, int cause)
{
	if (compiling->count && compiling->leave)
		compiling->leave(compiling->context, cause);
}

static void give_up(struct compiling *compiling, int cause, const char *why)
{
	message_tell(compiling->messages, WASM_BPF_FAILURE, "cannot compile '%s': %s",
		     compiling->name, why);
	compiling_stop(compiling, cause);
}

uint64_t compiling_look(struct compiling *compiling, uint64_t now)
{
	if (!compiling->count || !compiling->leave)
		return never;
	if (!compiling->told && now - compiling->began_at >= TELL_NS) {
		compiling->told = 1;
		message_tell(compiling->messages, WASM_BPF_PROGRESS,
			     "compiling '%s', once for this machine...", compiling->name);
	}
	if (now >= compiling->due)
		give_up(compiling, WATCH_TIMED_OUT, "the time limit is over");
	else if (compiling->memory != never && now - compiling->began_at >= LOOK_NS &&
		 resident() > compiling->memory)
		give_up(compiling, WATCH_NO_MEMORY, "it needs more memory than '--limit "
			"compile=' allows");
	return now + LOOK_NS;
}
