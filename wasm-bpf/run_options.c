// SPDX-License-Identifier: MIT
#include "wasm-bpf/run_options.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inspection/inspection.h"
#include "lib/diag.h"
#include "lib/file.h"
#include "observe/exporter.h"
#include "runtime/wasm_bpf.h"
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
	OPT_MAX_SILENCE,
	OPT_MAX_LOSS,
	OPT_LOG_FORMAT,
	OPT_BTF,
	OPT_TOKEN,
	OPT_KEEP,
	OPT_FRESH,
	OPT_UPDATE,
	OPT_RECORD,
	OPT_RECORD_ENV,
	OPT_PROFILE,
	OPT_PERF_MAP,
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
	{ "health", OPT_HEALTH, "FILE|ADDRESS:PORT", 0,
	  "A file that is there, and less than a few seconds old, while something is attached and "
	  "the guest comes along; or an address that answers GET /healthz and /readyz; or both",
	  0 },
	{ "max-silence", OPT_MAX_SILENCE, "SECONDS", 0,
	  "A guest of which no sign comes for so long is not well (30)", 0 },
	{ "max-loss", OPT_MAX_LOSS, "NUMBER|PERCENT%", 0,
	  "A guest that loses more records than that within a minute is not well", 0 },
	{ "log-format", OPT_LOG_FORMAT, "text|journal|json", 0,
	  "How messages go to stderr: as text, as text with levels (if it is the journal), or as "
	  "JSON, an object a line",
	  0 },
	{ "keep", OPT_KEEP, "FOLDER", OPTION_ARG_OPTIONAL,
	  "Leave programs and maps in the kernel for the next run, at the service manager or pinned "
	  "in FOLDER, and take over what the last one left",
	  0 },
	{ "fresh", OPT_FRESH, NULL, 0, "With --keep: drop what an earlier run left", 0 },
	{ "update", OPT_UPDATE, "TIME", OPTION_ARG_OPTIONAL,
	  "Look at each SIGHUP, and every TIME (90s, 30m, 1h, 1d), what the name means and the "
	  "policy says, and replace the guest; go back if the new one is not ready in time",
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
	  "Accept compiled code, which is not sandboxed, from a file with any name; or, with "
	  "--verify-key, from the owner of that key, if an artifact has some beside its module",
	  0 },
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
	{ "record-env", OPT_RECORD_ENV, NULL, 0, "Write the values of --env, too", 0 },
	{ "profile", OPT_PROFILE, "FILE", 0,
	  "Write where the guest spends its CPU time: for the Firefox Profiler, or as stacks if FILE "
	  "ends in .folded",
	  0 },
	{ "perf-map", OPT_PERF_MAP, NULL, 0,
	  "Write /tmp/perf-PID.map, which tells perf the names of the guest's functions", 0 },
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
static void add_dir(struct run_options *options, char *arg, struct argp_state *state)
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

static void add_target(struct run_options *options, char *arg, struct argp_state *state)
{
	char *target = strchr(arg, '=');

	if (target)
		*target++ = '\0';
	if (!target || wasm_bpf_config_attach(options->config, arg, target) == -EINVAL)
		argp_error(state, "--attach takes PROGRAM=TARGET");
}

static void add_env(struct run_options *options, char *arg, struct argp_state *state)
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

static void set_grace(struct run_options *options, int ms)
{
	wasm_bpf_config_grace(options->config, ms);
	options->grace = (uint64_t)ms * 1000000;
}

static uint64_t parse_interval(const char *arg, struct argp_state *state)
{
	static const struct {
		const char *unit;
		uint64_t seconds;
	} units[] = { { "s", 1 }, { "m", 60 }, { "h", 3600 }, { "d", 86400 } };
	char *unit;
	const unsigned long number = strtoul(arg, &unit, 10);

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (*arg >= '1' && *arg <= '9' && number <= 100000 &&
		    strcmp(unit, units[i].unit) == 0)
			return number * units[i].seconds * 1000000000;
	argp_error(state, "'--update=%s': expected a time such as 90s, 30m, 1h or 1d", arg);
	return 0;
}

static void add_rule(struct run_options *options, const char *verb, const char *rule,
		     struct argp_state *state)
{
	struct wasm_bpf_error error;

	if (wasm_bpf_config_rule(options->config, verb, rule, &error) < 0)
		argp_error(state, "--%s: %s", verb, error.message);
}

/* Another way to say --limit WHAT=VALUE; `expected` describes the value. */
static void add_limit(struct run_options *options, const char *option, const char *what,
		      const char *value, const char *expected, struct argp_state *state)
{
	char rule[64];

	snprintf(rule, sizeof(rule), "%s=%s", what, value);
	if (wasm_bpf_config_rule(options->config, "limit", rule, NULL) < 0)
		argp_error(state, "'--%s %s': expected a %s", option, value, expected);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct run_options *options = state->input;

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
		set_grace(options, parse_number(arg, "grace", 3600000, state));
		break;
	case OPT_TIMEOUT:
		add_limit(options, "timeout", "time", arg, "number of seconds", state);
		break;
	case OPT_MEMORY:
		add_limit(options, "max-memory", "memory", arg, "size such as 64M", state);
		break;
	case OPT_HEALTH:
		if (exporter_is_address(arg))
			options->service.health_address = arg;
		else
			options->service.health_file = arg;
		break;
	case OPT_MAX_SILENCE:
		options->service.limits.silence = (unsigned int)parse_number(arg, "max-silence",
									     86400, state);
		break;
	case OPT_MAX_LOSS:
		if (!verdict_parse_loss(arg, &options->service.limits))
			argp_error(state,
				   "'--max-loss %s': expected a number, or a part such as 5%%",
				   arg);
		break;
	case OPT_LOG_FORMAT:
		if (!diag_form(arg))
			argp_error(state, "'--log-format %s': expected text, journal or json", arg);
		break;
	case OPT_KEEP:
		options->keeps = true;
		options->keep = arg;
		break;
	case OPT_UPDATE:
		options->updates = true;
		options->update_every = arg ? parse_interval(arg, state) : 0;
		break;
	case OPT_FRESH:
		options->fresh = true;
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
	case ARGP_KEY_END:
		if (options->updates && (options->record || options->profile || options->compiled))
			argp_error(state, "--%s does not go with --update",
				   options->record    ? "record"
				   : options->profile ? "profile"
						      : "compiled");
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

const char *run_name(const char *file, char name[static RUN_NAME_MAX])
{
	const char *base = file_base_name(file);

	snprintf(name, RUN_NAME_MAX, "%.*s", (int)strcspn(base, ".:@"), base);
	return name;
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

void run_options_parse(struct run_options *options, int argc, char **argv)
{
	char name[RUN_NAME_MAX];

	options->service.limits.silence = VERDICT_SILENCE;
	help_for_object(argc, argv);
	diag_capture(true);
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, options);
	diag_capture(false);
	diag_guest(run_name(options->file, name));
	options->json |= diag_is_json();
}
