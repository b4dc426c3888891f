/* SPDX-License-Identifier: MIT */
/* What the files that attach share, and nobody else includes. */
#ifndef ATTACH_PRIVATE_H
#define ATTACH_PRIVATE_H

#include "attach/attach.h"
#include "kinds/target.h"
#include "probe.h"

/* One call of attach_program(). */
struct request {
	struct bpf_object *object;
	struct bpf_program *prog;
	struct target target;
	int fd;  /* of what a path names, -1 for none, or -errno where it does not, or must
		  * not, open */
	uint64_t cookie;  /* 0: none */
	struct attachment *list;
};

/* What a target names, for attach_resolve(), and what else there is to know of a kind. */
enum {
	NAMES_DEVICE = 1,
	NAMES_PATH = 2,
	NAMES_BINARY = 4,     /* a file and, after a ':', a symbol in it, */
	NAMES_PROVIDER = 8,   /* or a provider and a name */
	NAMES_OFFSET = 16,    /* a number of bytes can follow, after a '+' */
	NAMES_PATTERN = 32,   /* of functions */
	IN_SECTION = 64,      /* what stands in the section is a target, too */
	HAS_COOKIE = 128,     /* programs there can be given a cookie */
};

/*
 * Gives what a parsed target names its one name, so that no other leads around a rule: the
 * device's own, the path that is opened, the file that libbpf would find. From then on the
 * target stands for what it named now. What is not there keeps the name it was given.
 */
void attach_resolve(struct request *request, unsigned int names);

/* Adds what was attached: a link, or null with -errno in errno; or a descriptor, which is
 * taken over. 0 or -errno. */
int attach_add(struct request *request, struct bpf_link *link, int fd);
int attach_add_link(struct request *request, struct bpf_link *link);

/* Removes the clsact qdisc that a filter was put into. */
void attachment_destroy_hook(const struct attachment *attachment);

/* Each attaches the program to the target; the table in attach.c has the grammars. 0,
 * -EINVAL when the target does not follow its grammar, or another -errno. */
int attach_xdp(struct request *request);
int attach_tc(struct request *request);
int attach_tcx(struct request *request);
int attach_netkit(struct request *request);
int attach_netfilter(struct request *request);
int attach_cgroup(struct request *request);
int attach_netns(struct request *request);
int attach_socket(struct request *request);
int attach_kprobe(struct request *request);
int attach_kprobe_multi(struct request *request);
int attach_ksyscall(struct request *request);
int attach_uprobe(struct request *request);
int attach_uprobe_multi(struct request *request);
int attach_usdt(struct request *request);
int attach_tracepoint(struct request *request);
int attach_raw_tracepoint(struct request *request);
int attach_perf_event(struct request *request);
int attach_iter(struct request *request);

#endif
