// SPDX-License-Identifier: MIT
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

int my_pid = 0;
int writes = 0;

SEC("tp/syscalls/sys_enter_write")
int handle_tp(void *ctx)
{
	if (bpf_get_current_pid_tgid() >> 32 == my_pid)
		writes++;
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
