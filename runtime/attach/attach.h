/* SPDX-License-Identifier: MIT */
/* Attaching programs, by the kinds of kinds/kinds.def. */
#ifndef ATTACH_ATTACH_H
#define ATTACH_ATTACH_H

#include <stdbool.h>
#include <stdint.h>
#include <bpf/libbpf.h>

struct err;
struct policy;

/* One thing that is attached, until it is freed. */
struct attachment {
	struct attachment *next;
	struct bpf_link *link;    /* null where it is held by a descriptor or a filter */
	int fd;                   /* a link's or a socket's, or -1 */
	bool pinned;              /* it stays when this is freed */
	bool is_filter;           /* of traffic control, on `hook` with `filter` */
	bool own_hook;            /* this attachment made the clsact qdisc */
	bool is_struct_ops;       /* the kernel keeps the map, unless `link` is a link of its own */
	struct bpf_tc_hook hook;
	struct bpf_tc_opts filter;
};

struct attach_options {
	uint64_t cookie;               /* for bpf_get_attach_cookie(); 0: none */
	const struct policy *policy;
	struct ksyms **ksyms;          /* see names_add() */
	const char *function;          /* that freplace replaces; null: the one of its load */
	int replaced_fd;               /* the program that has it */
};

/*
 * Attaches a loaded program: to `target`, or where it is null or empty to what the
 * program's section says. What is attached (several events make several attachments) is put in
 * front of `*list`. -EPERM where the policy refuses it, -EOPNOTSUPP where the program takes no
 * cookie and is given one. On any failure the message names program, section, target and
 * reason; where the target was not understood, the hint says what it looks like.
 */
int attach_program(struct bpf_object *object, struct bpf_program *prog, const char *target,
		   const struct attach_options *options, struct attachment **list,
		   struct err *err);

/* Attaches a struct_ops map. */
int attach_struct_ops(const struct bpf_object *object, const struct bpf_map *map,
		      const struct policy *policy, struct attachment **list, struct err *err);

/* Detaches what the kernel would keep after the process, and nothing else. */
void attachment_undo(struct attachment *attachment);

/* The descriptor of the kernel's link, where it is one, or -1. */
int attachment_fd(const struct attachment *attachment);

/* Detaches and frees all of a list, and leaves it empty. */
void attachments_free(struct attachment **list);

/* Puts another program in the place of the one that a list has attached: 0, or -errno. */
int attachments_update(struct attachment *list, const struct bpf_program *prog);

/* What a target looks like for a program of that section, or null where it takes none, or
 * this libbpf cannot attach it. */
const char *attach_grammar(const char *section);

/* The section by which a program is attached: its own, or where that says nothing one that
 * means its type. */
const char *attach_section_of(const struct bpf_program *prog);

/* Writes the target that a section names by the name that rules are held against. False where
 * it names none, or one that does not fit into `size` bytes. */
bool attach_name_target(const char *section, char *text, size_t size);

#endif
