// SPDX-License-Identifier: MIT
#include "observe/lookup.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

#include "columns/lookup.h"
#include "containers/containers.h"
#include "lib/err.h"
#include "observe/pods.h"
#include "session/session.h"
#include "session/symbols.h"
#include "symbols/ksyms.h"
#include "symbols/usyms.h"

/* The only stack-trace map, or that of the name. */
static const struct bpf_map *stack_map(const struct bpf_object *bpf, const char *name)
{
	const struct bpf_map *map, *found = NULL;

	bpf_object__for_each_map (map, bpf) {
		if (bpf_map__type(map) != BPF_MAP_TYPE_STACK_TRACE)
			continue;
		if (name && strcmp(bpf_map__name(map), name) == 0)
			return map;
		if (!name && found)
			return NULL;
		found = map;
	}
	return name ? NULL : found;
}

static int stack(void *context, const char *name, int64_t id,
		 uint64_t frames[static LOOKUP_FRAMES_MAX])
{
	const struct observe_source *source = context;
	const struct bpf_map *map = stack_map(source->bpf, name);
	const uint32_t key = (uint32_t)id;
	const size_t size = map ? bpf_map__value_size(map) : 0;
	int count = 0;

	if (!map)
		return -ENOENT;
	if (size > LOOKUP_FRAMES_MAX * sizeof(*frames))
		return -E2BIG;
	if (bpf_map_lookup_elem(bpf_map__fd(map), &key, frames) < 0)
		return -errno;
	while ((size_t)count < size / sizeof(*frames) && frames[count])
		count++;
	return count;
}

static const char *kernel_function(void *context, uint64_t address, uint64_t *ret_offset)
{
	struct observe_source *source = context;
	const struct ksyms *ksyms = source->has_no_ksyms ? NULL
							 : session_ksyms(source->session, NULL);

	source->has_no_ksyms = !ksyms;
	return ksyms ? ksyms_at(ksyms, address, ret_offset) : NULL;
}

static const char *user_function(void *context, int32_t process, uint64_t address,
				 uint64_t *ret_offset)
{
	const struct observe_source *source = context;
	struct usyms *usyms = session_usyms(source->session, NULL);
	const char *name = NULL;

	if (usyms && usyms_function(usyms, process, address, &name, ret_offset, NULL) < 0)
		return NULL;
	return name;
}

/* What a kubelet tells, by the container's ID or else the UID of its pod. */
static const struct pod_names *names_of(const struct observe_source *source,
					const struct container *container)
{
	const struct pod_names *names = source->pods && container->id
						? pods_find(source->pods, container->id)
						: NULL;

	if (!names && source->pods && container->pod)
		names = pods_find(source->pods, container->pod);
	return names;
}

static const char *first_of(const char *preferred, const char *otherwise)
{
	return preferred ? preferred : otherwise;
}

static const char *container(void *context, enum lookup_about what, bool is_mntns, uint64_t id)
{
	struct observe_source *source = context;
	const struct container *found;
	const struct pod_names *told;

	if (!source->containers)
		source->containers = containers_new("");
	if (!source->containers)
		return NULL;
	if (what == LOOKUP_CGROUP)
		return containers_cgroup_path(source->containers, id);
	found = is_mntns ? containers_of_mntns(source->containers, id)
			 : containers_of_cgroup(source->containers, id);
	if (!found)
		return NULL;
	told = names_of(source, found);
	switch (what) {
	case LOOKUP_IMAGE:
		return first_of(told ? told->image : NULL, found->image);
	case LOOKUP_POD:
		return first_of(told ? told->pod : NULL, found->pod);
	case LOOKUP_NAMESPACE:
		return first_of(told ? told->namespace : NULL, found->namespace);
	default:
		return first_of(told ? told->container : NULL,
				found->name ? found->name : found->id);
	}
}

void observe_source_release(struct observe_source *source)
{
	containers_free(source->containers);
	source->containers = NULL;
}

struct lookup observe_lookup(struct observe_source *source)
{
	return (struct lookup){
		.context = source,
		.stack = stack,
		.kernel_function = kernel_function,
		.user_function = user_function,
		.container = container,
	};
}

struct lookup observe_lookup_containers(struct observe_source *source)
{
	return (struct lookup){ .context = source, .container = container };
}
