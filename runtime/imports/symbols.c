// SPDX-License-Identifier: MIT
/* The host functions of ABI part 2 that name what is at an address. */
#include <errno.h>
#include <string.h>

#include "imports/abi.h"
#include "imports/guest.h"
#include "imports/v2.h"
#include "lib/err.h"
#include "policy/policy.h"
#include "session/session.h"
#include "symbols/ksyms.h"
#include "symbols/usyms.h"

/* The kernel's symbols, read when they are first asked for. */
static const struct ksyms *kernel_symbols(struct session *session, struct err *err)
{
	if (policy_may_ask(session->options->policy, POLICY_KSYM, err) < 0)
		return NULL;
	if (!session->ksyms)
		ksyms_read("/proc/kallsyms", &session->ksyms, err);
	return session->ksyms;
}

/* A symbol's name and the offset into it, which the guest may not want. */
static int64_t put_symbol(struct session *session, const uint64_t *args, const char *name,
			  uint64_t offset, struct err *err)
{
	if (args[0] && guest_put_u64(session, args[0], offset) < 0)
		return v2_bad_pointer(err, "an offset");
	if (v2_put_text(session, args[1], args[2], name) < 0)
		return v2_bad_pointer(err, "a name");
	return (int64_t)strlen(name);
}

V2_FUNCTION(ksym)
{
	const struct ksyms *ksyms = kernel_symbols(session, err);
	const char *name;
	uint64_t offset;

	if (!ksyms)
		return -err->code;
	name = ksyms_at(ksyms, args[0], &offset);
	if (!name)
		return err_set(err, ENOENT, "the kernel has no symbol at %#llx",
			       (unsigned long long)args[0]);
	return put_symbol(session, args + 1, name, offset, err);
}

V2_FUNCTION(ksym_find)
{
	const char *name = guest_string(session, args[0], KSYM_NAME_MAX);
	const struct ksyms *ksyms;
	uint64_t address;

	if (!name)
		return v2_bad_pointer(err, "a name");
	ksyms = kernel_symbols(session, err);
	if (!ksyms)
		return -err->code;
	address = ksyms_find(ksyms, name);
	return address ? (int64_t)address : err_set(err, ENOENT, "the kernel has no symbol '%s'", name);
}

/* What is kept of processes, from the first call on. */
static struct usyms *user_symbols(struct session *session, struct err *err)
{
	if (policy_may_ask(session->options->policy, POLICY_USYM, err) < 0)
		return NULL;
	if (!session->usyms)
		session->usyms = usyms_new();
	if (!session->usyms)
		err_set(err, ENOMEM, "cannot look at processes: %s", strerror(ENOMEM));
	return session->usyms;
}

V2_FUNCTION(usym)
{
	struct usyms *usyms = user_symbols(session, err);
	const char *name;
	uint64_t offset;
	int ret;

	if (!usyms)
		return -err->code;
	ret = usyms_function(usyms, (int32_t)args[0], args[1], &name, &offset, err);
	return ret < 0 ? ret : put_symbol(session, args + 2, name, offset, err);
}

V2_FUNCTION(usym_module)
{
	struct usyms *usyms = user_symbols(session, err);
	const char *path;
	uint64_t offset;
	int ret;

	if (!usyms)
		return -err->code;
	ret = usyms_file(usyms, (int32_t)args[0], args[1], &path, &offset, err);
	return ret < 0 ? ret : put_symbol(session, args + 2, path, offset, err);
}
