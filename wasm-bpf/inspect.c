// SPDX-License-Identifier: MIT
/* wasm-bpf inspect: what a guest will load and attach, before it runs. */
#include <argp.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/code.h"
#include "engine/module.h"
#include "inspection/inspection.h"
#include "inspection/rules.h"
#include "lib/buf.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "wasm-bpf/command.h"
#include "naming/named.h"
#include "naming/oci.h"

enum { FILE_MAX = 1 << 30 };

enum { OPT_POLICY = 256 };

struct arguments {
	const char *file; /* as messages name it */
	const char *path; /* where it is */
	struct named named;
	struct oci_options oci;
	bool json;
	bool policy;
};

static const struct argp_option option_table[] = {
	{ "json", 'j', NULL, 0, "Print JSON", 0 },
	{ "policy", OPT_POLICY, NULL, 0,
	  "Print a policy that allows exactly what the file contains", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->oci;
		break;
	case 'j':
		arguments->json = true;
		break;
	case OPT_POLICY:
		arguments->policy = true;
		break;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		arguments->file = arg;
		break;
	case ARGP_KEY_NO_ARGS:
		argp_usage(state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp_child children[] = {
	{ &oci_remote_argp, 0, "Artifacts, with --policy:", 1 },
	{ 0 },
};

static const struct argp argp = {
	option_table,
	parse,
	"FILE.wasm|FILE.bpf.o|TOOL|REFERENCE",
	"Show what a guest imports, its BPF objects, what their programs attach to, what it "
	"needs to run, and which policy rules allow it. For an artifact, show its manifest: see "
	"'wasm-bpf inspect --help REFERENCE'. With --policy, an artifact is pulled.",
	children,
	NULL,
	NULL,
};

static int print_json(const struct inspection *inspection, const struct inspect_rules *rules,
		      struct err *err)
{
	struct buf text = BUF_INIT(FILE_MAX);
	int ret = 0;

	inspect_write_json(inspection, rules, &text);
	if (text.error)
		ret = err_set(err, text.error, "%s", strerror(text.error));
	else
		puts(text.data);
	buf_release(&text);
	return ret;
}

static int print_policy(const char *file, const struct inspect_rules *rules, struct err *err)
{
	struct buf text = BUF_INIT(FILE_MAX);
	int ret = 0;

	inspect_write_policy(file, rules, &text);
	if (text.error)
		ret = err_set(err, text.error, "%s", strerror(text.error));
	else
		fputs(text.data, stdout);
	buf_release(&text);
	return ret;
}

static int print(const struct arguments *arguments, const struct inspection *inspection,
		 struct err *err)
{
	struct inspect_rules rules;
	int ret = inspect_rules(inspection, &rules, err);

	if (ret < 0)
		return ret;
	if (arguments->policy)
		ret = print_policy(arguments->file, &rules, err);
	else if (arguments->json)
		ret = print_json(inspection, &rules, err);
	else
		inspect_print_text(arguments->file, inspection, &rules);
	inspect_rules_release(&rules);
	return ret;
}

static int refuse_folder(const char *path, struct err *err)
{
	char layout[PATH_MAX];

	snprintf(layout, sizeof(layout), "%s/oci-layout", path);
	err_set(err, EISDIR, "'%s' is a folder", path);
	return access(layout, F_OK) == 0
		       ? err_hint(err, "it is an OCI layout: 'wasm-bpf inspect oci:%s'", path)
		       : err_hint(err,
				  "name a file in it: a guest (.wasm) or a BPF object (.bpf.o)");
}

/* What is no file that says what is in it. */
static int check_file(const char *path, struct err *err)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	int ret = 0;

	if (fd < 0)
		return 0;
	if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
		ret = refuse_folder(path, err);
	} else if (code_is(fd)) {
		ret = err_set(err, EINVAL,
			      "'%s' is compiled code, which does not say what it holds", path);
		err_hint(err, "inspect the module (.wasm) that it was compiled from");
	}
	close(fd);
	return ret;
}

static int inspect_file(const struct arguments *arguments, struct err *err)
{
	struct buf bytes = BUF_INIT(FILE_MAX);
	struct inspection inspection;
	int ret = check_file(arguments->path, err);

	if (!ret)
		ret = file_read(arguments->path, &bytes, err);
	if (!ret && !elf_is(bytes.data ? bytes.data : "", bytes.len))
		ret = module_check(arguments->file, bytes.data ? bytes.data : "", bytes.len, err);
	if (!ret) {
		ret = inspect(bytes.data ? bytes.data : "", bytes.len, &inspection, err);
		if (ret < 0)
			err_prefix(err, "'%s'", arguments->file);
	}
	if (!ret) {
		ret = print(arguments, &inspection, err);
		inspection_release(&inspection);
	}
	buf_release(&bytes);
	return ret;
}

/* Whether an artifact's manifest is asked for, which the other program reads. */
static bool is_about_manifest(int argc, char **argv)
{
	bool reference = false;

	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "--pol", 5) == 0)
			return false;
		reference |= argv[i][0] != '-' && oci_is_reference(argv[i]);
	}
	return reference;
}

/* Puts the reference in the place of a short name at the end, so that the manifest is found
 * by it. */
static void expand(int argc, char **argv, struct named *named)
{
	for (int i = 1; i < argc; i++)
		if (oci_is_reference(argv[i]))
			return;
	if (argc > 1 && argv[argc - 1][0] != '-' &&
	    named_find(argv[argc - 1], NULL, named, NULL) == 0 && named->kind == NAMED_ARTIFACT)
		argv[argc - 1] = named->reference;
}

int cmd_inspect(int argc, char **argv)
{
	struct arguments arguments = { .oci = { .title = argv[0], .policy = "/dev/null" } };
	struct err err = ERR_INIT;
	char path[OCI_PATH_MAX];
	int ret;

	expand(argc, argv, &arguments.named);
	if (is_about_manifest(argc, argv))
		return cmd_oci(argc, argv);
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	libbpf_set_print(NULL);
	ret = named_fetch(arguments.file, &arguments.oci, &arguments.named, path, &arguments.path,
			  &err);
	if (!ret)
		ret = inspect_file(&arguments, &err);
	if (ret < 0)
		err_print(&err, "wasm-bpf");
	return ret != 0;
}
