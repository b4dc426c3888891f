// SPDX-License-Identifier: MIT
/* Attaching probes: each of libbpf's ways becomes a target in the grammar of <wasm_bpf.h>. */
#include <errno.h>
#include <string.h>
#include "../compat/uprobe.h"
#include "internal.h"

#define TARGET_MAX 4352

struct bpf_link *bpf_program__attach(const struct bpf_program *prog)
{
	return sdk_attach(prog, NULL, 0);
}

struct bpf_link *wasm_bpf_attach(const struct bpf_program *prog, const char *target)
{
	return sdk_attach(prog, target, 0);
}

struct bpf_link *sdk_attach_to(const struct bpf_program *prog, __u64 cookie, const char *fmt, ...)
{
	char target[TARGET_MAX];
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(target, sizeof(target), fmt, ap);
	va_end(ap);
	if (len < 0 || len >= (int)sizeof(target))
		return sdk_error_ptr(ENAMETOOLONG);
	return sdk_attach(prog, target, cookie);
}

struct bpf_link *sdk_not_attached(const char *function, const char *instead)
{
	sdk_unsupported(function, instead);
	return NULL;
}

/* A probe is a return probe if its section's first word says so: kretprobe, uretprobe, ... */
static bool is_return(const struct bpf_program *prog)
{
	const char *section = bpf_program__section_name(prog);

	return *section && !strncmp(section + 1, "ret", 3);
}

/* Whether a probe can be as it is wanted. */
static bool check_probe(const struct bpf_program *prog, const char *function, bool retprobe,
			enum probe_attach_mode mode)
{
	if (retprobe != is_return(prog))
		sdk_unsupported(function, "the section's name says whether a probe is at the "
					  "return (SEC(\"kretprobe\"), ...)");
	else if (mode != PROBE_ATTACH_MODE_DEFAULT)
		sdk_unsupported(function, "leave attach_mode the default");
	else
		return true;
	return false;
}

struct bpf_link *bpf_program__attach_kprobe_opts(const struct bpf_program *prog,
						 const char *func_name,
						 const struct bpf_kprobe_opts *opts)
{
	__u64 cookie = sdk_option(opts, bpf_cookie);
	size_t offset = sdk_option(opts, offset);

	if (!check_probe(prog, __func__, sdk_option(opts, retprobe),
			 sdk_option(opts, attach_mode)))
		return NULL;
	if (offset)
		return sdk_attach_to(prog, cookie, "%s+%zu", func_name, offset);
	return sdk_attach(prog, func_name, cookie);
}

struct bpf_link *bpf_program__attach_kprobe(const struct bpf_program *prog, bool retprobe,
					    const char *func_name)
{
	LIBBPF_OPTS(bpf_kprobe_opts, opts, .retprobe = retprobe);

	return bpf_program__attach_kprobe_opts(prog, func_name, &opts);
}

struct bpf_link *bpf_program__attach_kprobe_multi_opts(const struct bpf_program *prog,
						       const char *pattern,
						       const struct bpf_kprobe_multi_opts *opts)
{
	if (!pattern || sdk_option(opts, syms) || sdk_option(opts, addrs) ||
	    sdk_option(opts, cookies) || sdk_option(opts, cnt) || sdk_option(opts, session) ||
	    sdk_option(opts, unique_match))
		return sdk_not_attached(__func__, "give a pattern, and no other options than "
						  "retprobe");
	if (!check_probe(prog, __func__, sdk_option(opts, retprobe), PROBE_ATTACH_MODE_DEFAULT))
		return NULL;
	return sdk_attach(prog, pattern, 0);
}

struct bpf_link *bpf_program__attach_ksyscall(const struct bpf_program *prog,
					      const char *syscall_name,
					      const struct bpf_ksyscall_opts *opts)
{
	if (!check_probe(prog, __func__, sdk_option(opts, retprobe), PROBE_ATTACH_MODE_DEFAULT))
		return NULL;
	return sdk_attach(prog, syscall_name, sdk_option(opts, bpf_cookie));
}

/* ",pid=N", or nothing for any process. */
static const char *pid_option(char *buf, size_t size, pid_t pid)
{
	*buf = '\0';
	if (pid >= 0)
		snprintf(buf, size, ",pid=%d", (int)pid);
	return buf;
}

struct bpf_link *bpf_program__attach_uprobe_opts(const struct bpf_program *prog, pid_t pid,
						 const char *binary_path, size_t func_offset,
						 const struct bpf_uprobe_opts *opts)
{
	const char *function = sdk_option(opts, func_name);
	__u64 cookie = sdk_option(opts, bpf_cookie);
	char option[24];

	if (sdk_option(opts, ref_ctr_offset))
		return sdk_not_attached(__func__, "leave ref_ctr_offset 0, or attach by USDT");
	if (!check_probe(prog, __func__, sdk_option(opts, retprobe),
			 sdk_option(opts, attach_mode)))
		return NULL;
	pid_option(option, sizeof(option), pid);
	if (!function) {
		function = compat_probe_function(func_offset);
		func_offset = function ? 0 : func_offset;
	}
	if (!function)
		return sdk_attach_to(prog, cookie, "%s:%zu%s", binary_path, func_offset, option);
	if (func_offset)
		return sdk_attach_to(prog, cookie, "%s:%s+%zu%s", binary_path, function,
				     func_offset, option);
	return sdk_attach_to(prog, cookie, "%s:%s%s", binary_path, function, option);
}

struct bpf_link *bpf_program__attach_uprobe(const struct bpf_program *prog, bool retprobe,
					    pid_t pid, const char *binary_path,
					    size_t func_offset)
{
	LIBBPF_OPTS(bpf_uprobe_opts, opts, .retprobe = retprobe);

	return bpf_program__attach_uprobe_opts(prog, pid, binary_path, func_offset, &opts);
}

struct bpf_link *bpf_program__attach_uprobe_multi(const struct bpf_program *prog, pid_t pid,
						  const char *binary_path,
						  const char *func_pattern,
						  const struct bpf_uprobe_multi_opts *opts)
{
	char option[24];

	if (!func_pattern || sdk_option(opts, syms) || sdk_option(opts, offsets) ||
	    sdk_option(opts, ref_ctr_offsets) || sdk_option(opts, cookies) ||
	    sdk_option(opts, cnt) || sdk_option(opts, session))
		return sdk_not_attached(__func__, "give a pattern, and no other options than "
						  "retprobe");
	if (!check_probe(prog, __func__, sdk_option(opts, retprobe), PROBE_ATTACH_MODE_DEFAULT))
		return NULL;
	return sdk_attach_to(prog, 0, "%s:%s%s", binary_path, func_pattern,
			     pid_option(option, sizeof(option), pid));
}

struct bpf_link *bpf_program__attach_usdt(const struct bpf_program *prog, pid_t pid,
					  const char *binary_path, const char *usdt_provider,
					  const char *usdt_name, const struct bpf_usdt_opts *opts)
{
	char option[24];

	return sdk_attach_to(prog, sdk_option(opts, usdt_cookie), "%s:%s:%s%s", binary_path,
			     usdt_provider, usdt_name, pid_option(option, sizeof(option), pid));
}

struct bpf_link *bpf_program__attach_tracepoint_opts(const struct bpf_program *prog,
						     const char *tp_category,
						     const char *tp_name,
						     const struct bpf_tracepoint_opts *opts)
{
	return sdk_attach_to(prog, sdk_option(opts, bpf_cookie), "%s/%s", tp_category, tp_name);
}

struct bpf_link *bpf_program__attach_tracepoint(const struct bpf_program *prog,
						const char *tp_category, const char *tp_name)
{
	return bpf_program__attach_tracepoint_opts(prog, tp_category, tp_name, NULL);
}

struct bpf_link *
bpf_program__attach_raw_tracepoint_opts(const struct bpf_program *prog, const char *tp_name,
					struct bpf_raw_tracepoint_opts *opts)
{
	return sdk_attach(prog, tp_name, sdk_option(opts, cookie));
}

struct bpf_link *bpf_program__attach_raw_tracepoint(const struct bpf_program *prog,
						    const char *tp_name)
{
	return sdk_attach(prog, tp_name, 0);
}

struct bpf_link *bpf_program__attach_trace_opts(const struct bpf_program *prog,
						const struct bpf_trace_opts *opts)
{
	return sdk_attach(prog, NULL, sdk_option(opts, cookie));
}

struct bpf_link *bpf_program__attach_trace(const struct bpf_program *prog)
{
	return sdk_attach(prog, NULL, 0);
}

struct bpf_link *bpf_program__attach_lsm(const struct bpf_program *prog)
{
	return sdk_attach(prog, NULL, 0);
}
