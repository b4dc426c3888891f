/* SPDX-License-Identifier: MIT */
/* What a record does not say, and this machine knows: functions that whoever shows records may
 * give. Null pointers are functions that it does not have. */
#ifndef COLUMNS_LOOKUP_H
#define COLUMNS_LOOKUP_H

#include <stdbool.h>
#include <stdint.h>

enum { LOOKUP_FRAMES_MAX = 1024 };

/* What there is to know about a container. */
enum lookup_about {
	LOOKUP_CONTAINER, /* its name, or its ID */
	LOOKUP_IMAGE,
	LOOKUP_POD,
	LOOKUP_NAMESPACE, /* of the pod */
	LOOKUP_CGROUP,    /* the path of a cgroup, be it a container's or not */
};

struct lookup {
	void *context;

	/* The addresses of a stack that a stack-trace map has, innermost first: how many, or
	 * -errno. `map` is null if there is only one such map. */
	int (*stack)(void *context, const char *map, int64_t id,
		     uint64_t frames[static LOOKUP_FRAMES_MAX]);

	/* The function at an address of the kernel, or of a process. It is valid until the next
	 * call. Null if there is none. */
	const char *(*kernel_function)(void *context, uint64_t address, uint64_t *ret_offset);
	const char *(*user_function)(void *context, int32_t process, uint64_t address,
				     uint64_t *ret_offset);

	/* Of the container with a cgroup's number, or a mount namespace's. It is valid until the
	 * columns are gone. Null if it is not known. */
	const char *(*container)(void *context, enum lookup_about what, bool is_mntns, uint64_t id);
};

#endif
