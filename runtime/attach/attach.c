// SPDX-License-Identifier: MIT
#include "attach/attach.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attach/permit.h"
#include "attach/private.h"
#include "base/tracefs.h"
#include "lib/err.h"
#include "lib/glob.h"

/* A kind of program, by the words that its section can start with. */
struct kind {
	const char *sections;
	const char *grammar;
	const char *options;
	unsigned int names;  /* what its targets are: NAMES_... */
	int (*attach)(struct request *request);  /* null where this libbpf cannot */
};

#ifndef HAVE_TCX
#define attach_tcx NULL
#endif
#ifndef HAVE_NETKIT
#define attach_netkit NULL
#endif
#ifndef HAVE_NETFILTER
#define attach_netfilter NULL
#endif
#ifndef HAVE_UPROBE_MULTI
#define attach_uprobe_multi NULL
#endif

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

void attachment_undo(struct attachment *attachment)
{
	struct bpf_tc_opts filter = attachment->filter;
	const uint32_t zero = 0;

	/* It fails for a link, which ends with its descriptors. */
	if (attachment->is_struct_ops)
		bpf_map_delete_elem(attachment_fd(attachment), &zero);
	attachment->is_struct_ops = false;
	if (!attachment->is_filter)
		return;
	filter.prog_fd = 0;
	filter.prog_id = 0;
	filter.flags = 0;
	bpf_tc_detach(&attachment->hook, &filter);
	if (attachment->own_hook)
		attachment_destroy_hook(attachment);
	attachment->is_filter = false;
}

void attachments_free(struct attachment **list)
{
	while (*list) {
		struct attachment *attachment = *list;

		*list = attachment->next;
		attachment_undo(attachment);
		if (attachment->pinned && attachment->link) {
			/* libbpf would switch a perf event off; now it closes nothing. */
			bpf_link__disconnect(attachment->link);
			close(bpf_link__fd(attachment->link));
		}
		bpf_link__destroy(attachment->link);
		if (attachment->fd >= 0)
			close(attachment->fd);
		free(attachment);
	}
}

int attachment_fd(const struct attachment *attachment)
{
	return attachment->link ? bpf_link__fd(attachment->link) : attachment->fd;
}

static int update_filter(struct attachment *attachment, const struct bpf_program *prog)
{
	struct bpf_tc_opts filter = attachment->filter;

	filter.prog_fd = bpf_program__fd(prog);
	filter.prog_id = 0;
	filter.flags = BPF_TC_F_REPLACE;
	return bpf_tc_attach(&attachment->hook, &filter);
}

int attachments_update(struct attachment *list, const struct bpf_program *prog)
{
	if (list->next)
		return -EOPNOTSUPP;
	if (list->is_filter)
		return update_filter(list, prog);
	return bpf_link_update(attachment_fd(list), bpf_program__fd(prog), NULL);
}

/* These were bound to their function when they were loaded: a target can only say so. */
static int attach_loaded(struct request *request)
{
	LIBBPF_OPTS(bpf_trace_opts, opts, .cookie = request->cookie);
	const char *function = attach_section_target(bpf_program__section_name(request->prog));
	int ret;

	if (*request->target.main && (!function || strcmp(function, request->target.main) != 0))
		return -EOPNOTSUPP;
	if (!request->cookie)
		return attach_add_link(request, bpf_program__attach(request->prog));
	ret = attach_add_link(request, bpf_program__attach_trace_opts(request->prog, &opts));
	/* What libbpf says where it knows of no cookie for them. */
	if (ret == -EINVAL && bpf_program__expected_attach_type(request->prog) == BPF_TRACE_RAW_TP)
		return -EOPNOTSUPP;
	return ret;
}

static const struct kind kinds[] = {
	{ "xdp", "eth0[,skb|drv|hw]", "skb drv hw", NAMES_DEVICE, attach_xdp },
	{ "tc classifier action", "eth0,ingress|egress[,prio=N][,handle=N]",
	  "ingress egress prio= handle=", NAMES_DEVICE, attach_tc },
	{ "tcx", "eth0", "", NAMES_DEVICE, attach_tcx },
	{ "netkit", "eth0", "", NAMES_DEVICE, attach_netkit },
	{ "netfilter", "prerouting|input|forward|output|postrouting[,ipv6][,prio=N]", "ipv6 prio=",
	  0, attach_netfilter },
	{ "cgroup_skb cgroup sockops lsm_cgroup", "/sys/fs/cgroup/path", "", NAMES_PATH,
	  attach_cgroup },
	{ "sk_lookup flow_dissector", "/path/to/a/netns", "", NAMES_PATH, attach_netns },
	{ "socket", "eth0", "", NAMES_DEVICE, attach_socket },
	{ "kprobe.multi kretprobe.multi", "function_pattern*", "",
	  NAMES_PATTERN | IN_SECTION | HAS_COOKIE, attach_kprobe_multi },
	{ "kprobe kretprobe", "function[+offset]", "", NAMES_OFFSET | IN_SECTION | HAS_COOKIE,
	  attach_kprobe },
	{ "ksyscall kretsyscall", "syscall", "", IN_SECTION | HAS_COOKIE, attach_ksyscall },
	{ "uprobe.multi uretprobe.multi", "/path:symbol_pattern*[,pid=N]", "pid=",
	  NAMES_BINARY | NAMES_PATTERN | IN_SECTION | HAS_COOKIE, attach_uprobe_multi },
	{ "uprobe uretprobe", "/path:symbol[+offset][,pid=N]", "pid=",
	  NAMES_BINARY | NAMES_OFFSET | IN_SECTION | HAS_COOKIE, attach_uprobe },
	{ "usdt", "/path:provider:name[,pid=N]", "pid=",
	  NAMES_BINARY | NAMES_PROVIDER | IN_SECTION | HAS_COOKIE, attach_usdt },
	{ "tp tracepoint", "category/name", "", IN_SECTION | HAS_COOKIE, attach_tracepoint },
	{ "raw_tp raw_tracepoint", "name", "", IN_SECTION, attach_raw_tracepoint },
	{ "perf_event", "cpu-clock@99hz|cpu-clock,period=N[,cpu=N][,pid=N]", "period= cpu= pid=",
	  HAS_COOKIE, attach_perf_event },
	{ "tp_btf fentry fexit fmod_ret lsm", "the function in its section", "", HAS_COOKIE,
	  attach_loaded },
	{ "freplace", "program:function", "", 0, attach_loaded },
	{ "iter", "map or pid", "", 0, attach_iter },
};

/* Those that rules can name beyond the table: attach_program() is not what attaches them. */
static const char other_sections[] = "struct_ops";

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

const char *attach_section_of(const struct bpf_program *prog)
{
	static const struct {
		enum bpf_prog_type type;
		const char *section;
	} typical[] = {
		{ BPF_PROG_TYPE_XDP, "xdp" },
		{ BPF_PROG_TYPE_SCHED_CLS, "tc" },
		{ BPF_PROG_TYPE_SCHED_ACT, "action" },
		{ BPF_PROG_TYPE_SOCKET_FILTER, "socket" },
		{ BPF_PROG_TYPE_CGROUP_SKB, "cgroup/skb" },
		{ BPF_PROG_TYPE_CGROUP_SOCK, "cgroup/sock" },
		{ BPF_PROG_TYPE_CGROUP_SOCK_ADDR, "cgroup/connect4" },
		{ BPF_PROG_TYPE_CGROUP_SOCKOPT, "cgroup/getsockopt" },
		{ BPF_PROG_TYPE_CGROUP_DEVICE, "cgroup/dev" },
		{ BPF_PROG_TYPE_CGROUP_SYSCTL, "cgroup/sysctl" },
		{ BPF_PROG_TYPE_SOCK_OPS, "sockops" },
		{ BPF_PROG_TYPE_SK_LOOKUP, "sk_lookup" },
		{ BPF_PROG_TYPE_FLOW_DISSECTOR, "flow_dissector" },
		{ BPF_PROG_TYPE_TRACEPOINT, "tp" },
		{ BPF_PROG_TYPE_RAW_TRACEPOINT, "raw_tp" },
		{ BPF_PROG_TYPE_PERF_EVENT, "perf_event" },
	};
	const char *section = bpf_program__section_name(prog);

	if (find_kind(section))
		return section;
	for (size_t i = 0; i < sizeof(typical) / sizeof(typical[0]); i++)
		if (typical[i].type == bpf_program__type(prog))
			return typical[i].section;
	return section;
}

const char *attach_grammar(const char *section)
{
	const struct kind *kind = find_kind(section);

	return kind && kind->attach ? kind->grammar : NULL;
}

const char *attach_kind(size_t number)
{
	const size_t count = sizeof(kinds) / sizeof(kinds[0]);

	return number < count ? kinds[number].sections : number == count ? other_sections : NULL;
}

bool attach_knows(const char *pattern)
{
	const char *sections;

	for (size_t i = 0; (sections = attach_kind(i)); i++)
		if (glob_has_word(pattern, sections))
			return true;
	return false;
}

bool attach_knows_option(const char *pattern, const char *name, bool has_value)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (glob_has_word(pattern, kinds[i].sections) &&
		    target_knows(kinds[i].options, name, has_value))
			return true;
	return false;
}

const char *attach_sections(const char *section)
{
	const struct kind *kind = find_kind(section);

	return kind ? kind->sections : is_section(other_sections, section) ? other_sections : "";
}

const char *attach_section_target(const char *section)
{
	const char *slash = strchr(section, '/');

	return slash && slash[1] ? slash + 1 : NULL;
}

bool attach_name_target(const char *section, char *text, size_t size)
{
	const struct kind *kind = find_kind(section);
	const char *target = attach_section_target(section);
	struct request request = { .fd = -1 };

	if (!kind || !(kind->names & IN_SECTION) || !target ||
	    target_parse(&request.target, target, kind->options) < 0)
		return false;
	attach_resolve(&request, kind->names);
	return snprintf(text, size, "%s", request.target.main) < (int)size;
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

static void prepend(struct attachment *first, struct attachment **list)
{
	struct attachment *last = first;

	while (last->next)
		last = last->next;
	last->next = *list;
	*list = first;
}

static int attach_to(struct request *request, const struct kind *kind, const char *target,
		     const struct policy *policy, struct err *err)
{
	int ret;

	if (!kind || !kind->attach)
		return -EOPNOTSUPP;
	ret = target_parse(&request->target, target, kind->options);
	if (ret < 0)
		return ret;
	attach_resolve(request, kind->names);
	ret = permit_attach(policy, request->prog, &request->target, err);
	if (ret < 0)
		return ret;
	if (kind->names & NAMES_BINARY && request->fd != -1)
		return request->fd;
	return kind->attach(request);
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
	if (request->cookie && ret == -EOPNOTSUPP)
		err_hint(err, "programs of '%s' take no cookie, or not there", section);
	else if (kind && (ret == -EINVAL || ret == -EOPNOTSUPP || ret == -ENODEV))
		err_hint(err, "a target for '%s' is: %s", section, kind->grammar);
	else if (ret == -EACCES && kind && kind->names & NAMES_BINARY)
		err_hint(err, "from Linux 6.16 on this takes CAP_SYS_ADMIN");
	else if (ret == -ENOENT && starts_with(section, "k"))
		err_hint(err, "no such function, or this kernel has no kprobes");
	else if (ret == -ENOENT && starts_with(section, "t"))
		err_hint(err, "no such tracepoint in /sys/kernel/tracing/events (is tracefs mounted?)");
	return ret;
}

/* To what the section says, by libbpf where this is no target of our grammar. */
static int attach_by_section(struct request *request, const struct kind *kind,
			     const struct policy *policy, struct err *err)
{
	const char *target = attach_section_target(attach_section_of(request->prog));
	int ret;

	if (kind && kind->names & IN_SECTION && target)
		return attach_to(request, kind, target, policy, err);
	request->target.main = "";
	ret = permit_attach(policy, request->prog, &request->target, err);
	if (ret < 0)
		return ret;
	return kind && kind->attach == attach_loaded
		       ? attach_loaded(request)
		       : attach_add_link(request, bpf_program__attach(request->prog));
}

/* What attach_program() is asked for. */
struct wish {
	struct request *request;
	const struct kind *kind;
	const char *target;
	const struct policy *policy;
	struct err *refused;
};

static int grant(void *context)
{
	const struct wish *wish = context;

	return wish->target ? attach_to(wish->request, wish->kind, wish->target, wish->policy,
					wish->refused)
			    : attach_by_section(wish->request, wish->kind, wish->policy,
						wish->refused);
}

int attach_program(struct bpf_object *object, struct bpf_program *prog, const char *target,
		   uint64_t cookie, const struct policy *policy, struct attachment **list,
		   struct err *err)
{
	struct request request = { .object = object, .prog = prog, .cookie = cookie, .fd = -1 };
	const char *section = attach_section_of(prog);
	const struct kind *kind = find_kind(section);
	struct err refused = ERR_INIT;
	struct wish wish = { &request, kind, target, policy, &refused };
	int ret;

	if (target && (!*target || strcmp(target, bpf_program__section_name(prog)) == 0))
		wish.target = target = NULL;
	if (cookie && !(kind && kind->names & HAS_COOKIE))
		ret = -EOPNOTSUPP;
	else
		ret = is_section("tp tracepoint kprobe kretprobe ksyscall kretsyscall", section)
			      ? tracefs_call(grant, &wish) : grant(&wish);
	if (request.fd >= 0)
		close(request.fd);
	if (ret < 0) {
		attachments_free(&request.list);
		if (!refused.code)
			return explain(&request, kind, target, ret, err);
		if (err)
			*err = refused;
		return ret;
	}
	prepend(request.list, list);
	return 0;
}

int attach_struct_ops(const struct bpf_object *object, const struct bpf_map *map,
		      const struct policy *policy, struct attachment **list, struct err *err)
{
	struct request request = { 0 };
	int ret = permit_struct_ops(policy, object, map, err);

	if (ret < 0)
		return ret;
	ret = attach_add_link(&request, bpf_map__attach_struct_ops(map));
	if (ret < 0)
		return err_set(err, -ret, "cannot attach the struct_ops map '%s': %s",
			       bpf_map__name(map), strerror(-ret));
	request.list->is_struct_ops = true;
	prepend(request.list, list);
	return 0;
}
