// SPDX-License-Identifier: MIT
#include "base/reason.h"

#include "base/log.h"
#include "lib/err.h"

enum { REASON_MAX = 1 << 20 };

void reason_init(struct reason *reason)
{
	*reason = (struct reason){ .text = BUF_INIT(REASON_MAX) };
}

void reason_release(struct reason *reason)
{
	buf_release(&reason->text);
}

void reason_keep(struct reason *reason, const struct log *log, const char *name, int code,
		 const struct err *err)
{
	buf_release(&reason->text);
	reason->name = name;
	reason->code = code;
	reason->kept++;
	if (err && err->code)
		log_describe(log, err, &reason->text);
}
