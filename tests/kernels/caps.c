// SPDX-License-Identifier: MIT
/*
 * Runs a command as a user who is not root, with these capabilities and no others:
 *
 *	caps NUMBER,...|- COMMAND...
 *
 * Status 125: the kernel has no capability of such a number, or that failed.
 */
#include <grp.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { NOBODY = 65534, FAILED = 125 };

static uint64_t parse(char *list)
{
	uint64_t set = 0;
	char *number;

	while ((number = strsep(&list, ",")))
		if (strcmp(number, "-") != 0)
			set |= 1ull << atoi(number);
	return set;
}

static int set_capabilities(uint64_t set)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	for (int i = 0; i < 2; i++)
		data[i].effective = data[i].permitted = data[i].inheritable = (uint32_t)(set >>
											 32 * i);
	return (int)syscall(SYS_capset, &header, data);
}

int main(int argc, char **argv)
{
	uint64_t set;

	if (argc < 3)
		return FAILED;
	set = parse(argv[1]);
	if (setgroups(0, NULL) < 0 || setresgid(NOBODY, NOBODY, NOBODY) < 0 ||
	    prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0 || setresuid(NOBODY, NOBODY, NOBODY) < 0 ||
	    set_capabilities(set) < 0)
		return FAILED;
	for (int i = 0; i < 64; i++)
		if (set & 1ull << i && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, i, 0, 0) < 0)
			return FAILED;
	execvp(argv[2], argv + 2);
	return FAILED;
}
