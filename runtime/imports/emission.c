// SPDX-License-Identifier: MIT
/* Imports for records that a guest emits. */
#include <errno.h>

#include "imports/call.h"
#include "imports/guest.h"
#include "session/emission.h"

V2_FUNCTION(stream_open)
{
	const struct object *object = args->object ? call_object(session, args->object, err) : NULL;
	const void *bytes = args->object ? NULL : guest_range(session, args->btf, args->size);
	const char *type = guest_string(session, args->type, GUEST_NAME_MAX);
	const char *name = guest_string(session, args->name, GUEST_NAME_MAX);
	struct emission *emission;
	int ret;

	if (args->object && !object)
		return -EBADF;
	if (!args->object && !bytes)
		return call_bad_pointer(err, "BTF");
	if (!type || !name)
		return call_bad_pointer(err, "a name");
	ret = emission_open(session, object, bytes, args->size, type, name, &emission, err);
	return ret < 0 ? ret : emission->handle;
}

V2_FUNCTION(stream_emit)
{
	struct emission *emission = call_emission(session, args->stream, err);
	const void *records = args->size ? guest_range(session, args->records, args->size) : "";

	if (!emission)
		return -EBADF;
	if (!records)
		return call_bad_pointer(err, "records");
	return emission_emit(session, emission, records, args->size, err);
}
