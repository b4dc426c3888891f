/* SPDX-License-Identifier: MIT */
/* Attaching programs, by the kinds of kinds/kinds.def. */
#ifndef ATTACH_ATTACH_H
#define ATTACH_ATTACH_H

#include <stdbool.h>
#include <stdint.h>
#include <bpf/libbpf.h>

struct err;
struct handover_item;
struct policy;

/* One thing that is attached, until it is freed. */
struct attachment {
	struct attachment *next;
	struct bpf_link *link;    /* null if a descriptor or a filter holds it */
	int fd;                   /* of a link or a socket, or -1 */
	bool pinned;              /* it stays attached when this is freed */
	struct handover_item *handed; /* the same, for the next run: the owner's; or null */
	bool is_filter;           /* it is a filter of traffic control */
	bool own_hook;            /* this attachment made the clsact qdisc */
	int map_fd, prog_fd;      /* of a map of sockets and its program, without a link; or -1 */
	int map_type;             /* enum bpf_attach_type of these */
	bool is_struct_ops;       /* the kernel keeps the map, unless `link` is a kernel's link */
	struct bpf_tc_hook hook;  /* of a filter */
	struct bpf_tc_opts filter;  /* of a filter */
};

struct attach_options {
	uint64_t cookie;               /* for bpf_get_attach_cookie(); 0: none */
	const struct policy *policy;
	struct ksyms **ksyms;          /* see names_add() */
	const char *function;          /* that freplace replaces; null: the one of its load */
	int replaced_fd;               /* of the program that has `function` */
	/* Is asked once the policy allows it, before anything is attached, and may put in front
	 * of the list what serves as well: 1; or 0; or -errno. Null: nothing does. */
	int (*take)(void *context, struct attachment **list);
	void *take_context;
};

/*
 * Attaches a loaded program to `target`, or if that is null or empty, to what its section
 * names. The attachments, of which several events make several, are put in front of `*list`.
 * -EPERM if the policy refuses it; -EOPNOTSUPP if a cookie is given and the program cannot have
 * one. The message of a failure names program, section, target and reason. If the target was
 * not understood, the hint shows the right form.
 */
int attach_program(struct bpf_object *object, struct bpf_program *prog, const char *target,
		   const struct attach_options *options, struct attachment **list,
		   struct err *err);

/* Attaches a struct_ops map. */
int attach_struct_ops(const struct bpf_object *object, const struct bpf_map *map,
		      const struct policy *policy, struct attachment **list, struct err *err);

/* Detaches what the kernel would keep after the process, and nothing else. */
void attachment_undo(struct attachment *attachment);

/* The descriptor of the kernel's link, or -1 if there is none. */
int attachment_fd(const struct attachment *attachment);

/* Detaches and frees all of a list, and leaves it empty. */
void attachments_free(struct attachment **list);

/* Replaces the program that a list has attached with another one. 0 or -errno. */
int attachments_update(struct attachment *list, const struct bpf_program *prog);

/* The form of targets for programs of that section. Null if they take no target, or if this
 * libbpf cannot attach them. */
const char *attach_grammar(const char *section);

/* The section by which a program is attached: its own, or if that is unknown, one that stands
 * for its type. */
const char *attach_section_of(const struct bpf_program *prog);

/* Writes the target that a section names, as rules are compared with it. False if the section
 * names none, or if it does not fit into `size` bytes. */
bool attach_name_target(const char *section, char *text, size_t size);

#endif
