// SPDX-License-Identifier: MIT
/* Imports that name what is at an address. */
#include <errno.h>
#include <string.h>

#include "imports/call.h"
#include "imports/guest.h"
#include "session/symbols.h"
#include "symbols/ksyms.h"
#include "symbols/usyms.h"

/* Where the guest wants a symbol's name and the offset into it, which may be nowhere. */
struct room {
	uint64_t offset;
	uint64_t text;
	uint32_t size;
};

static int64_t put_symbol(const struct session *session, struct room room, const char *name,
			  uint64_t offset, struct err *err)
{
	if (room.offset && guest_put_u64(session, room.offset, offset) < 0)
		return call_bad_pointer(err, "an offset");
	if (call_put_text(session, room.text, room.size, name) < 0)
		return call_bad_pointer(err, "a name");
	return (int64_t)strlen(name);
}

V2_FUNCTION(ksym)
{
	const struct room room = { args->offset, args->text, args->size };
	const struct ksyms *ksyms = session_ksyms(session, err);
	const char *name;
	uint64_t offset;

	if (!ksyms)
		return -err->code;
	name = ksyms_at(ksyms, args->address, &offset);
	if (!name)
		return err_set(err, ENOENT, "the kernel has no symbol at %#llx",
			       (unsigned long long)args->address);
	return put_symbol(session, room, name, offset, err);
}

V2_FUNCTION(ksym_find)
{
	const char *name = guest_string(session, args->name, KSYM_NAME_MAX);
	const struct ksyms *ksyms;
	uint64_t address;

	if (!name)
		return call_bad_pointer(err, "a name");
	ksyms = session_ksyms(session, err);
	if (!ksyms)
		return -err->code;
	address = ksyms_find(ksyms, name);
	return address ? (int64_t)address
		       : err_set(err, ENOENT, "the kernel has no symbol '%s'", name);
}

V2_FUNCTION(usym)
{
	const struct room room = { args->offset, args->text, args->size };
	struct usyms *usyms = session_usyms(session, err);
	const char *name;
	uint64_t offset;
	int ret;

	if (!usyms)
		return -err->code;
	ret = usyms_function(usyms, args->process, args->address, &name, &offset, err);
	return ret < 0 ? ret : put_symbol(session, room, name, offset, err);
}

V2_FUNCTION(usym_module)
{
	const struct room room = { args->offset, args->text, args->size };
	struct usyms *usyms = session_usyms(session, err);
	const char *path;
	uint64_t offset;
	int ret;

	if (!usyms)
		return -err->code;
	ret = usyms_file(usyms, args->process, args->address, &path, &offset, err);
	return ret < 0 ? ret : put_symbol(session, room, path, offset, err);
}
