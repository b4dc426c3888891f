// SPDX-License-Identifier: MIT
/*
 * A guest of the fleet: takes records until it is told to end, detaches, takes the rest, and says
 * what it got of what was made. Fails if that does not add up.
 *
 *	fleet.wasm < fleet.bpf.o
 */
#include <stdio.h>
#include <unistd.h>
#include <wasm_bpf.h>
#include <wasm_bpf_v2.h>

static unsigned char object_bytes[1 << 16];
static char records[1 << 16] __attribute__((aligned(8)));

static unsigned long long take(int ring)
{
	unsigned long long taken = 0;
	int len;

	while ((len = wasm_bpf_buffer_read(ring, records, sizeof(records))) > 0)
		for (const char *at = records; at < records + len; taken++) {
			const struct wasm_bpf_frame *frame = (const void *)at;

			at += sizeof(*frame) + (frame->size + 7) / 8 * 8;
		}
	return taken;
}

int main(void)
{
	const int size = (int)fread(object_bytes, 1, sizeof(object_bytes), stdin);
	const int object = wasm_bpf_object_open(object_bytes, (uint32_t)size, "fleet");
	struct {
		unsigned long long made, dropped;
	} counts = { 0, 0 };
	unsigned long long taken = 0;
	unsigned int zero = 0;
	int ring, link;

	if (object < 0 || wasm_bpf_object_load(object) < 0)
		return 3;
	ring = wasm_bpf_map_find(object, "ring");
	link = wasm_bpf_program_attach(wasm_bpf_program_find(object, "seen"), NULL, 0);
	if (link < 0 || wasm_bpf_buffer_open(ring) < 0)
		return 3;
	while (wasm_bpf_buffers_wait(NULL, 0, -1) >= 0)
		taken += take(ring);
	wasm_bpf_link_close(link);
	usleep(50000); /* one that is under way on the other CPU */
	taken += take(ring);
	if (wasm_bpf_map_operate(wasm_bpf_map_find(object, "counts"), WASM_BPF_MAP_LOOKUP, &zero,
				 &counts, NULL, 0) < 0)
		return 3;
	printf("%llu %llu %llu\n", counts.made, taken, counts.dropped);
	return counts.made != taken + counts.dropped;
}
