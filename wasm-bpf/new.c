// SPDX-License-Identifier: MIT
/* wasm-bpf new: a project from a template, made by the script beside the templates. */
#include <argp.h>
#include <errno.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "lib/installed.h"
#include "wasm-bpf/command.h"

enum { LANGUAGES_MAX = 1024, TYPED = 256 };

struct arguments {
	char *name;
	char *language;
	char *dir;
	bool typed;
};

static const struct argp_option option_table[] = {
	{ "lang", 'l', "LANGUAGE", 0, "The language of the guest (c)", 0 },
	{ "dir", 'd', "PATH", 0, "Make it in this folder, which must not exist (./NAME)", 0 },
	{ "typed", TYPED, NULL, 0, "A guest that gets records as values of its language", 0 },
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
	case TYPED:
		arguments->typed = true;
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

enum which { ALL, FEWER };

/* Whether 'folder' beside 'script' has a template for the language. */
static bool has_template(const char *script, const char *folder, const char *language)
{
	char path[PATH_MAX];
	int length = (int)(strrchr(script, '/') - script);

	return snprintf(path, sizeof(path), "%.*s/%s/%s/Makefile", length, script, folder,
			language) < (int)sizeof(path) &&
	       access(path, F_OK) == 0;
}

/* The languages of the templates in 'folder' beside 'script'; with FEWER, those that have no other
 * template. */
static void put_languages(struct buf *text, const char *script, const char *folder,
			  enum which which)
{
	char path[PATH_MAX];
	int length = (int)(strrchr(script, '/') - script);
	glob_t found;

	if (snprintf(path, sizeof(path), "%.*s/%s/*/Makefile", length, script, folder) >=
		    (int)sizeof(path) ||
	    glob(path, 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *language;

		*strrchr(found.gl_pathv[i], '/') = '\0';
		language = file_base_name(found.gl_pathv[i]);
		if (which == ALL || !has_template(script, ".", language))
			buf_printf(text, " %s", language);
	}
	globfree(&found);
}

/* Lines of help with the languages: the folders that have a template. */
static char *list_languages(void)
{
	struct buf text = BUF_INIT(LANGUAGES_MAX);
	char path[PATH_MAX];

	if (find_script(path, NULL) < 0)
		return NULL;
	buf_puts(&text, "Languages:");
	put_languages(&text, path, ".", ALL);
	put_languages(&text, path, "typed", FEWER);
	buf_puts(&text, "\nWith --typed:");
	put_languages(&text, path, "typed", ALL);
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
		      arguments.dir ? arguments.dir : arguments.name,
		      arguments.typed ? "typed" : (char *)NULL, (char *)NULL);
		err_set(&err, errno, "cannot run '%s': %s", path, strerror(errno));
	}
	err_print(&err, "wasm-bpf");
	return 1;
}
