// SPDX-License-Identifier: MIT
#include "runtime/config.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "btf/choose.h"
#include "handover/handover.h"
#include "imports/abi.h"
#include "policy/confine.h"
#include "policy/policy.h"
#include "runtime/runtime.h"

struct text {
	struct text *next;
	char data[];
};

static int fail(struct wasm_bpf_config *config, int code)
{
	if (!config->error)
		config->error = -code;
	return -code;
}

/* A copy that lives as long as the config, or null. */
static const char *copy(struct wasm_bpf_config *config, const char *data)
{
	const size_t size = strlen(data) + 1;
	struct text *text = malloc(sizeof(*text) + size);

	if (!text)
		return NULL;
	memcpy(text->data, data, size);
	text->next = config->texts;
	config->texts = text;
	return text->data;
}

/* Makes room for one more item at the end of `*array`; the item, or null. */
static void *grow(void *array, size_t count, size_t size)
{
	void **at = array;
	void *grown = realloc(*at, (count + 1) * size);

	if (!grown)
		return NULL;
	*at = grown;
	return (char *)grown + count * size;
}

static int drop_output(void *context, const void *data, size_t size)
{
	(void)context;
	(void)data;
	(void)size;
	return 0;
}

static void drop_message(void *context, enum wasm_bpf_message_kind kind, const char *text)
{
	(void)context;
	(void)kind;
	(void)text;
}

struct wasm_bpf_config *wasm_bpf_config_new(void)
{
	struct wasm_bpf_config *config = calloc(1, sizeof(*config));

	if (!config)
		return NULL;
	config->policy = policy_new();
	if (!config->policy) {
		free(config);
		return NULL;
	}
	config->session.policy = config->policy;
	config->session.messages = message_stderr;
	config->session.process_streams = 1u << 1 | 1u << 2;
	config->grace_ms = 500;
	config->stats_fd = -1;
	wasm_bpf_config_wrapper(config, NULL, NULL);
	return config;
}

void wasm_bpf_config_free(struct wasm_bpf_config *config)
{
	if (!config)
		return;
	while (config->texts) {
		struct text *text = config->texts;

		config->texts = text->next;
		free(text);
	}
	if (config->stats_fd >= 0)
		close(config->stats_fd);
	free(config->wasi.argv);
	free(config->wasi.env_names);
	free(config->wasi.env_values);
	free(config->dirs);
	free(config->session.targets);
	free(config->functions);
	policy_free(config->policy);
	given_btf_free(config->btf);
	handover_close(config->session.handover);
	taping_release(&config->taping);
	profiling_release(&config->profiling);
	free(config);
}

int wasm_bpf_config_argument(struct wasm_bpf_config *config, const char *argument)
{
	const char **to = grow(&config->wasi.argv, config->wasi.argc, sizeof(*to));

	argument = copy(config, argument);
	if (!to || !argument)
		return fail(config, ENOMEM);
	*to = argument;
	config->wasi.argc++;
	return 0;
}

int wasm_bpf_config_variable(struct wasm_bpf_config *config, const char *name, const char *value)
{
	struct engine_wasi *wasi = &config->wasi;
	const char **to_name = grow(&wasi->env_names, wasi->env_count, sizeof(*to_name));
	const char **to_value = grow(&wasi->env_values, wasi->env_count, sizeof(*to_value));

	if (!*name || strchr(name, '='))
		return fail(config, EINVAL);
	name = copy(config, name);
	value = copy(config, value);
	if (!to_name || !to_value || !name || !value)
		return fail(config, ENOMEM);
	*to_name = name;
	*to_value = value;
	wasi->env_count++;
	return 0;
}

int wasm_bpf_config_directory(struct wasm_bpf_config *config, const char *host, const char *guest,
			      bool read_only)
{
	struct engine_dir *dir = grow(&config->dirs, config->wasi.dir_count, sizeof(*dir));

	if (!*host || !*guest)
		return fail(config, EINVAL);
	host = copy(config, host);
	guest = copy(config, guest);
	if (!dir || !host || !guest)
		return fail(config, ENOMEM);
	*dir = (struct engine_dir){ .host = host, .guest = guest, .read_only = read_only };
	config->session.dir_count = ++config->wasi.dir_count;
	config->session.dirs = config->wasi.dirs = config->dirs;
	return 0;
}

int wasm_bpf_config_attach(struct wasm_bpf_config *config, const char *program, const char *target)
{
	struct session_options *session = &config->session;
	struct session_target *to = grow(&session->targets, session->target_count, sizeof(*to));

	if (!*program || !*target)
		return fail(config, EINVAL);
	program = copy(config, program);
	target = copy(config, target);
	if (!to || !program || !target)
		return fail(config, ENOMEM);
	*to = (struct session_target){ .program = program, .target = target };
	session->target_count++;
	return 0;
}

int wasm_bpf_config_token(struct wasm_bpf_config *config, const char *path)
{
	if (!*path)
		return fail(config, EINVAL);
	config->session.token_path = copy(config, path);
	return config->session.token_path ? 0 : fail(config, ENOMEM);
}

int wasm_bpf_config_policy(struct wasm_bpf_config *config, const char *path,
			   struct wasm_bpf_error *error)
{
	struct err err = ERR_INIT;
	unsigned int sections;
	int ret = policy_read(config->policy, path, &sections, &err);

	if (ret < 0)
		fail(config, -ret);
	return runtime_error(ret, &err, error);
}

int wasm_bpf_config_btf(struct wasm_bpf_config *config, const char *path,
			struct wasm_bpf_error *error)
{
	struct given_btf *given = NULL;
	struct err err = ERR_INIT;
	int ret = path ? given_btf_read(path, &given, &err) : 0;

	if (ret < 0) {
		fail(config, -ret);
	} else {
		given_btf_free(config->btf);
		config->session.btf = config->btf = given;
	}
	return runtime_error(ret, &err, error);
}

int wasm_bpf_config_keep(struct wasm_bpf_config *config, const char *folder, bool fresh,
			 struct wasm_bpf_error *error)
{
	struct handover *handover = NULL;
	struct err err = ERR_INIT;
	int ret;

	handover_close(config->session.handover);
	config->session.handover = NULL;
	ret = handover_open(folder, fresh, &handover, &err);
	if (ret < 0)
		fail(config, -ret);
	config->session.handover = handover;
	return runtime_error(ret, &err, error);
}

int wasm_bpf_config_rule(struct wasm_bpf_config *config, const char *verb, const char *rule,
			 struct wasm_bpf_error *error)
{
	struct err err = ERR_INIT;
	int ret = policy_add(config->policy, verb, rule, &err);

	if (ret < 0)
		fail(config, -ret);
	return runtime_error(ret, &err, error);
}

static int set_limit(struct wasm_bpf_config *config, enum policy_limit limit, const char *value)
{
	const int ret = policy_set_limit(config->policy, limit, value, NULL);

	return ret < 0 ? fail(config, -ret) : 0;
}

int wasm_bpf_config_memory(struct wasm_bpf_config *config, uint64_t bytes)
{
	char text[32];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)bytes);
	return set_limit(config, POLICY_MEMORY, text);
}

int wasm_bpf_config_timeout(struct wasm_bpf_config *config, int64_t ms)
{
	char text[32];

	if (ms < 0)
		return fail(config, EINVAL);
	snprintf(text, sizeof(text), "%lld.%03d", (long long)(ms / 1000), (int)(ms % 1000));
	return set_limit(config, POLICY_TIME, text);
}

int wasm_bpf_config_since(struct wasm_bpf_config *config, uint64_t monotonic_ns)
{
	config->since = monotonic_ns;
	return 0;
}

int64_t wasm_bpf_config_time_left(const struct wasm_bpf_config *config)
{
	const uint64_t limit = policy_limit(config->policy, POLICY_TIME, UINT64_MAX);
	const uint64_t spent = config->since ? (clock_now() - config->since) / 1000000 : 0;

	if (limit == UINT64_MAX)
		return -1;
	return limit > spent ? (int64_t)(limit - spent) : 0;
}

int wasm_bpf_config_grace(struct wasm_bpf_config *config, int64_t ms)
{
	if (ms < 0)
		return fail(config, EINVAL);
	config->grace_ms = ms;
	return 0;
}

int wasm_bpf_config_wake(struct wasm_bpf_config *config, uint64_t bytes, uint64_t delay_us)
{
	if (delay_us > WAKE_DELAY_MAX)
		return fail(config, EINVAL);
	config->session.wake = (struct wake_rule){
		.is_set = true,
		.each = !bytes && !delay_us,
		.bytes = bytes,
		.delay = delay_us * 1000,
	};
	return 0;
}

int wasm_bpf_config_waits(struct wasm_bpf_config *config, wasm_bpf_waits *waits, void *context,
			  uint32_t interval_ms)
{
	if (!interval_ms || interval_ms > 3600 * 1000)
		return fail(config, EINVAL);
	config->session.pulse = (struct pulse_taker){ .take = waits,
						      .context = context,
						      .interval = interval_ms * 1000000ull };
	return 0;
}

int wasm_bpf_config_wrapper(struct wasm_bpf_config *config, const char *module,
			    const char *callback_export)
{
	module = copy(config, module ? module : "callback-wrapper");
	callback_export = copy(config, callback_export ? callback_export : "go-callback");
	if (!module || !callback_export)
		return fail(config, ENOMEM);
	config->session.wrapper_module = module;
	config->session.callback_export = callback_export;
	return 0;
}

int wasm_bpf_config_verbose(struct wasm_bpf_config *config, bool verbose)
{
	config->session.verbose = verbose;
	return 0;
}

int wasm_bpf_config_count_runs(struct wasm_bpf_config *config)
{
	if (config->stats_fd < 0)
		config->stats_fd = bpf_enable_stats(BPF_STATS_RUN_TIME);
	config->session.counts_runs = config->stats_fd >= 0;
	return config->stats_fd < 0 ? -errno : 0;
}

int wasm_bpf_config_stdin(struct wasm_bpf_config *config)
{
	config->wasi.process_stdin = true;
	config->session.process_streams |= 1;
	return 0;
}

int wasm_bpf_config_raw_output(struct wasm_bpf_config *config, bool raw)
{
	config->session.raw_output = raw;
	return 0;
}

static int set_output(struct wasm_bpf_config *config, unsigned int stream, wasm_bpf_output *output,
		      void *context)
{
	config->wasi.out[stream - 1] = (struct engine_output){
		.write = output ? output : drop_output,
		.context = context,
	};
	config->session.process_streams &= ~(1u << stream);
	return 0;
}

int wasm_bpf_config_stdout(struct wasm_bpf_config *config, wasm_bpf_output *output, void *context)
{
	return set_output(config, 1, output, context);
}

int wasm_bpf_config_stderr(struct wasm_bpf_config *config, wasm_bpf_output *output, void *context)
{
	return set_output(config, 2, output, context);
}

int wasm_bpf_config_records(struct wasm_bpf_config *config, wasm_bpf_records *records,
			    void *context)
{
	config->session.records = (struct emission_taker){ records, context };
	return 0;
}

int wasm_bpf_config_messages(struct wasm_bpf_config *config, wasm_bpf_message *message,
			     void *context)
{
	config->session.messages = (struct message_sink){
		.tell = message ? message : drop_message,
		.context = context,
	};
	return 0;
}

int wasm_bpf_config_stuck(struct wasm_bpf_config *config, wasm_bpf_stuck *stuck, void *context)
{
	config->stuck = stuck;
	config->stuck_context = context;
	return 0;
}

/* "pi:I": parameters, a colon, one result or none. */
static bool is_type(const char *type)
{
	const size_t params = strspn(type, "iIp");

	return params <= ENGINE_PARAMS_MAX && type[params] == ':' &&
	       (!type[params + 1] || (strchr("iI", type[params + 1]) && !type[params + 2]));
}

static bool is_taken(const struct wasm_bpf_config *config, const char *module, const char *name)
{
	for (size_t i = 0; i < config->function_count; i++)
		if (strcmp(config->functions[i].module, module) == 0 &&
		    strcmp(config->functions[i].name, name) == 0)
			return true;
	return abi_offers(module, name);
}

int wasm_bpf_config_function(struct wasm_bpf_config *config, const char *module, const char *name,
			     const char *type, wasm_bpf_function *function, void *context)
{
	struct function *to = grow(&config->functions, config->function_count, sizeof(*to));

	if (!is_type(type) || !function)
		return fail(config, EINVAL);
	if (is_taken(config, module, name))
		return fail(config, EEXIST);
	module = copy(config, module);
	name = copy(config, name);
	type = copy(config, type);
	if (!to || !module || !name || !type)
		return fail(config, ENOMEM);
	*to = (struct function){ module, name, type, function, context };
	config->function_count++;
	return 0;
}

int wasm_bpf_confine(const struct wasm_bpf_config *config, struct wasm_bpf_error *error)
{
	struct err err = ERR_INIT;
	bool writes_files = false;

	for (size_t i = 0; i < config->wasi.dir_count; i++)
		writes_files |= !config->dirs[i].read_only;
	return runtime_error(confine(config->policy, writes_files, &err), &err, error);
}
