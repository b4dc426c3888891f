// SPDX-License-Identifier: MIT
/* wasm-bpf deploy: files with which others start a tool as a service. */
#include <argp.h>
#include <bpf/libbpf.h>
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/module.h"
#include "inspection/inspection.h"
#include "inspection/rules.h"
#include "lib/buf.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "lib/policy_file.h"
#include "lib/utf8.h"
#include "observe/exporter.h"
#include "policy/confine.h"
#include "policy/policy.h"
#include "wasm-bpf/command.h"
#include "wasm-bpf/deployment.h"
#include "naming/named.h"
#include "naming/oci.h"

enum { FILE_MAX = 1 << 30, TEXT_MAX = 1 << 20, NAME_LEN = 48, HOST_MAX = 60 };
enum { OPT_SYSTEMD = 256, OPT_PODMAN, OPT_KUBERNETES, OPT_IMAGE, OPT_NAME, OPT_RUN };

struct arguments {
	const char *file;
	const char *folder;
	const char *image;
	const char *name;
	struct deployment deployment;
	size_t option_count;
	size_t argument_count;
	struct oci_options oci;
	int form; /* one of the options */
};

static const struct argp_option option_table[] = {
	{ "systemd", OPT_SYSTEMD, NULL, 0, "Write a unit of systemd, NAME.service", 0 },
	{ "podman", OPT_PODMAN, NULL, 0, "Write a quadlet of podman, NAME.container", 0 },
	{ "kubernetes", OPT_KUBERNETES, NULL, 0, "Write a DaemonSet of Kubernetes, NAME.yaml", 0 },
	{ "output", 'o', "DIR", 0, "The folder to write to (the one we are in)", 0 },
	{ "name", OPT_NAME, "NAME", 0, "Of the service (the file's name)", 0 },
	{ "image", OPT_IMAGE, "IMAGE", 0,
	  "A container image whose entry is wasm-bpf, for podman and Kubernetes", 0 },
	{ "run", OPT_RUN, "OPTION", 0,
	  "Start it with this option of 'wasm-bpf run', such as --run=--metrics=127.0.0.1:9435; "
	  "can be repeated",
	  0 },
	{ 0 },
};

static void add_word(const char **list, size_t *count, const char *word, struct argp_state *state)
{
	if (*count + 1 >= DEPLOYMENT_WORDS_MAX)
		argp_error(state, "more than %d options or arguments", DEPLOYMENT_WORDS_MAX - 1);
	list[(*count)++] = word;
}

static void set_form(struct arguments *arguments, int form, struct argp_state *state)
{
	if (arguments->form && arguments->form != form)
		argp_error(state, "--systemd, --podman and --kubernetes: one at a time");
	arguments->form = form;
}

/* What a reference of an image is made of, and nothing that could end its line. */
static bool is_image(const char *text)
{
	static const char other[] = "._/:@-";

	if (!isalnum((unsigned char)*text))
		return false;
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && !strchr(other, *text))
			return false;
	return true;
}

static bool is_utf8(const char *text)
{
	uint32_t character;
	size_t len;

	for (; *text; text += len) {
		len = utf8_take(text, strlen(text), &character);
		if (!len)
			return false;
	}
	return true;
}

/* Of an option --health: the file of health checks is deploy's, an address is the user's to give. */
static const char *health_address(const char *option, struct argp_state *state)
{
	const char *value = strchr(option, '=');
	const char *colon = value ? strrchr(value, ':') : NULL;

	if (!value || !exporter_is_address(value + 1) || colon - value > HOST_MAX ||
	    colon - value < 2 || strcmp(colon, ":0") == 0)
		argp_error(state, "--run '%s': expected --health=ADDRESS:PORT", option);
	return value + 1;
}

/* What deploy itself gives, or what would end before it begins: also cut short, as argp takes it. */
static void add_option(struct arguments *arguments, const char *option, struct argp_state *state)
{
	static const char *const taken[] = { "policy", "help", "usage", "version" };
	const char *name = option + 2;
	const size_t len = strcspn(option, "=") - 2;

	if (strncmp(option, "--", 2) != 0 || !isalpha((unsigned char)*name))
		argp_error(state, "--run '%s': expected an option such as --metrics=ADDRESS",
			   option);
	for (size_t i = 0; i < sizeof(taken) / sizeof(*taken); i++)
		if (strncmp(taken[i], name, len) == 0)
			argp_error(state,
				   "--run '%s': deploy gives this itself, or it is no option "
				   "of a service",
				   option);
	if (len && strncmp("health", name, len) == 0)
		arguments->deployment.health = health_address(option, state);
	add_word(arguments->deployment.options, &arguments->option_count, option, state);
}

static void check(const struct arguments *arguments, struct argp_state *state)
{
	const struct deployment *deployment = &arguments->deployment;
	const char *name = arguments->name;

	for (const char *const *i = deployment->options; *i; i++)
		if (!is_utf8(*i))
			argp_error(state, "an option is not UTF-8, which none of them can have");
	for (const char *const *i = deployment->arguments; *i; i++)
		if (!is_utf8(*i))
			argp_error(state, "an argument is not UTF-8, which none of them can have");
	if (arguments->image && !is_image(arguments->image))
		argp_error(state, "--image '%s' is no reference of an image", arguments->image);
	if (arguments->folder && !*arguments->folder)
		argp_error(state, "--output: the name of a folder");

	if (!arguments->form)
		argp_error(state, "one of --systemd, --podman and --kubernetes must be given");
	if (arguments->form != OPT_SYSTEMD && !arguments->image)
		argp_error(state, "--image must be given: a container image with wasm-bpf");
	for (const char *i = name ? name : ""; *i; i++)
		if (!(islower((unsigned char)*i) || isdigit((unsigned char)*i) ||
		      (*i == '-' && i != name && i[1])))
			argp_error(state, "--name %s: small letters, digits and '-' between them",
				   name);
	if (name && (!*name || strlen(name) >= NAME_LEN))
		argp_error(state, "--name: 1 to %d characters", NAME_LEN - 1);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	struct deployment *deployment = &arguments->deployment;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->oci;
		break;
	case OPT_SYSTEMD:
	case OPT_PODMAN:
	case OPT_KUBERNETES:
		set_form(arguments, key, state);
		break;
	case 'o':
		arguments->folder = arg;
		break;
	case OPT_NAME:
		arguments->name = arg;
		break;
	case OPT_IMAGE:
		arguments->image = arg;
		break;
	case OPT_RUN:
		add_option(arguments, arg, state);
		break;
	case ARGP_KEY_ARG:
		arguments->file = arg;
		for (int i = state->next; i < state->argc; i++)
			add_word(deployment->arguments, &arguments->argument_count, state->argv[i],
				 state);
		state->next = state->argc;
		break;
	case ARGP_KEY_NO_ARGS:
		argp_usage(state);
		break;
	case ARGP_KEY_SUCCESS:
		check(arguments, state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp_child children[] = {
	{ &oci_remote_argp, 0, "Artifacts:", 1 },
	{ 0 },
};

static const struct argp argp = {
	option_table,
	parse,
	"FILE.wasm|FILE.bpf.o|TOOL|REFERENCE [ARGUMENT...]",
	"Write files with which systemd, podman or Kubernetes start a tool as a service: with a "
	"policy that allows exactly what it contains, the capabilities that this policy can need, "
	"and a watchdog. Nothing is started or changed.",
	children,
	NULL,
	NULL,
};

/* "app" of "dir/App.bpf.o" or "registry/app:v1", as a service may be called. */
static void name_of(const char *file, char name[static NAME_LEN])
{
	const char *base;
	size_t len = 0;

	file += strncmp(file, "oci:", 4) == 0 ? 4 : 0;
	base = file_base_name(file);

	for (const char *i = base; *i && !strchr(".:@", *i) && len < NAME_LEN - 1; i++)
		if (isalnum((unsigned char)*i))
			name[len++] = (char)tolower((unsigned char)*i);
		else if (len && name[len - 1] != '-')
			name[len++] = '-';
	while (len && name[len - 1] == '-')
		len--;
	name[len] = '\0';
	if (!len)
		strcpy(name, "tool");
}

/* The policy, and the capabilities that it can need. */
static int add_rules(struct deployment *deployment, const char *file,
		     const struct inspect_rules *rules, struct buf *policy_text, struct err *err)
{
	struct policy *policy = policy_new();
	int ret = policy ? policy_add(policy, "deny", "all", err)
			 : err_set(err, ENOMEM, "%s", strerror(ENOMEM));

	for (size_t i = 0; i < rules->count && !ret; i++)
		if (*rules->rules[i].text && !rules->rules[i].is_optional)
			ret = policy_add(policy, "allow", rules->rules[i].text, err);
	if (!ret) {
		deployment->capabilities = confine_keeps(policy, false);
		inspect_write_policy(file, rules, policy_text);
		ret = policy_text->error
			      ? err_set(err, policy_text->error, "%s", strerror(policy_text->error))
			      : 0;
	}
	deployment->policy = policy_text->data;
	policy_free(policy);
	return ret;
}

static int add_line(void *context, char *line, unsigned int number, struct err *err)
{
	struct buf *to = context;

	(void)number;
	(void)err;
	if (!to->len)
		buf_puts(to, "[artifacts]\n");
	buf_printf(to, "%s\n", line);
	return 0;
}

/* --policy takes the place of the machine's policy, whose rules on artifacts must not get lost. */
static int add_artifacts(const struct deployment *deployment, struct buf *policy_text,
			 struct err *err)
{
	unsigned int sections;

	if (deployment->is_path)
		return 0;
	return policy_file_read(NULL, POLICY_ARTIFACTS, add_line, policy_text, &sections, err);
}

static int read_rules(struct arguments *arguments, const char *path, struct buf *policy_text,
		      struct err *err)
{
	struct buf bytes = BUF_INIT(FILE_MAX);
	struct inspect_rules rules;
	struct inspection inspection;
	int ret = file_read(path, &bytes, err);
	const char *data = bytes.data ? bytes.data : "";

	if (!ret && !elf_is(data, bytes.len))
		ret = module_check(arguments->file, data, bytes.len, err);
	if (ret) {
		buf_release(&bytes);
		return ret;
	}
	ret = inspect(data, bytes.len, &inspection, err);
	if (ret < 0) {
		buf_release(&bytes);
		return err_prefix(err, "'%s'", arguments->file);
	}
	ret = add_artifacts(&arguments->deployment, policy_text, err);
	if (!ret)
		ret = inspect_rules(&inspection, &rules, err);
	if (!ret) {
		ret = add_rules(&arguments->deployment, arguments->file, &rules, policy_text, err);
		inspect_rules_release(&rules);
	}
	inspection_release(&inspection);
	buf_release(&bytes);
	return ret;
}

static void path_of(const struct arguments *arguments, const char *ending,
		    char path[static PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s.%s", arguments->folder ? arguments->folder : ".",
		 arguments->deployment.name, ending);
}

/* What is there already is somebody's work. */
static int is_free(const struct arguments *arguments, const char *ending, struct err *err)
{
	char path[PATH_MAX];
	struct stat status;

	path_of(arguments, ending, path);
	return lstat(path, &status) == 0 ? err_set(err, EEXIST, "'%s' is there already", path) : 0;
}

/* Writes DIR/NAME.ENDING and says so. */
static int write_one(const struct arguments *arguments, const char *ending, const struct buf *text,
		     struct err *err)
{
	char path[PATH_MAX];
	int ret;

	path_of(arguments, ending, path);
	if (text->error)
		return err_set(err, text->error, "%s", strerror(text->error));
	ret = file_write(path, text->data, text->len, err);
	if (!ret)
		puts(path);
	return ret;
}

static int write_all(const struct arguments *arguments, const struct buf *policy, struct err *err)
{
	static const struct {
		int form;
		const char *ending;
		void (*write)(const struct deployment *deployment, struct buf *to);
	} forms[] = {
		{ OPT_SYSTEMD, "service", deployment_systemd },
		{ OPT_PODMAN, "container", deployment_podman },
		{ OPT_KUBERNETES, "yaml", deployment_kubernetes },
	};
	const bool has_policy = arguments->form != OPT_KUBERNETES;
	struct buf text = BUF_INIT(TEXT_MAX);
	size_t i = 0;
	int ret;

	while (forms[i].form != arguments->form)
		i++;
	ret = is_free(arguments, forms[i].ending, err);
	if (!ret && has_policy)
		ret = is_free(arguments, "policy", err);
	if (ret)
		return ret;
	forms[i].write(&arguments->deployment, &text);
	ret = write_one(arguments, forms[i].ending, &text, err);
	buf_release(&text);
	if (!ret && has_policy) {
		ret = write_one(arguments, "policy", policy, err);
		if (ret) {
			char path[PATH_MAX];

			path_of(arguments, forms[i].ending, path);
			unlink(path); /* half of it is of no use */
		}
	}
	return ret;
}

/* A path that a quadlet's "Volume=" can hold. */
static bool is_plain(const char *path)
{
	for (; *path; path++)
		if (!isalnum((unsigned char)*path) && !strchr("/._+@-", *path))
			return false;
	return true;
}

static int refuse_local(const struct arguments *arguments, struct err *err)
{
	err_set(err, EINVAL, "'%s' is on this machine alone", arguments->file);
	return err_hint(err, "push it to a registry, and give its reference");
}

/* A file of this machine; `path` is where it is. */
static int take_file(struct arguments *arguments, char path[static PATH_MAX], struct err *err)
{
	struct deployment *deployment = &arguments->deployment;

	deployment->is_path = true;
	if (arguments->form == OPT_KUBERNETES)
		return refuse_local(arguments, err);
	if (!realpath(arguments->file, path))
		return err_set(err, errno, "cannot open '%s': %s", arguments->file,
			       strerror(errno));
	if (!is_utf8(path) || (arguments->form == OPT_PODMAN && !is_plain(path))) {
		err_set(err, EINVAL, "the path '%s' cannot be written into the file", path);
		return err_hint(err, "rename it: letters, digits, and ._+@-");
	}
	deployment->file = path;
	return 0;
}

/* How to speak to the registry: as deploy was told. */
static int add_registry(struct arguments *arguments, struct err *err)
{
	static char ca_file[PATH_MAX + 16], max_size[32];
	const char **options = arguments->deployment.options;
	size_t *count = &arguments->option_count;
	char path[PATH_MAX];

	if (*count + 3 >= DEPLOYMENT_WORDS_MAX)
		return err_set(err, E2BIG, "too many options");
	if (arguments->oci.plain_http)
		options[(*count)++] = "--plain-http";
	if (arguments->oci.max_size) {
		snprintf(max_size, sizeof(max_size), "--max-size=%s", arguments->oci.max_size);
		options[(*count)++] = max_size;
	}
	if (!arguments->oci.ca_file)
		return 0;
	if (arguments->form != OPT_SYSTEMD)
		return err_set(err, EINVAL,
			       "--ca-file is not for containers: put the authorities "
			       "into the image");
	if (!realpath(arguments->oci.ca_file, path))
		return err_set(err, errno, "cannot open '%s': %s", arguments->oci.ca_file,
			       strerror(errno));
	snprintf(ca_file, sizeof(ca_file), "--ca-file=%s", path);
	options[(*count)++] = ca_file;
	return 0;
}

/* An artifact: `path` is where its bytes are. */
static int take_artifact(struct arguments *arguments, char path[static PATH_MAX],
			 struct named *named, struct err *err)
{
	static char layout[PATH_MAX + sizeof(named->reference)];
	char memory[OCI_PATH_MAX], folder[PATH_MAX];
	const char *reference = named->reference;
	int ret;

	arguments->deployment.file = reference;
	ret = oci_resolve(reference, &arguments->oci, memory, NULL, err);
	if (ret)
		return ret;
	strcpy(path, memory);
	if (strncmp(reference, "oci:", 4) != 0)
		return add_registry(arguments, err);
	if (arguments->form != OPT_SYSTEMD)
		return refuse_local(arguments, err);
	/* The folder, without the tag behind it. */
	snprintf(layout, sizeof(layout), "%s", reference + 4);
	if (!realpath(layout, folder)) {
		char *colon = strrchr(layout, ':');

		if (colon)
			*colon = '\0';
		if (!realpath(layout, folder))
			return err_set(err, errno, "cannot open '%s': %s", layout, strerror(errno));
	}
	snprintf(layout, sizeof(layout), "oci:%s%s", folder, reference + 4 + strlen(layout));
	arguments->deployment.file = layout;
	return 0;
}

/* Finds the tool: `path` has its bytes, and the deployment what starts it. */
static int find(struct arguments *arguments, char path[static PATH_MAX], struct named *named,
		struct err *err)
{
	int ret = named_find(arguments->file, NULL, named, err);

	arguments->deployment.file = arguments->file;
	if (ret)
		return ret;
	switch (named->kind) {
	case NAMED_TOOL:
		strcpy(path, named->path);
		return 0;
	case NAMED_ARTIFACT:
		return take_artifact(arguments, path, named, err);
	default:
		return take_file(arguments, path, err);
	}
}

int cmd_deploy(int argc, char **argv)
{
	struct arguments arguments = { .oci = { .title = argv[0], .policy = "/dev/null" } };
	char path[PATH_MAX], program[PATH_MAX], name[NAME_LEN];
	struct buf policy = BUF_INIT(TEXT_MAX);
	struct named named;
	struct err err = ERR_INIT;
	ssize_t len;
	int ret;

	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &arguments);
	libbpf_set_print(NULL);
	name_of(arguments.file, name);
	len = readlink("/proc/self/exe", program, sizeof(program) - 1);
	program[len > 0 ? len : 0] = '\0';
	if (len <= 0 || !is_utf8(program)) {
		fprintf(stderr, "wasm-bpf: cannot tell where this program is\n");
		return 1;
	}
	arguments.deployment.name = arguments.name ? arguments.name : name;
	arguments.deployment.source = arguments.file;
	arguments.deployment.program = program;
	arguments.deployment.image = arguments.image;
	ret = find(&arguments, path, &named, &err);
	if (!ret)
		ret = read_rules(&arguments, path, &policy, &err);
	if (!ret)
		ret = write_all(&arguments, &policy, &err);
	buf_release(&policy);
	if (ret < 0)
		err_print(&err, "wasm-bpf");
	return ret != 0;
}
