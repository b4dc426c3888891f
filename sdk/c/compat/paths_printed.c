// SPDX-License-Identifier: MIT
/* <path_helpers.h>. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <path_helpers.h>

__attribute__((weak)) int print_full_path(struct full_path *path)
{
	bool is_cut = path->failed || path->depth == MAX_PATH_DEPTH - 1;
	int n = 0;

	for (int i = path->depth; i >= 0; i--) {
		const char *part = path->pathes + NAME_MAX * i;
		bool is_first = i == (int)path->depth;

		/* A mount point has this one. */
		if (!strcmp(part, "/"))
			continue;
		n = printf("%s%s", *part == '/' || (is_first && is_cut) ? "" : "/", part);
	}
	return n;
}
