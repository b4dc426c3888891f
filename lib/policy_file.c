// SPDX-License-Identifier: MIT
#include "lib/policy_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"

enum { FILE_MAX = 1024 * 1024, LINE_MAX_LEN = 8192 };

#define BLANKS " \t\r"

static const struct {
	const char *name;
	unsigned int section;
} sections[] = {
	{ "[artifacts]", POLICY_ARTIFACTS },
	{ "[guests]", POLICY_GUESTS },
};

int policy_file_error(const char *path, unsigned int number, const char *why, struct err *err)
{
	return err_set(err, EINVAL, "'%s', line %u: %s", path, number, why);
}

static unsigned int find_section(const char *line)
{
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (strcmp(line, sections[i].name) == 0)
			return sections[i].section;
	return 0;
}

/* Cuts the comment and the blanks on both sides off. */
static char *trim(char *line)
{
	size_t len;

	line[strcspn(line, "#")] = '\0';
	line += strspn(line, BLANKS);
	for (len = strlen(line); len && strchr(BLANKS, line[len - 1]); len--)
		line[len - 1] = '\0';
	return line;
}

static int parse(const char *path, char *text, unsigned int section, policy_line *take,
		 void *context, unsigned int *sections_seen, struct err *err)
{
	unsigned int number = 0, current = 0;
	char *line;
	int ret = 0;

	while (!ret && (line = strsep(&text, "\n"))) {
		number++;
		line = trim(line);
		if (strlen(line) > LINE_MAX_LEN)
			return policy_file_error(path, number, "the line is too long", err);
		if (*line == '[') {
			current = find_section(line);
			*sections_seen |= current;
			if (!current)
				return policy_file_error(path, number, "unknown section: use "
							 "[artifacts] or [guests]", err);
		} else if (*line && !current) {
			return policy_file_error(path, number, "a rule must come after "
						 "[artifacts] or [guests]", err);
		} else if (*line && current == section) {
			ret = take(context, line, number, err);
		}
	}
	return ret;
}

int policy_file_read(const char *path, unsigned int section, policy_line *take, void *context,
		     unsigned int *ret_sections, struct err *err)
{
	struct buf text = BUF_INIT(FILE_MAX);
	unsigned int seen = 0;
	int ret;

	*ret_sections = 0;
	if (!path && access(POLICY_DEFAULT, F_OK) < 0 && errno == ENOENT)
		return 0;
	path = path ? path : POLICY_DEFAULT;
	ret = file_read(path, &text, err);
	if (!ret && text.len && memchr(text.data, '\0', text.len))
		ret = err_set(err, EINVAL, "'%s' is not a text file", path);
	if (!ret && text.len)
		ret = parse(path, text.data, section, take, context, &seen, err);
	if (!ret)
		*ret_sections = seen;
	buf_release(&text);
	return ret;
}
