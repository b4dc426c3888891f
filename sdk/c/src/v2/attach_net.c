// SPDX-License-Identifier: MIT
/* Attaching to interfaces, by their numbers, and to what a descriptor of a path stands for. */
#include <errno.h>
#include <net/if.h>
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

/* Whether all that says where in the order is 0; the structs are alike from `flags` on. */
#define is_anywhere(opts) \
	(!sdk_option(opts, flags) && !sdk_option(opts, relative_fd) && \
	 !sdk_option(opts, relative_id) && !sdk_option(opts, expected_revision))

struct bpf_link *bpf_program__attach_tcx(const struct bpf_program *prog, int ifindex,
					 const struct bpf_tcx_opts *opts)
{
	if (!is_anywhere(opts))
		return sdk_not_attached(__func__, "leave the options 0");
	return attach_to_interface(prog, ifindex, "");
}

struct bpf_link *bpf_program__attach_netkit(const struct bpf_program *prog, int ifindex,
					    const struct bpf_netkit_opts *opts)
{
	if (!is_anywhere(opts))
		return sdk_not_attached(__func__, "leave the options 0");
	return attach_to_interface(prog, ifindex, "");
}

struct bpf_link *bpf_program__attach_cgroup_opts(const struct bpf_program *prog, int cgroup_fd,
						 const struct bpf_cgroup_opts *opts)
{
	if (!is_anywhere(opts))
		return sdk_not_attached(__func__, "leave the options 0");
	return bpf_program__attach_cgroup(prog, cgroup_fd);
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
