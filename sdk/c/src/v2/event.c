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

static bool is_possible(const struct perf_event_attr *attr, int group, unsigned long flags)
{
	if (attr->type != PERF_TYPE_SOFTWARE || attr->config != PERF_COUNT_SW_CPU_CLOCK)
		sdk_unsupported("perf_event_open", "PERF_COUNT_SW_CPU_CLOCK is the event there is");
	else if (group != -1 || flags & ~(unsigned long)PERF_FLAG_FD_CLOEXEC)
		sdk_unsupported("perf_event_open", "no groups, no cgroups");
	else
		return true;
	return false;
}

/* "cpu-clock@99hz,cpu=1,pid=2": the target for a program. */
static int open_event(const struct perf_event_attr *attr, pid_t pid, int cpu, int group,
		      unsigned long flags)
{
	struct sdk_descriptor *descriptor;
	char how[40], where[40] = "", *target;

	if (!is_possible(attr, group, flags))
		return -errno;
	if (!attr->sample_freq || (pid == -1 && cpu == -1))
		return sdk_error(EINVAL);
	if (attr->freq)
		snprintf(how, sizeof(how), "@%lluhz", (unsigned long long)attr->sample_freq);
	else
		snprintf(how, sizeof(how), ",period=%llu", (unsigned long long)attr->sample_period);
	if (cpu >= 0)
		snprintf(where, sizeof(where), ",cpu=%d", cpu);
	if (pid >= 0)
		snprintf(where + strlen(where), sizeof(where) - strlen(where), ",pid=%d",
			 pid ? (int)pid : (int)getpid());
	if (asprintf(&target, "cpu-clock%s%s", how, where) < 0)
		return sdk_error(ENOMEM);
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
