// SPDX-License-Identifier: MIT
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "cmd.h"
#include "engine.h"
#include "lib/err.h"
#include "lib/file.h"
#include "lib/policy_file.h"
#include "module.h"
#include "oci.h"
#include "policy.h"
#include "session.h"
#include "stats.h"
#include "watch.h"

enum {
	EXIT_TRAPPED = 134,  /* as a shell shows an abort */
	ITEMS_MAX = 64,      /* --attach, --dir and --env, each */
};

enum {
	OPT_DIR = 256, OPT_ENV, OPT_GRACE, OPT_TIMEOUT, OPT_MEMORY, OPT_NO_CACHE, OPT_STATS, OPT_JSON,
	OPT_WRAPPER, OPT_CALLBACK, OPT_ATTACH, OPT_ALLOW, OPT_DENY, OPT_LIMIT,
};

struct options {
	struct module_file file;
	struct oci_options oci;
	struct session_options session;
	struct engine_wasi wasi;
	struct policy *policy;
	struct engine_limits limits;
	struct engine_dir dirs[ITEMS_MAX];
	struct session_target targets[ITEMS_MAX];
	const char *env_names[ITEMS_MAX];
	const char *env_values[ITEMS_MAX];
	uint64_t begin;  /* stats_clock() */
	int64_t timeout_ms;
	int grace_ms;
	bool stats;
	bool json;
};

static const struct argp_option option_table[] = {
	{ "attach", OPT_ATTACH, "PROGRAM=TARGET", 0,
	  "attach a program there, whatever target the guest gives", 0 },
	{ "allow", OPT_ALLOW, "RULE", 0, "let the guest do that, after the rules of --policy", 0 },
	{ "deny", OPT_DENY, "RULE", 0, "refuse it: program=TYPE, attach=SECTION:TARGET, map=TYPE, "
	  "pin=PATH, ksym, usym, test-run, stats, all", 0 },
	{ "limit", OPT_LIMIT, "WHAT=NUMBER", 0,
	  "how much of it there may be: memory, tables, objects, maps, time", 0 },
	{ "dir", OPT_DIR, "HOST[::GUEST][:ro]", 0, "let the guest use a directory of the host", 0 },
	{ "env", OPT_ENV, "NAME[=VALUE]", 0,
	  "set a variable for the guest, or pass the host's on", 0 },
	{ "grace", OPT_GRACE, "MS", 0, "how long after a signal the guest may run on (500)", 0 },
	{ "timeout", OPT_TIMEOUT, "SECONDS", 0, "end the guest after that time, with status 124", 0 },
	{ "max-memory", OPT_MEMORY, "BYTES[K|M|G]", 0, "how large the guest's memory may grow", 0 },
	{ "stats", OPT_STATS, NULL, 0, "print to stderr at the end what the run did", 0 },
	{ "json", OPT_JSON, NULL, 0, "print that as one line of JSON", 0 },
	{ "no-cache", OPT_NO_CACHE, NULL, 0, "compile anew, and keep no compiled code", 0 },
	{ "verbose", 'v', NULL, 0, "show all that libbpf and the verifier say", 0 },
	{ "wrapper-module", OPT_WRAPPER, "NAME", 0,
	  "module whose wasm_bpf_buffer_poll calls back an export (callback-wrapper)", 0 },
	{ "callback-export", OPT_CALLBACK, "NAME", 0, "that export (go-callback)", 0 },
	{ 0 },
};

/* HOST[::GUEST][:ro] */
static void add_dir(struct options *options, char *arg, struct argp_state *state)
{
	struct engine_dir *dir = &options->dirs[options->wasi.dir_count];
	size_t len = strlen(arg);
	char *guest;

	if (options->wasi.dir_count++ == ITEMS_MAX)
		argp_error(state, "too many directories");
	dir->read_only = len > 3 && strcmp(arg + len - 3, ":ro") == 0;
	if (dir->read_only)
		arg[len - 3] = '\0';
	guest = strstr(arg, "::");
	if (guest) {
		*guest = '\0';
		guest += 2;
	}
	dir->host = arg;
	dir->guest = guest ? guest : arg;
	if (!*dir->host || !*dir->guest)
		argp_error(state, "--dir takes HOST[::GUEST][:ro]");
}

static void add_target(struct options *options, char *arg, struct argp_state *state)
{
	struct session_target *target = &options->targets[options->session.target_count];
	char *value = strchr(arg, '=');

	if (options->session.target_count++ == ITEMS_MAX)
		argp_error(state, "too many targets");
	if (!value || value == arg || !value[1])
		argp_error(state, "--attach takes PROGRAM=TARGET");
	*value = '\0';
	target->program = arg;
	target->target = value + 1;
}

static void add_env(struct options *options, char *arg, struct argp_state *state)
{
	size_t at = options->wasi.env_count;
	char *value = strchr(arg, '=');

	if (at == ITEMS_MAX)
		argp_error(state, "too many variables");
	if (value)
		*value++ = '\0';
	else
		value = getenv(arg);
	if (!*arg)
		argp_error(state, "--env takes NAME[=VALUE]");
	if (!value)
		return;
	options->env_names[at] = arg;
	options->env_values[at] = value;
	options->wasi.env_count++;
}

static int parse_number(const char *arg, const char *option, int max, struct argp_state *state)
{
	char *end;
	long number = strtol(arg, &end, 10);

	if (!*arg || *end || number < 0 || number > max)
		argp_error(state, "--%s takes a number of 0 to %d, not '%s'", option, max, arg);
	return (int)number;
}

static void add_rule(struct options *options, const char *verb, const char *rule,
		     struct argp_state *state)
{
	struct err err = ERR_INIT;

	if (policy_add(options->policy, verb, rule, &err) < 0)
		argp_error(state, "--%s: %s", verb, err.msg);
}

static void set_limit(struct options *options, enum policy_limit limit, const char *value,
		      struct argp_state *state)
{
	struct err err = ERR_INIT;

	if (policy_set_limit(options->policy, limit, value, &err) < 0)
		argp_error(state, "%s", err.msg);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->oci;
		break;
	case OPT_ATTACH:
		add_target(options, arg, state);
		break;
	case OPT_ALLOW:
		add_rule(options, "allow", arg, state);
		break;
	case OPT_DENY:
		add_rule(options, "deny", arg, state);
		break;
	case OPT_LIMIT:
		add_rule(options, "limit", arg, state);
		break;
	case OPT_DIR:
		add_dir(options, arg, state);
		break;
	case OPT_ENV:
		add_env(options, arg, state);
		break;
	case OPT_GRACE:
		options->grace_ms = parse_number(arg, "grace", 3600000, state);
		break;
	case OPT_TIMEOUT:
		set_limit(options, POLICY_TIME, arg, state);
		break;
	case OPT_MEMORY:
		set_limit(options, POLICY_MEMORY, arg, state);
		break;
	case OPT_STATS:
		options->stats = true;
		break;
	case OPT_JSON:
		options->stats = options->json = true;
		break;
	case OPT_NO_CACHE:
		options->file.no_cache = options->session.no_cache = true;
		break;
	case 'v':
		options->session.verbose = options->file.verbose = true;
		break;
	case OPT_WRAPPER:
		options->session.wrapper_module = arg;
		break;
	case OPT_CALLBACK:
		options->session.callback_export = arg;
		break;
	case ARGP_KEY_ARG:
		/* The file; all that follows is the guest's. */
		options->file.name = arg;
		options->wasi.argv = (const char **)state->argv + state->next - 1;
		options->wasi.argc = (size_t)(state->argc - state->next + 1);
		state->next = state->argc;
		break;
	case ARGP_KEY_NO_ARGS:
		argp_usage(state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp_child children[] = { { &oci_argp, 0, "Artifacts:", 1 }, { 0 } };

static const struct argp argp = {
	option_table, parse, "FILE.wasm|REFERENCE [ARGUMENT...]",
	"Run a WebAssembly guest that loads and uses BPF programs.\v"
	"The exit status is the guest's; 134 when it trapped, 128 and a signal's number when "
	"that ended it, 124 after --timeout, 1 when it could not be run, 2 for wrong usage.\n\n"
	"REFERENCE is that of an artifact, host[:port]/repo[:tag][@digest] or oci:DIR[:tag]; one "
	"that this machine does not have is pulled.",
	children, NULL, NULL,
};

/* What BPF objects are called: the name of the file, or of the last part of a repository,
 * without folder and suffix. */
static void name_after(const char *file, char *name, size_t size)
{
	char *dot;

	snprintf(name, size, "%s", file_base_name(file));
	name[strcspn(name, ":@")] = '\0'; /* of a reference */
	dot = strrchr(name, '.');
	if (dot && dot != name)
		*dot = '\0';
}

/* Adds what the policy's file says. */
static int apply_policy(struct options *options, unsigned int *ret_sections, struct err *err)
{
	const struct policy *policy = options->policy;
	int ret = policy_read(options->policy, options->oci.policy, ret_sections, err);

	options->session.policy = policy;
	options->limits.memory = policy_limit(policy, POLICY_MEMORY, 0);
	options->limits.table = (uint32_t)policy_limit(policy, POLICY_TABLES, 0);
	options->timeout_ms = (int64_t)policy_limit(policy, POLICY_TIME, (uint64_t)-1);
	return ret;
}

/* Finds the module's bytes: in the file, or handed over by who got the artifact. Only an
 * artifact can be vouched for. 0, or the exit status. */
static int locate(struct options *options, char path[static OCI_PATH_MAX])
{
	struct err err = ERR_INIT;
	unsigned int sections = 0;
	int ret = apply_policy(options, &sections, &err);

	options->file.path = options->file.name;
	if (ret < 0) {
		err_print(&err, "wasm-bpf");
		return 1;
	}
	if (oci_is_reference(options->file.name)) {
		options->file.path = path;
		options->file.foreign = true;
		ret = oci_resolve(options->file.name, &options->oci, path, &err);
	} else if (options->oci.verify_key ||
		   (options->oci.policy && sections & POLICY_ARTIFACTS)) {
		ret = err_set(&err, EINVAL, "'%s' is a file: keys and the section [artifacts] are for artifacts",
			      options->file.name);
	}
	if (ret < 0)
		err_print(&err, "wasm-bpf");
	return ret < 0 ? 1 : ret;
}

/* The exit status that the end of the guest makes. */
static int end_status(const struct session *session, struct watch *watch, enum engine_end end,
		      int result, const struct err *err)
{
	switch (end) {
	case ENGINE_RETURNED:
		return result & 0xff;
	case ENGINE_STOPPED:
		return session->exit_status;
	case ENGINE_INTERRUPTED:
		return atomic_load(&watch->status);
	default:
		err_print(err, "wasm-bpf");
		fputs(engine_backtrace(session->instance), stderr);
		return EXIT_TRAPPED;
	}
}

/* What a user must know without asking. */
static void report_surprises(const struct session *session)
{
	for (const struct counts *i = session->counts; i; i = i->next) {
		if (i->cut)
			fprintf(stderr, "wasm-bpf: %llu records of '%s' cut to the guest's buffer\n",
				(unsigned long long)i->cut, i->name);
		if (i->lost)
			fprintf(stderr, "wasm-bpf: %llu records of '%s' lost, its buffer being full\n",
				(unsigned long long)i->lost, i->name);
	}
	for (size_t i = 0; i < session->options->target_count; i++)
		if (!session->options->targets[i].used)
			fprintf(stderr, "wasm-bpf: --attach: the guest attached no program '%s'\n",
				session->options->targets[i].program);
}

/* Runs the module in a session; what it loaded and attached is gone afterwards. */
static int run_module(const struct options *options, struct engine *engine,
		      const struct engine_module *module, struct session *session,
		      struct watch *watch, struct err *err)
{
	enum engine_end end = ENGINE_RETURNED;
	int result = 0, ret, status;

	ret = engine_instantiate(engine, module, abi_find, session, &options->wasi,
				 &options->limits, &session->instance, &end, err);
	if (!ret)
		ret = engine_run(session->instance, &end, &result, err);
	if (ret < 0 && ret != -ECANCELED) {
		err_prefix(err, "'%s'", options->file.name);
		err_print(err, "wasm-bpf");
		status = 1;
	} else {
		status = end_status(session, watch, end, result, err);
	}
	report_surprises(session);
	if (options->stats && session->instance)
		stats_print(session, options->begin, options->json, stderr);
	return atomic_load(&watch->status) == WATCH_TIMED_OUT ? WATCH_TIMED_OUT : status;
}

static int run(const struct options *options)
{
	struct engine_module *module = NULL;
	struct err err = ERR_INIT;
	struct session session;
	struct watch watch = { .grace_ms = options->grace_ms, .timeout_ms = options->timeout_ms };
	struct engine *engine;
	int status = 1;

	watch_block_signals(&watch);
	mappings_guard();
	engine = engine_new();
	if (!engine) {
		err_set(&err, ENOMEM, "cannot start the engine");
		goto out;
	}
	if (module_load(&options->file, engine, &module, &err) < 0 ||
	    session_init(&session, &options->session, engine, &err) < 0)
		goto out;
	if (watch_start(&watch, &session, engine, &err) == 0) {
		status = run_module(options, engine, module, &session, &watch, &err);
		watch_stop(&watch);
		err.code = 0;
	}
	session_release(&session);
	engine_instance_free(session.instance);
out:
	if (err.code)
		err_print(&err, "wasm-bpf");
	engine_module_free(module);
	engine_free(engine);
	return status;
}

int cmd_run(int argc, char **argv)
{
	struct options options = {
		.session = { .wrapper_module = "callback-wrapper", .callback_export = "go-callback" },
		.begin = stats_clock(),
		.policy = policy_new(),
		.grace_ms = 500,
	};
	char name[256], path[OCI_PATH_MAX];
	int status;

	if (!options.policy) {
		fprintf(stderr, "wasm-bpf: %s\n", strerror(ENOMEM));
		return 1;
	}
	options.session.targets = options.targets;
	options.wasi.dirs = options.dirs;
	options.wasi.env_names = options.env_names;
	options.wasi.env_values = options.env_values;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &options);
	name_after(options.file.name, name, sizeof(name));
	options.session.name = name;
	options.session.dirs = options.wasi.dirs;
	options.session.dir_count = options.wasi.dir_count;
	status = locate(&options, path);
	if (!status)
		status = run(&options);
	policy_free(options.policy);
	return status;
}
