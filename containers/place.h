/* SPDX-License-Identifier: MIT */
/* What the path of a cgroup says about the container in it. */
#ifndef CONTAINERS_PLACE_H
#define CONTAINERS_PLACE_H

#include <stdbool.h>

enum { CONTAINER_ID_MAX = 64, CONTAINER_POD_MAX = 63 };

struct container_place {
	const char *runtime; /* "docker", "podman", "containerd", "cri-o"; "" if it is not known */
	char id[CONTAINER_ID_MAX + 1]; /* in hex */
	char pod[CONTAINER_POD_MAX + 1]; /* the UID of a Kubernetes pod, or "" */
	char unit[128]; /* of systemd, if it is no container; or "" */
};

/* Reads a path such as "/system.slice/docker-ID.scope". False if it is neither of a container nor
 * of a unit. The last part counts that is one: containers can be in containers. */
bool container_place(const char *path, struct container_place *ret_place);

#endif
