// SPDX-License-Identifier: MIT
#include "records/counts.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { COUNTS_MAX = 4096 };

struct counts *counts_add(struct counts_list *list, const char *name)
{
	struct counts *counts;

	if (list->made == COUNTS_MAX)
		return list->first;
	counts = calloc(1, sizeof(*counts));
	if (!counts)
		return NULL;
	list->made++;
	snprintf(counts->name, sizeof(counts->name), "%s",
		 list->made < COUNTS_MAX ? name : "(others)");
	counts->next = list->first;
	/* Other threads look on. */
	atomic_store_explicit(&list->first, counts, memory_order_release);
	return counts;
}

void counts_release(struct counts_list *list)
{
	while (list->first) {
		struct counts *counts = list->first;

		list->first = counts->next;
		free(counts);
	}
}
