// SPDX-License-Identifier: MIT
#include "activity/stale.h"

#include <errno.h>
#include <unistd.h>

#include "activity/notes.h"

struct visit {
	bool remove;
	stale_fn *take;
	void *context;
	size_t count;
};

static void take_note(void *context, const struct noted *noted)
{
	struct visit *visit = context;
	int error = 0;

	if (!noted->is_stale)
		return;
	if (visit->remove && unlinkat(noted->dir, noted->name, 0) < 0 && errno != ENOENT)
		error = errno;
	visit->count++;
	visit->take(visit->context, "note of a run", noted->path, error);
}

static void visit_notes(struct visit *visit)
{
	notes_each(take_note, visit);
}

/* A row for each kind of thing that outlives a process. */
static void (*const kinds[])(struct visit *visit) = {
	visit_notes,
};

size_t stale_each(bool remove, stale_fn *take, void *context)
{
	struct visit visit = { .remove = remove, .take = take, .context = context };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		kinds[i](&visit);
	return visit.count;
}
