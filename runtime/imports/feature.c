// SPDX-License-Identifier: MIT
#include "imports/feature.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

int feature_program(int type)
{
	return type < 0 ? -EINVAL : libbpf_probe_bpf_prog_type((enum bpf_prog_type)type, NULL);
}

int feature_map(int type)
{
	return type < 0 ? -EINVAL : libbpf_probe_bpf_map_type((enum bpf_map_type)type, NULL);
}

/* Programs of some types are of one attach type at least. */
static enum bpf_attach_type some_attach_type(int type)
{
	switch (type) {
	case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
		return BPF_CGROUP_INET4_CONNECT;
	case BPF_PROG_TYPE_CGROUP_SOCKOPT:
		return BPF_CGROUP_GETSOCKOPT;
	case BPF_PROG_TYPE_SK_LOOKUP:
		return BPF_SK_LOOKUP;
	default:
		return 0;
	}
}

/* Whether the verifier turns a call down for the program's type, in words that are newer
 * than libbpf 1.1, which takes every other refusal for a yes. */
static int is_refused(int type, int helper)
{
	const struct bpf_insn code[] = {
		{ .code = BPF_JMP | BPF_CALL, .imm = helper },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	char log[4096] = "";
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_buf = log, .log_size = sizeof(log),
		    .log_level = 1, .expected_attach_type = some_attach_type(type));
	int fd = bpf_prog_load((enum bpf_prog_type)type, NULL, "GPL", code,
			       sizeof(code) / sizeof(code[0]), &opts);

	if (fd >= 0)
		close(fd);
	return fd < 0 && strstr(log, "program of this type cannot use helper");
}

int feature_helper(int program_type, int helper)
{
	int ret;

	if (program_type < 0 || helper < 0)
		return -EINVAL;
	ret = libbpf_probe_bpf_helper((enum bpf_prog_type)program_type, (enum bpf_func_id)helper,
				      NULL);
	return ret == 1 && is_refused(program_type, helper) ? 0 : ret;
}
