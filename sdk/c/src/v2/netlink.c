// SPDX-License-Identifier: MIT
/*
 * Attaching that in libbpf leaves no link, and lasts longer than the process. Here it is a
 * link all the same, found again by what it was attached to, which goes with the guest.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/bpf.h>
#include <linux/if_link.h>
#include "object.h"
#include "target.h"

struct attached {
	struct attached *next;
	struct bpf_link *link;
	int program;  /* its handle */
	char to[];
};

static struct attached *all_attached;

static struct attached **find_attached(const char *to)
{
	struct attached **at = &all_attached;

	while (*at && strcmp((*at)->to, to))
		at = &(*at)->next;
	return at;
}

static int detach_one(struct attached **at)
{
	struct attached *attached = *at;
	int err;

	if (!attached)
		return sdk_error(ENOENT);
	*at = attached->next;
	err = bpf_link__destroy(attached->link);
	free(attached);
	return err;
}

static int attach_one(const struct bpf_program *prog, const char *target, const char *to)
{
	struct attached *attached = malloc(sizeof(*attached) + strlen(to) + 1);

	if (!attached)
		return sdk_error(ENOMEM);
	strcpy(attached->to, to);
	attached->program = prog->handle;
	attached->link = sdk_attach(prog, target, 0);
	if (!attached->link) {
		free(attached);
		return -errno;
	}
	attached->next = all_attached;
	all_attached = attached;
	return 0;
}

static __u32 attached_id(const struct attached *attached)
{
	struct wasm_bpf_program_info info = { 0 };

	if (attached)
		wasm_bpf_program_info(attached->program, &info, sizeof(info));
	return info.id;
}

/* --- XDP ------------------------------------------------------------------------------ */

/* Whether what is attached, or null, is the program that the options want in its place. */
static bool is_expected(const struct attached *attached, const struct bpf_xdp_attach_opts *opts)
{
	int fd = sdk_option(opts, old_prog_fd);
	const struct bpf_program *expected = fd > 0 ? sdk_program_by_fd(fd) : NULL;

	return fd <= 0 || (attached && expected && attached->program == expected->handle);
}

int bpf_xdp_detach(int ifindex, __u32 flags, const struct bpf_xdp_attach_opts *opts)
{
	struct attached **at;
	char to[32];

	(void)flags;
	snprintf(to, sizeof(to), "xdp %d", ifindex);
	at = find_attached(to);
	return is_expected(*at, opts) ? detach_one(at) : sdk_error(EEXIST);
}

int bpf_xdp_attach(int ifindex, int prog_fd, __u32 flags, const struct bpf_xdp_attach_opts *opts)
{
	const char *mode = flags & XDP_FLAGS_SKB_MODE ? ",skb" :
			   flags & XDP_FLAGS_DRV_MODE ? ",drv" :
			   flags & XDP_FLAGS_HW_MODE  ? ",hw" : "";
	char name[IF_NAMESIZE], to[32], target[IF_NAMESIZE + 4];
	const struct bpf_program *prog;
	struct attached **old;
	int err;

	if (prog_fd == -1)
		return bpf_xdp_detach(ifindex, flags, opts);
	prog = sdk_program_by_fd(prog_fd);
	if (!prog || !sdk_interface_name(ifindex, name))
		return -errno;
	snprintf(to, sizeof(to), "xdp %d", ifindex);
	snprintf(target, sizeof(target), "%s%s", name, mode);
	old = find_attached(to);
	if (!is_expected(*old, opts))
		return sdk_error(EEXIST);
	if (!*old)
		return attach_one(prog, target, to);
	if (flags & XDP_FLAGS_UPDATE_IF_NOEXIST)
		return sdk_error(EBUSY);
	err = bpf_link__update_program((*old)->link, (struct bpf_program *)prog);
	if (!err)
		(*old)->program = prog->handle;
	return err;
}

int bpf_xdp_query_id(int ifindex, int flags, __u32 *prog_id)
{
	char to[32];

	(void)flags;
	snprintf(to, sizeof(to), "xdp %d", ifindex);
	*prog_id = attached_id(*find_attached(to));
	return 0;
}

/* --- traffic control ------------------------------------------------------------------ */

/* The name of the interface, and "ingress" or "egress". 0 or -errno. */
static int check_hook(const struct bpf_tc_hook *hook, char name[IF_NAMESIZE],
		      const char **ret_direction)
{
	if (!hook || hook->ifindex <= 0)
		return sdk_error(EINVAL);
	if (hook->attach_point != BPF_TC_INGRESS && hook->attach_point != BPF_TC_EGRESS)
		return sdk_unsupported("bpf_tc_attach", "attach to ingress or to egress");
	*ret_direction = hook->attach_point == BPF_TC_INGRESS ? "ingress" : "egress";
	return sdk_interface_name(hook->ifindex, name) ? 0 : -errno;
}

int bpf_tc_hook_create(struct bpf_tc_hook *hook)
{
	char name[IF_NAMESIZE];

	if (!hook || hook->ifindex <= 0 || !hook->attach_point)
		return sdk_error(EINVAL);
	return sdk_interface_name(hook->ifindex, name) ? 0 : -errno;
}

/* The host removes the qdisc that it made with the last filter. */
int bpf_tc_hook_destroy(struct bpf_tc_hook *hook)
{
	return hook && hook->ifindex > 0 && hook->attach_point ? 0 : sdk_error(EINVAL);
}

static void filter_name(char *to, size_t size, const struct bpf_tc_hook *hook,
			const struct bpf_tc_opts *opts)
{
	snprintf(to, size, "tc %d %d %u %u", hook->ifindex, hook->attach_point,
		 opts->priority, opts->handle);
}

int bpf_tc_attach(const struct bpf_tc_hook *hook, struct bpf_tc_opts *opts)
{
	static __u32 priority = 0xc000; /* where the kernel begins, too */
	const struct bpf_program *prog;
	char name[IF_NAMESIZE], to[64], target[128];
	struct attached **old;
	const char *direction;
	int err = check_hook(hook, name, &direction);

	if (err)
		return err;
	if (!opts || !opts->prog_fd || opts->prog_id || opts->flags & ~BPF_TC_F_REPLACE)
		return sdk_error(EINVAL);
	prog = sdk_program_by_fd(opts->prog_fd);
	if (!prog)
		return -errno;
	/* The kernel would choose numbers that the host does not tell. */
	if (!opts->handle)
		opts->handle = 1;
	if (!opts->priority)
		opts->priority = priority--;
	filter_name(to, sizeof(to), hook, opts);
	old = find_attached(to);
	if (*old && !(opts->flags & BPF_TC_F_REPLACE))
		return sdk_error(EEXIST);
	if (*old)
		detach_one(old);
	snprintf(target, sizeof(target), "%s,%s,prio=%u,handle=%u", name, direction,
		 opts->priority, opts->handle);
	err = attach_one(prog, target, to);
	if (!err)
		opts->prog_id = attached_id(all_attached);
	return err;
}

int bpf_tc_detach(const struct bpf_tc_hook *hook, const struct bpf_tc_opts *opts)
{
	char to[64];

	if (!hook || !opts || !opts->handle || !opts->priority || opts->prog_fd ||
	    opts->prog_id || opts->flags)
		return sdk_error(EINVAL);
	filter_name(to, sizeof(to), hook, opts);
	return detach_one(find_attached(to));
}

int bpf_tc_query(const struct bpf_tc_hook *hook, struct bpf_tc_opts *opts)
{
	char to[64];

	if (!hook || !opts || !opts->handle || !opts->priority || opts->prog_fd ||
	    opts->prog_id || opts->flags)
		return sdk_error(EINVAL);
	filter_name(to, sizeof(to), hook, opts);
	if (!*find_attached(to))
		return sdk_error(ENOENT);
	opts->prog_id = attached_id(*find_attached(to));
	return 0;
}

/* --- cgroups ---------------------------------------------------------------------------- */

int bpf_prog_attach(int prog_fd, int attachable_fd, enum bpf_attach_type type,
		    unsigned int flags)
{
	const struct bpf_program *prog = sdk_program_by_fd(prog_fd);
	const char *path = prog ? sdk_path_of(attachable_fd, __func__) : NULL;
	char to[64];

	if (!path)
		return -errno;
	if (flags & ~BPF_F_ALLOW_MULTI)
		return sdk_unsupported(__func__, "use no other flags than BPF_F_ALLOW_MULTI");
	if (bpf_program__expected_attach_type(prog) != type)
		return sdk_error(EINVAL);
	snprintf(to, sizeof(to), "cgroup %d %d", attachable_fd, type);
	return attach_one(prog, path, to);
}

int bpf_prog_detach(int attachable_fd, enum bpf_attach_type type)
{
	char to[64];

	snprintf(to, sizeof(to), "cgroup %d %d", attachable_fd, type);
	return detach_one(find_attached(to));
}

int bpf_prog_detach2(int prog_fd, int attachable_fd, enum bpf_attach_type type)
{
	const struct bpf_program *prog = sdk_program_by_fd(prog_fd);
	struct attached **at;
	char to[64];

	if (!prog)
		return -errno;
	snprintf(to, sizeof(to), "cgroup %d %d", attachable_fd, type);
	for (at = find_attached(to); *at; at = &(*at)->next)
		if (!strcmp((*at)->to, to) && (*at)->program == prog->handle)
			break;
	return detach_one(at);
}

int bpf_prog_attach_opts(int prog_fd, int target, enum bpf_attach_type type,
			 const struct bpf_prog_attach_opts *opts)
{
	if (sdk_option(opts, replace_prog_fd) || sdk_option(opts, relative_fd) ||
	    sdk_option(opts, relative_id) || sdk_option(opts, expected_revision))
		return sdk_unsupported(__func__, "set no options but flags");
	return bpf_prog_attach(prog_fd, target, type, sdk_option(opts, flags));
}

int bpf_prog_detach_opts(int prog_fd, int target, enum bpf_attach_type type,
			 const struct bpf_prog_detach_opts *opts)
{
	if (sdk_option(opts, flags) || sdk_option(opts, relative_fd) ||
	    sdk_option(opts, relative_id) || sdk_option(opts, expected_revision))
		return sdk_unsupported(__func__, "leave the options 0");
	return bpf_prog_detach2(prog_fd, target, type);
}
