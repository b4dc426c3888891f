// SPDX-License-Identifier: MIT
#include "runtime/taping.h"

#include <errno.h>
#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "lib/file.h"
#include "policy/policy.h"
#include "recording/player.h"
#include "recording/recorder.h"
#include "tape/tape_file.h"
#include "runtime/instance.h"

enum { GUEST_MAX = 1 << 30 };

/* --- the config --------------------------------------------------------------------- */

void taping_release(struct taping *taping)
{
	tape_writer_free(taping->writer, NULL);
	player_free(taping->player);
}

int wasm_bpf_config_record(struct wasm_bpf_config *config, const char *path, unsigned int flags,
			   struct wasm_bpf_error *error)
{
	struct err err = ERR_INIT;
	int ret;

	if (config->taping.writer || config->taping.player)
		ret = err_set(&err, EBUSY, "cannot record: a recording is set already");
	else
		ret = tape_writer_new(path, &config->taping.writer, &err);
	config->taping.keeps_variables = flags & WASM_BPF_RECORD_VARIABLES;
	if (ret < 0 && !config->error)
		config->error = ret;
	return runtime_error(ret, &err, error);
}

/* Among the user's own, which came first. */
static bool has_variable(const struct wasm_bpf_config *config, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(config->wasi.env_names[i], name) == 0)
			return true;
	return false;
}

/* The guest's memory is laid out as it was, so a value that is not known has its length. */
static int set_variable(struct wasm_bpf_config *config, size_t own,
			const struct tape_variable *variable)
{
	char *name = strndup(variable->name.at, variable->name.len);
	char *value = variable->has_value ? strndup(variable->value.at, variable->value.len)
					  : malloc(variable->len + 1);
	int ret = name && value ? 0 : -ENOMEM;

	if (value && !variable->has_value) {
		memset(value, 'x', variable->len);
		value[variable->len] = '\0';
	}
	if (!ret && !has_variable(config, own, name)) {
		ret = wasm_bpf_config_variable(config, name, value);
		if (!ret && !variable->has_value)
			message_tell(&config->session.messages, WASM_BPF_WARNING,
				     "the recording does not have the value of '%s': the guest "
				     "gets %zu times 'x'",
				     name, variable->len);
	}
	free(name);
	free(value);
	return ret;
}

static int set_argument(struct wasm_bpf_config *config, struct tape_bytes argument)
{
	char *text = strndup(argument.at, argument.len);
	int ret = text ? wasm_bpf_config_argument(config, text) : -ENOMEM;

	free(text);
	return ret;
}

static int set_wrapper(struct wasm_bpf_config *config, const struct tape_head *head)
{
	char *module = strndup(head->wrapper_module.at, head->wrapper_module.len);
	char *name = strndup(head->callback_export.at, head->callback_export.len);
	int ret = module && name ? wasm_bpf_config_wrapper(config, module, name) : -ENOMEM;

	free(module);
	free(name);
	return ret;
}

static int set_limits(struct wasm_bpf_config *config, const struct tape_head *head)
{
	char rule[64];
	int ret = head->memory ? wasm_bpf_config_memory(config, head->memory) : 0;

	if (ret < 0 || !head->tables)
		return ret;
	snprintf(rule, sizeof(rule), "tables=%llu", (unsigned long long)head->tables);
	return wasm_bpf_config_rule(config, "limit", rule, NULL);
}

/* The run is given what the recorded one was given. */
static int set_head(struct wasm_bpf_config *config, const struct tape_head *head)
{
	const size_t own = config->wasi.env_count;
	int ret = set_wrapper(config, head);

	for (size_t i = 0; i < head->arg_count && !ret; i++)
		ret = set_argument(config, head->args[i]);
	for (size_t i = 0; i < head->env_count && !ret; i++)
		ret = set_variable(config, own, &head->env[i]);
	return ret ? ret : set_limits(config, head);
}

int wasm_bpf_config_replay(struct wasm_bpf_config *config, const char *path, unsigned int flags,
			   struct wasm_bpf_error *error)
{
	struct err err = ERR_INIT;
	int ret;

	if (config->taping.writer || config->taping.player)
		ret = err_set(&err, EBUSY, "cannot replay: a recording is set already");
	else
		ret = player_new(path, &config->taping.player, &err);
	config->taping.is_diff = flags & WASM_BPF_REPLAY_DIFF;
	if (!ret) {
		ret = set_head(config, player_head(config->taping.player));
		if (ret < 0)
			err_set(&err, -ret, "'%s': cannot give the guest what it had: %s", path,
				strerror(-ret));
	}
	config->session.process_streams = 7;
	if (ret < 0 && !config->error)
		config->error = ret;
	return runtime_error(ret, &err, error);
}

/* --- the run ------------------------------------------------------------------------ */

int taping_init(struct wasm_bpf_instance *instance, struct err *err)
{
	struct taping *taping = (struct taping *)(uintptr_t)&instance->config->taping;
	struct tape_writer *writer = __atomic_exchange_n(&taping->writer, NULL, __ATOMIC_ACQ_REL);
	int ret;

	if (!writer)
		return 0;
	if (instance->module->path && tape_writer_is(writer, instance->module->path)) {
		tape_writer_free(writer, NULL);
		return err_set(err, EINVAL,
			       "cannot record: the recording would replace the guest '%s'",
			       instance->module->path);
	}
	ret = recorder_new(writer, &instance->recorder, err);
	if (ret < 0)
		return ret;
	instance->options.is_recorded = true;
	recorder_sink(instance->recorder, &instance->options.messages);
	return 0;
}

/* The SHA-256 of the guest's file. */
static int digest_of(const struct wasm_bpf_module *module, uint8_t digest[TAPE_DIGEST],
		     struct err *err)
{
	struct buf bytes = BUF_INIT(GUEST_MAX);
	SHA2_CTX hash;
	int ret = module->path ? file_read(module->path, &bytes, err) : 0;

	memset(digest, 0, TAPE_DIGEST);
	if (!ret && module->path) {
		SHA256Init(&hash);
		SHA256Update(&hash, (const uint8_t *)bytes.data, bytes.len);
		SHA256Final(digest, &hash);
	}
	buf_release(&bytes);
	return ret;
}

static struct tape_bytes bytes_of(const char *text)
{
	return (struct tape_bytes){ text, strlen(text) };
}

static int fill_lists(const struct wasm_bpf_config *config, struct tape_head *head)
{
	const struct engine_wasi *wasi = &config->wasi;

	head->args = calloc(wasi->argc + 1, sizeof(*head->args));
	head->env = calloc(wasi->env_count + 1, sizeof(*head->env));
	if (!head->args || !head->env)
		return -ENOMEM;
	for (; head->arg_count < wasi->argc; head->arg_count++)
		head->args[head->arg_count] = bytes_of(wasi->argv[head->arg_count]);
	for (; head->env_count < wasi->env_count; head->env_count++)
		head->env[head->env_count] = (struct tape_variable){
			.name = bytes_of(wasi->env_names[head->env_count]),
			.value = bytes_of(wasi->env_values[head->env_count]),
			.len = strlen(wasi->env_values[head->env_count]),
			.has_value = config->taping.keeps_variables,
		};
	return 0;
}

static int begin_recording(struct wasm_bpf_instance *instance, struct err *err)
{
	const struct wasm_bpf_config *config = instance->config;
	struct utsname name = { 0 };
	char kernel[sizeof(name.release) + sizeof(name.machine) + 2];
	struct tape_head head = {
		.maker = bytes_of(VERSION),
		.guest = bytes_of(file_base_name(instance->module->name)),
		.wrapper_module = bytes_of(config->session.wrapper_module),
		.callback_export = bytes_of(config->session.callback_export),
		.memory = policy_limit(config->policy, POLICY_MEMORY, 0),
		.tables = policy_limit(config->policy, POLICY_TABLES, 0),
	};
	int ret = digest_of(instance->module, head.digest, err);

	uname(&name);
	snprintf(kernel, sizeof(kernel), "%s %s", name.release, name.machine);
	head.kernel = bytes_of(kernel);
	if (!ret && fill_lists(config, &head) < 0)
		ret = err_set(err, ENOMEM, "cannot record: %s", strerror(ENOMEM));
	if (!ret)
		recorder_begin(instance->recorder, &instance->session, &head);
	free(head.args);
	free(head.env);
	return ret;
}

static int check_guest(const struct wasm_bpf_instance *instance, const struct tape_head *head,
		       struct err *err)
{
	static const uint8_t unknown[TAPE_DIGEST];
	uint8_t digest[TAPE_DIGEST];
	int ret = digest_of(instance->module, digest, err);

	if (ret < 0 || instance->config->taping.is_diff ||
	    memcmp(digest, head->digest, TAPE_DIGEST) == 0 ||
	    memcmp(unknown, head->digest, TAPE_DIGEST) == 0 ||
	    memcmp(unknown, digest, TAPE_DIGEST) == 0)
		return ret;
	err_set(err, EPROTO, "the recording is of another build of the guest, '%.*s'",
		(int)head->guest.len, head->guest.at);
	return err_hint(err, "'wasm-bpf replay --diff' tells what this build does otherwise");
}

int taping_begin(struct wasm_bpf_instance *instance, struct err *err)
{
	const struct taping *taping = &instance->config->taping;
	int ret = 0;

	if (instance->recorder)
		return begin_recording(instance, err);
	if (taping->player)
		ret = check_guest(instance, player_head(taping->player), err);
	if (taping->player && !ret)
		player_begin(taping->player, &instance->session, taping->is_diff);
	return ret;
}

void taping_watch(struct wasm_bpf_instance *instance)
{
	if (instance->recorder)
		recorder_watch(instance->recorder);
}

const struct engine_import *taping_import(const struct wasm_bpf_instance *instance,
					  const struct engine_import *import, const char *module,
					  const char *name)
{
	struct player *player = instance->config->taping.player;

	if (instance->recorder)
		return recorder_import(instance->recorder, import, module, name);
	return player ? player_import(player, import, module, name) : import;
}

int taping_end(struct wasm_bpf_instance *instance, int ret, struct wasm_bpf_result *result,
	       struct err *err)
{
	struct player *player = instance->config->taping.player;

	if (instance->recorder && !ret)
		return recorder_end(instance->recorder, result, instance->is_overruled, err);
	return player && instance->session.instance ? player_end(player, ret, result, err) : ret;
}

void taping_free(struct wasm_bpf_instance *instance)
{
	recorder_free(instance->recorder);
}
