/* SPDX-License-Identifier: MIT */
/* bcc's buffer that is a ring, or a perf buffer where the kernel has no rings. */
#ifndef __COMPAT_H
#define __COMPAT_H

#include <stdlib.h>
#include <sys/types.h>
#include <linux/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define POLL_TIMEOUT_MS 100

struct bpf_buffer;
struct bpf_map;

typedef int (*bpf_buffer_sample_fn)(void *ctx, void *data, size_t size);
typedef void (*bpf_buffer_lost_fn)(void *ctx, int cpu, __u64 cnt);

/* Before the load: null with errno set. `heap` is a map that only perf buffers need. */
struct bpf_buffer *bpf_buffer__new(struct bpf_map *events, struct bpf_map *heap);
/* After the load: 0 or -errno. */
int bpf_buffer__open(struct bpf_buffer *buffer, bpf_buffer_sample_fn sample_cb,
		     bpf_buffer_lost_fn lost_cb, void *ctx);
int bpf_buffer__poll(struct bpf_buffer *buffer, int timeout_ms);
void bpf_buffer__free(struct bpf_buffer *buffer);

static inline void *libbpf_reallocarray(void *ptr, size_t nmemb, size_t size)
{
	size_t total;

	return __builtin_mul_overflow(nmemb, size, &total) ? NULL : realloc(ptr, total);
}

#ifdef __cplusplus
}
#endif

#endif
