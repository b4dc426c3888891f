/* SPDX-License-Identifier: MIT */
/* Where descriptors are kept. */
#ifndef HANDOVER_PLACE_H
#define HANDOVER_PLACE_H

#include <stddef.h>

#include "handover/handover.h"

struct err;

/* A descriptor that is kept, which the taker owns. */
struct kept_fd {
	char name[HANDOVER_NAME_MAX];
	int fd;
};

enum { KEPT_FDS_MAX = 4096 };

struct place {
	/* Lists what is there: how many, or -errno. */
	int (*list)(struct place *place, struct kept_fd *list, size_t max, struct err *err);
	/* Keeps a descriptor, in the place of one of that name. 0 or -errno. */
	int (*put)(struct place *place, const char *name, int fd);
	void (*drop)(struct place *place, const char *name);
	/* Waits until all is kept. */
	void (*flush)(struct place *place);
	void (*close)(struct place *place);
};

int manager_open(struct place **ret_place, struct err *err);
int folder_open(const char *path, struct place **ret_place, struct err *err);

#endif
