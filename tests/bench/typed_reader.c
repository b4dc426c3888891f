// SPDX-License-Identifier: MIT
/*
 * Takes COUNT events of typed.bpf.c and looks at each: a native program over libbpf, or a core
 * guest, out of the same source.
 *
 *	typed_reader ASKED COUNT <typed.bpf.o
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct event {
	int32_t pid;
	int32_t ppid;
	uint32_t exit_code;
	uint32_t pad;
	uint64_t duration_ns;
	char comm[16];
	char filename[127];
	uint8_t exit_event;
};

static uint64_t seen, misplaced, text;

static int take(void *context, void *data, size_t size)
{
	const struct event *event = data;

	(void)context;
	(void)size;
	misplaced += event->duration_ns < seen;
	text += strlen(event->comm) + strlen(event->filename);
	seen++;
	return 0;
}

int main(int argc, char **argv)
{
	const uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
	static char file[1 << 20];
	size_t len = 0, values;
	struct bpf_object *object;
	struct bpf_map *map;
	struct ring_buffer *ring;
	uint32_t *data;

	for (ssize_t got; (got = read(0, file + len, sizeof(file) - len)) > 0; len += (size_t)got)
		;
	object = bpf_object__open_mem(file, len, NULL);
	map = object ? bpf_object__find_map_by_name(object, ".rodata.asked") : NULL;
	data = map ? bpf_map__initial_value(map, &values) : NULL;
	if (!data)
		return 1;
	data[0] = (uint32_t)atoi(argv[1]);
	/* The type of its values is for who reads the object: a ring has no size of values. */
	bpf_map__set_value_size(bpf_object__find_map_by_name(object, "events"), 0);
	if (bpf_object__load(object) ||
	    !bpf_program__attach(bpf_object__find_program_by_name(object, "on_getpgid")))
		return 1;
	ring = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "events"), take, NULL,
				NULL);
	if (!ring)
		return 1;
	puts("waiting");
	fflush(stdout);
	while (seen < count && ring_buffer__poll(ring, 100) >= 0)
		;
	printf("%llu %llu\n", (unsigned long long)seen, (unsigned long long)misplaced);
	fflush(stdout);
	sleep(text ? 10 : 0); /* until it is measured */
	return 1;
}
