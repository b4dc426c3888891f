/* SPDX-License-Identifier: MIT */
/*
 * What outlives a run: descriptors of maps and links, with what they are, so that the next run
 * takes them over. They are kept by the service manager (sd_notify(3), FDSTORE), or pinned in a
 * folder of a BPF file system. What they are is kept beside them, in a map of ours.
 */
#ifndef HANDOVER_HANDOVER_H
#define HANDOVER_HANDOVER_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct handover;

enum { HANDOVER_NAME_MAX = 16 };

/* A map or a link. The texts hold no NUL, and are never null. */
struct handover_item {
	struct handover_item *next;
	char name[HANDOVER_NAME_MAX]; /* "m7", "l8": what its keeper calls the descriptor */
	unsigned int object;  /* the how-manieth object of the run it belongs to */
	unsigned int group;   /* of links: those of one call have the same */
	char *what;           /* the map's name, or the program's */
	char *where;          /* of a link: what was attached to */
	char *shape; /* of a map: its layout; of a link: its program, as the kernel has it */
	char *contents; /* of a map: of its initial values */
	int fd;
	bool is_map;
	bool is_claimed; /* by this run */
	bool is_stored;
};

/*
 * Opens what an earlier run left: in the folder, which is made, or if that is null at the service
 * manager. If `fresh`, that is dropped. -EBUSY if another process has the folder; -ENOTCONN if
 * there is no service manager; -EINVAL if the folder is in no BPF file system; -EPERM if others
 * may write it.
 */
int handover_open(const char *folder, bool fresh, struct handover **ret_handover, struct err *err);

/* What is kept stays kept. */
void handover_close(struct handover *handover);

/* The first item that nobody has claimed, or null. A null `where` is any. */
struct handover_item *handover_find(const struct handover *handover, bool is_map,
				    unsigned int object, const char *what, const char *where);

struct handover_item *handover_first(const struct handover *handover);

/* How many there are. */
size_t handover_count(const struct handover *handover, bool is_map);

/* Adds what is `like` this, claimed; its texts and its descriptor are copied. It is kept from
 * handover_store() on. Null if there is no memory, or no descriptor left. */
struct handover_item *handover_add(struct handover *handover, const struct handover_item *like);

/* Keeps what was added, or changed. 0, or -errno with a message that says what is not kept. */
int handover_store(struct handover *handover, struct err *err);

/* From now on the item is not kept any more; it is freed. */
void handover_drop(struct handover *handover, struct handover_item *item);

/* A number for the links of a call. */
unsigned int handover_group(struct handover *handover);

#endif
