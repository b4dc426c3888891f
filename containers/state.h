/* SPDX-License-Identifier: MIT */
/* What runtimes keep of a container in files: its name, image and pod. Only root can write
 * these. */
#ifndef CONTAINERS_STATE_H
#define CONTAINERS_STATE_H

struct container_place;

/* Texts are on the heap; null: it is not known. */
struct container {
	char *id;
	char *runtime;
	char *name;
	char *image;
	char *pod; /* the name, or if that is not known, the UID */
	char *namespace; /* of the pod */
};

/* Looks below `root`, "" for this machine's own files. What is not found stays null; the ID and the
 * runtime are those of the place. */
void container_read(const char *root, const struct container_place *place,
		    struct container *ret_container);
void container_release(struct container *container);

#endif
