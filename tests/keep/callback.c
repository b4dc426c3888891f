// SPDX-License-Identifier: MIT
/* callback PROGRAM: a guest for the runtimes of old, which writes the number of each record that
 * its callback gets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wasm_bpf.h>

static unsigned char object[1 << 16];

static int take(void *context, void *data, size_t size)
{
	(void)context;
	(void)size;
	write(1, data, sizeof(unsigned long long));
	return 0;
}

int main(int argc, char **argv)
{
	static unsigned char record[64];
	const int size = (int)fread(object, 1, sizeof(object), stdin);
	const uint64_t bpf = wasm_load_bpf_object(object, size);
	const int map = bpf ? wasm_bpf_map_fd_by_name(bpf, "ring") : -1;

	if (map < 0 || wasm_attach_bpf_program(bpf, argc > 1 ? argv[1] : "", NULL) < 0)
		return 3;
	while (wasm_bpf_buffer_poll(bpf, map, take, NULL, record, sizeof(record), -1) >= 0)
		;
	return 0;
}
