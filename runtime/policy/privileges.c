// SPDX-License-Identifier: MIT
#include "policy/privileges.h"

#include <bpf/libbpf.h>
#include <linux/capability.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

static uint64_t effective_capabilities(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };

	if (syscall(SYS_capget, &header, data) < 0)
		return 0;
	return (uint64_t)data[1].effective << 32 | data[0].effective;
}

static bool is_networking(enum bpf_prog_type type)
{
	switch (type) {
	case BPF_PROG_TYPE_XDP:
	case BPF_PROG_TYPE_SCHED_CLS:
	case BPF_PROG_TYPE_SCHED_ACT:
	case BPF_PROG_TYPE_CGROUP_SKB:
	case BPF_PROG_TYPE_CGROUP_SOCK:
	case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
	case BPF_PROG_TYPE_CGROUP_SOCKOPT:
	case BPF_PROG_TYPE_SOCK_OPS:
	case BPF_PROG_TYPE_SK_SKB:
	case BPF_PROG_TYPE_SK_MSG:
	case BPF_PROG_TYPE_SK_LOOKUP:
	case BPF_PROG_TYPE_SK_REUSEPORT:
	case BPF_PROG_TYPE_FLOW_DISSECTOR:
	case BPF_PROG_TYPE_LWT_IN:
	case BPF_PROG_TYPE_LWT_OUT:
	case BPF_PROG_TYPE_LWT_XMIT:
	case BPF_PROG_TYPE_LWT_SEG6LOCAL:
		return true;
	default:
		return false;
	}
}

static bool is_tracing(enum bpf_prog_type type)
{
	switch (type) {
	case BPF_PROG_TYPE_KPROBE:
	case BPF_PROG_TYPE_TRACEPOINT:
	case BPF_PROG_TYPE_RAW_TRACEPOINT:
	case BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE:
	case BPF_PROG_TYPE_PERF_EVENT:
	case BPF_PROG_TYPE_TRACING:
	case BPF_PROG_TYPE_LSM:
	case BPF_PROG_TYPE_EXT:
		return true;
	default:
		return false;
	}
}

unsigned int privileges_needed(const struct bpf_object *object)
{
	unsigned int needed = PRIVILEGE_BPF;
	struct bpf_program *prog;

	bpf_object__for_each_program(prog, object) {
		if (is_networking(bpf_program__type(prog)))
			needed |= PRIVILEGE_NETWORKING;
		if (is_tracing(bpf_program__type(prog)))
			needed |= PRIVILEGE_TRACING;
	}
	return needed;
}

const char *privileges_missing(const struct bpf_object *object)
{
	uint64_t have = effective_capabilities();
	unsigned int needed = privileges_needed(object);

	if (have & 1ull << CAP_SYS_ADMIN)
		return NULL;
	if (!(have & 1ull << CAP_BPF))
		return "the capability CAP_BPF";
	if (needed & PRIVILEGE_TRACING && !(have & 1ull << CAP_PERFMON))
		return "the capability CAP_PERFMON (it has tracing programs)";
	if (needed & PRIVILEGE_NETWORKING && !(have & 1ull << CAP_NET_ADMIN))
		return "the capability CAP_NET_ADMIN (it has networking programs)";
	return NULL;
}
