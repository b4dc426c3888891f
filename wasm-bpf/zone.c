// SPDX-License-Identifier: MIT
/* Files of zones: RFC 9636 (TZif). Since version 2 the last line is the rule for all years after
 * those that are listed. */
#include "wasm-bpf/zone.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/file.h"

enum { FILE_MAX_SIZE = 1 << 20 };

static const char folder[] = "/usr/share/zoneinfo";

/* The last line, without its newline. */
static int read_rule(const struct buf *file, char ret_rule[static ZONE_RULE_MAX])
{
	const char *end, *begin;

	if (file->len < 6 || memcmp(file->data, "TZif", 4) != 0 || file->data[4] < '2' ||
	    file->data[file->len - 1] != '\n')
		return -ENOENT;
	end = file->data + file->len - 1;
	begin = memrchr(file->data, '\n', file->len - 1);
	if (!begin || end - begin <= 1 || end - begin > ZONE_RULE_MAX)
		return -ENOENT;
	snprintf(ret_rule, ZONE_RULE_MAX, "%.*s", (int)(end - begin - 1), begin + 1);
	return 0;
}

int zone_rule(const char *value, char ret_rule[static ZONE_RULE_MAX])
{
	struct buf file = BUF_INIT(FILE_MAX_SIZE);
	char path[PATH_MAX];
	int ret;

	value += *value == ':';
	if (!*value || strchr(value, ',') || strchr(value, '<') || strstr(value, ".."))
		return 1;
	snprintf(path, sizeof(path), "%s%s%s", *value == '/' ? "" : folder,
		 *value == '/' ? "" : "/", value);
	ret = file_read(path, &file, NULL);
	if (!ret)
		ret = read_rule(&file, ret_rule);
	buf_release(&file);
	/* Regions are separated by it, and no rule without a comma has one. */
	return !ret ? 0 : strchr(value, '/') ? -ENOENT : 1;
}
