/* SPDX-License-Identifier: MIT */
/* Which container a cgroup, or a mount namespace, is of. Both are looked for on this machine
 * when they are asked for, and kept. */
#ifndef CONTAINERS_CONTAINERS_H
#define CONTAINERS_CONTAINERS_H

#include <stdint.h>

#include "containers/state.h"

struct containers;

/* `root` is "" for this machine, or a folder with proc/, sys/fs/cgroup/, run/ and var/. Null
 * without memory. */
struct containers *containers_new(const char *root);
void containers_free(struct containers *containers);

/* The container of a cgroup's number, as bpf_get_current_cgroup_id() gives it; or null. It is valid
 * until the table is freed. */
const struct container *containers_of_cgroup(struct containers *containers, uint64_t id);

/* The same of a mount namespace's number. A process must be in it. */
const struct container *containers_of_mntns(struct containers *containers, uint64_t id);

/* The path of a cgroup, below where cgroups are mounted; or null. */
const char *containers_cgroup_path(struct containers *containers, uint64_t id);

/* Calls `found` for the mount namespace of each container with that name, pod or ID (12 digits are
 * enough), of all that run now. */
void containers_each_mntns(struct containers *containers, const char *name,
			   void (*found)(void *context, uint64_t mntns), void *context);

#endif
