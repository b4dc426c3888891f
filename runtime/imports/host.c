// SPDX-License-Identifier: MIT
/* Imports that tell of the host itself. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "base/tracefs.h"
#include "imports/call.h"
#include "imports/feature.h"
#include "imports/guest.h"
#include "lib/buf.h"
#include "lib/file.h"
#include "sdk/c/include/wasm_bpf_abi.h"

#define HOST_TEXT_MAX (1u << 20)
#define KERNEL_BTF_MAX (64u << 20)

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

/* As the kernel has it now; a text of any length. */
static int64_t put_file(struct session *session, const char *path, uint64_t text, uint64_t size,
			struct err *err)
{
	struct buf buf = BUF_INIT(HOST_TEXT_MAX);
	int64_t ret = file_read(path, &buf, err);

	if (ret == 0)
		ret = call_put_text(session, text, size, buf.data);
	buf_release(&buf);
	return ret;
}

V2_FUNCTION(host_text)
{
	const int which = args->which;

	if (which == WASM_BPF_LOAD_AVERAGE)
		return put_file(session, "/proc/loadavg", args->text, args->size, err);
	if (which == WASM_BPF_PARTITIONS)
		return put_file(session, "/proc/partitions", args->text, args->size, err);
	return err_set(err, EINVAL, "no such text: %d", which);
}

static bool is_file_name(const char *name)
{
	return *name && *name != '.' && !strchr(name, '/');
}

V2_FUNCTION(kernel_btf)
{
	const char *name = guest_string(session, args->name, GUEST_NAME_MAX);
	struct buf buf = BUF_INIT(KERNEL_BTF_MAX);
	char path[GUEST_NAME_MAX + 32];
	int64_t ret;

	if (!name)
		return call_bad_pointer(err, "a name");
	if (!is_file_name(name))
		return err_set(err, ENOENT, "no BTF of a module '%s'", name);
	snprintf(path, sizeof(path), "/sys/kernel/btf/%s", name);
	ret = file_read(path, &buf, err);
	if (ret == 0)
		ret = call_put(session, args->data, args->size, buf.data, buf.len);
	buf_release(&buf);
	return ret;
}

struct tracepoint {
	const char *category, *name;
};

/* Its number, or -ENOENT. */
static int read_tracepoint(void *context)
{
	static const char *const mounts[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };
	const struct tracepoint *tracepoint = context;
	char path[2 * GUEST_NAME_MAX + 64];
	int number = -ENOENT;
	FILE *file = NULL;

	for (int i = 0; i < 2 && !file; i++) {
		snprintf(path, sizeof(path), "%s/events/%s/%s/id", mounts[i], tracepoint->category,
			 tracepoint->name);
		file = fopen(path, "re");
	}
	if (!file)
		return -ENOENT;
	if (fscanf(file, "%d", &number) != 1)
		number = -ENOENT;
	fclose(file);
	return number;
}

V2_FUNCTION(tracepoint_find)
{
	struct tracepoint tracepoint = {
		.category = guest_string(session, args->category, GUEST_NAME_MAX),
		.name = guest_string(session, args->name, GUEST_NAME_MAX),
	};
	int number = -ENOENT;

	if (!tracepoint.category || !tracepoint.name)
		return call_bad_pointer(err, "a name");
	if (is_file_name(tracepoint.category) && is_file_name(tracepoint.name))
		number = tracefs_call(read_tracepoint, &tracepoint);
	return number > 0 ? number
			  : err_set(err, ENOENT, "no tracepoint '%s:%s'", tracepoint.category,
				    tracepoint.name);
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
