// SPDX-License-Identifier: MIT
/* Attaching: each of libbpf's ways becomes a target in the grammar of <wasm_bpf.h>. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wasm_bpf.h>
#include "internal.h"

#define TARGET_MAX 4096

struct bpf_link {
	const struct bpf_program *program;
};

struct bpf_link *wasm_bpf_attach(const struct bpf_program *prog, const char *target)
{
	struct bpf_link *link;
	int err;

	if (!prog || !prog->object->handle || !prog->autoload)
		return sdk_error_ptr(EINVAL);
	link = malloc(sizeof(*link));
	if (!link)
		return sdk_error_ptr(ENOMEM);
	link->program = prog;
	err = sdk_result(wasm_attach_bpf_program(prog->object->handle, prog->name, target));
	if (err < 0) {
		free(link);
		return sdk_error_ptr(-err);
	}
	return link;
}

struct bpf_link *bpf_program__attach(const struct bpf_program *prog)
{
	return wasm_bpf_attach(prog, NULL);
}

int bpf_link__destroy(struct bpf_link *link)
{
	if (!link)
		return 0;
	free(link);
	return sdk_error(EOPNOTSUPP);
}

int bpf_link__detach(struct bpf_link *link)
{
	sdk_warn("program '%s' stays attached until its object is closed\n", link->program->name);
	return sdk_error(EOPNOTSUPP);
}

/* --- targets ---------------------------------------------------------------- */

__attribute__((format(printf, 2, 3)))
static struct bpf_link *attach_to(const struct bpf_program *prog, const char *fmt, ...)
{
	char target[TARGET_MAX];
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(target, sizeof(target), fmt, ap);
	va_end(ap);
	if (len < 0 || len >= (int)sizeof(target))
		return sdk_error_ptr(ENAMETOOLONG);
	return wasm_bpf_attach(prog, target);
}

static struct bpf_link *not_possible(const char *function, const char *instead)
{
	sdk_unsupported(function, instead);
	return NULL;
}

/* A probe is a return probe if its section's first word says so: kretprobe, uretprobe, ... */
static bool is_return(const struct bpf_program *prog)
{
	return *prog->section && !strncmp(prog->section + 1, "ret", 3);
}

static int check_probe(const struct bpf_program *prog, const char *function, bool retprobe,
		       __u64 cookie)
{
	if (cookie)
		return sdk_unsupported(function, "leave the cookie 0");
	if (retprobe != is_return(prog))
		return sdk_unsupported(function, "the section's name says whether a probe is "
						 "at the return (SEC(\"kretprobe\"), ...)");
	return 0;
}

struct bpf_link *bpf_program__attach_kprobe_opts(const struct bpf_program *prog,
						 const char *func_name,
						 const struct bpf_kprobe_opts *opts)
{
	if (check_probe(prog, __func__, opts && opts->retprobe, opts ? opts->bpf_cookie : 0))
		return NULL;
	if (opts && opts->offset)
		return attach_to(prog, "%s+%zu", func_name, opts->offset);
	return wasm_bpf_attach(prog, func_name);
}

struct bpf_link *bpf_program__attach_kprobe(const struct bpf_program *prog, bool retprobe,
					    const char *func_name)
{
	LIBBPF_OPTS(bpf_kprobe_opts, opts, .retprobe = retprobe);

	return bpf_program__attach_kprobe_opts(prog, func_name, &opts);
}

struct bpf_link *bpf_program__attach_ksyscall(const struct bpf_program *prog,
					      const char *syscall_name,
					      const struct bpf_ksyscall_opts *opts)
{
	if (check_probe(prog, __func__, opts && opts->retprobe, opts ? opts->bpf_cookie : 0))
		return NULL;
	return wasm_bpf_attach(prog, syscall_name);
}

/* ",pid=N", or nothing for any process. */
static const char *pid_option(char *buf, size_t size, int pid)
{
	*buf = '\0';
	if (pid >= 0)
		snprintf(buf, size, ",pid=%d", pid);
	return buf;
}

struct bpf_link *bpf_program__attach_uprobe_opts(const struct bpf_program *prog, int pid,
						 const char *binary_path, size_t func_offset,
						 const struct bpf_uprobe_opts *opts)
{
	char option[24];

	if (opts && opts->ref_ctr_offset)
		return not_possible(__func__, "leave ref_ctr_offset 0, or attach by USDT");
	if (check_probe(prog, __func__, opts && opts->retprobe, opts ? opts->bpf_cookie : 0))
		return NULL;
	pid_option(option, sizeof(option), pid);
	if (!opts || !opts->func_name)
		return attach_to(prog, "%s:%zu%s", binary_path, func_offset, option);
	if (func_offset)
		return attach_to(prog, "%s:%s+%zu%s", binary_path, opts->func_name, func_offset,
				 option);
	return attach_to(prog, "%s:%s%s", binary_path, opts->func_name, option);
}

struct bpf_link *bpf_program__attach_uprobe(const struct bpf_program *prog, bool retprobe, int pid,
					    const char *binary_path, size_t func_offset)
{
	LIBBPF_OPTS(bpf_uprobe_opts, opts, .retprobe = retprobe);

	return bpf_program__attach_uprobe_opts(prog, pid, binary_path, func_offset, &opts);
}

struct bpf_link *bpf_program__attach_usdt(const struct bpf_program *prog, int pid,
					  const char *binary_path, const char *usdt_provider,
					  const char *usdt_name, const struct bpf_usdt_opts *opts)
{
	char option[24];

	if (opts && opts->usdt_cookie)
		return not_possible(__func__, "leave the cookie 0");
	return attach_to(prog, "%s:%s:%s%s", binary_path, usdt_provider, usdt_name,
			 pid_option(option, sizeof(option), pid));
}

struct bpf_link *bpf_program__attach_tracepoint(const struct bpf_program *prog,
						const char *tp_category, const char *tp_name)
{
	return attach_to(prog, "%s/%s", tp_category, tp_name);
}

struct bpf_link *bpf_program__attach_raw_tracepoint(const struct bpf_program *prog,
						    const char *tp_name)
{
	return wasm_bpf_attach(prog, tp_name);
}

struct bpf_link *bpf_program__attach_trace(const struct bpf_program *prog)
{
	return wasm_bpf_attach(prog, NULL);
}

struct bpf_link *bpf_program__attach_lsm(const struct bpf_program *prog)
{
	return wasm_bpf_attach(prog, NULL);
}

/* --- targets that a guest has no number of ---------------------------------- */

struct bpf_link *bpf_program__attach_xdp(const struct bpf_program *prog, int ifindex)
{
	(void)prog, (void)ifindex;
	return not_possible(__func__, "wasm_bpf_attach(prog, \"eth0\")");
}

struct bpf_link *bpf_program__attach_cgroup(const struct bpf_program *prog, int cgroup_fd)
{
	(void)prog, (void)cgroup_fd;
	return not_possible(__func__, "wasm_bpf_attach(prog, \"/sys/fs/cgroup/...\")");
}

struct bpf_link *bpf_program__attach_netns(const struct bpf_program *prog, int netns_fd)
{
	(void)prog, (void)netns_fd;
	return not_possible(__func__, "wasm_bpf_attach(prog, \"/run/netns/...\")");
}

struct bpf_link *bpf_program__attach_perf_event(const struct bpf_program *prog, int pfd)
{
	(void)prog, (void)pfd;
	return not_possible(__func__, "wasm_bpf_attach(prog, \"cpu-clock@99hz\")");
}
