// SPDX-License-Identifier: MIT
/*
 * What libbpf by itself says to a program of kinds.bpf.c:
 *
 *	judge OBJECT PROGRAM [TARGET]
 *
 * "yes", or what failed and why: "load: Invalid argument". TARGET is a device, a cgroup, a
 * network namespace, or FILE:SYMBOL, as the kind wants it. Status 0: yes; 1: no.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static _Noreturn void no(const char *what)
{
	printf("%s: %s\n", what, strerror(errno));
	exit(1);
}

static int quiet(enum libbpf_print_level level, const char *format, va_list arguments)
{
	if (getenv("V"))
		return vfprintf(stderr, format, arguments);
	(void)level;
	return 0;
}

static struct bpf_object *load(const char *file, const char *name)
{
	struct bpf_object *object = bpf_object__open_file(file, NULL);
	struct bpf_program *prog, *host;
	struct bpf_object *other;

	if (!object)
		no("open");
	if (!strcmp(name, "struct_ops")) {
		bpf_map__set_autocreate(bpf_object__find_map_by_name(object, name), true);
	} else {
		prog = bpf_object__find_program_by_name(object, name);
		if (!prog)
			no("find");
		bpf_program__set_autoload(prog, true);
		if (!strcmp(name, "freplace")) {
			other = load(file, "host");
			host = bpf_object__find_program_by_name(other, "host");
			bpf_program__set_attach_target(prog, bpf_program__fd(host), "replaced");
		}
	}
	if (bpf_object__load(object))
		no("load");
	return object;
}

static int attach_tc(struct bpf_program *prog, int device)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = device, .attach_point = BPF_TC_INGRESS);
	LIBBPF_OPTS(bpf_tc_opts, opts, .prog_fd = bpf_program__fd(prog));
	int ret = bpf_tc_hook_create(&hook);

	if (ret && ret != -EEXIST)
		return ret;
	ret = bpf_tc_attach(&hook, &opts);
	hook.attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS;
	bpf_tc_hook_destroy(&hook);
	return ret;
}

static int attach_socket(struct bpf_program *prog)
{
	const int fd = socket(AF_PACKET, SOCK_RAW, 0), prog_fd = bpf_program__fd(prog);

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_BPF, &prog_fd, sizeof(prog_fd));
}

static struct bpf_link *attach_perf(struct bpf_program *prog)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.sample_period = 10000000,
	};

	return bpf_program__attach_perf_event(prog, (int)syscall(SYS_perf_event_open, &attr, -1, 0,
								 -1, 0));
}

static struct bpf_link *attach_file(struct bpf_program *prog, const char *target)
{
	const char *section = bpf_program__section_name(prog), *symbol = strrchr(target, ':') + 1;
	const bool returns = !strncmp(section, "uretprobe", 9);
	char path[256];
	LIBBPF_OPTS(bpf_uprobe_opts, one, .func_name = symbol, .retprobe = returns);
	LIBBPF_OPTS(bpf_uprobe_multi_opts, many, .retprobe = returns,
		    .session = strstr(section, "session") != NULL);

	snprintf(path, sizeof(path), "%.*s", (int)strcspn(target, ":"), target);
	if (!strcmp(section, "usdt"))
		return bpf_program__attach_usdt(prog, -1, path, "checks", symbol, NULL);
	if (strchr(section, '.'))
		return bpf_program__attach_uprobe_multi(prog, -1, path, symbol, &many);
	return bpf_program__attach_uprobe_opts(prog, -1, path, 0, &one);
}

static struct bpf_link *attach_functions(struct bpf_program *prog, const char *pattern)
{
	const char *section = bpf_program__section_name(prog);
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .retprobe = strstr(section, "kretprobe") != NULL,
		    .session = strstr(section, "session") != NULL);

	return bpf_program__attach_kprobe_multi_opts(prog, pattern, &opts);
}

static struct bpf_link *attach_netfilter(struct bpf_program *prog)
{
	LIBBPF_OPTS(bpf_netfilter_opts, opts, .pf = PF_INET, .hooknum = 1);

	return bpf_program__attach_netfilter(prog, &opts);
}

/* By the kind's own call, where it has no section to attach by. 0 or -errno. */
static int attach(struct bpf_object *object, struct bpf_program *prog, const char *target)
{
	const char *section = bpf_program__section_name(prog);
	const int device = target ? (int)if_nametoindex(target) : 0;
	struct bpf_link *link;

	if (!strcmp(section, "raw_tp")) /* which is run, not attached */
		return 0;
	if (!strcmp(section, "tc"))
		return attach_tc(prog, device);
	if (!strcmp(section, "socket"))
		return attach_socket(prog);
	if (!strncmp(section, "sk_msg", 6) || !strncmp(section, "sk_skb", 6))
		return bpf_prog_attach(bpf_program__fd(prog),
				       bpf_object__find_map_fd_by_name(object, "sockets"),
				       bpf_program__expected_attach_type(prog), 0);
	if (!strcmp(section, "xdp"))
		link = bpf_program__attach_xdp(prog, device);
	else if (!strncmp(section, "tcx", 3))
		link = bpf_program__attach_tcx(prog, device, NULL);
	else if (!strncmp(section, "netkit", 6))
		link = bpf_program__attach_netkit(prog, device, NULL);
	else if (!strcmp(section, "netfilter"))
		link = attach_netfilter(prog);
	else if (!strncmp(section, "cgroup", 6) || !strncmp(section, "lsm_cgroup", 10) ||
		 !strcmp(section, "sockops"))
		link = bpf_program__attach_cgroup(prog, open(target, O_RDONLY));
	else if (!strcmp(section, "sk_lookup") || !strcmp(section, "flow_dissector"))
		link = bpf_program__attach_netns(prog, open(target, O_RDONLY));
	else if (!strcmp(section, "perf_event"))
		link = attach_perf(prog);
	else if (strstr(section, "uprobe") || strstr(section, "uretprobe") ||
		 !strcmp(section, "usdt"))
		link = attach_file(prog, target);
	else if (strstr(section, "kprobe.") || strstr(section, "kretprobe."))
		link = attach_functions(prog, target);
	else if (!strcmp(section, "freplace"))
		link = bpf_program__attach_freplace(prog, 0, NULL);
	else
		link = bpf_program__attach(prog);
	return link ? 0 : -errno;
}

int main(int argc, char **argv)
{
	struct bpf_object *object;
	struct bpf_program *prog;
	const char *target = argc > 3 && *argv[3] ? argv[3] : NULL;
	int ret;

	if (argc < 3)
		return 2;
	libbpf_set_print(quiet);
	object = load(argv[1], argv[2]);
	prog = bpf_object__find_program_by_name(object, argv[2]);
	if (prog)
		ret = attach(object, prog, target);
	else
		ret = bpf_map__attach_struct_ops(bpf_object__find_map_by_name(object, argv[2]))
			      ? 0
			      : -errno;
	errno = -ret;
	if (ret)
		no("attach");
	puts("yes");
	return 0;
}
