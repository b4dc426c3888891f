// SPDX-License-Identifier: MIT
#include "naming/owner.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"

int owner_check(int fd, const char *path, struct err *err)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return err_set(err, errno, "cannot look at '%s': %s", path, strerror(errno));
	if (status.st_uid != 0 && status.st_uid != geteuid())
		return err_set(err, EACCES, "'%s' belongs to another user", path);
	if (status.st_mode & (S_IWGRP | S_IWOTH)) {
		err_set(err, EACCES, "others can write to '%s'", path);
		return err_hint(err, "chmod go-w '%.300s'", path);
	}
	return 0;
}
