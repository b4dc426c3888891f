/* SPDX-License-Identifier: MIT */
/* Which capabilities BPF takes, and which of them this process lacks. */
#ifndef RUNTIME_PRIVILEGES_H
#define RUNTIME_PRIVILEGES_H

struct bpf_object;

/* The capability that the object's programs need first and that is missing, by name
 * and with its reason; null when nothing is. `object` can be null. */
const char *privileges_missing(const struct bpf_object *object);

#endif
