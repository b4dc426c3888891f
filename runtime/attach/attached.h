/* SPDX-License-Identifier: MIT */
/* Whose programs are attached somewhere: for targets that name one, and for messages. */
#ifndef ATTACH_ATTACHED_H
#define ATTACH_ATTACHED_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ATTACHED_MAX = 256 };

/* A program's ID and name, which is empty if this process may not know it. The link's ID is 0 if
 * there is no link, or if it is not known. */
struct attached {
	uint32_t program;
	uint32_t link;
	char name[BPF_OBJ_NAME_LEN];
};

/* The programs of one kind at one interface, by its number, or at a cgroup, by its descriptor. */
struct attached_place {
	int where;
	bool is_cgroup;
	enum bpf_attach_type type;
};

/* Writes the programs that are attached at the place, in the order in which they run. Gives how
 * many there are, or -errno: -ENOSPC if they are more than ATTACHED_MAX. */
int attached_list(const struct attached_place *place, struct attached list[static ATTACHED_MAX]);

/* Completes an entry whose program is known: its name, and the link by which it is attached to
 * the interface of that number as an XDP program. */
void attached_complete_xdp(struct attached *attached, int ifindex);

/* Writes "'name' (ID 7, link:3)" for each, as much as there is room for. */
void attached_describe(const struct attached *list, int count, char *text, size_t size);

/* Writes who has a descriptor of the link: "process 77 (ip)". False if no process that this one
 * may look at does. */
bool attached_find_holder(uint32_t link, char *text, size_t size);

#endif
