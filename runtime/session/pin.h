/* SPDX-License-Identifier: MIT */
/*
 * Pins of maps and links: files of a BPF file system that keep them in the kernel after the
 * guest. Each function asks the policy: -EPERM if it does not allow the path.
 */
#ifndef SESSION_PIN_H
#define SESSION_PIN_H

struct err;
struct policy;

/* Pins a map or a link by its descriptor. If only the last folder is missing, it is created. */
int pin_add(const struct policy *policy, int fd, const char *path, struct err *err);

/* Removes the pin of a map, or of a link. -EINVAL if something else is pinned there. */
int pin_remove_link(const struct policy *policy, int link_fd, const char *path, struct err *err);
int pin_remove(const struct policy *policy, int map_fd, const char *path, struct err *err);

/* Opens the map that is pinned there. The descriptor is the caller's. -EINVAL if something else
 * is pinned there. */
int pin_open_map(const struct policy *policy, const char *path, int *ret_fd, struct err *err);

/* The same for a link. */
int pin_open_link(const struct policy *policy, const char *path, int *ret_fd, struct err *err);

#endif
