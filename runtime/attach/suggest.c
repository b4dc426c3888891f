// SPDX-License-Identifier: MIT
#include "attach/suggest.h"

#include <stdio.h>
#include <string.h>

#include "base/tracefs.h"
#include "lib/near.h"

enum { LINE_SIZE = 1024 };

/* A tracepoint that is looked for. */
struct wanted {
	const char *group;  /* or null */
	struct near near;
};

/* "group:name" a line. */
static void offer_events(struct wanted *wanted, FILE *events)
{
	char line[LINE_SIZE];

	while (fgets(line, sizeof(line), events)) {
		char *colon = strchr(line, ':');

		line[strcspn(line, "\n")] = '\0';
		if (!colon)
			continue;
		*colon = '/';
		near_offer(&wanted->near, wanted->group ? line : colon + 1);
	}
}

static int find_tracepoint(void *context)
{
	static const char *const paths[] = { "/sys/kernel/tracing/available_events",
					     "/sys/kernel/debug/tracing/available_events" };
	FILE *events = NULL;

	for (int i = 0; i < 2 && !events; i++)
		events = fopen(paths[i], "re");
	if (events) {
		offer_events(context, events);
		fclose(events);
	}
	return 0;
}

bool suggest_tracepoint(const char *group, const char *name, char ret_near[static SUGGEST_MAX])
{
	char whole[SUGGEST_MAX];
	struct wanted wanted = { .group = group };

	snprintf(whole, sizeof(whole), "%s%s%s", group ? group : "", group ? "/" : "", name);
	wanted.near = near_begin(whole);
	tracefs_call(find_tracepoint, &wanted);
	snprintf(ret_near, SUGGEST_MAX, "%s", wanted.near.nearest);
	return *ret_near;
}

/* /proc/kallsyms: "address letter name", and after a tab a module. */
bool suggest_function(const char *name, const char *prefix, char ret_near[static SUGGEST_MAX])
{
	FILE *symbols = fopen("/proc/kallsyms", "re");
	struct near near = near_begin(name);
	const size_t before = strlen(prefix);
	char line[LINE_SIZE], letter, symbol[LINE_SIZE];

	while (symbols && fgets(line, sizeof(line), symbols))
		if (sscanf(line, "%*s %c %1023s", &letter, symbol) == 2 && strchr("tTwW", letter) &&
		    strncmp(symbol, prefix, before) == 0)
			near_offer(&near, symbol + before);
	if (symbols)
		fclose(symbols);
	snprintf(ret_near, SUGGEST_MAX, "%s", near.nearest);
	return *ret_near;
}
