// SPDX-License-Identifier: MIT
#include "observe/container.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

#include "base/bpf_map.h"
#include "containers/containers.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "observe/observation.h"
#include "observe/params.h"
#include "session/object.h"

static const char filter_map[] = "gadget_mntns_filter_map";

bool observe_container_in_kernel(const struct observation *o)
{
	const struct bpf_map *map = bpf_object__find_map_by_name(o->object->bpf, filter_map);

	return map && bpf_map__key_size(map) == sizeof(uint64_t) &&
	       bpf_map__value_size(map) == sizeof(uint32_t);
}

int observe_container_filter(const char *name, const char *filter, struct buf *to, struct err *err)
{
	if (strpbrk(name, "\"'\\\n") || !*name)
		return err_set(err, EINVAL, "--container: '%s' is no name of a container", name);
	if (filter)
		buf_printf(to, "(%s) && ", filter);
	buf_printf(to, "(container == '%s' || pod == '%s')", name, name);
	return to->error ? err_set(err, to->error, "%s", strerror(to->error)) : 0;
}

int observe_container_prepare(struct observation *o, struct err *err)
{
	return observe_set_param(o->object->bpf, "gadget_filter_by_mntns=true", err);
}

static void add(void *context, uint64_t mntns)
{
	const int fd = *(const int *)context;
	const uint32_t value = 1;

	bpf_map_update_elem(fd, &mntns, &value, BPF_ANY);
}

/* Containers come; those that are gone leave numbers that nobody has. */
void observe_container_refresh(struct observation *o)
{
	int fd = bpf_map_fd_by_name(o->object->bpf, filter_map);

	if (!o->source.containers)
		o->source.containers = containers_new("");
	if (fd >= 0 && o->source.containers)
		containers_each_mntns(o->source.containers, o->options->container, add, &fd);
}
