// SPDX-License-Identifier: MIT
/* The host functions of ABI part 2 for what is attached. */
#include <errno.h>

#include "abi.h"
#include "handles.h"
#include "host_v2.h"
#include "lib/err.h"
#include "link.h"
#include "session.h"

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
