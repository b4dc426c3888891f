// SPDX-License-Identifier: MIT
/* wasm-bpf new: a project from a template, made by the script beside the templates. */
#include <argp.h>
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "lib/installed.h"
#include "wasm-bpf/command.h"

enum { LANGUAGES_MAX = 1024 };

struct arguments {
	char *name;
	char *language;
	char *dir;
};

static const struct argp_option option_table[] = {
	{ "lang", 'l', "LANGUAGE", 0, "The language of the guest (c)", 0 },
	{ "dir", 'd', "PATH", 0, "Make it in this folder, which must not exist (./NAME)", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'l':
		arguments->language = arg;
		break;
	case 'd':
		arguments->dir = arg;
		break;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		arguments->name = arg;
		break;
	case ARGP_KEY_NO_ARGS:
		argp_usage(state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static int find_script(char path[static PATH_MAX], struct err *err)
{
	static const char *const places[] = {
		"../share/wasm-bpf/templates/new", "../templates/new", NULL,
	};

	return installed_find("the script for new projects", places, path, err);
}

/* A line of help with the languages: the folders beside the script. */
static char *list_languages(void)
{
	struct buf text = BUF_INIT(LANGUAGES_MAX);
	char path[PATH_MAX];
	glob_t folders;

	if (find_script(path, NULL) < 0)
		return NULL;
	strcpy(strrchr(path, '/'), "/*/");
	if (glob(path, 0, NULL, &folders) != 0)
		return NULL;
	buf_puts(&text, "Languages:");
	for (size_t i = 0; i < folders.gl_pathc; i++) {
		*strrchr(folders.gl_pathv[i], '/') = '\0';
		buf_printf(&text, " %s", file_base_name(folders.gl_pathv[i]));
	}
	globfree(&folders);
	return text.data;
}

static char *filter_help(int key, const char *text, void *input)
{
	(void)input;
	return key == ARGP_KEY_HELP_POST_DOC ? list_languages() : (char *)text;
}

static const struct argp argp = {
	option_table, parse, "NAME",
	"Make a project: a BPF program, a guest that uses it, and a Makefile that builds and "
	"runs both.\v", NULL, filter_help, NULL,
};

int cmd_new(int argc, char **argv)
{
	struct arguments arguments = { .language = "c" };
	char path[PATH_MAX];
	struct err err = ERR_INIT;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	if (find_script(path, &err) == 0) {
		execl(path, path, arguments.name, arguments.language,
		      arguments.dir ? arguments.dir : arguments.name, (char *)NULL);
		err_set(&err, errno, "cannot run '%s': %s", path, strerror(errno));
	}
	err_print(&err, "wasm-bpf");
	return 1;
}
