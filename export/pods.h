/* SPDX-License-Identifier: MIT */
/*
 * What a kubelet says of its pods, for wasm-bpf: the answer of GET /pods, a PodList of Kubernetes'
 * API v1, becomes lines of
 *
 *	KEY CONTAINER POD NAMESPACE IMAGE
 *
 * A key is a container's ID in hex, or a pod's UID, which has no container and image. What is not
 * known, or has characters that no such name has, is "-".
 */
#ifndef EXPORT_PODS_H
#define EXPORT_PODS_H

#include <stddef.h>

struct buf;
struct err;

enum { POD_WORD_MAX = 512, POD_LINES_MAX = 16384 };

/* Adds the lines of an answer. -EINVAL if it is no list of pods; -ENOMEM. */
int pods_read(const char *answer, size_t size, struct buf *to, struct err *err);

#endif
