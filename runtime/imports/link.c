// SPDX-License-Identifier: MIT
/* The host functions of ABI part 2 for what is attached. */
#include <errno.h>

#include "base/handles.h"
#include "imports/abi.h"
#include "imports/guest.h"
#include "imports/v2.h"
#include "lib/err.h"
#include "session/iter.h"
#include "session/link.h"
#include "session/map.h"
#include "session/session.h"

/* sdk/c/include/wasm_bpf_v2.h has it, too. */
struct v2_link_info {
	uint32_t type;
	uint32_t id;
	uint32_t program_id;
	uint32_t state;
	int32_t program;
	uint32_t reserved;
};

enum { STATE_KERNELS = 1, STATE_ATTACHED = 2 };

V2_FUNCTION(link_info)
{
	const struct link *link = v2_link(session, args[0], err);
	struct link_info kernels = { 0 };
	struct v2_link_info info = { 0 };
	int64_t ret;

	if (!link)
		return -EBADF;
	if (link_ask(link, &kernels))
		info.state |= STATE_KERNELS;
	if (link_is_attached(link))
		info.state |= STATE_ATTACHED;
	info.type = kernels.type;
	info.id = kernels.id;
	info.program_id = kernels.program_id ? kernels.program_id : link->program_id;
	/* Its program's object may be another one, and closed. */
	if (handles_find(&session->programs, link->program))
		info.program = link->program;
	ret = v2_put(session, args[1], args[2], &info, sizeof(info));
	return ret < 0 ? v2_bad_pointer(err, "a link's info") : ret;
}

V2_FUNCTION(link_detach)
{
	struct link *link = v2_link(session, args[0], err);

	return link ? link_detach(link, err) : -EBADF;
}

V2_FUNCTION(link_update)
{
	struct link *link = v2_link(session, args[0], err);
	const struct program *program = link ? v2_program(session, args[1], err) : NULL;

	return program ? link_update(link, program, err) : -EBADF;
}

V2_FUNCTION(link_close)
{
	struct link *link = v2_link(session, args[0], err);

	if (!link)
		return -EBADF;
	link_close(link);
	return 0;
}

V2_FUNCTION(map_attach)
{
	const struct map *map = v2_loaded_map(session, args[0], err);
	struct link *link;
	int ret;

	if (!map)
		return -err->code;
	if (map->type != BPF_MAP_TYPE_STRUCT_OPS)
		return err_set(err, EINVAL, "cannot attach '%s': it is no struct_ops map", map->name);
	ret = link_new_map(map->object, map, &link, err);
	return ret < 0 ? ret : link->handle;
}

V2_FUNCTION(iter_open)
{
	const struct link *link = v2_link(session, args[0], err);
	struct iter *iter;
	int ret;

	if (!link)
		return -EBADF;
	ret = iter_new(session, link, &iter, err);
	return ret < 0 ? ret : iter->handle;
}

V2_FUNCTION(iter_read)
{
	const struct iter *iter = v2_iter(session, args[0], err);
	void *to = guest_writable(session, args[1], args[2]);

	if (!iter)
		return -EBADF;
	if (!to)
		return v2_bad_pointer(err, "room for what an iterator says");
	/* Nothing read would look like the end. */
	if (!args[2] || args[2] > INT32_MAX)
		return err_set(err, EINVAL, "bad size of room for what an iterator says: %llu bytes",
			       (unsigned long long)args[2]);
	return iter_read(session, iter, to, args[2], err);
}

V2_FUNCTION(iter_close)
{
	struct iter *iter = v2_iter(session, args[0], err);

	if (!iter)
		return -EBADF;
	handles_remove(&session->iters, iter->handle);
	iter_free(iter);
	return 0;
}
