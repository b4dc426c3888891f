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

static struct attached_place place_of(const struct request *request, int where)
{
	return (struct attached_place){
		.where = where,
		.type = bpf_program__expected_attach_type(request->prog),
	};
}

int attach_tcx(struct request *request)
{
	const int ifindex = (int)if_nametoindex(request->target.file);
	const struct attached_place place = place_of(request, ifindex);
	LIBBPF_OPTS(bpf_tcx_opts, opts);
	struct order order;
	int ret = ifindex ? order_find(request, &place, &order) : -ENODEV;

	if (ret < 0)
		return ret;
	opts.flags = order.flags;
	opts.relative_id = order.relative_id;
	ret = attach_add_link(request, bpf_program__attach_tcx(request->prog, ifindex, &opts));
	return order_explain(request, &place, &order, ret);
}

int attach_netkit(struct request *request)
{
	const int ifindex = (int)if_nametoindex(request->target.file);
	const struct attached_place place = place_of(request, ifindex);
	LIBBPF_OPTS(bpf_netkit_opts, opts);
	struct order order;
	int ret = ifindex ? order_find(request, &place, &order) : -ENODEV;

	if (ret < 0)
		return ret;
	opts.flags = order.flags;
	opts.relative_id = order.relative_id;
	ret = attach_add_link(request, bpf_program__attach_netkit(request->prog, ifindex, &opts));
	return order_explain(request, &place, &order, ret);
}

int attach_cgroup(struct request *request)
{
	struct attached_place place = place_of(request, request->fd);
	LIBBPF_OPTS(bpf_cgroup_opts, opts);
	struct order order;
	int ret;

	place.is_cgroup = true;
	ret = order_find(request, &place, &order);
	if (ret < 0)
		return ret;
	opts.flags = order.flags;
	opts.relative_id = order.relative_id;
	ret = attach_add_link(request,
			      bpf_program__attach_cgroup_opts(request->prog, request->fd, &opts));
	return order_explain(request, &place, &order, ret);
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
