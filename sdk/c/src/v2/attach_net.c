// SPDX-License-Identifier: MIT
/* Attaching to interfaces, by their numbers, and to what a descriptor of a path stands for. */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <bpf/bpf.h>
#include "object.h"
#include "target.h"

bool sdk_interface_name(int ifindex, char buf[IF_NAMESIZE])
{
	return sdk_failed(wasm_bpf_ifname(ifindex, buf, IF_NAMESIZE)) >= 0;
}

static struct bpf_link *attach_to_interface(const struct bpf_program *prog, int ifindex,
					    const char *options)
{
	char name[IF_NAMESIZE];

	if (!sdk_interface_name(ifindex, name))
		return NULL;
	return sdk_attach_to(prog, 0, "%s%s", name, options);
}

struct bpf_link *bpf_program__attach_xdp(const struct bpf_program *prog, int ifindex)
{
	return attach_to_interface(prog, ifindex, "");
}

struct bpf_link *bpf_program__attach_cgroup(const struct bpf_program *prog, int cgroup_fd)
{
	const char *path = sdk_path_of(cgroup_fd, __func__);

	return path ? sdk_attach(prog, path, 0) : NULL;
}

struct bpf_link *bpf_program__attach_netns(const struct bpf_program *prog, int netns_fd)
{
	const char *path = sdk_path_of(netns_fd, __func__);

	return path ? sdk_attach(prog, path, 0) : NULL;
}

/* Where in the order: from the options, which are alike from `flags` on. */
struct place {
	__u32 flags, fd, id;
	__u64 revision;
};

#define place_of(opts) \
	((struct place){ sdk_option(opts, flags), sdk_option(opts, relative_fd), \
			 sdk_option(opts, relative_id), sdk_option(opts, expected_revision) })

enum { PLACE_SIZE = 32 };

/* The number of the program or link that has the descriptor; 0 with errno set. */
static __u32 number_of(__u32 fd, bool is_link)
{
	struct bpf_prog_info program = { 0 };
	struct bpf_link_info link = { 0 };
	__u32 size = is_link ? sizeof(link) : sizeof(program);

	if (is_link)
		return bpf_link_get_info_by_fd((int)fd, &link, &size) < 0 ? 0 : link.id;
	return bpf_prog_get_info_by_fd((int)fd, &program, &size) < 0 ? 0 : program.id;
}

/* Writes it as options of a target. */
static bool write_place(const char *function, const struct place *place, char text[PLACE_SIZE])
{
	const __u32 side = place->flags & (BPF_F_BEFORE | BPF_F_AFTER);
	const bool is_link = place->flags & BPF_F_LINK, is_before = side == BPF_F_BEFORE;
	__u32 id = place->id;

	*text = '\0';
	if (!place->flags && !place->fd && !id && !place->revision)
		return true;
	if (place->fd && id) {
		errno = EINVAL;
		return false;
	}
	if (place->revision || (side != BPF_F_BEFORE && side != BPF_F_AFTER) ||
	    place->flags & ~(side | BPF_F_ID | BPF_F_LINK)) {
		sdk_unsupported(function, "set BPF_F_BEFORE or BPF_F_AFTER, maybe BPF_F_LINK, and "
					  "leave expected_revision 0");
		return false;
	}
	if (place->fd)
		id = number_of(place->fd, is_link);
	if (place->fd && !id)
		return false;
	if (id)
		snprintf(text, PLACE_SIZE, ",%s=%s%u", is_before ? "before" : "after",
			 is_link ? "link:" : "", id);
	else
		strcpy(text, is_before ? ",first" : ",last");
	return true;
}

struct bpf_link *bpf_program__attach_tcx(const struct bpf_program *prog, int ifindex,
					 const struct bpf_tcx_opts *opts)
{
	const struct place place = place_of(opts);
	char text[PLACE_SIZE];

	return write_place(__func__, &place, text) ? attach_to_interface(prog, ifindex, text)
						   : NULL;
}

struct bpf_link *bpf_program__attach_netkit(const struct bpf_program *prog, int ifindex,
					    const struct bpf_netkit_opts *opts)
{
	const struct place place = place_of(opts);
	char text[PLACE_SIZE];

	return write_place(__func__, &place, text) ? attach_to_interface(prog, ifindex, text)
						   : NULL;
}

struct bpf_link *bpf_program__attach_cgroup_opts(const struct bpf_program *prog, int cgroup_fd,
						 const struct bpf_cgroup_opts *opts)
{
	const struct place place = place_of(opts);
	const char *path = sdk_path_of(cgroup_fd, __func__);
	char text[PLACE_SIZE];

	if (!path || !write_place(__func__, &place, text))
		return NULL;
	return sdk_attach_to(prog, 0, "%s%s", path, text);
}

struct bpf_link *bpf_program__attach_netfilter(const struct bpf_program *prog,
					       const struct bpf_netfilter_opts *opts)
{
	static const char *const hooks[] = { "prerouting", "input", "forward", "output",
					     "postrouting" };
	enum { IPV4 = 2, IPV6 = 10 };
	__u32 pf = sdk_option(opts, pf), hook = sdk_option(opts, hooknum);
	__s32 priority = sdk_option(opts, priority);

	if ((pf != IPV4 && pf != IPV6) || hook >= sizeof(hooks) / sizeof(*hooks))
		return sdk_error_ptr(EINVAL);
	if (sdk_option(opts, flags) || priority < 0)
		return sdk_not_attached(__func__, "leave flags 0 and priority not negative");
	return sdk_attach_to(prog, 0, "%s%s,prio=%d", hooks[hook], pf == IPV6 ? ",ipv6" : "",
			     priority);
}

struct bpf_link *bpf_program__attach_freplace(const struct bpf_program *prog, int target_fd,
					      const char *attach_func_name)
{
	const struct bpf_program *in;

	if (!target_fd != !attach_func_name)
		return sdk_error_ptr(EINVAL);
	if (!target_fd)
		return sdk_attach(prog, NULL, 0);
	in = sdk_program_by_fd(target_fd);
	return in ? sdk_attach_to(prog, 0, "%s:%s", in->name, attach_func_name) : NULL;
}
