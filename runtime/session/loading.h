/* SPDX-License-Identifier: MIT */
/* What libbpf takes for granted of an object that it loads, and a guest's object need not have. */
#ifndef SESSION_LOADING_H
#define SESSION_LOADING_H

struct bpf_object;
struct object;

/* Changes definitions of maps that the kernel would refuse, or by which the object would decide
 * what becomes of this process's memory. For an object that was just opened. */
void loading_prepare(struct bpf_object *bpf);

/* After a load that failed, which has closed all of the object's maps: nobody uses their
 * descriptors from now on, nor memory that libbpf believes to have. */
void loading_failed(struct object *object);

#endif
