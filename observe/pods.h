/* SPDX-License-Identifier: MIT */
/* Names of pods and containers from a kubelet. wasm-bpf-export asks it (export/pods.h), a process
 * without BPF; nothing here waits for it once the run has begun. */
#ifndef OBSERVE_PODS_H
#define OBSERVE_PODS_H

struct err;
struct observe_options;
struct pods;

struct pod_names {
	const char *container, *pod, *namespace, *image; /* null: it is not known */
};

/* Starts what --kubelet asks for, before the process is confined, and waits up to 2 s for the first
 * answer. Null if that is nothing. */
int pods_start(const struct observe_options *options, struct pods **ret_pods, struct err *err);
void pods_stop(struct pods *pods);

/* What is known of a container's ID or a pod's UID; null if it is nothing: then it is asked for, for
 * the next time. Valid until the next call. */
const struct pod_names *pods_find(struct pods *pods, const char *key);

#endif
