/* SPDX-License-Identifier: MIT */
/* The part of <bpf/libbpf.h> that attaches programs. Include <bpf/libbpf.h> instead. */
#ifndef WASM_BPF_LIBBPF_ATTACH_H
#define WASM_BPF_LIBBPF_ATTACH_H

#ifdef __cplusplus
extern "C" {
#endif

/* --- by section, or by the name of a target --------------------------------- */

struct bpf_link *bpf_program__attach(const struct bpf_program *prog);

/* Attaches a program of any type to a target by name. <wasm_bpf.h> has the grammar.
 *
 *	link = wasm_bpf_attach(skel->progs.count_packets, "eth0,skb");
 */
struct bpf_link *wasm_bpf_attach(const struct bpf_program *prog, const char *target);

/* --- tracing ---------------------------------------------------------------- */
/*
 * Cookies are [v2]; 0 means no cookie. The section decides between entry and return, and
 * `retprobe` must agree with it. A `pid` of -1 means any process, 0 the runtime's own.
 */

enum probe_attach_mode {
	PROBE_ATTACH_MODE_DEFAULT,  /* the only one that is allowed */
	PROBE_ATTACH_MODE_LEGACY,
	PROBE_ATTACH_MODE_PERF,
	PROBE_ATTACH_MODE_LINK,
};

struct bpf_kprobe_opts {
	size_t sz;
	__u64 bpf_cookie;
	size_t offset;  /* into the function */
	bool retprobe;
	enum probe_attach_mode attach_mode;
};

struct bpf_kprobe_multi_opts {
	size_t sz;
	const char **syms;  /* this and the next three must be null or 0: use a pattern */
	const unsigned long long *addrs;
	const __u64 *cookies;
	size_t cnt;
	bool retprobe;
	bool session;
	bool unique_match;
};

struct bpf_ksyscall_opts {
	size_t sz;
	__u64 bpf_cookie;
	bool retprobe;
};

struct bpf_uprobe_opts {
	size_t sz;
	size_t ref_ctr_offset;  /* must be 0 */
	__u64 bpf_cookie;
	bool retprobe;
	const char *func_name;  /* func_offset counts from here; null: from the file's start */
	enum probe_attach_mode attach_mode;
};

struct bpf_uprobe_multi_opts {
	size_t sz;
	const char **syms;  /* this and the next four must be null or 0: use a pattern */
	const unsigned long long *offsets;
	const unsigned long long *ref_ctr_offsets;
	const __u64 *cookies;
	size_t cnt;
	bool retprobe;
	bool session;
};

struct bpf_usdt_opts {
	size_t sz;
	__u64 usdt_cookie;
};

struct bpf_tracepoint_opts {
	size_t sz;
	__u64 bpf_cookie;
};

struct bpf_raw_tracepoint_opts {
	size_t sz;
	__u64 cookie;
};

struct bpf_trace_opts {
	size_t sz;
	__u64 cookie;
};

struct bpf_link *bpf_program__attach_kprobe(const struct bpf_program *prog, bool retprobe,
					    const char *func_name);
struct bpf_link *bpf_program__attach_kprobe_opts(const struct bpf_program *prog,
						 const char *func_name,
						 const struct bpf_kprobe_opts *opts);
struct bpf_link *bpf_program__attach_kprobe_multi_opts(const struct bpf_program *prog,
						       const char *pattern,
						       const struct bpf_kprobe_multi_opts *opts);
struct bpf_link *bpf_program__attach_ksyscall(const struct bpf_program *prog,
					      const char *syscall_name,
					      const struct bpf_ksyscall_opts *opts);
struct bpf_link *bpf_program__attach_uprobe(const struct bpf_program *prog, bool retprobe,
					    pid_t pid, const char *binary_path,
					    size_t func_offset);
struct bpf_link *bpf_program__attach_uprobe_opts(const struct bpf_program *prog, pid_t pid,
						 const char *binary_path, size_t func_offset,
						 const struct bpf_uprobe_opts *opts);
struct bpf_link *bpf_program__attach_uprobe_multi(const struct bpf_program *prog, pid_t pid,
						  const char *binary_path,
						  const char *func_pattern,
						  const struct bpf_uprobe_multi_opts *opts);
struct bpf_link *bpf_program__attach_usdt(const struct bpf_program *prog, pid_t pid,
					  const char *binary_path, const char *usdt_provider,
					  const char *usdt_name, const struct bpf_usdt_opts *opts);
struct bpf_link *bpf_program__attach_tracepoint(const struct bpf_program *prog,
						const char *tp_category, const char *tp_name);
struct bpf_link *bpf_program__attach_tracepoint_opts(const struct bpf_program *prog,
						     const char *tp_category,
						     const char *tp_name,
						     const struct bpf_tracepoint_opts *opts);
struct bpf_link *bpf_program__attach_raw_tracepoint(const struct bpf_program *prog,
						    const char *tp_name);
struct bpf_link *
bpf_program__attach_raw_tracepoint_opts(const struct bpf_program *prog, const char *tp_name,
					struct bpf_raw_tracepoint_opts *opts);
struct bpf_link *bpf_program__attach_trace(const struct bpf_program *prog);
struct bpf_link *bpf_program__attach_trace_opts(const struct bpf_program *prog,
						const struct bpf_trace_opts *opts);
struct bpf_link *bpf_program__attach_lsm(const struct bpf_program *prog);

struct bpf_perf_event_opts {
	size_t sz;
	__u64 bpf_cookie;
	bool force_ioctl_attach;  /* must be false */
};

/* [v2] Attaches to an event from syscall(__NR_perf_event_open, ...): see <sys/syscall.h>.
 * The link then owns the event. */
struct bpf_link *bpf_program__attach_perf_event(const struct bpf_program *prog, int pfd);
struct bpf_link *bpf_program__attach_perf_event_opts(const struct bpf_program *prog, int pfd,
						     const struct bpf_perf_event_opts *opts);

/* [v2] Iterators: `opts` name a map of the same object, or a process. */
struct bpf_iter_attach_opts {
	size_t sz;
	union bpf_iter_link_info *link_info;
	__u32 link_info_len;
};

struct bpf_link *bpf_program__attach_iter(const struct bpf_program *prog,
					  const struct bpf_iter_attach_opts *opts);

/* [v2] Replaces a function of the program of `target_fd`; 0 means the program that was set
 * before the load. */
struct bpf_link *bpf_program__attach_freplace(const struct bpf_program *prog, int target_fd,
					      const char *attach_func_name);

/* --- networking [v2] -------------------------------------------------------- */
/*
 * Interfaces have the host's indexes; use if_nametoindex() of <net/if.h>.
 *
 * A cgroup or network namespace is a descriptor. open() its path for reading; for paths
 * below /sys/fs/cgroup, /run/netns, /var/run/netns and /proc/PID/ns this works without
 * --dir. For any other path use wasm_bpf_path_fd(). close() the descriptor.
 */

int wasm_bpf_path_fd(const char *path);

struct bpf_link *bpf_program__attach_xdp(const struct bpf_program *prog, int ifindex);
struct bpf_link *bpf_program__attach_cgroup(const struct bpf_program *prog, int cgroup_fd);
struct bpf_link *bpf_program__attach_netns(const struct bpf_program *prog, int netns_fd);

/*
 * The position in the order of programs: BPF_F_BEFORE or BPF_F_AFTER, of the program or, with
 * BPF_F_LINK, the link with that descriptor or number; or first and last, if both are 0.
 * expected_revision must be 0.
 */
struct bpf_tcx_opts {
	size_t sz;
	__u32 flags;
	__u32 relative_fd;
	__u32 relative_id;
	__u64 expected_revision;
};

struct bpf_netkit_opts {
	size_t sz;
	__u32 flags;
	__u32 relative_fd;
	__u32 relative_id;
	__u64 expected_revision;
};

struct bpf_cgroup_opts {
	size_t sz;
	__u32 flags;
	__u32 relative_fd;
	__u32 relative_id;
	__u64 expected_revision;
};

struct bpf_netfilter_opts {
	size_t sz;
	__u32 pf;       /* NFPROTO_IPV4 (2) or NFPROTO_IPV6 (10) */
	__u32 hooknum;
	__s32 priority;
	__u32 flags;    /* must be 0 */
};

struct bpf_link *bpf_program__attach_tcx(const struct bpf_program *prog, int ifindex,
					 const struct bpf_tcx_opts *opts);
struct bpf_link *bpf_program__attach_netkit(const struct bpf_program *prog, int ifindex,
					    const struct bpf_netkit_opts *opts);
struct bpf_link *bpf_program__attach_cgroup_opts(const struct bpf_program *prog, int cgroup_fd,
						 const struct bpf_cgroup_opts *opts);
struct bpf_link *bpf_program__attach_netfilter(const struct bpf_program *prog,
					       const struct bpf_netfilter_opts *opts);

/* Attaches the interface's only program. Unlike in a native tool, it is detached when the
 * guest ends. `flags` may have XDP_FLAGS_* of <linux/if_link.h>. It can replace only a
 * program of this guest. */
struct bpf_xdp_attach_opts {
	size_t sz;
	int old_prog_fd;
};

int bpf_xdp_attach(int ifindex, int prog_fd, __u32 flags, const struct bpf_xdp_attach_opts *opts);
int bpf_xdp_detach(int ifindex, __u32 flags, const struct bpf_xdp_attach_opts *opts);

/* Stores the ID of this guest's program on the interface, or 0 if there is none. */
int bpf_xdp_query_id(int ifindex, int flags, __u32 *prog_id);

/* Traffic control. The first filter adds the qdisc, and the qdisc is removed with it;
 * creating a hook only checks the interface. Filters are removed when the guest ends. A
 * filter is found by its hook, handle and priority; the host chooses those that are 0. */
enum bpf_tc_attach_point {
	BPF_TC_INGRESS = 1 << 0,
	BPF_TC_EGRESS = 1 << 1,
	BPF_TC_CUSTOM = 1 << 2,  /* -EOPNOTSUPP */
};

#define BPF_TC_PARENT(a, b) ((((a) << 16) & 0xffff0000u) | ((b) & 0x0000ffffu))

enum bpf_tc_flags {
	BPF_TC_F_REPLACE = 1 << 0,
};

struct bpf_tc_hook {
	size_t sz;
	int ifindex;
	enum bpf_tc_attach_point attach_point;
	__u32 parent;
};

struct bpf_tc_opts {
	size_t sz;
	int prog_fd;
	__u32 flags;
	__u32 prog_id;
	__u32 handle;
	__u32 priority;
};

int bpf_tc_hook_create(struct bpf_tc_hook *hook);
int bpf_tc_hook_destroy(struct bpf_tc_hook *hook);
int bpf_tc_attach(const struct bpf_tc_hook *hook, struct bpf_tc_opts *opts);
int bpf_tc_detach(const struct bpf_tc_hook *hook, const struct bpf_tc_opts *opts);
int bpf_tc_query(const struct bpf_tc_hook *hook, struct bpf_tc_opts *opts);

/* [v2] A program of sk_msg or sk_skb, to a map of the same object. */
struct bpf_link *bpf_program__attach_sockmap(const struct bpf_program *prog, int map_fd);

/* [v2] A struct_ops map. */
struct bpf_link *bpf_map__attach_struct_ops(const struct bpf_map *map);

/* --- links ------------------------------------------------------------------ */

/* Detaches the link, unless it is pinned, and frees it. With WASM_BPF_V1 the program stays
 * attached until its object is closed, and the result is -EOPNOTSUPP. Returns 0 for null. */
int bpf_link__destroy(struct bpf_link *link);

/* Detaches the link, even if it is pinned. You must still destroy it. */
int bpf_link__detach(struct bpf_link *link);

/* [v2] Returns a descriptor for bpf_iter_create() and similar functions. The link owns it. */
int bpf_link__fd(const struct bpf_link *link);
int bpf_link__update_program(struct bpf_link *link, struct bpf_program *prog);

/* [v2] After this, destroying the link leaves the program attached until its object closes. */
void bpf_link__disconnect(struct bpf_link *link);

/* [v2] A pinned link stays attached when the guest ends. The operator must allow the path:
 * -EPERM otherwise. A link that was opened stays attached when it is destroyed. */
int bpf_link__pin(struct bpf_link *link, const char *path);
int bpf_link__unpin(struct bpf_link *link);
const char *bpf_link__pin_path(const struct bpf_link *link);
struct bpf_link *bpf_link__open(const char *path);

#ifdef __cplusplus
}
#endif

#endif
