// SPDX-License-Identifier: MIT
/* Imports that tell of the host itself. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "imports/call.h"
#include "imports/feature.h"
#include "imports/guest.h"
#include "sdk/c/include/wasm_bpf_abi.h"

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
		return err_set(err, errno, "cannot get the kernel's release: %s", strerror(errno));
	return call_put_text(session, args->text, args->size, name.release);
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

V2_FUNCTION(host_number)
{
	const int which = args->which;

	(void)session;
	switch (which) {
	case WASM_BPF_USER_ID:
		return getuid();
	case WASM_BPF_PROCESS_ID:
		return getpid();
	case WASM_BPF_CLOCK_TICKS:
		return sysconf(_SC_CLK_TCK);
	case WASM_BPF_CPUS_ONLINE:
		return sysconf(_SC_NPROCESSORS_ONLN);
	default:
		return err_set(err, EINVAL, "no such number: %d", which);
	}
}

V2_FUNCTION(ifindex)
{
	const char *name = guest_string(session, args->name, GUEST_NAME_MAX);
	unsigned int index;

	if (!name)
		return call_bad_pointer(err, "a name");
	index = if_nametoindex(name);
	return index ? (int64_t)index : err_set(err, ENODEV, "no network interface '%s'", name);
}

V2_FUNCTION(ifname)
{
	const unsigned int index = args->index;
	char name[IF_NAMESIZE];
	int64_t ret;

	if (!if_indextoname(index, name))
		return err_set(err, ENODEV, "no network interface %u", index);
	ret = call_put_text(session, args->text, args->size, name);
	return ret < 0 ? call_bad_pointer(err, "a name") : ret;
}

V2_FUNCTION(probe)
{
	const int what = args->what, type = args->type, helper = args->helper;
	const char *noun = what == WASM_BPF_PROBE_MAP ? "map" : "program";
	int ret;

	(void)session;
	if (what == WASM_BPF_PROBE_PROGRAM)
		ret = feature_program(type);
	else if (what == WASM_BPF_PROBE_MAP)
		ret = feature_map(type);
	else if (what == WASM_BPF_PROBE_HELPER)
		ret = feature_helper(type, helper);
	else
		return err_set(err, EINVAL, "no such probe: %d", what);
	return ret < 0 ? err_set(err, -ret, "cannot probe the kernel for %s type %d: %s",
				 noun, type, strerror(-ret)) : ret;
}
