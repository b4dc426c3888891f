// SPDX-License-Identifier: MIT
#include "attach/names.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kinds/target.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "symbols/file_symbols.h"
#include "symbols/ksyms.h"

static int add_of_file(const struct target *target, const char *pattern, struct buf *names,
		       struct err *err)
{
	const int fd = open(target->file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct err reason = ERR_INIT;
	int ret;

	/* What cannot be read is not attached to, either. */
	if (fd < 0)
		return 0;
	ret = file_symbols_names(fd, pattern, names, &reason);
	close(fd);
	return ret < 0 ? err_set(err, -ret,
				 "cannot tell what else '%.256s' is called: '%.256s': %s",
				 target->name, target->file, reason.msg)
		       : 0;
}

static int add_of_kernel(const char *pattern, struct ksyms **ksyms, struct buf *names,
			 struct err *err)
{
	const int ret = *ksyms ? 0 : ksyms_read("/proc/kallsyms", ksyms, err);

	return ret < 0 ? ret : ksyms_names(*ksyms, pattern, names);
}

int names_add(struct target *target, enum target_form form, struct ksyms **ksyms,
	      struct buf *ret_names, struct err *err)
{
	char pattern[sizeof(target->text)];
	int ret;

	if (!target->symbol)
		return 0;
	/* A library's version is no part of the name. */
	memccpy(pattern, target->symbol, '\0', sizeof(pattern));
	pattern[strcspn(pattern, "@")] = '\0';
	switch (form) {
	case FORM_FILE_FUNCTION:
	case FORM_FILE_FUNCTIONS:
		ret = add_of_file(target, pattern, ret_names, err);
		break;
	case FORM_FUNCTION:
	case FORM_FUNCTIONS:
	case FORM_BOUND_FUNCTION:
		ret = add_of_kernel(pattern, ksyms, ret_names, err);
		break;
	default:
		return 0;
	}
	if (ret < 0)
		return ret;
	if (ret_names->error)
		return err_set(err, ret_names->error,
			       "cannot tell what else '%.256s' is called: %s", target->name,
			       strerror(ret_names->error));
	target->others = ret_names->data;
	target->others_size = ret_names->len;
	return 0;
}
