// SPDX-License-Identifier: MIT
#include "imports/call.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "imports/guest.h"
#include "sdk/c/include/wasm_bpf_abi.h"
#include "session/map.h"

int64_t call_v1_end(struct session *session, const char *name, uint64_t kept, int64_t ret)
{
	if (ret < 0 && session->reason.kept == kept)
		reason_keep(&session->reason, &session->log, name, (int)-ret, NULL);
	return ret;
}

void call_v2_begin(struct session *session, struct err *err)
{
	err->code = 0;
	err->hint[0] = '\0';
	log_begin(&session->log);
}

int64_t call_v2_end(struct session *session, const char *name, const struct err *err, int64_t ret)
{
	log_end();
	if (ret < 0 && ret >= -WASM_BPF_ERROR_MAX)
		reason_keep(&session->reason, &session->log, name, (int)-ret, err);
	return ret;
}

int64_t call_put(const struct session *session, uint64_t pointer, uint64_t size, const void *what,
		 size_t what_size)
{
	const size_t count = size < what_size ? size : what_size;
	void *to = guest_writable(session, pointer, count);

	if (!to && count)
		return -EFAULT;
	if (count)
		memcpy(to, what, count);
	return (int64_t)what_size;
}

int64_t call_put_text(const struct session *session, uint64_t pointer, uint64_t size,
		      const char *text)
{
	const size_t len = strlen(text);
	char *to = guest_writable(session, pointer, size);

	if (!size)
		return (int64_t)len;
	if (!to)
		return -EFAULT;
	snprintf(to, size, "%s", text);
	return (int64_t)len;
}

int64_t call_bad_pointer(struct err *err, const char *what)
{
	return err_set(err, EFAULT, "bad pointer to %s", what);
}

static void *find(const struct handles *handles, const char *noun, int32_t handle, struct err *err)
{
	void *found = handles_find(handles, handle);

	if (!found)
		err_set(err, EBADF, "no such %s: %d", noun, handle);
	return found;
}

struct object *call_object(const struct session *session, int32_t handle, struct err *err)
{
	return find(&session->objects, "object", handle, err);
}

struct program *call_program(const struct session *session, int32_t handle, struct err *err)
{
	return find(&session->programs, "program", handle, err);
}

struct link *call_link(const struct session *session, int32_t handle, struct err *err)
{
	return find(&session->links, "link", handle, err);
}

struct iter *call_iter(const struct session *session, int32_t handle, struct err *err)
{
	return find(&session->iters, "iterator", handle, err);
}

struct emission *call_emission(const struct session *session, int32_t handle, struct err *err)
{
	return find(&session->emissions, "stream", handle, err);
}

struct map *call_map(const struct session *session, int32_t handle, struct err *err)
{
	return find(&session->maps, "map", handle, err);
}

struct map *call_loaded_map(const struct session *session, int32_t handle, struct err *err)
{
	struct map *map = call_map(session, handle, err);

	if (map && map->fd < 0) {
		err_set(err, EINVAL, "cannot use the map '%s': it is not loaded", map->name);
		return NULL;
	}
	return map;
}

/* Itself it leaves no reason. */
HOST_FUNCTION(v2, last_error)
{
	const struct reason *reason = &session->reason;
	char text[256] = "";

	if (reason->text.len && !reason->text.error)
		return call_put_text(session, args->text, args->size, reason->text.data);
	if (reason->code)
		snprintf(text, sizeof(text), "%s: %s\n", reason->name, strerror(reason->code));
	return call_put_text(session, args->text, args->size, text);
}
