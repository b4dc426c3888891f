// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdlib.h>
#include "object.h"

/* The CPUs in a list such as "0-3,8,10-11". */
static int count_cpus(const char *list)
{
	int count = 0;

	while (*list >= '0' && *list <= '9') {
		char *end;
		long first = strtol(list, &end, 10), last = first;

		if (*end == '-')
			last = strtol(end + 1, &end, 10);
		if (last < first)
			break;
		count += last - first + 1;
		list = end + (*end == ',');
	}
	return count;
}

int libbpf_num_possible_cpus(void)
{
	static const char path[] = "/sys/devices/system/cpu/possible";
	static int count;
	char list[256] = "";
	FILE *file;

	if (count)
		return count;
	file = fopen(path, "r");
	if (!file) {
		sdk_warn("no '%s': run with --dir /sys/devices/system/cpu\n", path);
		return -errno;
	}
	if (fgets(list, sizeof(list), file))
		count = count_cpus(list);
	fclose(file);
	return count ? count : sdk_error(EINVAL);
}
