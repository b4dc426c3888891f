// SPDX-License-Identifier: MIT
#include "session/loading.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kinds/map_type.h"
#include "records/records.h"
#include "session/map.h"
#include "session/object.h"

/* Newer than Linux 6.1's headers. */
enum { SEGV_ON_FAULT = 1 << 17 };

/* A ring buffer has neither keys nor values, but its definition may say which struct its records
 * are, as Go's tools want it. The kernel refuses that. */
static void clear_sizes(struct bpf_map *map)
{
	bpf_map__set_key_size(map, 0);
	bpf_map__set_value_size(map, 0);
}

/* An arena may say at which address its loader has to map it, for pointers that both use: libbpf
 * does so, whatever is there. It may also want the loader's access to an absent page to be a
 * fault, and libbpf writes variables into it. No guest can map it: all that is of no use. */
static void clear_place(struct bpf_map *map)
{
	bpf_map__set_map_extra(map, 0);
	bpf_map__set_map_flags(map, bpf_map__map_flags(map) & ~(uint32_t)SEGV_ON_FAULT);
}

void loading_prepare(struct bpf_object *bpf)
{
	struct bpf_map *map;

	bpf_object__for_each_map (map, bpf) {
		if (bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF)
			clear_sizes(map);
		else if (map_type_flags(bpf_map__type(map)) & MAP_TYPE_OF_PAGES)
			clear_place(map);
	}
}

/*
 * libbpf maps a section's map over the memory that had the initial values. Where that fails, the
 * kernel has put nothing there, and whatever comes there next would be unmapped with the object.
 */
static void fill_gap(const struct bpf_map *map)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t size;
	void *values = bpf_map__initial_value(map, &size), *at;

	if (!values || !size)
		return;
	size = (size + page - 1) / page * page;
	at = mmap(values, size, PROT_READ | PROT_WRITE,
		  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	if (at != MAP_FAILED && at != values)
		munmap(at, size);
}

/* The map's descriptor was closed: it could be anything now. */
static void forget(struct map *map)
{
	if (map->records && map->records->busy) {
		records_close(map->records);
	} else {
		records_free(map->records);
		map->records = NULL;
	}
	map_learn(map, NULL);
}

void loading_failed(struct object *object)
{
	const struct bpf_map *bpf;

	bpf_object__for_each_map (bpf, object->bpf)
		if (bpf_map__is_internal(bpf))
			fill_gap(bpf);
	for (struct map *map = object->maps; map; map = map->next)
		forget(map);
}
