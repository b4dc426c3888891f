// SPDX-License-Identifier: MIT
/* Programs on probes, tracepoints, iterators and perf events. */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "attach/event.h"
#include "attach/private.h"
#include "base/bpf_map.h"

static bool starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool is_return_probe(const struct request *request)
{
	const char *section = bpf_program__section_name(request->prog);

	return starts_with(section, "kret") || starts_with(section, "uret");
}

/* Whether it runs when the function begins, and again when that returns. */
static bool is_session(const struct request *request)
{
	const char *section = bpf_program__section_name(request->prog);

	return starts_with(section, "kprobe.session") || starts_with(section, "uprobe.session");
}

int attach_kprobe(struct request *request)
{
	LIBBPF_OPTS(bpf_kprobe_opts, opts, .retprobe = is_return_probe(request),
		    .bpf_cookie = request->cookie, .offset = request->target.offset);
	char function[TARGET_MAX];

	snprintf(function, sizeof(function), "%s%s%s",
		 request->target.module ? request->target.module : "",
		 request->target.module ? ":" : "", request->target.symbol);
	return attach_add_link(request,
			       bpf_program__attach_kprobe_opts(request->prog, function, &opts));
}

/* What libbpf looks up many functions for; a cookie is for one of them. */
static bool is_pattern(const char *function)
{
	return strpbrk(function, "*?") != NULL;
}

int attach_kprobe_multi(struct request *request)
{
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .retprobe = is_return_probe(request),
		    .session = is_session(request));
	const char *function = request->target.symbol, *pattern = function;

	if (request->cookie) {
		if (is_pattern(pattern))
			return -EOPNOTSUPP;
		pattern = NULL;
		opts.syms = &function;
		opts.cookies = (const __u64 *)&request->cookie;
		opts.cnt = 1;
	}
	return attach_add_link(request, bpf_program__attach_kprobe_multi_opts(request->prog,
									      pattern, &opts));
}

int attach_ksyscall(struct request *request)
{
	LIBBPF_OPTS(bpf_ksyscall_opts, opts, .retprobe = is_return_probe(request),
		    .bpf_cookie = request->cookie);

	return attach_add_link(request, bpf_program__attach_ksyscall(request->prog,
							      request->target.symbol, &opts));
}

/* The process of a probe: all without pid=. */
static pid_t probe_pid(const struct request *request)
{
	return (pid_t)target_number(&request->target, "pid", (uint32_t)-1);
}

int attach_uprobe(struct request *request)
{
	LIBBPF_OPTS(bpf_uprobe_opts, opts, .retprobe = is_return_probe(request),
		    .bpf_cookie = request->cookie, .func_name = request->target.symbol);
	const struct target *target = &request->target;

	return attach_add_link(
		request, bpf_program__attach_uprobe_opts(request->prog, probe_pid(request),
							 target->file, target->offset, &opts));
}

int attach_uprobe_multi(struct request *request)
{
	LIBBPF_OPTS(bpf_uprobe_multi_opts, opts, .retprobe = is_return_probe(request),
		    .session = is_session(request));
	const char *pattern = request->target.symbol, *function;

	if (request->cookie) {
		if (is_pattern(pattern))
			return -EOPNOTSUPP;
		function = pattern;
		pattern = NULL;
		opts.syms = &function;
		opts.cookies = (const __u64 *)&request->cookie;
		opts.cnt = 1;
	}
	return attach_add_link(request,
			bpf_program__attach_uprobe_multi(request->prog, probe_pid(request),
							 request->target.file, pattern, &opts));
}

int attach_usdt(struct request *request)
{
	LIBBPF_OPTS(bpf_usdt_opts, opts, .usdt_cookie = request->cookie);
	const struct target *target = &request->target;

	return attach_add_link(request, bpf_program__attach_usdt(request->prog, probe_pid(request),
								 target->file, target->group,
								 target->symbol, &opts));
}

int attach_tracepoint(struct request *request)
{
	LIBBPF_OPTS(bpf_tracepoint_opts, opts, .bpf_cookie = request->cookie);
	const struct target *target = &request->target;

	return attach_add_link(request, bpf_program__attach_tracepoint_opts(
					 request->prog, target->group, target->symbol, &opts));
}

int attach_raw_tracepoint(struct request *request)
{
	return attach_add_link(request, bpf_program__attach_raw_tracepoint(request->prog,
								    request->target.symbol));
}

int attach_iter(struct request *request)
{
	union bpf_iter_link_info info = { 0 };
	LIBBPF_OPTS(bpf_iter_attach_opts, opts, .link_info = &info, .link_info_len = sizeof(info));
	uint64_t pid;

	if (target_parse_number(request->target.symbol, INT32_MAX, &pid)) {
		info.task.pid = (uint32_t)pid;
	} else {
		int fd = bpf_map_fd_by_name(request->object, request->target.symbol);

		if (fd < 0)
			return -ENOENT;
		info.map.map_fd = (uint32_t)fd;
	}
	return attach_add_link(request, bpf_program__attach_iter(request->prog, &opts));
}

static int attach_event_on(struct request *request, struct perf_event_attr *attr, int cpu)
{
	LIBBPF_OPTS(bpf_perf_event_opts, opts, .bpf_cookie = request->cookie);
	int pid = (int)target_number(&request->target, "pid", (uint32_t)-1), ret;
	int fd = (int)syscall(SYS_perf_event_open, attr, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC);

	if (fd < 0)
		return -errno;
	/* The link owns the event from here on, a failure does not. */
	ret = attach_add_link(request,
			      bpf_program__attach_perf_event_opts(request->prog, fd, &opts));
	if (ret < 0)
		close(fd);
	return ret;
}

int attach_perf_event(struct request *request)
{
	const struct target *target = &request->target;
	struct perf_event_attr attr;
	int cpus = libbpf_num_possible_cpus(), ret = event_parse(target, &attr), attached = 0;

	if (ret < 0)
		return ret;
	if (target_has(target, "cpu"))
		return attach_event_on(request, &attr, (int)target_number(target, "cpu", 0));
	if (target_has(target, "pid"))
		return attach_event_on(request, &attr, -1);
	for (int cpu = 0; cpu < cpus; cpu++) {
		ret = attach_event_on(request, &attr, cpu);
		if (ret < 0 && ret != -ENODEV)  /* that CPU is offline */
			return ret;
		attached += !ret;
	}
	return attached ? 0 : -ENODEV;
}
