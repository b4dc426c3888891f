// SPDX-License-Identifier: MIT
/* Imports for BPF objects. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "imports/call.h"
#include "imports/guest.h"
#include "session/object.h"

/* A copy of an object's bytes: libbpf wants them aligned, and the guest must not change them
 * meanwhile. Null without memory. */
static void *copy_of(const void *bytes, size_t size)
{
	void *copy = malloc(size + 1);

	return copy ? memcpy(copy, bytes, size) : NULL;
}

/* --- v1 ------------------------------------------------------------------------ */

static int open_and_load(struct session *session, const void *data, size_t size,
			 struct object **ret_object, struct err *err)
{
	struct object *object;
	int ret = object_open(session, data, size, NULL, &object, err);

	if (ret < 0)
		return ret;
	ret = object_load(object, err);
	if (ret < 0)
		object_close(object);
	else
		*ret_object = object;
	return ret;
}

HOST_FUNCTION(v1, wasm_load_bpf_object)
{
	const void *bytes = guest_range(session, args->data, args->size);
	void *copy = bytes ? copy_of(bytes, args->size) : NULL;
	struct object *object;
	int ret;

	if (!copy)
		return 0;
	ret = REPORTED(session, open_and_load(session, copy, args->size, &object, &err));
	free(copy);
	return ret < 0 ? 0 : object->handle;
}

V1_FUNCTION(wasm_close_bpf_object)
{
	struct object *object = handles_find(&session->objects, (int64_t)args->object);

	if (!object)
		return -EBADF;
	log_begin(&session->log);
	object_close(object);
	log_end();
	return 0;
}

/* --- v2 ------------------------------------------------------------------------ */

V2_FUNCTION(object_open)
{
	const void *bytes = guest_range(session, args->data, args->size);
	const char *name = args->name ? guest_string(session, args->name, GUEST_NAME_MAX) : NULL;
	struct object *object;
	void *copy;
	int ret;

	if (!bytes)
		return call_bad_pointer(err, "an object");
	if (args->name && !name)
		return call_bad_pointer(err, "a name");
	copy = copy_of(bytes, args->size);
	if (!copy)
		return err_set(err, ENOMEM, "cannot open a BPF object: %s", strerror(ENOMEM));
	ret = object_open(session, copy, args->size, name, &object, err);
	free(copy);
	return ret < 0 ? ret : object->handle;
}

V2_FUNCTION(object_load)
{
	struct object *object = call_object(session, args->object, err);

	return object ? object_load(object, err) : -EBADF;
}

V2_FUNCTION(object_log)
{
	const struct object *object = call_object(session, args->object, err);
	int64_t ret;

	if (!object)
		return -EBADF;
	ret = call_put_text(session, args->text, args->size,
			    object->log.data ? object->log.data : "");
	return ret < 0 ? call_bad_pointer(err, "a buffer for a log") : ret;
}

V2_FUNCTION(object_close)
{
	struct object *object = call_object(session, args->object, err);

	if (!object)
		return -EBADF;
	object_close(object);
	return 0;
}
