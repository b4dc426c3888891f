/* SPDX-License-Identifier: MIT */
/* The functions of host.wit for a typed guest. Nobody outside of this room includes it. */
#ifndef TYPED_HOST_H
#define TYPED_HOST_H

#include "lib/buf.h"
#include "typed/private.h"

struct session;

/* A function of imports/abi.def. */
typedef int64_t host_abi(void *session, const uint64_t *args);

/* One call. Memory is lent to functions of imports/abi.def, in which they find what they take and leave
 * what they give, as in that of a core guest; an address is an offset. */
struct host_call {
	struct typed *typed;
	struct session *session;
	const struct component_call *call;
	struct buf memory;
	uint64_t args[8];
	uint32_t arg_count;
	uint32_t param, end; /* the next parameter, and where the ones before it end */
	size_t ok; /* where the value of a result lies */
	struct err *err;
};

/* A function that is more than one of abi.def. Gives a negative errno, with an error, or with the reason
 * of the session's. */
typedef int64_t host_function(struct host_call *h);

/* Whether the package has such a resource, and such a function of that type. -ENOENT or -EINVAL. */
bool host_has_resource(void *typed, const char *interface, const char *name);
int host_find(struct typed *typed, const char *interface, const char *name,
	      const struct wit_func *type, struct component_import *ret_import, struct err *err);

/* Whether the package has that interface. */
bool host_has_interface(const char *interface);

/* The next parameter becomes the next arguments: a text or bytes are lent. 0 or a negative errno. */
int host_take(struct host_call *h);

/* The same of all parameters that are left. */
int host_take_all(struct host_call *h);

/* A number or a handle, as it is; bytes: where they lie in the call's buffer. For the next parameter. */
uint64_t host_number(struct host_call *h);
void host_bytes(struct host_call *h, const char **ret_data, uint32_t *ret_size);
bool host_option(struct host_call *h, size_t *ret_at);
/* Bytes at a place of the call's buffer. */
void host_bytes_at(const struct host_call *h, size_t at, const char **ret_data, uint32_t *ret_size);

/* Room in the lent memory, with what is copied there; 0 if there is no memory. */
uint64_t host_lend(struct host_call *h, const void *from, size_t size);
char *host_lent(const struct host_call *h, uint64_t at);

/* Calls a function of abi.def with these arguments, or those that were taken. */
int64_t host_do(struct host_call *h, host_abi *function, const uint64_t *args);
int64_t host_do_taken(struct host_call *h, host_abi *function);

/* Writes a list or text at a place of the call's buffer. 0 or -ENOMEM. */
int host_put_bytes(const struct host_call *h, size_t at, const void *data, size_t size);
int host_put_text(const struct host_call *h, size_t at, const char *text);
void host_put(const struct host_call *h, size_t at, const void *value, size_t size);

/* Sets the error, and gives it. */
int host_fail_memory(const struct host_call *h);

/* A struct, by a function that stores it for the handle that is the next parameter. */
int64_t host_info(struct host_call *h, host_abi *function, void *info, size_t size);

/* All functions of abi.def's part 2, and the ones of their own. */
#define NONE
#define P(type, name)
#define FUNCTION(module, name, result, params, meaning) host_abi module##_##name;
#include "imports/abi.def"
#undef FUNCTION
#undef P
#undef NONE

#define PLAIN(interface, name, type, function)
#define WITHOUT(function, why)
#define OWN(interface, name, type, function, covers) host_function host_##function;
#include "typed/host.def"
#undef OWN
#undef WITHOUT
#undef PLAIN

#endif
