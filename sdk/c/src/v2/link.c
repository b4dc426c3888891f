// SPDX-License-Identifier: MIT
/* Links: what is attached, and iterators over them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/bpf.h>
#include "object.h"

struct bpf_link *sdk_link_new(int handle)
{
	struct bpf_link *link;

	if (sdk_failed(handle) < 0)
		return NULL;
	link = calloc(1, sizeof(*link));
	if (!link) {
		wasm_bpf_link_close(handle);
		return sdk_error_ptr(ENOMEM);
	}
	link->handle = handle;
	return link;
}

struct bpf_link *sdk_attach(const struct bpf_program *prog, const char *target, __u64 cookie)
{
	if (!prog || !prog->object->is_loaded || !prog->autoload)
		return sdk_error_ptr(EINVAL);
	return sdk_link_new(wasm_bpf_program_attach(prog->handle, target, cookie));
}

struct bpf_link *bpf_map__attach_struct_ops(const struct bpf_map *map)
{
	if (!map)
		return sdk_error_ptr(EINVAL);
	return sdk_link_new(wasm_bpf_map_attach(map->handle));
}

int bpf_link__destroy(struct bpf_link *link)
{
	int err = 0;

	if (!link)
		return 0;
	sdk_descriptor_free(link->fd);
	if (!link->is_disconnected)
		err = sdk_result(wasm_bpf_link_close(link->handle));
	sdk_descriptor_free(link->event);
	free(link->pin_path);
	free(link);
	return err;
}

int bpf_link__detach(struct bpf_link *link)
{
	return sdk_failed(wasm_bpf_link_detach(link->handle));
}

void bpf_link__disconnect(struct bpf_link *link)
{
	link->is_disconnected = true;
}

int bpf_link__fd(const struct bpf_link *link)
{
	struct sdk_descriptor *descriptor;

	if (!link)
		return sdk_error(EINVAL);
	if (link->fd)
		return link->fd;
	descriptor = sdk_descriptor_new(SDK_LINK, link->handle);
	if (!descriptor)
		return -errno;
	return ((struct bpf_link *)link)->fd = descriptor->fd;
}

int bpf_link__update_program(struct bpf_link *link, struct bpf_program *prog)
{
	return sdk_failed(wasm_bpf_link_update(link->handle, prog->handle));
}

/* --- pins ------------------------------------------------------------------------- */

int bpf_link__pin(struct bpf_link *link, const char *path)
{
	char *own;
	int err;

	if (link->pin_path)
		return sdk_error(EBUSY);
	own = path ? strdup(path) : NULL;
	if (!own)
		return sdk_error(path ? ENOMEM : EINVAL);
	err = sdk_failed(wasm_bpf_link_pin(link->handle, path));
	if (err < 0)
		free(own);
	else
		link->pin_path = own;
	return err;
}

const char *bpf_link__pin_path(const struct bpf_link *link)
{
	return link->pin_path;
}

int bpf_link__unpin(struct bpf_link *link)
{
	int err = link->pin_path ? sdk_failed(wasm_bpf_link_unpin(link->handle, link->pin_path))
				 : sdk_error(EINVAL);

	if (err >= 0) {
		free(link->pin_path);
		link->pin_path = NULL;
	}
	return err;
}

struct bpf_link *bpf_link__open(const char *path)
{
	char *own = path ? strdup(path) : sdk_error_ptr(EINVAL);
	struct bpf_link *link = own ? sdk_link_new(wasm_bpf_link_open_pinned(path)) : NULL;

	if (link)
		link->pin_path = own;
	else
		free(own);
	return link;
}

/* --- by descriptor ------------------------------------------------------------------ */

int bpf_link_detach(int link_fd)
{
	const struct sdk_descriptor *link = sdk_descriptor_find(link_fd, SDK_LINK);

	return link ? sdk_failed(wasm_bpf_link_detach(link->handle)) : -errno;
}

int bpf_link_update(int link_fd, int new_prog_fd, const struct bpf_link_update_opts *opts)
{
	const struct sdk_descriptor *link = sdk_descriptor_find(link_fd, SDK_LINK);
	const struct bpf_program *program = link ? sdk_program_by_fd(new_prog_fd) : NULL;

	if (!program)
		return -errno;
	if (sdk_option(opts, flags) || sdk_option(opts, old_prog_fd) ||
	    sdk_option(opts, old_map_fd))
		return sdk_unsupported(__func__, "leave the options 0");
	return sdk_failed(wasm_bpf_link_update(link->handle, program->handle));
}

/* A map is named by its object's name for it. */
struct bpf_link *bpf_program__attach_sockmap(const struct bpf_program *prog, int map_fd)
{
	for (const struct bpf_map *map = prog->object->maps; map; map = map->next)
		if (map->handle == sdk_map_handle(map_fd))
			return sdk_attach(prog, map->name, 0);
	return sdk_not_attached(__func__, "name a map of the same object");
}

/* --- iterators ---------------------------------------------------------------------- */

static ssize_t read_iterator(int handle, void *buf, size_t size)
{
	return wasm_bpf_iter_read(handle, buf, size > INT32_MAX ? INT32_MAX : size);
}

int bpf_iter_create(int link_fd)
{
	const struct sdk_descriptor *link = sdk_descriptor_find(link_fd, SDK_LINK);
	struct sdk_descriptor *iterator;
	int handle;

	if (!link)
		return -errno;
	handle = sdk_failed(wasm_bpf_iter_open(link->handle));
	if (handle < 0)
		return handle;
	iterator = sdk_descriptor_new(SDK_ITERATOR, handle);
	if (!iterator) {
		wasm_bpf_iter_close(handle);
		return sdk_error(ENOMEM);
	}
	iterator->read = read_iterator;
	iterator->close = wasm_bpf_iter_close;
	return iterator->fd;
}

/* A map is named by its object's name for it, a process by its number. Nothing named, also by
 * an info of zeros, means everything, as in the kernel. */
struct bpf_link *bpf_program__attach_iter(const struct bpf_program *prog,
					  const struct bpf_iter_attach_opts *opts)
{
	const union bpf_iter_link_info *info = sdk_option(opts, link_info);
	static const union bpf_iter_link_info everything;
	static const char task[] = "iter/task";
	const char *section;

	if (!prog)
		return sdk_error_ptr(EINVAL);
	if (!info || !memcmp(info, &everything, sizeof(everything)))
		return sdk_attach(prog, NULL, 0);
	section = bpf_program__section_name(prog);
	section += !strncmp(section, "iter.s/", strlen("iter.s/")) ? strlen("iter.s/") :
								     strlen("iter/");
	if (!strncmp(section, task + strlen("iter/"), strlen("task"))) {
		if (info->task.pid && !info->task.tid && !info->task.pid_fd)
			return sdk_attach_to(prog, 0, "%u", info->task.pid);
		return sdk_not_attached(__func__, "name a task by its pid");
	}
	for (const struct bpf_map *map = prog->object->maps; map; map = map->next)
		if (map->handle == sdk_map_handle(info->map.map_fd))
			return sdk_attach(prog, map->name, 0);
	return sdk_not_attached(__func__, "name a map of the same object");
}
