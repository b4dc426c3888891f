// SPDX-License-Identifier: MIT
/* An iterator's output, read from its descriptor. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "task_iter.skel.h"

int main(void)
{
	struct task_iter_bpf *skel = task_iter_bpf__open_and_load();
	struct { int pid, tgid; } tasks[64];
	bool found = false;
	ssize_t ret = 0;
	int iter_fd, count = 0;

	if (!skel || task_iter_bpf__attach(skel))
		return 1;
	iter_fd = bpf_iter_create(bpf_link__fd(skel->links.dump_task));
	if (iter_fd < 0) {
		fprintf(stderr, "Failed to create iter: %d\n", iter_fd);
		return 1;
	}
	while ((ret = read(iter_fd, tasks, sizeof(tasks))) > 0)
		for (size_t i = 0; i < ret / sizeof(tasks[0]); i++, count++)
			found |= tasks[i].tgid == getpid();
	if (ret < 0 || close(iter_fd))
		return 1;
	printf("%d tasks\n", count);
	task_iter_bpf__destroy(skel);
	return !found;
}
