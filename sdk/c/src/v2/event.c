// SPDX-License-Identifier: MIT
/*
 * Perf events. A guest opens none: the descriptor that syscall(__NR_perf_event_open, ...)
 * gives stands for what was asked for, and the host opens it when a program is attached.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "../../compat/paths.h"
#include "object.h"

/* The host's names of events (see wasm-bpf(1)), in the order of the kernel's numbers. */
static const char *const hardware[] = {
	"cycles",
	"instructions",
	"cache-references",
	"cache-misses",
	"branches",
	"branch-misses",
	"bus-cycles",
	"stalled-cycles-frontend",
	"stalled-cycles-backend",
	"ref-cycles",
};
static const char *const software[] = {
	"cpu-clock",        "task-clock",   "page-faults",  "context-switches",
	"cpu-migrations",   "minor-faults", "major-faults", "alignment-faults",
	"emulation-faults", NULL,           NULL,           "cgroup-switches",
};
static const char *const caches[] = {
	"L1-dcache", "L1-icache", "LLC", "dTLB", "iTLB", "branch", "node",
};
static const char *const operations[] = {
	"loads", "load-misses", "stores", "store-misses", "prefetches", "prefetch-misses",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { EVENT_MAX = 64 };

static bool name_cache(__u64 config, char *name)
{
	__u64 cache = config & 0xff, operation = (config >> 8 & 0xff) * 2 + (config >> 16);

	if (cache >= COUNT(caches) || config >> 17 || operation >= COUNT(operations))
		return false;
	snprintf(name, EVENT_MAX, "%s-%s", caches[cache], operations[operation]);
	return true;
}

static bool name_breakpoint(const struct perf_event_attr *attr, char *name)
{
	if (!(attr->bp_type & 7) || attr->bp_type & ~7u || !attr->bp_len || attr->bp_len > 8)
		return false;
	snprintf(name, EVENT_MAX, "mem:0x%llx/%u:%s%s%s", (unsigned long long)attr->bp_addr,
		 (unsigned int)attr->bp_len, attr->bp_type & 1 ? "r" : "",
		 attr->bp_type & 2 ? "w" : "", attr->bp_type & 4 ? "x" : "");
	return true;
}

/* The event's name; false where the host has none. */
static bool name_event(const struct perf_event_attr *attr, char *name)
{
	const char *known = NULL;

	*name = '\0';
	if (attr->type == PERF_TYPE_HARDWARE && attr->config < COUNT(hardware))
		known = hardware[attr->config];
	else if (attr->type == PERF_TYPE_SOFTWARE && attr->config < COUNT(software))
		known = software[attr->config];
	else if (attr->type == PERF_TYPE_HW_CACHE)
		name_cache(attr->config, name);
	else if (attr->type == PERF_TYPE_RAW)
		snprintf(name, EVENT_MAX, "r%llx", (unsigned long long)attr->config);
	else if (attr->type == PERF_TYPE_BREAKPOINT)
		name_breakpoint(attr, name);
	if (known)
		snprintf(name, EVENT_MAX, "%s", known);
	if (*name && attr->exclude_kernel != attr->exclude_user)
		strcat(name, attr->exclude_kernel ? ":u" : ":k");
	return *name;
}

static bool is_possible(const struct perf_event_attr *attr, int group, unsigned long flags)
{
	if (attr->exclude_kernel && attr->exclude_user)
		sdk_unsupported("perf_event_open", "it would count nothing");
	else if (attr->inherit || attr->enable_on_exec)
		sdk_unsupported("perf_event_open", "leave inherit and enable_on_exec 0");
	else if (group != -1 || flags & ~(unsigned long)PERF_FLAG_FD_CLOEXEC)
		sdk_unsupported("perf_event_open", "no groups, no cgroups");
	else
		return true;
	return false;
}

/* The target for a program: "cpu-clock@99hz,cpu=1,pid=2". */
static char *event_target(const struct perf_event_attr *attr, pid_t pid, int cpu)
{
	char name[EVENT_MAX + 8], how[40], where[40] = "", *target;

	if (!name_event(attr, name)) {
		sdk_unsupported("perf_event_open",
				"software and hardware events, caches, raw events "
				"and breakpoints are those there are");
		return NULL;
	}
	if (attr->freq)
		snprintf(how, sizeof(how), "@%lluhz", (unsigned long long)attr->sample_freq);
	else
		snprintf(how, sizeof(how), ",period=%llu", (unsigned long long)attr->sample_period);
	if (cpu >= 0)
		snprintf(where, sizeof(where), ",cpu=%d", cpu);
	if (pid >= 0)
		snprintf(where + strlen(where), sizeof(where) - strlen(where), ",pid=%d",
			 pid ? (int)pid : (int)getpid());
	return asprintf(&target, "%s%s%s", name, how, where) < 0 ? sdk_error_ptr(ENOMEM) : target;
}

static int open_event(const struct perf_event_attr *attr, pid_t pid, int cpu, int group,
		      unsigned long flags)
{
	struct sdk_descriptor *descriptor;
	char *target;

	if (!is_possible(attr, group, flags))
		return -errno;
	if (!attr->sample_freq || (pid == -1 && cpu == -1))
		return sdk_error(EINVAL);
	target = event_target(attr, pid, cpu);
	if (!target)
		return -errno;
	descriptor = sdk_descriptor_new(SDK_EVENT, 0);
	if (!descriptor) {
		free(target);
		return sdk_error(ENOMEM);
	}
	descriptor->data = target;
	return descriptor->fd;
}

__attribute__((weak)) long syscall(long number, ...)
{
	const struct perf_event_attr *attr;
	unsigned long flags;
	int pid, cpu, group;
	va_list ap;

	if (number == __NR_getpid || number == __NR_gettid)
		return getpid();
	if (number != __NR_perf_event_open) {
		sdk_error(ENOSYS);
		return -1;
	}
	va_start(ap, number);
	attr = va_arg(ap, const struct perf_event_attr *);
	pid = va_arg(ap, int);
	cpu = va_arg(ap, int);
	group = va_arg(ap, int);
	flags = va_arg(ap, unsigned long);
	va_end(ap);
	number = open_event(attr, pid, cpu, group, flags);
	return number < 0 ? -1 : number;
}

struct bpf_link *bpf_program__attach_perf_event_opts(const struct bpf_program *prog, int pfd,
						     const struct bpf_perf_event_opts *opts)
{
	const struct sdk_descriptor *event = sdk_descriptor_find(pfd, SDK_EVENT);
	struct bpf_link *link;

	if (!event)
		return NULL;
	if (sdk_option(opts, force_ioctl_attach))
		return sdk_not_attached(__func__, "leave force_ioctl_attach false");
	link = sdk_attach(prog, event->data, sdk_option(opts, bpf_cookie));
	if (link)
		link->event = pfd;
	return link;
}

struct bpf_link *bpf_program__attach_perf_event(const struct bpf_program *prog, int pfd)
{
	return bpf_program__attach_perf_event_opts(prog, pfd, NULL);
}

/* The events of attached programs are on until their link is destroyed. */
int compat_other_ioctl(int fd, unsigned long request)
{
	if (fd < SDK_DESCRIPTORS) {
		sdk_error(ENOTTY);
		return -1;
	}
	if (!sdk_descriptor_find(fd, SDK_EVENT))
		return -1;
	if (request == PERF_EVENT_IOC_ENABLE)
		return 0;
	sdk_unsupported("ioctl", "attach by bpf_program__attach_perf_event()");
	return -1;
}
