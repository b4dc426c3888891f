// SPDX-License-Identifier: MIT
/* Uses the raw v1 imports without a library. These are all calls from the guest to its host. */
#include <stdio.h>
#include <wasm_bpf.h>
#include "execve.skel.h"
#include "execve.types.h"

static int print_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;

	(void)ctx, (void)size;
	printf("%-7d %-16s %s\n", e->pid, e->comm, e->path);
	return 0;
}

int main(void)
{
	static struct event record;
	size_t size;
	const void *bytes = execve_bpf__elf_bytes(&size);
	uint64_t object = wasm_load_bpf_object(bytes, size);
	int events, err = -1;

	if (!object)
		return 1; /* the runtime has said why */
	setvbuf(stdout, NULL, _IOLBF, 0);
	events = wasm_bpf_map_fd_by_name(object, "events");
	if (events >= 0)
		err = wasm_attach_bpf_program(object, "enter_execve", NULL);
	if (!err)
		printf("%-7s %-16s %s\n", "PID", "COMM", "PATH");
	while (!err)
		err = wasm_bpf_buffer_poll(object, events, print_event, NULL, &record,
					   sizeof(record), 100 /* ms */);
	wasm_close_bpf_object(object);
	return wasm_bpf_errno(-err) == EINTR ? 0 : 1;
}
