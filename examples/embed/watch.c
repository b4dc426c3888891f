// SPDX-License-Identifier: MIT
/* The guest: tells its host about each program that starts, until it is interrupted. */
#include <errno.h>
#include <stdio.h>

#include "watch.skel.h"
#include "watch.types.h"

/* host.c offers this function. */
__attribute__((import_module("agent"), import_name("started")))
void agent_started(int pid, const char *comm);

static int count;

static int on_start(void *ctx, void *data, size_t size)
{
	const struct start *start = data;

	(void)ctx;
	(void)size;
	count++;
	agent_started(start->pid, start->comm);
	return 0;
}

int main(void)
{
	struct watch_bpf *skel = watch_bpf__open_and_load();
	struct ring_buffer *ring = NULL;
	int ret = skel ? watch_bpf__attach(skel) : -1;

	if (!ret)
		ring = ring_buffer__new(bpf_map__fd(skel->maps.starts), on_start, NULL, NULL);
	if (!ring) {
		watch_bpf__destroy(skel);
		return 1;
	}
	printf("watching\n");
	fflush(stdout);
	do
		ret = ring_buffer__poll(ring, -1);
	while (ret >= 0);
	printf("%d programs were started\n", count);
	ring_buffer__free(ring);
	watch_bpf__destroy(skel);
	return ret == -EINTR ? 0 : 1;
}
