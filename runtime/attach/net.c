// SPDX-License-Identifier: MIT
/* Programs on network devices, cgroups, namespaces and sockets. */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attach/attached.h"
#include "attach/order.h"
#include "attach/private.h"
#include "base/bpf_map.h"

int attach_xdp(struct request *request)
{
	const struct target *target = &request->target;
	int ifindex = (int)if_nametoindex(target->file);
	LIBBPF_OPTS(bpf_link_create_opts, opts);
	int ret;

	if (!ifindex)
		return -ENODEV;
	if (target->count > 1)
		return -EINVAL;
	if (target->count)
		opts.flags = target_has(target, "skb")   ? XDP_FLAGS_SKB_MODE
			     : target_has(target, "drv") ? XDP_FLAGS_DRV_MODE
							 : XDP_FLAGS_HW_MODE;
	ret = bpf_link_create(bpf_program__fd(request->prog), ifindex, BPF_XDP, &opts);
	if (ret == -EBUSY || ret == -EEXIST)
		order_note_xdp(request, ifindex);
	return ret < 0 ? ret : attach_add(request, NULL, ret);
}

int attach_tc(struct request *request)
{
	const struct target *target = &request->target;
	bool ingress = target_has(target, "ingress");
	struct attachment *attachment;
	int ret;

	if (ingress == target_has(target, "egress"))
		return -EINVAL;
	ret = attach_add(request, NULL, -1);
	if (ret < 0)
		return ret;
	attachment = request->list;
	attachment->hook = (struct bpf_tc_hook){
		.sz = sizeof(attachment->hook),
		.ifindex = (int)if_nametoindex(target->file),
		.attach_point = ingress ? BPF_TC_INGRESS : BPF_TC_EGRESS,
	};
	attachment->filter = (struct bpf_tc_opts){
		.sz = sizeof(attachment->filter),
		.prog_fd = bpf_program__fd(request->prog),
		.priority = target_number(target, "prio", 0),
		.handle = target_number(target, "handle", 0),
	};
	if (!attachment->hook.ifindex)
		return -ENODEV;
	ret = bpf_tc_hook_create(&attachment->hook);
	if (ret < 0 && ret != -EEXIST)
		return ret;
	attachment->own_hook = !ret;
	ret = bpf_tc_attach(&attachment->hook, &attachment->filter);
	if (ret < 0 && attachment->own_hook)
		attachment_destroy_hook(attachment);
	attachment->is_filter = !ret;
	return ret;
}

/* Attaches a program of a kind at an interface, by its number, or a cgroup, by its descriptor. */
typedef struct bpf_link *attach_fn(const struct bpf_program *prog, int where,
				   const struct order *order);

/* In the place among others that the target names. */
static int attach_in_order(struct request *request, int where, bool is_cgroup, attach_fn *attach)
{
	const struct attached_place place = {
		.where = where,
		.is_cgroup = is_cgroup,
		.type = bpf_program__expected_attach_type(request->prog),
	};
	struct order order;
	int ret = order_find(request, &place, &order);

	if (ret < 0)
		return ret;
	ret = attach_add_link(request, attach(request->prog, where, &order));
	return order_explain(request, &place, &order, ret);
}

static int attach_to_device(struct request *request, attach_fn *attach)
{
	const int ifindex = (int)if_nametoindex(request->target.file);

	return ifindex ? attach_in_order(request, ifindex, false, attach) : -ENODEV;
}

static struct bpf_link *tcx(const struct bpf_program *prog, int where, const struct order *order)
{
	LIBBPF_OPTS(bpf_tcx_opts, opts, .flags = order->flags, .relative_id = order->relative_id);

	return bpf_program__attach_tcx(prog, where, &opts);
}

int attach_tcx(struct request *request)
{
	return attach_to_device(request, tcx);
}

static struct bpf_link *netkit(const struct bpf_program *prog, int where, const struct order *order)
{
	LIBBPF_OPTS(bpf_netkit_opts, opts, .flags = order->flags,
		    .relative_id = order->relative_id);

	return bpf_program__attach_netkit(prog, where, &opts);
}

int attach_netkit(struct request *request)
{
	return attach_to_device(request, netkit);
}

static struct bpf_link *cgroup(const struct bpf_program *prog, int where, const struct order *order)
{
	LIBBPF_OPTS(bpf_cgroup_opts, opts, .flags = order->flags,
		    .relative_id = order->relative_id);

	return bpf_program__attach_cgroup_opts(prog, where, &opts);
}

int attach_cgroup(struct request *request)
{
	return attach_in_order(request, request->fd, true, cgroup);
}

int attach_netns(struct request *request)
{
	return attach_add_link(request, bpf_program__attach_netns(request->prog, request->fd));
}

/* To a map of sockets without a link: until it is detached, or the map is gone. */
static int attach_to_map(struct request *request, int map, enum bpf_attach_type type)
{
	const int prog_fd = bpf_program__fd(request->prog);
	struct attachment *attachment;
	int ret = attach_add(request, NULL, -1);

	if (ret < 0)
		return ret;
	attachment = request->list;
	attachment->map_type = (int)type;
	attachment->map_fd = fcntl(map, F_DUPFD_CLOEXEC, 0);
	if (attachment->map_fd < 0)
		return -errno;
	ret = bpf_prog_attach(prog_fd, map, type, 0);
	if (ret < 0)
		return ret;
	attachment->prog_fd = fcntl(prog_fd, F_DUPFD_CLOEXEC, 0);
	if (attachment->prog_fd >= 0)
		return 0;
	ret = -errno;
	bpf_prog_detach2(prog_fd, map, type);
	return ret;
}

/* By a link, as of Linux 6.10; older kernels say that there is no such link. */
int attach_sockmap(struct request *request)
{
	const enum bpf_attach_type type = bpf_program__expected_attach_type(request->prog);
	const int map = bpf_map_fd_by_name(request->object, request->target.symbol);
	int fd;

	if (map < 0)
		return -ENOENT;
	fd = bpf_link_create(bpf_program__fd(request->prog), map, type, NULL);
	if (fd == -EINVAL)
		return attach_to_map(request, map, type);
	return fd < 0 ? fd : attach_add(request, NULL, fd);
}

/* A socket filter gets a packet socket of its own, on one interface, or on all of this network
 * namespace. */
int attach_socket(struct request *request)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex(request->target.file),
	};
	int prog_fd = bpf_program__fd(request->prog), fd;

	if (!address.sll_ifindex && !request->target.is_pattern)
		return -ENODEV;
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_BPF, &prog_fd, sizeof(prog_fd)) < 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		int code = errno;

		close(fd);
		return -code;
	}
	return attach_add(request, NULL, fd);
}

int attach_netfilter(struct request *request)
{
	LIBBPF_OPTS(bpf_netfilter_opts, opts,
		    .pf = target_has(&request->target, "ipv6") ? PF_INET6 : PF_INET,
		    .priority = (int)target_number(&request->target, "prio", 0));
	static const char *const hooks[] = { "prerouting", "input", "forward", "output",
					     "postrouting" };

	for (unsigned int i = 0; i < sizeof(hooks) / sizeof(hooks[0]); i++) {
		if (strcmp(request->target.symbol, hooks[i]) != 0)
			continue;
		opts.hooknum = i;
		return attach_add_link(request,
				       bpf_program__attach_netfilter(request->prog, &opts));
	}
	return -EINVAL;
}
