// SPDX-License-Identifier: MIT
#include "session/symbols.h"

#include <errno.h>
#include <string.h>

#include "lib/err.h"
#include "policy/policy.h"
#include "session/session.h"
#include "symbols/ksyms.h"
#include "symbols/usyms.h"

const struct ksyms *session_ksyms(struct session *session, struct err *err)
{
	if (policy_may_ask(session->options->policy, POLICY_KSYM, err) < 0)
		return NULL;
	if (!session->ksyms)
		ksyms_read("/proc/kallsyms", &session->ksyms, err);
	return session->ksyms;
}

struct usyms *session_usyms(struct session *session, struct err *err)
{
	if (policy_may_ask(session->options->policy, POLICY_USYM, err) < 0)
		return NULL;
	if (!session->usyms)
		session->usyms = usyms_new();
	if (!session->usyms)
		err_set(err, ENOMEM, "cannot look at processes: %s", strerror(ENOMEM));
	return session->usyms;
}
