// SPDX-License-Identifier: MIT
#include "attach.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attach_private.h"
#include "lib/err.h"
#include "tracefs.h"

/* A kind of program, by the words that its section can start with. */
struct kind {
	const char *sections;
	const char *grammar;
	const char *options;
	int (*attach)(struct request *request);
};

int attach_add(struct request *request, struct bpf_link *link, int fd)
{
	struct attachment *attachment = calloc(1, sizeof(*attachment));

	if (!attachment) {
		bpf_link__destroy(link);
		if (fd >= 0)
			close(fd);
		return -ENOMEM;
	}
	attachment->link = link;
	attachment->fd = fd;
	attachment->next = request->list;
	request->list = attachment;
	return 0;
}

int attach_add_link(struct request *request, struct bpf_link *link)
{
	return link ? attach_add(request, link, -1) : -errno;
}

void attachment_destroy_hook(const struct attachment *attachment)
{
	struct bpf_tc_hook hook = attachment->hook;

	hook.attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS;
	bpf_tc_hook_destroy(&hook);
}

void attachment_undo(const struct attachment *attachment)
{
	struct bpf_tc_opts filter = attachment->filter;

	if (!attachment->is_filter)
		return;
	filter.prog_fd = 0;
	filter.prog_id = 0;
	filter.flags = 0;
	bpf_tc_detach(&attachment->hook, &filter);
	if (attachment->own_hook)
		attachment_destroy_hook(attachment);
}

void attachment_free(struct attachment *attachment)
{
	attachment_undo(attachment);
	bpf_link__destroy(attachment->link);
	if (attachment->fd >= 0)
		close(attachment->fd);
	free(attachment);
}

/* These were bound to their function when they were loaded: a target can only say so. */
static int attach_loaded(struct request *request)
{
	const char *section = bpf_program__section_name(request->prog);
	const char *function = strchr(section, '/');

	if (!function || strcmp(function + 1, request->target.main) != 0)
		return -EOPNOTSUPP;
	return attach_add_link(request, bpf_program__attach(request->prog));
}

static const struct kind kinds[] = {
	{ "xdp", "eth0[,skb|drv|hw]", "skb drv hw", attach_xdp },
	{ "tc classifier action", "eth0,ingress|egress[,prio=N][,handle=N]",
	  "ingress egress prio= handle=", attach_tc },
#ifdef HAVE_TCX
	{ "tcx", "eth0", "", attach_tcx },
#endif
#ifdef HAVE_NETKIT
	{ "netkit", "eth0", "", attach_netkit },
#endif
#ifdef HAVE_NETFILTER
	{ "netfilter", "prerouting|input|forward|output|postrouting[,ipv6][,prio=N]", "ipv6 prio=",
	  attach_netfilter },
#endif
	{ "cgroup_skb cgroup sockops lsm_cgroup", "/sys/fs/cgroup/path", "", attach_cgroup },
	{ "sk_lookup flow_dissector", "/path/to/a/netns", "", attach_netns },
	{ "socket", "eth0", "", attach_socket },
	{ "kprobe.multi kretprobe.multi", "function_pattern*", "", attach_kprobe_multi },
	{ "kprobe kretprobe", "function[+offset]", "", attach_kprobe },
	{ "ksyscall kretsyscall", "syscall", "", attach_ksyscall },
#ifdef HAVE_UPROBE_MULTI
	{ "uprobe.multi uretprobe.multi", "/path:symbol_pattern*[,pid=N]", "pid=",
	  attach_uprobe_multi },
#endif
	{ "uprobe uretprobe", "/path:symbol[+offset][,pid=N]", "pid=", attach_uprobe },
	{ "usdt", "/path:provider:name[,pid=N]", "pid=", attach_usdt },
	{ "tp tracepoint", "category/name", "", attach_tracepoint },
	{ "raw_tp raw_tracepoint", "name", "", attach_raw_tracepoint },
	{ "perf_event", "cpu-clock@99hz|cpu-clock,period=N[,cpu=N][,pid=N]", "period= cpu= pid=",
	  attach_perf_event },
	{ "tp_btf fentry fexit fmod_ret lsm", "the function in its section", "", attach_loaded },
	{ "iter", "map or pid", "", attach_iter },
};

static bool starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Whether the section is one of the words, alone or before a '/' or '.'. */
static bool is_section(const char *words, const char *section)
{
	for (; *words; words += strspn(words, " ")) {
		size_t len = strcspn(words, " ");

		if (strncmp(section, words, len) == 0 && strchr("/.", section[len]))
			return true;
		words += len;
	}
	return false;
}

static const struct kind *find_kind(const char *section)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (is_section(kinds[i].sections, section))
			return &kinds[i];
	return NULL;
}

const char *attach_grammar(const char *section)
{
	const struct kind *kind = find_kind(section);

	return kind ? kind->grammar : NULL;
}

bool attach_takes_path(const char *section)
{
	const struct kind *kind = find_kind(section);

	return kind && (kind->attach == attach_cgroup || kind->attach == attach_netns);
}

bool attach_is_bound(const char *section)
{
	const struct kind *kind = find_kind(section);

	return kind && kind->attach == attach_loaded;
}

int attach_bind(struct bpf_program *prog, const char *target, struct err *err)
{
	int ret = bpf_program__set_attach_target(prog, 0, target);

	if (ret < 0)
		return err_set(err, -ret, "cannot attach '%s' (%s) to '%s': %s",
			       bpf_program__name(prog), bpf_program__section_name(prog), target,
			       strerror(-ret));
	return 0;
}

static void free_list(struct attachment *list)
{
	while (list) {
		struct attachment *next = list->next;

		attachment_free(list);
		list = next;
	}
}

static void prepend(struct attachment *first, struct attachment **list)
{
	struct attachment *last = first;

	while (last->next)
		last = last->next;
	last->next = *list;
	*list = first;
}

static int attach_to(struct request *request, const struct kind *kind, const char *target)
{
	int ret;

	if (!kind)
		return -EOPNOTSUPP;
	ret = target_parse(&request->target, target, kind->options);
	return ret < 0 ? ret : kind->attach(request);
}

static int explain(const struct request *request, const struct kind *kind, const char *target,
		   int ret, struct err *err)
{
	const char *name = bpf_program__name(request->prog);
	const char *section = bpf_program__section_name(request->prog);

	if (target)
		err_set(err, -ret, "cannot attach '%s' (%s) to '%s': %s", name, section, target,
			strerror(-ret));
	else
		err_set(err, -ret, "cannot attach '%s' (%s): %s", name, section, strerror(-ret));
	if (kind && (ret == -EINVAL || ret == -EOPNOTSUPP || ret == -ENODEV))
		err_hint(err, "a target for '%s' is: %s", section, kind->grammar);
	else if (ret == -ENOENT && starts_with(section, "k"))
		err_hint(err, "no such function, or this kernel has no kprobes");
	else if (ret == -ENOENT && starts_with(section, "t"))
		err_hint(err, "no such tracepoint in /sys/kernel/tracing/events (is tracefs mounted?)");
	return ret;
}

int attach_program(struct bpf_object *object, struct bpf_program *prog, const char *target,
		   struct attachment **list, struct err *err)
{
	struct request request = { .object = object, .prog = prog };
	const struct kind *kind = find_kind(bpf_program__section_name(prog));
	int ret;

	if (target && (!*target || strcmp(target, bpf_program__section_name(prog)) == 0))
		target = NULL;
	if (is_section("tp tracepoint kprobe kretprobe ksyscall kretsyscall",
		       bpf_program__section_name(prog)))
		tracefs_provide();
	ret = target ? attach_to(&request, kind, target)
		     : attach_add_link(&request, bpf_program__attach(prog));
	if (ret < 0) {
		free_list(request.list);
		return explain(&request, kind, target, ret, err);
	}
	prepend(request.list, list);
	return 0;
}

int attach_struct_ops(struct bpf_map *map, struct attachment **list, struct err *err)
{
	struct request request = { 0 };
	int ret = attach_add_link(&request, bpf_map__attach_struct_ops(map));

	if (ret < 0)
		return err_set(err, -ret, "cannot attach the struct_ops map '%s': %s",
			       bpf_map__name(map), strerror(-ret));
	prepend(request.list, list);
	return 0;
}
