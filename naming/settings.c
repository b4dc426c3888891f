// SPDX-License-Identifier: MIT
#include "naming/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "naming/owner.h"

enum { FILE_MAX = 64 * 1024 };

#define MACHINE "/etc/wasm-bpf/config"
#define BLANKS " \t\r"

/* Keeps the first value that is set. */
static int set(char *to, size_t size, const char *value)
{
	if (!*value || strlen(value) >= size)
		return -EINVAL;
	if (!*to)
		strcpy(to, value);
	return 0;
}

/* Takes one line: a word, blanks, a value. */
static int take(struct settings *settings, char *line)
{
	char *value, *end;

	line[strcspn(line, "#")] = '\0';
	line += strspn(line, BLANKS);
	for (end = line + strlen(line); end > line && strchr(BLANKS, end[-1]);)
		*--end = '\0';
	if (!*line)
		return 0;
	value = line + strcspn(line, BLANKS);
	if (*value)
		*value++ = '\0';
	value += strspn(value, BLANKS);
	if (strcmp(line, "registry") == 0)
		return set(settings->registry, sizeof(settings->registry), value);
	if (strcmp(line, "tools") == 0 && *value == '/')
		return set(settings->tools, sizeof(settings->tools), value);
	return -EINVAL;
}

static int parse(struct settings *settings, const char *path, char *text, struct err *err)
{
	unsigned int number = 0;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		number++;
		if (take(settings, line) < 0) {
			err_set(err, EINVAL, "'%s', line %u is not a setting", path, number);
			return err_hint(err, "use 'registry HOST/NAMESPACE' or 'tools /FOLDER'");
		}
	}
	return 0;
}

/* A file that is not there sets nothing; nor does the user's if it is another user's. */
static int read_file(struct settings *settings, const char *path, bool user, struct err *err)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct buf text = BUF_INIT(FILE_MAX);
	char same[32];
	int ret;

	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR
			       ? 0
			       : err_set(err, errno, "cannot read '%s': %s", path, strerror(errno));
	snprintf(same, sizeof(same), "/proc/self/fd/%d", fd);
	ret = owner_check(fd, path, err);
	if (!ret)
		ret = file_read(same, &text, err);
	else if (user)
		ret = 0;
	if (ret == -EFBIG)
		err_set(err, EFBIG, "'%s' is larger than %d bytes", path, FILE_MAX);
	if (!ret && text.data)
		ret = parse(settings, path, text.data, err);
	buf_release(&text);
	close(fd);
	return ret;
}

/* As the XDG base directories have it; a relative path in the environment counts as none. */
static const char *user_file(char path[static PATH_MAX])
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	int len = -1;

	if (config && *config == '/')
		len = snprintf(path, PATH_MAX, "%s/wasm-bpf/config", config);
	else if (home && *home == '/')
		len = snprintf(path, PATH_MAX, "%s/.config/wasm-bpf/config", home);
	return len < 0 || len >= PATH_MAX ? NULL : path;
}

int settings_read(struct settings *ret_settings, struct err *err)
{
	const char *tools = getenv("WASM_BPF_TOOLS"), *user;
	char path[PATH_MAX];
	int ret = 0;

	*ret_settings = (struct settings){ 0 };
	if (tools && *tools && set(ret_settings->tools, PATH_MAX, tools) < 0)
		return err_set(err, EINVAL, "WASM_BPF_TOOLS is too long");
	user = user_file(path);
	if (user)
		ret = read_file(ret_settings, user, true, err);
	return ret ? ret : read_file(ret_settings, MACHINE, false, err);
}
