/* SPDX-License-Identifier: MIT */
/*
 * One call of a guest: its arguments by name, and how its failure is reported. A host function
 * decodes what the guest passed, calls the session, and returns.
 */
#ifndef IMPORTS_CALL_H
#define IMPORTS_CALL_H

#include <stddef.h>
#include <stdint.h>

#include "base/log.h"
#include "lib/err.h"
#include "session/session.h"

struct iter;
struct link;
struct map;
struct object;
struct program;
struct emission;

/* struct MODULE_NAME_args: the arguments of each row of abi.def. Each takes 8 bytes; an i32 is in
 * the lower half. */
#define NONE
#define ARGUMENT_i int32_t
#define ARGUMENT_u uint32_t
#define ARGUMENT_I uint64_t
#define ARGUMENT_p uint64_t
#define P(type, name) ARGUMENT_##type name __attribute__((aligned(8)));
#define FUNCTION(module, name, result, params, meaning) \
	struct module##_##name##_args { params };
#include "imports/abi.def"
#undef FUNCTION
#undef P

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "an i32 is the lower half");

/* The host function MODULE_NAME, whose body follows: (session, args). */
#define HOST_FUNCTION(module, name)                                                              \
	static int64_t run_##module##_##name(struct session *session,                            \
					     const struct module##_##name##_args *args);         \
	int64_t module##_##name(void *host, const uint64_t *args);                               \
	int64_t module##_##name(void *host, const uint64_t *args)                                \
	{                                                                                        \
		return run_##module##_##name(host, (const void *)args);                          \
	}                                                                                        \
	static int64_t run_##module##_##name(struct session *session,                            \
					     const struct module##_##name##_args *args)

/* The same for v1. If a failure left no reason, the function's name and the error's number are
 * the reason. */
#define V1_FUNCTION(name)                                                                        \
	static int64_t try_##name(struct session *session, const struct v1_##name##_args *args); \
	HOST_FUNCTION(v1, name)                                                                  \
	{                                                                                        \
		const uint64_t kept = session->reason.kept;                                      \
                                                                                                 \
		return call_v1_end(session, #name, kept, try_##name(session, args));             \
	}                                                                                        \
	static int64_t try_##name(struct session *session, const struct v1_##name##_args *args)

int64_t call_v1_end(struct session *session, const char *name, uint64_t kept, int64_t ret);

/* Within a function of v1: runs `call`, keeps libbpf's messages meanwhile, and reports the error
 * that it sets in `err`. */
#define REPORTED(session, call)                                     \
	({                                                          \
		struct err err = ERR_INIT;                          \
		int reported;                                       \
                                                                    \
		log_begin(&(session)->log);                         \
		reported = (call);                                  \
		log_end();                                          \
		if (err.code)                                       \
			session_report(session, &err);              \
		reported;                                           \
	})

/* The same for v2. The body gets an `err`: (session, args, err). If the function fails, its text
 * is kept as the reason. */
#define V2_FUNCTION(name)                                                                        \
	static int64_t try_##name(struct session *session, const struct v2_##name##_args *args,  \
				  struct err *err);                                              \
	HOST_FUNCTION(v2, name)                                                                  \
	{                                                                                        \
		struct err err;                                                                  \
                                                                                                 \
		call_v2_begin(session, &err);                                                    \
		return call_v2_end(session, #name, &err, try_##name(session, args, &err));       \
	}                                                                                        \
	static int64_t try_##name(struct session *session, const struct v2_##name##_args *args,  \
				  struct err *err)

void call_v2_begin(struct session *session, struct err *err);
int64_t call_v2_end(struct session *session, const char *name, const struct err *err, int64_t ret);

/* Stores as much of a struct as the guest has room for. Returns the struct's size, or -EFAULT. */
int64_t call_put(const struct session *session, uint64_t pointer, uint64_t size, const void *what,
		 size_t what_size);

/* Stores as much of a text as fits, and a NUL. Returns the length of the whole text, or
 * -EFAULT. */
int64_t call_put_text(const struct session *session, uint64_t pointer, uint64_t size,
		      const char *text);

/* What a handle stands for, or null with the error set. */
struct object *call_object(const struct session *session, int32_t handle, struct err *err);
struct program *call_program(const struct session *session, int32_t handle, struct err *err);
struct link *call_link(const struct session *session, int32_t handle, struct err *err);
struct iter *call_iter(const struct session *session, int32_t handle, struct err *err);
struct emission *call_emission(const struct session *session, int32_t handle, struct err *err);
struct map *call_map(const struct session *session, int32_t handle, struct err *err);

/* The same for a map that the kernel must have: -EINVAL before the load. */
struct map *call_loaded_map(const struct session *session, int32_t handle, struct err *err);

/* -EFAULT, with the reason. */
int64_t call_bad_pointer(struct err *err, const char *what);

#endif
