// SPDX-License-Identifier: MIT
/* Imports for what is attached, and for iterators. */
#include <errno.h>

#include "imports/call.h"
#include "imports/guest.h"
#include "sdk/c/include/wasm_bpf_abi.h"
#include "session/iter.h"
#include "session/link.h"
#include "session/map.h"

V2_FUNCTION(link_info)
{
	const struct link *link = call_link(session, args->link, err);
	struct link_info kernels = { 0 };
	struct wasm_bpf_link_info info = { 0 };
	int64_t ret;

	if (!link)
		return -EBADF;
	if (link_ask(link, &kernels))
		info.state |= WASM_BPF_LINK_KERNELS;
	if (link_is_attached(link))
		info.state |= WASM_BPF_LINK_ATTACHED;
	info.type = kernels.type;
	info.id = kernels.id;
	info.program_id = kernels.program_id ? kernels.program_id : link->program_id;
	/* Its program's object may be another one, and closed. */
	if (handles_find(&session->programs, link->program))
		info.program = link->program;
	ret = call_put(session, args->info, args->size, &info, sizeof(info));
	return ret < 0 ? call_bad_pointer(err, "a link's info") : ret;
}

V2_FUNCTION(link_detach)
{
	struct link *link = call_link(session, args->link, err);

	return link ? link_detach(link, err) : -EBADF;
}

V2_FUNCTION(link_update)
{
	struct link *link = call_link(session, args->link, err);
	const struct program *program = link ? call_program(session, args->program, err) : NULL;

	return program ? link_update(link, program, err) : -EBADF;
}

V2_FUNCTION(link_close)
{
	struct link *link = call_link(session, args->link, err);

	if (!link)
		return -EBADF;
	link_close(link);
	return 0;
}

V2_FUNCTION(map_attach)
{
	const struct map *map = call_loaded_map(session, args->map, err);
	struct link *link;
	int ret;

	if (!map)
		return -err->code;
	if (map->type != BPF_MAP_TYPE_STRUCT_OPS)
		return err_set(err, EINVAL, "cannot attach '%s': it is not a struct_ops map",
			       map->name);
	/* It was pinned: libbpf knows nothing of it, nor of its programs. */
	if (!map->object)
		return err_set(err, EINVAL, "cannot attach '%s': it does not belong to an object",
			       map->name);
	ret = link_new_map(map->object, map, &link, err);
	return ret < 0 ? ret : link->handle;
}

V2_FUNCTION(iter_open)
{
	const struct link *link = call_link(session, args->link, err);
	struct iter *iter;
	int ret;

	if (!link)
		return -EBADF;
	ret = iter_new(session, link, &iter, err);
	return ret < 0 ? ret : iter->handle;
}

V2_FUNCTION(iter_read)
{
	const struct iter *iter = call_iter(session, args->iter, err);
	void *to = guest_writable(session, args->data, args->size);

	if (!iter)
		return -EBADF;
	if (!to)
		return call_bad_pointer(err, "a buffer for an iterator's output");
	/* Nothing read would look like the end. */
	if (!args->size || args->size > INT32_MAX)
		return err_set(err, EINVAL, "bad size of a buffer for an iterator's output: "
			       "%llu bytes",
			       (unsigned long long)args->size);
	return iter_read(session, iter, to, args->size, err);
}

V2_FUNCTION(iter_close)
{
	struct iter *iter = call_iter(session, args->iter, err);

	if (!iter)
		return -EBADF;
	handles_remove(&session->iters, iter->handle);
	iter_free(iter);
	return 0;
}
