// SPDX-License-Identifier: MIT
#include "runtime/profiling.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/profile.h"
#include "lib/buf.h"
#include "lib/file.h"
#include "runtime/instance.h"

enum { PROFILE_MAX = 1 << 30, LINE_MAX_BYTES = 1 << 16, DEPTH_MAX = 256 };
enum { FLAGS = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY };
#define INTERVAL_NS 1000000

void profiling_release(struct profiling *profiling)
{
	if (!profiling->fd)
		return;
	if (profiling->is_new && profiling->path)
		unlink(profiling->path);
	close(profiling->fd);
	free(profiling->path);
}

int wasm_bpf_config_profile(struct wasm_bpf_config *config, const char *path,
			    struct wasm_bpf_error *error)
{
	const size_t len = strlen(path);
	struct err err = ERR_INIT;
	int ret = 0;

	profiling_release(&config->profiling);
	config->profiling.is_folded = len > 7 && strcmp(path + len - 7, ".folded") == 0;
	config->profiling.fd = open(path, FLAGS | O_EXCL, 0666);
	config->profiling.is_new = config->profiling.fd >= 0;
	if (config->profiling.fd < 0)
		config->profiling.fd = open(path, FLAGS, 0666);
	if (config->profiling.fd < 0) {
		ret = err_set(&err, errno, "cannot write '%s': %s", path, strerror(errno));
		config->profiling.fd = 0;
		config->error = config->error ? config->error : ret;
	}
	if (!ret) {
		config->profiling.path = strdup(path);
		if (!config->profiling.path)
			ret = config->error = err_set(&err, ENOMEM, "%s", strerror(ENOMEM));
	}
	return runtime_error(ret, &err, error);
}

int profiling_begin(struct wasm_bpf_instance *instance, struct err *err)
{
	const struct wasm_bpf_module *module = instance->module;

	if (!instance->config->profiling.fd)
		return 0;
	return engine_profile_begin(module->runtime->engine, instance->session.instance,
				    module->code, file_base_name(module->name), INTERVAL_NS,
				    &instance->profile, err);
}

/* --- folded stacks ------------------------------------------------------------------- */

/* Of the format's tables, those that lead from a sample to names. */
struct tables {
	const json_t *stack_frame, *stack_prefix, *frame_func, *func_name, *strings, *samples;
};

static const json_t *column(const json_t *thread, const char *table, const char *name)
{
	return json_object_get(json_object_get(thread, table), name);
}

static struct tables find_tables(const json_t *root)
{
	const json_t *thread = json_array_get(json_object_get(root, "threads"), 0);
	const json_t *shared = json_object_get(root, "shared");
	struct tables tables = {
		.stack_frame = column(thread, "stackTable", "frame"),
		.stack_prefix = column(thread, "stackTable", "prefix"),
		.frame_func = column(thread, "frameTable", "func"),
		.func_name = column(thread, "funcTable", "name"),
		.strings = json_object_get(thread, "stringArray"),
		.samples = column(thread, "samples", "stack"),
	};

	if (!tables.strings)
		tables.strings = json_object_get(shared, "stringArray");
	return tables;
}

static const json_t *at(const json_t *array, const json_t *index)
{
	return json_is_integer(index) ? json_array_get(array, (size_t)json_integer_value(index))
				      : NULL;
}

/* "outer;inner", without what would end a name. */
static void add_stack(struct buf *to, const struct tables *tables, const json_t *stack)
{
	const char *names[DEPTH_MAX];
	size_t depth = 0;

	for (; json_is_integer(stack) && depth < DEPTH_MAX;
	     stack = at(tables->stack_prefix, stack)) {
		const json_t *func = at(tables->frame_func, at(tables->stack_frame, stack));
		const char *name = json_string_value(
			at(tables->strings, at(tables->func_name, func)));

		names[depth++] = name ? name : "?";
	}
	while (depth--) {
		for (const char *i = names[depth]; *i; i++)
			buf_add(to, *i == ';' || (unsigned char)*i < ' ' ? "_" : i, 1);
		buf_add(to, depth ? ";" : " ", 1);
	}
}

static int compare(const void *a, const void *b)
{
	const json_int_t x = *(const json_int_t *)a, y = *(const json_int_t *)b;

	return (x > y) - (x < y);
}

static int fold(const struct buf *json, struct buf *to)
{
	json_t *root = json_loadb(json->data, json->len, 0, NULL);
	const struct tables tables = find_tables(root);
	const size_t count = json_array_size(tables.samples);
	json_int_t *stacks = calloc(count + 1, sizeof(*stacks));
	size_t used = 0;

	for (size_t i = 0; stacks && i < count; i++)
		if (json_is_integer(json_array_get(tables.samples, i)))
			stacks[used++] = json_integer_value(json_array_get(tables.samples, i));
	if (stacks)
		qsort(stacks, used, sizeof(*stacks), compare);
	for (size_t i = 0, next; stacks && i < used; i = next) {
		json_t *stack = json_integer(stacks[i]);

		for (next = i; next < used && stacks[next] == stacks[i]; next++)
			;
		add_stack(to, &tables, stack);
		buf_printf(to, "%zu\n", next - i);
		json_decref(stack);
	}
	free(stacks);
	json_decref(root);
	return stacks && root ? -to->error : -ENOMEM;
}

/* --- the end ------------------------------------------------------------------------- */

static int write_all(int fd, const char *data, size_t size)
{
	while (size) {
		const ssize_t written = write(fd, data, size);

		if (written < 0 && errno != EINTR)
			return -errno;
		if (written > 0) {
			data += written;
			size -= (size_t)written;
		}
	}
	return 0;
}

int profiling_end(struct wasm_bpf_instance *instance, int ret, struct err *err)
{
	struct profiling *profiling = (struct profiling *)(uintptr_t)&instance->config->profiling;
	struct buf json = BUF_INIT(PROFILE_MAX), folded = BUF_INIT(PROFILE_MAX);
	const struct buf *text = profiling->is_folded ? &folded : &json;
	int failed;

	if (!instance->profile)
		return ret;
	failed = engine_profile_end(instance->profile, &json, ret ? NULL : err);
	if (!failed && profiling->is_folded)
		failed = fold(&json, &folded);
	if (!failed && ftruncate(profiling->fd, 0) < 0 && errno != EINVAL)
		failed = -errno;
	if (!failed)
		failed = write_all(profiling->fd, text->data, text->len);
	profiling->is_new = false;
	if (failed && !ret)
		ret = err_set(err, -failed, "cannot write '%s': %s", profiling->path,
			      strerror(-failed));
	buf_release(&json);
	buf_release(&folded);
	return ret;
}
