// SPDX-License-Identifier: MIT
/* v1 alone has nothing to add to the libc. */
#include <errno.h>
#include "../paths.h"

int compat_opened(const char *path, int flags, int fd)
{
	(void)path, (void)flags;
	return fd;
}

int compat_other_clock(clockid_t clock, struct timespec *time)
{
	(void)clock, (void)time;
	errno = EINVAL;
	return -1;
}

int compat_other_ioctl(int fd, unsigned long request)
{
	(void)fd, (void)request;
	errno = ENOTTY;
	return -1;
}
