// SPDX-License-Identifier: MIT
#include "symbols/process_maps.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/file.h"
#include "symbols/search.h"

enum { TEXT_MAX = 64 << 20 };

/* Takes a number and the character after it. */
static bool take(char **at, int base, char after, uint64_t *ret_number)
{
	char *end;

	*ret_number = strtoull(*at, &end, base);
	if (end == *at || *end != after)
		return false;
	*at = end + 1;
	return true;
}

/* start-end rwxp offset major:minor inode   path */
static bool parse_line(char *line, struct process_map *map)
{
	uint64_t major, minor;
	char *end;

	if (!take(&line, 16, '-', &map->start) || !take(&line, 16, ' ', &map->end) ||
	    map->start >= map->end)
		return false;
	line += strcspn(line, " ");
	if (!take(&line, 16, ' ', &map->offset) || !take(&line, 16, ':', &major) ||
	    !take(&line, 16, ' ', &minor))
		return false;
	map->inode = strtoull(line, &end, 10);
	if (end == line)
		return false;
	map->path = end + strspn(end, " ");
	return true;
}

static size_t count_lines(const char *text)
{
	size_t count = 0;

	for (; (text = strchr(text, '\n')); text++)
		count++;
	return count;
}

int process_maps_parse(struct process_maps *maps, struct buf *text)
{
	uint64_t end = 0;
	char *line, *rest;

	*maps = (struct process_maps){ .text = *text };
	*text = (struct buf){ 0 };
	if (!maps->text.len)
		return 0;
	maps->maps = calloc(count_lines(maps->text.data) + 1, sizeof(*maps->maps));
	if (!maps->maps) {
		process_maps_release(maps);
		return -ENOMEM;
	}
	rest = maps->text.data;
	while ((line = strsep(&rest, "\n"))) {
		struct process_map *map = &maps->maps[maps->count];

		if (!parse_line(line, map) || map->start < end)
			continue;
		end = map->end;
		maps->count++;
	}
	return 0;
}

int process_maps_read(struct process_maps *maps, int32_t pid, struct err *err)
{
	struct buf text = BUF_INIT(TEXT_MAX);
	char path[64];
	int ret;

	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	ret = file_read(path, &text, err);
	if (ret == -ENOENT || ret == -ESRCH)
		ret = err_set(err, ESRCH, "no process %d", pid);
	if (ret < 0) {
		buf_release(&text);
		return ret;
	}
	ret = process_maps_parse(maps, &text);
	return ret < 0 ? err_set(err, -ret, "cannot keep '%s': %s", path, strerror(-ret)) : 0;
}

void process_maps_release(struct process_maps *maps)
{
	free(maps->maps);
	buf_release(&maps->text);
	*maps = (struct process_maps){ 0 };
}

const struct process_map *process_maps_at(const struct process_maps *maps, uint64_t address)
{
	const size_t count = search_upto(maps->maps, maps->count, sizeof(*maps->maps), address);
	const struct process_map *map = count ? &maps->maps[count - 1] : NULL;

	return map && address < map->end ? map : NULL;
}
