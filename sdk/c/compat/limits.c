// SPDX-License-Identifier: MIT
/* Limits: the runtime's are the user's affair. */
#include <errno.h>
#include <sys/resource.h>

__attribute__((weak)) int setrlimit(int resource, const struct rlimit *limit)
{
	(void)limit;
	if (resource == RLIMIT_MEMLOCK)
		return 0;
	errno = EPERM;
	return -1;
}

__attribute__((weak)) int getrlimit(int resource, struct rlimit *limit)
{
	(void)resource;
	limit->rlim_cur = limit->rlim_max = RLIM_INFINITY;
	return 0;
}
