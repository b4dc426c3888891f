/* SPDX-License-Identifier: MIT */
/* What the host functions of ABI part 2 share, and what they store for a guest. */
#ifndef IMPORTS_V2_H
#define IMPORTS_V2_H

#include <stddef.h>
#include <stdint.h>

struct err;
struct iter;
struct link;
struct map;
struct object;
struct program;
struct session;

/* Errors are -1 to minus this; what is less is a number that only looks negative, as a
 * kernel's address. */
enum { V2_ERROR_MAX = 4095 };

/* sdk/c/include/wasm_bpf_v2.h has them, too; a guest may know a shorter beginning. */
struct v2_map_info {
	uint32_t type;
	uint32_t key_size;
	uint32_t value_size;
	uint32_t max_entries;
	uint32_t flags;
	uint32_t state;
	uint64_t mmap_size;
	char name[64];
};

struct v2_buffer_counts {
	uint64_t reads;
	uint64_t delivered;
	uint64_t cut;
	uint64_t lost;
};

typedef int64_t v2_function(struct session *session, const uint64_t *args, struct err *err);

/* Runs a host function, and keeps the reason when it fails. */
int64_t v2_run(struct session *session, const char *name, v2_function *function,
	       const uint64_t *args);

/* The host function v2_NAME of abi.def, whose body follows. */
#define V2_FUNCTION(name)                                                       \
	static v2_function run_##name;                                          \
	int64_t v2_##name(void *host, const uint64_t *args)                     \
	{                                                                       \
		return v2_run(host, #name, run_##name, args);                    \
	}                                                                       \
	static int64_t run_##name(struct session *session, const uint64_t *args, struct err *err)

/* Stores as much of a struct as the guest has room for; its size, or -EFAULT. */
int64_t v2_put(struct session *session, uint64_t pointer, uint64_t size, const void *what,
	       size_t what_size);

/* Stores as much of a text as fits, which ends in NUL all the same; its whole length, or
 * -EFAULT. */
int64_t v2_put_text(struct session *session, uint64_t pointer, uint64_t size, const char *text);

/* What a handle stands for, or null with the error set. */
struct object *v2_object(struct session *session, uint64_t handle, struct err *err);
struct program *v2_program(struct session *session, uint64_t handle, struct err *err);
struct link *v2_link(struct session *session, uint64_t handle, struct err *err);
struct iter *v2_iter(struct session *session, uint64_t handle, struct err *err);
struct map *v2_map(struct session *session, uint64_t handle, struct err *err);

/* The same for a map that the kernel has: -EINVAL before the load. */
struct map *v2_loaded_map(struct session *session, uint64_t handle, struct err *err);

/* -EBADF and -EFAULT, with the reason. */
int64_t v2_no_handle(struct err *err, const char *noun, uint64_t handle);
int64_t v2_bad_pointer(struct err *err, const char *what);

#endif
