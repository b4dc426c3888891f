// SPDX-License-Identifier: MIT
/* Objects: opened by the host, which says what is in them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "object.h"

/* --- opening ------------------------------------------------------------------ */

static int add_program(struct bpf_object *obj, int handle, struct bpf_program ***tail)
{
	struct wasm_bpf_program_info info;
	struct bpf_program *prog;
	int ret = wasm_bpf_program_info(handle, &info, sizeof(info));

	if (ret < 0)
		return sdk_failed(ret);
	prog = calloc(1, sizeof(*prog) + strlen(info.name) + 1);
	if (!prog)
		return sdk_error(ENOMEM);
	strcpy(prog->name, info.name);
	prog->object = obj;
	prog->handle = handle;
	prog->autoload = prog->autoattach = info.state & WASM_BPF_PROGRAM_AUTOLOAD;
	**tail = prog;
	*tail = &prog->next;
	return 0;
}

static int add_map(struct bpf_object *obj, int handle, struct bpf_map ***tail)
{
	struct wasm_bpf_map_info info;
	struct bpf_map *map;
	int ret = wasm_bpf_map_info(handle, &info, sizeof(info));

	if (ret < 0)
		return sdk_failed(ret);
	map = calloc(1, sizeof(*map) + strlen(info.name) + 1);
	if (!map)
		return sdk_error(ENOMEM);
	strcpy(map->name, info.name);
	map->object = obj;
	map->handle = handle;
	map->type = info.type;
	map->is_internal = info.state & WASM_BPF_MAP_GLOBALS;
	map->autoattach = true;
	**tail = map;
	*tail = &map->next;
	return 0;
}

static int add_all(struct bpf_object *obj)
{
	struct bpf_program **programs = &obj->programs;
	struct bpf_map **maps = &obj->maps;
	int handle, err;

	for (handle = 0; (handle = wasm_bpf_program_next(obj->handle, handle)) > 0;) {
		err = add_program(obj, handle, &programs);
		if (err)
			return err;
	}
	while (handle >= 0 && (handle = wasm_bpf_map_next(obj->handle, handle)) > 0) {
		err = add_map(obj, handle, &maps);
		if (err)
			return err;
	}
	return sdk_failed(handle);
}

struct bpf_object *sdk_open(const void *data, size_t size,
			    const struct bpf_object_open_opts *opts, const char *name)
{
	struct bpf_object *obj;

	if (!data || !size)
		return sdk_error_ptr(EINVAL);
	if (sdk_check_open_options(opts))
		return NULL;
	obj = calloc(1, sizeof(*obj));
	if (!obj)
		return sdk_error_ptr(ENOMEM);
	obj->name = strdup(sdk_option(opts, object_name) ? opts->object_name : name);
	obj->log = sdk_option(opts, kernel_log_buf);
	obj->log_size = sdk_option(opts, kernel_log_size);
	obj->handle = sdk_failed(wasm_bpf_object_open(data, size, obj->name));
	if (obj->handle > 0 && !add_all(obj)) {
		__u32 level = sdk_option(opts, kernel_log_level);

		for (struct bpf_program *prog = obj->programs; level && prog; prog = prog->next)
			bpf_program__set_log_level(prog, level);
		return obj;
	}
	bpf_object__close(obj);
	return NULL;
}

/* --- loading -------------------------------------------------------------------- */

static void keep_log(const struct bpf_object *obj, char *room, size_t size)
{
	if (room && size)
		wasm_bpf_object_log(obj->handle, room, size);
}

/* Gives what the verifier said to those who asked for it; who gave no room reads it. */
static void pass_log_on(const struct bpf_object *obj)
{
	bool is_printed = false;

	keep_log(obj, obj->log, obj->log_size);
	for (const struct bpf_program *prog = obj->programs; prog; prog = prog->next) {
		keep_log(obj, prog->log, prog->log_size);
		is_printed |= prog->log_level && !prog->log && !obj->log;
	}
	if (is_printed) {
		int len = wasm_bpf_object_log(obj->handle, NULL, 0);
		char *text = len > 0 ? malloc(len + 1) : NULL;

		if (text && wasm_bpf_object_log(obj->handle, text, len + 1) >= 0)
			sdk_print_text(LIBBPF_DEBUG, text);
		free(text);
	}
}

int bpf_object__load(struct bpf_object *obj)
{
	int err;

	if (!obj || obj->is_loaded)
		return sdk_error(EINVAL);
	for (const struct bpf_map *map = obj->maps; map; map = map->next) {
		err = sdk_globals_set(map);
		if (err)
			return err;
	}
	err = sdk_failed(wasm_bpf_object_load(obj->handle));
	pass_log_on(obj);
	if (err < 0)
		return sdk_error(-err);
	obj->is_loaded = true;
	for (struct bpf_map *map = obj->maps; map; map = map->next)
		sdk_globals_map(map);
	return 0;
}

/* --- closing -------------------------------------------------------------------- */

static void free_map(struct bpf_map *map)
{
	sdk_globals_free(map);
	free(map->pin_path);
	free(map);
}

static void free_program(struct bpf_program *prog)
{
	sdk_descriptor_free(prog->fd);
	free(prog->section);
	free(prog);
}

void bpf_object__close(struct bpf_object *obj)
{
	int saved = errno;

	if (!obj)
		return;
	if (obj->handle > 0)
		wasm_bpf_object_close(obj->handle);
	for (struct bpf_map *map = obj->maps, *next; map; map = next) {
		next = map->next;
		free_map(map);
	}
	for (struct bpf_program *prog = obj->programs, *next; prog; prog = next) {
		next = prog->next;
		free_program(prog);
	}
	free(obj->name);
	free(obj);
	errno = saved;
}

const char *bpf_object__name(const struct bpf_object *obj)
{
	return obj->name;
}
