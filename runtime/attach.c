// SPDX-License-Identifier: MIT
#include "attach.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/perf_event.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/err.h"
#include "probe.h"
#include "target.h"
#include "tracefs.h"

/* One call of attach_program(). */
struct request {
	struct bpf_object *object;
	struct bpf_program *prog;
	struct target target;
	struct attachment *list;
};

/* A kind of program, by the words that its section can start with. An attach function
 * returns 0, -EINVAL when the target does not follow the grammar, or another -errno. */
struct kind {
	const char *sections;
	const char *grammar;
	const char *options;
	int (*attach)(struct request *request);
};

static int add(struct request *request, struct bpf_link *link, int fd)
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

static int add_link(struct request *request, struct bpf_link *link)
{
	return link ? add(request, link, -1) : -errno;
}

static void destroy_hook(const struct attachment *attachment)
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
		destroy_hook(attachment);
}

void attachment_free(struct attachment *attachment)
{
	attachment_undo(attachment);
	bpf_link__destroy(attachment->link);
	if (attachment->fd >= 0)
		close(attachment->fd);
	free(attachment);
}

static int attach_xdp(struct request *request)
{
	const struct target *target = &request->target;
	int ifindex = (int)if_nametoindex(target->main);
	LIBBPF_OPTS(bpf_link_create_opts, opts);
	int fd;

	if (!ifindex)
		return -ENODEV;
	if (target->count > 1)
		return -EINVAL;
	if (!target->count)
		return add_link(request, bpf_program__attach_xdp(request->prog, ifindex));
	opts.flags = target_has(target, "skb")   ? XDP_FLAGS_SKB_MODE
		     : target_has(target, "drv") ? XDP_FLAGS_DRV_MODE
						 : XDP_FLAGS_HW_MODE;
	fd = bpf_link_create(bpf_program__fd(request->prog), ifindex, BPF_XDP, &opts);
	return fd < 0 ? fd : add(request, NULL, fd);
}

static int attach_tc(struct request *request)
{
	const struct target *target = &request->target;
	bool ingress = target_has(target, "ingress");
	struct attachment *attachment;
	int ret;

	if (ingress == target_has(target, "egress"))
		return -EINVAL;
	ret = add(request, NULL, -1);
	if (ret < 0)
		return ret;
	attachment = request->list;
	attachment->hook = (struct bpf_tc_hook){
		.sz = sizeof(attachment->hook),
		.ifindex = (int)if_nametoindex(target->main),
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
		destroy_hook(attachment);
	attachment->is_filter = !ret;
	return ret;
}

#ifdef HAVE_TCX
static int attach_tcx(struct request *request)
{
	int ifindex = (int)if_nametoindex(request->target.main);

	if (!ifindex)
		return -ENODEV;
	return add_link(request, bpf_program__attach_tcx(request->prog, ifindex, NULL));
}
#endif

#ifdef HAVE_NETKIT
static int attach_netkit(struct request *request)
{
	int ifindex = (int)if_nametoindex(request->target.main);

	if (!ifindex)
		return -ENODEV;
	return add_link(request, bpf_program__attach_netkit(request->prog, ifindex, NULL));
}
#endif

/* By a path to a cgroup or a namespace, which only the attaching needs open. */
static int attach_path(struct request *request,
		       struct bpf_link *(*attach)(const struct bpf_program *, int))
{
	int fd = open(request->target.main, O_RDONLY | O_CLOEXEC), ret;

	if (fd < 0)
		return -errno;
	ret = add_link(request, attach(request->prog, fd));
	close(fd);
	return ret;
}

static int attach_cgroup(struct request *request)
{
	return attach_path(request, bpf_program__attach_cgroup);
}

static int attach_netns(struct request *request)
{
	return attach_path(request, bpf_program__attach_netns);
}

/* A socket filter gets a packet socket of its own, on one interface. */
static int attach_socket(struct request *request)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex(request->target.main),
	};
	int prog_fd = bpf_program__fd(request->prog), fd;

	if (!address.sll_ifindex)
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
	return add(request, NULL, fd);
}

static bool starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool is_return_probe(const struct request *request)
{
	const char *section = bpf_program__section_name(request->prog);

	return starts_with(section, "kret") || starts_with(section, "uret");
}

static int attach_kprobe(struct request *request)
{
	LIBBPF_OPTS(bpf_kprobe_opts, opts, .retprobe = is_return_probe(request));
	char *function = (char *)request->target.main;
	uint64_t offset;

	if (target_cut_offset(function, &offset) < 0)
		return -EINVAL;
	opts.offset = offset;
	return add_link(request, bpf_program__attach_kprobe_opts(request->prog, function, &opts));
}

static int attach_kprobe_multi(struct request *request)
{
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .retprobe = is_return_probe(request));

	return add_link(request, bpf_program__attach_kprobe_multi_opts(
					 request->prog, request->target.main, &opts));
}

static int attach_ksyscall(struct request *request)
{
	LIBBPF_OPTS(bpf_ksyscall_opts, opts, .retprobe = is_return_probe(request));

	return add_link(request, bpf_program__attach_ksyscall(request->prog,
							      request->target.main, &opts));
}

/* The process of a probe: all without pid=. */
static pid_t probe_pid(const struct request *request)
{
	return (pid_t)target_number(&request->target, "pid", (uint32_t)-1);
}

static int attach_uprobe(struct request *request)
{
	LIBBPF_OPTS(bpf_uprobe_opts, opts, .retprobe = is_return_probe(request));
	char *symbol = strrchr(request->target.main, ':');
	uint64_t offset = 0;

	if (!symbol || !symbol[1] || symbol == request->target.main)
		return -EINVAL;
	*symbol++ = '\0';
	if (!target_parse_number(symbol, UINT64_MAX, &offset)) {
		if (target_cut_offset(symbol, &offset) < 0)
			return -EINVAL;
		opts.func_name = symbol;
	}
	return add_link(request, bpf_program__attach_uprobe_opts(request->prog, probe_pid(request),
								 request->target.main, offset,
								 &opts));
}

#ifdef HAVE_UPROBE_MULTI
static int attach_uprobe_multi(struct request *request)
{
	LIBBPF_OPTS(bpf_uprobe_multi_opts, opts, .retprobe = is_return_probe(request));
	char *pattern = strrchr(request->target.main, ':');

	if (!pattern || !pattern[1] || pattern == request->target.main)
		return -EINVAL;
	*pattern++ = '\0';
	return add_link(request,
			bpf_program__attach_uprobe_multi(request->prog, probe_pid(request),
							 request->target.main, pattern, &opts));
}
#endif

static int attach_usdt(struct request *request)
{
	char *name = strrchr(request->target.main, ':'), *provider;

	if (!name)
		return -EINVAL;
	*name++ = '\0';
	provider = strrchr(request->target.main, ':');
	if (!provider)
		return -EINVAL;
	*provider++ = '\0';
	if (!*name || !*provider || !*request->target.main)
		return -EINVAL;
	return add_link(request, bpf_program__attach_usdt(request->prog, probe_pid(request),
							  request->target.main, provider, name,
							  NULL));
}

static int attach_tracepoint(struct request *request)
{
	char *name = strchr(request->target.main, '/');

	if (!name)
		return -EINVAL;
	*name++ = '\0';
	return add_link(request, bpf_program__attach_tracepoint(request->prog,
								request->target.main, name));
}

static int attach_raw_tracepoint(struct request *request)
{
	return add_link(request, bpf_program__attach_raw_tracepoint(request->prog,
								    request->target.main));
}

/* These were bound to their function when they were loaded: a target can only say so. */
static int attach_loaded(struct request *request)
{
	const char *section = bpf_program__section_name(request->prog);
	const char *function = strchr(section, '/');

	if (!function || strcmp(function + 1, request->target.main) != 0)
		return -EOPNOTSUPP;
	return add_link(request, bpf_program__attach(request->prog));
}

static int attach_iter(struct request *request)
{
	union bpf_iter_link_info info = { 0 };
	LIBBPF_OPTS(bpf_iter_attach_opts, opts, .link_info = &info, .link_info_len = sizeof(info));
	uint64_t pid;

	if (target_parse_number(request->target.main, INT32_MAX, &pid)) {
		info.task.pid = (uint32_t)pid;
	} else {
		int fd = bpf_object__find_map_fd_by_name(request->object, request->target.main);

		if (fd < 0)
			return -ENOENT;
		info.map.map_fd = (uint32_t)fd;
	}
	return add_link(request, bpf_program__attach_iter(request->prog, &opts));
}

static int attach_event_on(struct request *request, struct perf_event_attr *attr, int cpu)
{
	int pid = (int)target_number(&request->target, "pid", (uint32_t)-1), ret;
	int fd = (int)syscall(SYS_perf_event_open, attr, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC);

	if (fd < 0)
		return -errno;
	/* The link owns the event from here on, a failure does not. */
	ret = add_link(request, bpf_program__attach_perf_event(request->prog, fd));
	if (ret < 0)
		close(fd);
	return ret;
}

/* cpu-clock, then how often: @99hz or period=N (nanoseconds of that clock). */
static int parse_event(const struct target *target, struct perf_event_attr *attr)
{
	static const char clock[] = "cpu-clock";
	const char *rest = target->main + strlen(clock);
	uint64_t hertz;
	char number[16];
	size_t digits;

	*attr = (struct perf_event_attr){
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(*attr),
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.sample_period = target_number(target, "period", 0),
	};
	if (!starts_with(target->main, clock))
		return -EINVAL;
	if (!*rest)
		return attr->sample_period ? 0 : -EINVAL;
	digits = strspn(rest + 1, "0123456789");
	if (*rest != '@' || digits >= sizeof(number) || strcmp(rest + 1 + digits, "hz") != 0 ||
	    attr->sample_period)
		return -EINVAL;
	memcpy(number, rest + 1, digits);
	number[digits] = '\0';
	if (!target_parse_number(number, 1000000, &hertz) || !hertz)
		return -EINVAL;
	attr->freq = 1;
	attr->sample_freq = hertz;
	return 0;
}

static int attach_perf_event(struct request *request)
{
	const struct target *target = &request->target;
	struct perf_event_attr attr;
	int cpus = libbpf_num_possible_cpus(), ret = parse_event(target, &attr), attached = 0;

	if (ret < 0)
		return ret;
	if (target_has(target, "cpu"))
		return attach_event_on(request, &attr, (int)target_number(target, "cpu", 0));
	if (target_has(target, "pid"))
		return attach_event_on(request, &attr, -1);
	for (int cpu = 0; cpu < cpus; cpu++) {
		ret = attach_event_on(request, &attr, cpu);
		if (ret < 0 && ret != -ENODEV)  /* that CPU is offline */
			return ret;
		attached += !ret;
	}
	return attached ? 0 : -ENODEV;
}

#ifdef HAVE_NETFILTER
static int attach_netfilter(struct request *request)
{
	LIBBPF_OPTS(bpf_netfilter_opts, opts,
		    .pf = target_has(&request->target, "ipv6") ? PF_INET6 : PF_INET,
		    .priority = (int)target_number(&request->target, "prio", 0));
	static const char *const hooks[] = { "prerouting", "input", "forward", "output",
					     "postrouting" };

	for (unsigned int i = 0; i < sizeof(hooks) / sizeof(hooks[0]); i++) {
		if (strcmp(request->target.main, hooks[i]) != 0)
			continue;
		opts.hooknum = i;
		return add_link(request, bpf_program__attach_netfilter(request->prog, &opts));
	}
	return -EINVAL;
}
#endif

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
		     : add_link(&request, bpf_program__attach(prog));
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
	int ret = add_link(&request, bpf_map__attach_struct_ops(map));

	if (ret < 0)
		return err_set(err, -ret, "cannot attach the struct_ops map '%s': %s",
			       bpf_map__name(map), strerror(-ret));
	prepend(request.list, list);
	return 0;
}
