// SPDX-License-Identifier: MIT
/* Attaching by name: what is attached stays until its object is closed. */
#include <errno.h>
#include <stdlib.h>
#include <wasm_bpf.h>
#include "object.h"

struct bpf_link {
	const char *name;  /* the program's or the map's */
};

static struct bpf_link *attach_by_name(const struct bpf_object *obj, const char *name,
				       const char *target)
{
	struct bpf_link *link = malloc(sizeof(*link));
	int err;

	if (!link)
		return sdk_error_ptr(ENOMEM);
	link->name = name;
	err = sdk_result(wasm_attach_bpf_program(obj->handle, name, target));
	if (err < 0) {
		free(link);
		return sdk_error_ptr(-err);
	}
	return link;
}

struct bpf_link *sdk_attach(const struct bpf_program *prog, const char *target, __u64 cookie)
{
	if (!prog || !prog->object->handle || !prog->autoload)
		return sdk_error_ptr(EINVAL);
	if (cookie)
		return sdk_not_attached("attaching", "leave the cookie 0, or build without "
						     "WASM_BPF_V1");
	return attach_by_name(prog->object, prog->name, target);
}

struct bpf_link *bpf_map__attach_struct_ops(const struct bpf_map *map)
{
	if (!map || !map->object->handle)
		return sdk_error_ptr(EINVAL);
	return attach_by_name(map->object, map->name, NULL);
}

bool bpf_map__autoattach(const struct bpf_map *map)
{
	return map;
}

int bpf_link__destroy(struct bpf_link *link)
{
	if (!link)
		return 0;
	free(link);
	return sdk_error(EOPNOTSUPP);
}

int bpf_link__detach(struct bpf_link *link)
{
	sdk_warn("'%s' stays attached until its object is closed\n", link->name);
	return sdk_error(EOPNOTSUPP);
}

/* --- targets that a guest has no number of ---------------------------------- */

struct bpf_link *bpf_program__attach_xdp(const struct bpf_program *prog, int ifindex)
{
	(void)prog, (void)ifindex;
	return sdk_not_attached(__func__, "wasm_bpf_attach(prog, \"eth0\")");
}

struct bpf_link *bpf_program__attach_cgroup(const struct bpf_program *prog, int cgroup_fd)
{
	(void)prog, (void)cgroup_fd;
	return sdk_not_attached(__func__, "wasm_bpf_attach(prog, \"/sys/fs/cgroup/...\")");
}

struct bpf_link *bpf_program__attach_netns(const struct bpf_program *prog, int netns_fd)
{
	(void)prog, (void)netns_fd;
	return sdk_not_attached(__func__, "wasm_bpf_attach(prog, \"/run/netns/...\")");
}

struct bpf_link *bpf_program__attach_perf_event(const struct bpf_program *prog, int pfd)
{
	(void)prog, (void)pfd;
	return sdk_not_attached(__func__, "wasm_bpf_attach(prog, \"cpu-clock@99hz\")");
}
