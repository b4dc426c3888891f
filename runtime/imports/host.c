// SPDX-License-Identifier: MIT
/* The host functions of ABI part 2 that tell of the host itself. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "imports/abi.h"
#include "imports/feature.h"
#include "imports/guest.h"
#include "imports/v2.h"
#include "lib/err.h"
#include "session/session.h"

V2_FUNCTION(cpus)
{
	(void)session;
	(void)args;
	(void)err;
	return libbpf_num_possible_cpus();
}

V2_FUNCTION(page_size)
{
	(void)session;
	(void)args;
	(void)err;
	return sysconf(_SC_PAGESIZE);
}

V2_FUNCTION(kernel_release)
{
	struct utsname name;

	if (uname(&name) < 0)
		return err_set(err, errno, "cannot ask for the kernel's release: %s", strerror(errno));
	return v2_put_text(session, args[0], args[1], name.release);
}

V2_FUNCTION(boot_clock)
{
	struct timespec time;

	(void)session;
	(void)args;
	if (clock_gettime(CLOCK_BOOTTIME, &time) < 0)
		return err_set(err, errno, "cannot read the clock: %s", strerror(errno));
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

enum { USER_ID = 1, PROCESS_ID, CLOCK_TICKS, CPUS_ONLINE };

V2_FUNCTION(host_number)
{
	const int which = (int32_t)args[0];

	(void)session;
	switch (which) {
	case USER_ID:
		return getuid();
	case PROCESS_ID:
		return getpid();
	case CLOCK_TICKS:
		return sysconf(_SC_CLK_TCK);
	case CPUS_ONLINE:
		return sysconf(_SC_NPROCESSORS_ONLN);
	default:
		return err_set(err, EINVAL, "no such number: %d", which);
	}
}

V2_FUNCTION(ifindex)
{
	const char *name = guest_string(session, args[0], GUEST_NAME_MAX);
	unsigned int index;

	if (!name)
		return v2_bad_pointer(err, "a name");
	index = if_nametoindex(name);
	return index ? (int64_t)index : err_set(err, ENODEV, "no network interface '%s'", name);
}

V2_FUNCTION(ifname)
{
	const unsigned int index = (uint32_t)args[0];
	char name[IF_NAMESIZE];
	int64_t ret;

	if (!if_indextoname(index, name))
		return err_set(err, ENODEV, "no network interface %u", index);
	ret = v2_put_text(session, args[1], args[2], name);
	return ret < 0 ? v2_bad_pointer(err, "a name") : ret;
}

enum { PROBE_PROGRAM = 1, PROBE_MAP, PROBE_HELPER };

V2_FUNCTION(probe)
{
	const int what = (int32_t)args[0], type = (int32_t)args[1], helper = (int32_t)args[2];
	const char *noun = what == PROBE_MAP ? "map" : "program";
	int ret;

	(void)session;
	if (what == PROBE_PROGRAM)
		ret = feature_program(type);
	else if (what == PROBE_MAP)
		ret = feature_map(type);
	else if (what == PROBE_HELPER)
		ret = feature_helper(type, helper);
	else
		return err_set(err, EINVAL, "nothing to probe for: %d", what);
	return ret < 0 ? err_set(err, -ret, "cannot find out what the kernel has of %s type %d: %s",
				 noun, type, strerror(-ret)) : ret;
}
