// SPDX-License-Identifier: MIT
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "inspection/inspection.h"
#include "lib/err.h"
#include "lib/file.h"
#include "lib/policy_file.h"
#include "lib/terminal.h"
#include "observe/emitted.h"
#include "observe/exporter.h"
#include "observe/observe.h"
#include "observe/pods.h"
#include "runtime/wasm_bpf.h"
#include "wasm-bpf/command.h"
#include "wasm-bpf/named.h"
#include "wasm-bpf/oci.h"
#include "wasm-bpf/service.h"
#include "wasm-bpf/summary.h"
#include "wasm-bpf/wake.h"
#include "wasm-bpf/zone.h"

enum {
	OPT_DIR = 256,
	OPT_ENV,
	OPT_GRACE,
	OPT_TIMEOUT,
	OPT_MEMORY,
	OPT_COMPILED,
	OPT_NO_CACHE,
	OPT_STATS,
	OPT_JSON,
	OPT_WRAPPER,
	OPT_CALLBACK,
	OPT_ATTACH,
	OPT_ALLOW,
	OPT_DENY,
	OPT_LIMIT,
	OPT_RAW_OUTPUT,
	OPT_REGISTRY,
	OPT_WAKE,
	OPT_HEALTH,
	OPT_BTF,
	OPT_TOKEN,
	OPT_RECORD,
	OPT_PROFILE,
	OPT_PERF_MAP,
	OPT_RECORD_ENV,
};

enum { STATUS_TIMED_OUT = 124 };

struct options {
	struct wasm_bpf_config *config;
	struct oci_options oci;
	struct observe_options observe;
	const char *file;
	const char *registry;
	const char *health;
	const char *btf;
	const char *record;
	const char *profile;
	const char *wrapper_module;
	const char *callback_export;
	uint64_t begin;  /* clock_now() */
	bool compiled;
	bool no_cache;
	bool verbose;
	bool stats;
	bool json;
	bool record_env;
	bool perf_map;
};

static const struct argp_option option_table[] = {
	{ "attach", OPT_ATTACH, "PROGRAM=TARGET", 0,
	  "Attach the program to TARGET, whatever target the guest gives", 0 },
	{ "allow", OPT_ALLOW, "RULE", 0, "Allow what RULE names; comes after the rules of --policy",
	  0 },
	{ "deny", OPT_DENY, "RULE", 0,
	  "Refuse what RULE names: program=TYPE, "
	  "attach=SECTION:TARGET, map=TYPE, effect=NAME, pin=PATH, ksym, usym, container, test-run, "
	  "stats, all",
	  0 },
	{ "limit", OPT_LIMIT, "WHAT=NUMBER", 0,
	  "Limit memory, tables, objects, maps, map-size, time, module, functions or compile", 0 },
	{ "dir", OPT_DIR, "HOST[::GUEST][:ro]", 0, "Give the guest a directory of the host", 0 },
	{ "env", OPT_ENV, "NAME[=VALUE]", 0, "Set a variable for the guest, or pass the host's on",
	  0 },
	{ "grace", OPT_GRACE, "MS", 0,
	  "Trap the guest if it still runs this long after a signal or the time-out (500)", 0 },
	{ "timeout", OPT_TIMEOUT, "SECONDS", 0, "End the guest after this time, with status 124",
	  0 },
	{ "max-memory", OPT_MEMORY, "BYTES[K|M|G]", 0, "Limit each memory of the guest", 0 },
	{ "wake", OPT_WAKE, "each|BYTES|TIME", 0,
	  "When a guest that waits for records is woken: at each one, at so many bytes (64K), after "
	  "so long (5ms), or at either (64K,5ms)",
	  0 },
	{ "health", OPT_HEALTH, "FILE", 0,
	  "A file that is there, and less than a few seconds old, while something is attached and "
	  "the guest comes along",
	  0 },
	{ "raw-output", OPT_RAW_OUTPUT, NULL, 0,
	  "Let everything that the guest prints reach a terminal, not only text, colours and "
	  "moves of the cursor",
	  0 },
	{ "registry", OPT_REGISTRY, "HOST/NAMESPACE", 0,
	  "Where to look for a name that is no file and no tool (/etc/wasm-bpf/config)", 0 },
	{ "stats", OPT_STATS, NULL, 0, "Print statistics to stderr at the end", 0 },
	{ "json", OPT_JSON, NULL, 0, "Print the statistics as one line of JSON", 0 },
	{ "btf", OPT_BTF, "FILE|DIR", 0,
	  "Relocate objects against this BTF in place of the kernel's: of a file, a folder with "
	  "RELEASE.btf, or slices made by 'wasm-bpf btf'",
	  0 },
	{ "compiled", OPT_COMPILED, NULL, 0,
	  "Accept compiled code, which is not sandboxed, from a file with any name", 0 },
	{ "no-cache", OPT_NO_CACHE, NULL, 0, "Compile anew, and cache nothing for the next run",
	  0 },
	{ "token", OPT_TOKEN, "PATH", 0,
	  "Use BPF by a token from the BPF file system at PATH, which delegates to this user "
	  "namespace",
	  0 },
	{ "record", OPT_RECORD, "FILE", 0,
	  "Write what the host answers to the guest, so that 'wasm-bpf replay FILE' repeats the run "
	  "anywhere; without the values of --env",
	  0 },
	{ "profile", OPT_PROFILE, "FILE", 0,
	  "Write where the guest spends its CPU time: for the Firefox Profiler, or as stacks if FILE "
	  "ends in .folded",
	  0 },
	{ "perf-map", OPT_PERF_MAP, NULL, 0,
	  "Write /tmp/perf-PID.map, which tells perf the names of the guest's functions", 0 },
	{ "record-env", OPT_RECORD_ENV, NULL, 0, "Write the values of --env, too", 0 },
	{ "verbose", 'v', NULL, 0, "Print everything that libbpf and the verifier say", 0 },
	{ "wrapper-module", OPT_WRAPPER, "NAME", 0,
	  "Name the module whose wasm_bpf_buffer_poll calls back an export (callback-wrapper)", 0 },
	{ "callback-export", OPT_CALLBACK, "NAME", 0,
	  "Name the export that --wrapper-module "
	  "calls back (go-callback)",
	  0 },
	{ 0 },
};

/* HOST[::GUEST][:ro] */
static void add_dir(struct options *options, char *arg, struct argp_state *state)
{
	const size_t len = strlen(arg);
	const bool read_only = len > 3 && strcmp(arg + len - 3, ":ro") == 0;
	char *guest;

	if (read_only)
		arg[len - 3] = '\0';
	guest = strstr(arg, "::");
	if (guest) {
		*guest = '\0';
		guest += 2;
	}
	if (wasm_bpf_config_directory(options->config, arg, guest ? guest : arg, read_only) ==
	    -EINVAL)
		argp_error(state, "--dir takes HOST[::GUEST][:ro]");
}

static void add_target(struct options *options, char *arg, struct argp_state *state)
{
	char *target = strchr(arg, '=');

	if (target)
		*target++ = '\0';
	if (!target || wasm_bpf_config_attach(options->config, arg, target) == -EINVAL)
		argp_error(state, "--attach takes PROGRAM=TARGET");
}

static void add_env(struct options *options, char *arg, struct argp_state *state)
{
	char *value = strchr(arg, '='), rule[ZONE_RULE_MAX];

	if (value)
		*value++ = '\0';
	else
		value = getenv(arg);
	if (!*arg)
		argp_error(state, "--env takes NAME[=VALUE]");
	if (value && strcmp(arg, "TZ") == 0) {
		const int ret = zone_rule(value, rule);

		if (ret < 0)
			argp_error(state, "--env TZ: this machine has no time zone '%s'", value);
		value = ret ? value : rule;
	}
	if (value)
		wasm_bpf_config_variable(options->config, arg, value);
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
	struct wasm_bpf_error error;

	if (wasm_bpf_config_rule(options->config, verb, rule, &error) < 0)
		argp_error(state, "--%s: %s", verb, error.message);
}

/* Another way to say --limit WHAT=VALUE; `expected` describes the value. */
static void add_limit(struct options *options, const char *option, const char *what,
		      const char *value, const char *expected, struct argp_state *state)
{
	char rule[64];

	snprintf(rule, sizeof(rule), "%s=%s", what, value);
	if (wasm_bpf_config_rule(options->config, "limit", rule, NULL) < 0)
		argp_error(state, "'--%s %s': expected a %s", option, value, expected);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->oci;
		state->child_inputs[1] = &options->observe;
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
		wasm_bpf_config_grace(options->config, parse_number(arg, "grace", 3600000, state));
		break;
	case OPT_TIMEOUT:
		add_limit(options, "timeout", "time", arg, "number of seconds", state);
		break;
	case OPT_MEMORY:
		add_limit(options, "max-memory", "memory", arg, "size such as 64M", state);
		break;
	case OPT_HEALTH:
		options->health = arg;
		break;
	case OPT_WAKE:
		if (!wake_set(options->config, arg))
			argp_error(state,
				   "'--wake %s': expected each, a size such as 64K, a time "
				   "such as 5ms, or 64K,5ms",
				   arg);
		break;
	case OPT_RAW_OUTPUT:
		wasm_bpf_config_raw_output(options->config, true);
		break;
	case OPT_REGISTRY:
		options->registry = arg;
		break;
	case OPT_TOKEN:
		if (wasm_bpf_config_token(options->config, arg) == -EINVAL)
			argp_error(state, "--token takes the path of a BPF file system");
		break;
	case OPT_STATS:
		options->stats = true;
		break;
	case OPT_JSON:
		options->stats = options->json = true;
		break;
	case OPT_BTF:
		options->btf = arg;
		break;
	case OPT_PERF_MAP:
		options->perf_map = true;
		break;
	case OPT_PROFILE:
		options->profile = arg;
		break;
	case OPT_RECORD:
		options->record = arg;
		break;
	case OPT_RECORD_ENV:
		options->record_env = true;
		break;
	case OPT_COMPILED:
		options->compiled = true;
		break;
	case OPT_NO_CACHE:
		options->no_cache = true;
		break;
	case 'v':
		options->verbose = true;
		wasm_bpf_config_verbose(options->config, true);
		break;
	case OPT_WRAPPER:
		options->wrapper_module = arg;
		break;
	case OPT_CALLBACK:
		options->callback_export = arg;
		break;
	case ARGP_KEY_ARG:
		/* The file; all that follows is the guest's. */
		options->file = arg;
		for (int i = state->next - 1; i < state->argc; i++)
			wasm_bpf_config_argument(options->config, state->argv[i]);
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

static const struct argp_child children[] = {
	{ &oci_argp, 0, "Artifacts:", 1 },
	{ &observe_argp, 0, "BPF objects:", 2 },
	{ 0 },
};

static const struct argp argp = {
	option_table,
	parse,
	"FILE.wasm|TOOL|REFERENCE|FILE.bpf.o [ARGUMENT...]",
	"Run a WebAssembly guest that loads and uses BPF programs.\vThe exit status is the "
	"guest's, or 134 if it trapped, 128 plus the number of the signal that ended it, 124 "
	"after --timeout, 1 if it could not be run, 2 for wrong usage.\n\nTOOL is the name of an "
	"installed tool: 'wasm-bpf tools' lists them.\n\nREFERENCE names an "
	"artifact: host[:port]/repo[:tag][@digest] or oci:DIR[:tag]. If this machine does not "
	"have it, it is pulled.",
	children,
	NULL,
	NULL,
};

static void print_error(const struct wasm_bpf_error *error)
{
	terminal_printf(stderr, "wasm-bpf: %s\n", error->message);
	if (error->hint[0])
		terminal_printf(stderr, "hint: %s\n", error->hint);
}

static int pass_over(void *context, char *line, unsigned int number, struct err *err)
{
	(void)context;
	(void)line;
	(void)number;
	(void)err;
	return 0;
}

/* Only an artifact can be vouched for. */
static int refuse_vouching(const struct options *options, struct err *err)
{
	unsigned int sections = 0;
	int ret = 0;

	if (options->oci.policy)
		ret = policy_file_read(options->oci.policy, POLICY_ARTIFACTS, pass_over, NULL,
				       &sections, err);
	if (!ret && (options->oci.verify_key || sections & POLICY_ARTIFACTS))
		ret = err_set(err, EINVAL,
			      "'%s' is a file: --verify-key and the section [artifacts] apply "
			      "only to artifacts",
			      options->file);
	return ret;
}

/* Finds the module's bytes: in the file, in the tool's at `path`, or handed over by who got the
 * artifact, at `path`. 0, or the exit status. */
static int locate(const struct options *options, char path[static OCI_PATH_MAX])
{
	struct err err = ERR_INIT;
	struct named named;
	int ret = named_find(options->file, options->registry, &named, &err);

	strcpy(path, named.path);
	if (!ret)
		ret = named.kind == NAMED_ARTIFACT
			      ? oci_resolve(named.reference, &options->oci, path, &err)
			      : refuse_vouching(options, &err);
	if (ret < 0)
		err_print(&err, "wasm-bpf");
	if (ret == -ETIME)
		return STATUS_TIMED_OUT;
	return ret < 0 ? 1 : ret;
}

/* The last resort for a guest that nothing ends. */
static void leave(void *context, int status)
{
	(void)context;
	_exit(status);
}

static void print_trap(const struct wasm_bpf_result *result)
{
	terminal_printf(stderr, "wasm-bpf: %s\n%s", result->message, result->backtrace);
	/* Functions are numbers where their names were stripped. */
	if (strncmp(result->backtrace, "  #0 function ", strlen("  #0 function ")) == 0)
		fputs("hint: build the guest with -g (in Rust: strip = \"none\") to see the names "
		      "of its functions\n", stderr);
}

static int run_instance(const struct options *options, struct wasm_bpf_instance *instance)
{
	struct wasm_bpf_error error;
	struct wasm_bpf_result result = { .status = 1 };

	if (wasm_bpf_run(instance, &result, &error) < 0)
		print_error(&error);
	if (result.end == WASM_BPF_TRAPPED)
		print_trap(&result);
	if (options->stats)
		summary_print(instance, options->begin, options->json, stderr);
	return result.status;
}

static int not_for_guests(const struct options *options, const char *option, const char *why)
{
	fprintf(stderr, "wasm-bpf: --%s is not for the guest '%s', which shows what it wants%s\n",
		option, options->file, why);
	return 2;
}

static int run_guest(const struct options *options, const struct wasm_bpf_module *module,
		     struct wasm_bpf_error *error, int *ret)
{
	struct wasm_bpf_instance *instance = NULL;
	int status = 1;

	*ret = wasm_bpf_instance_new(module, options->config, &instance, error);
	if (!*ret)
		status = run_instance(options, instance);
	wasm_bpf_instance_free(instance);
	return status;
}

/* `path` is where the bytes of an artifact are, or empty. */
static int run_module(const struct options *options, struct wasm_bpf_runtime *runtime,
		      const char *path)
{
	struct wasm_bpf_module *module = NULL;
	struct emitted *emitted = NULL;
	struct wasm_bpf_error error;
	struct err err = ERR_INIT;
	int ret, status = 1;

	if (options->observe.any_of_objects)
		return not_for_guests(options, options->observe.any_of_objects, "");
	ret = *path ? wasm_bpf_module_load(runtime, path, options->file, WASM_BPF_NO_CODE, &module,
					   &error)
		    : wasm_bpf_module_load(runtime, options->file, NULL,
					   options->compiled ? WASM_BPF_CODE : 0, &module, &error);
	if (!ret && options->observe.any &&
	    !wasm_bpf_module_imports(module, "wasm_bpf_v2", "stream_open"))
		status = not_for_guests(options, options->observe.any, ": it emits no records");
	else if (!ret && emitted_begin(options->config, &options->observe, &emitted, &err) < 0)
		err_print(&err, "wasm-bpf");
	else
		status = ret ? 1 : run_guest(options, module, &error, &ret);
	if (ret)
		print_error(&error);
	if (emitted && emitted_end(emitted, &err) < 0) {
		err_print(&err, "wasm-bpf");
		status = status ? status : 1;
	}
	wasm_bpf_module_free(module);
	return status;
}

static int run_object(const struct options *options, struct wasm_bpf_runtime *runtime,
		      const char *path)
{
	struct err err = ERR_INIT;
	int status = 1;

	if (options->record)
		err_set(&err, EINVAL,
			"--record is for guests, and '%s' is an object: --output "
			"writes what it sends",
			options->file);
	else
		status = observe(runtime, options->config, path, &options->observe, &err);
	if (*err.msg)
		err_print(&err, "wasm-bpf");
	return status;
}

/* "app" of "dir/app.bpf.o" or "registry/app:v1". */
static const char *short_name(const char *file, char name[static 64])
{
	const char *base = file_base_name(file);

	snprintf(name, 64, "%.*s", (int)strcspn(base, ".:@"), base);
	return name;
}

static int run(struct options *options, const char *path)
{
	struct service *service = NULL;
	struct wasm_bpf_runtime *runtime;
	char name[64];
	struct wasm_bpf_error error;
	struct err err = ERR_INIT;
	int status;

	if (service_begin(options->config, options->health, &service, &err) < 0 ||
	    exporter_start(&options->observe, short_name(options->file, name),
			   &options->observe.exporter, &err) < 0 ||
	    pods_start(&options->observe, &options->observe.pods, &err) < 0) {
		exporter_stop(options->observe.exporter);
		err_print(&err, "wasm-bpf");
		return 1;
	}
	if (wasm_bpf_confine(options->config, &error) < 0 ||
	    wasm_bpf_handle_signals(WASM_BPF_SIGNALS_STOP | WASM_BPF_SIGNALS_MEMORY, &error) < 0 ||
	    wasm_bpf_runtime_new((options->no_cache ? 0 : WASM_BPF_CACHE) |
					 (options->perf_map ? WASM_BPF_PERF_MAP : 0),
				 &runtime, &error) < 0) {
		print_error(&error);
		return 1;
	}
	if (options->verbose && wasm_bpf_runtime_no_cache(runtime))
		fprintf(stderr, "wasm-bpf: %s\n", wasm_bpf_runtime_no_cache(runtime));
	wasm_bpf_runtime_bound(runtime, options->config);
	status = observe_is_object(*path ? path : options->file)
			 ? run_object(options, runtime, *path ? path : options->file)
			 : run_module(options, runtime, path);
	exporter_stop(options->observe.exporter);
	pods_stop(options->observe.pods);
	service_end(service);
	wasm_bpf_runtime_free(runtime);
	return status;
}

/* When the run's time is over, by clock_now(); 0: never. */
static uint64_t due(const struct options *options)
{
	const int64_t left = wasm_bpf_config_time_left(options->config);

	return left < 0 ? 0 : clock_now() + (uint64_t)left * 1000000;
}

/* --help with an object tells about that, too. */
static void help_for_object(int argc, char **argv)
{
	bool is_asked = false;
	const char *object = NULL;

	for (int i = 1; i < argc; i++) {
		is_asked |= strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-?") == 0;
		if (*argv[i] != '-' && observe_is_object(argv[i]))
			object = argv[i];
	}
	if (!is_asked || !object)
		return;
	argp_help(&argp, stdout, ARGP_HELP_USAGE | ARGP_HELP_LONG | ARGP_HELP_DOC, argv[0]);
	inspect_help(object);
	exit(0);
}

int cmd_run(int argc, char **argv)
{
	struct options options = { .config = wasm_bpf_config_new(), .begin = clock_now() };
	struct wasm_bpf_error error;
	char path[OCI_PATH_MAX];
	int status;

	if (!options.config) {
		fprintf(stderr, "wasm-bpf: %s\n", strerror(ENOMEM));
		return 1;
	}
	help_for_object(argc, argv);
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &options);
	wasm_bpf_config_wrapper(options.config, options.wrapper_module, options.callback_export);
	wasm_bpf_config_stdin(options.config);
	wasm_bpf_config_stuck(options.config, leave, NULL);
	wasm_bpf_config_since(options.config, options.begin);
	/* Without the right to do so they are not counted, which the summary says. */
	if (options.stats)
		wasm_bpf_config_count_runs(options.config);
	if (wasm_bpf_config_policy(options.config, options.oci.policy, &error) < 0 ||
	    wasm_bpf_config_btf(options.config, options.btf, &error) < 0 ||
	    (options.profile &&
	     wasm_bpf_config_profile(options.config, options.profile, &error) < 0) ||
	    (options.record &&
	     wasm_bpf_config_record(options.config, options.record,
				    options.record_env ? WASM_BPF_RECORD_VARIABLES : 0,
				    &error) < 0)) {
		print_error(&error);
		status = 1;
	} else {
		options.oci.due = due(&options);
		status = locate(&options, path);
	}
	if (!status)
		status = run(&options, path);
	wasm_bpf_config_free(options.config);
	return status;
}
