/* SPDX-License-Identifier: MIT */
/* Which container a number of a guest's is of: looked for when it is first asked for, as far as the
 * policy lets it. */
#ifndef SESSION_CONTAINER_H
#define SESSION_CONTAINER_H

#include <stdint.h>

struct container;
struct err;
struct session;

/* The container of a cgroup's number, or a mount namespace's: enum wasm_bpf_container_by. It is
 * valid until the next call. Null: -EINVAL in `err` for another `by`, -ENOENT if there is none,
 * -EPERM if the policy forbids it, -ENOMEM. */
const struct container *session_container(struct session *session, int by, uint64_t number,
					  struct err *err);

#endif
