/* SPDX-License-Identifier: MIT */
/*
 * Pins of maps and links: files of a BPF file system that keep them in the kernel when the
 * guest is gone. Each of these asks the policy; -EPERM, where it does not allow the path.
 */
#ifndef SESSION_PIN_H
#define SESSION_PIN_H

struct err;
struct policy;

/* Pins a map or a link by its descriptor, in a folder that is made when only that lacks. */
int pin_add(const struct policy *policy, int fd, const char *path, struct err *err);

/* Removes the pin of a map, if it is that map's. */
int pin_remove(const struct policy *policy, int map_fd, const char *path, struct err *err);

/* The descriptor, the caller's, of the map that is pinned there. */
int pin_open_map(const struct policy *policy, const char *path, int *ret_fd, struct err *err);

#endif
