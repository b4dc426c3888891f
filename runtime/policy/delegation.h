/* SPDX-License-Identifier: MIT */
/*
 * What a BPF token stands for, since Linux 6.9: bits for commands of bpf(2), and for types of maps,
 * programs and attachments. A BPF file system is mounted with what it delegates; who may use it
 * makes a token, and needs no capability outside of its user namespace.
 */
#ifndef POLICY_DELEGATION_H
#define POLICY_DELEGATION_H

#include <stdbool.h>
#include <stdint.h>

struct bpf_object;
struct buf;

enum delegation_part {
	DELEGATION_CMDS,
	DELEGATION_MAPS,
	DELEGATION_PROGS,
	DELEGATION_ATTACHS,
	DELEGATION_PARTS
};

struct delegation {
	uint64_t parts[DELEGATION_PARTS]; /* bit N: the kernel's number N of that part */
};

/* Adds what loading the object takes, libbpf's own probes included. The object need not be
 * loaded. */
void delegation_add(struct delegation *delegation, const struct bpf_object *object);

/* Reads what a token was given. False if the kernel does not say. */
bool delegation_read(int token_fd, struct delegation *ret_delegation);

/* Removes all that `other` has. False if nothing is left. */
bool delegation_subtract(struct delegation *delegation, const struct delegation *other);

/* Appends it as the options of mount(8): "delegate_cmds=map_create:prog_load,delegate_maps=array".
 * Parts without a bit are left out. */
void delegation_write(const struct delegation *delegation, struct buf *text);

#endif
