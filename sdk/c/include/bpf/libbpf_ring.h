/* SPDX-License-Identifier: MIT */
/*
 * The part of <bpf/libbpf.h> that hands over the records of a mapped ring. It is compiled into
 * the guest's own sources, where the compiler can see the callback: a call by the table for each
 * record takes longer than all the rest. Include <bpf/libbpf.h> instead.
 */
#ifndef WASM_BPF_LIBBPF_RING_H
#define WASM_BPF_LIBBPF_RING_H

#include <wasm_bpf_v2.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is left of a pass: of the records that are wanted, and of the callback's result. */
struct wasm_bpf_pass {
	size_t wanted;
	int result;
};

/* Hands over the records before `end`, and returns the position after them. It is the loop that
 * one over wasm_bpf_ring_next() would be, which took a twentieth longer: in 32 bits and by local
 * variables, which no callback can change. This is the path of each record. */
static inline __attribute__((always_inline)) uint64_t
wasm_bpf_ring_each(const struct wasm_bpf_ring *from, ring_buffer_sample_fn sample, void *ctx,
		   uint64_t end, struct wasm_bpf_pass *pass)
{
	const struct wasm_bpf_ring ring = *from;
	const uint32_t mask = (uint32_t)ring.size - 1, discarded = 1u << 30, busy = 1u << 31;
	uint64_t position = ring.position;
	size_t wanted = pass->wanted;
	int result = 0;

	while (position < end && wanted) {
		const unsigned char *at = ring.data + ((uint32_t)position & mask);
		const uint32_t head = __atomic_load_n((const uint32_t *)(uintptr_t)at,
						      __ATOMIC_ACQUIRE);

		if (head & busy)
			break;
		position += ((head & ~discarded) + 8 + 7) & ~7u;
		wasm_bpf_ring_note(&ring, position);
		if (head & discarded)
			continue;
		wanted--;
		result = (*sample)(ctx, (void *)(uintptr_t)(at + 8), head);
		if (result < 0)
			break;
	}
	pass->wanted = wanted;
	pass->result = result;
	return position;
}

/* Sets the loop of the ring that was added last, in place of the library's. It hands each record
 * to that ring's callback. */
typedef uint64_t (*wasm_bpf_ring_loop_fn)(const struct wasm_bpf_ring *ring, void *ctx, uint64_t end,
					  struct wasm_bpf_pass *pass);
void wasm_bpf_ring_set_loop(struct ring_buffer *rb, wasm_bpf_ring_loop_fn loop);

/* The first callback in this source. If no other is stored here, the compiler sees that, and puts
 * it in place of the variable; and then in line. It does so before it puts other functions in
 * line: hence the function of its own. */
static ring_buffer_sample_fn wasm_bpf_ring_known;

static inline int wasm_bpf_ring_sample(void *ctx, void *data, size_t size)
{
	return (*wasm_bpf_ring_known)(ctx, data, size);
}

static inline uint64_t wasm_bpf_ring_loop(const struct wasm_bpf_ring *ring, void *ctx, uint64_t end,
					  struct wasm_bpf_pass *pass)
{
	return wasm_bpf_ring_each(ring, wasm_bpf_ring_sample, ctx, end, pass);
}

/* Rings with another callback keep the library's loop. */
static inline void wasm_bpf_ring_know(struct ring_buffer *rb, ring_buffer_sample_fn sample)
{
	if (wasm_bpf_ring_known && wasm_bpf_ring_known != sample)
		return;
	wasm_bpf_ring_known = sample;
	wasm_bpf_ring_set_loop(rb, wasm_bpf_ring_loop);
}

static inline struct ring_buffer *wasm_bpf_ring_buffer_new(int map_fd,
							   ring_buffer_sample_fn sample_cb,
							   void *ctx,
							   const struct ring_buffer_opts *opts)
{
	struct ring_buffer *rb = ring_buffer__new(map_fd, sample_cb, ctx, opts);

	if (rb)
		wasm_bpf_ring_know(rb, sample_cb);
	return rb;
}

static inline int wasm_bpf_ring_buffer_add(struct ring_buffer *rb, int map_fd,
					   ring_buffer_sample_fn sample_cb, void *ctx)
{
	const int ret = ring_buffer__add(rb, map_fd, sample_cb, ctx);

	if (!ret)
		wasm_bpf_ring_know(rb, sample_cb);
	return ret;
}

#define ring_buffer__new(...) wasm_bpf_ring_buffer_new(__VA_ARGS__)
#define ring_buffer__add(...) wasm_bpf_ring_buffer_add(__VA_ARGS__)

#ifdef __cplusplus
}
#endif

#endif
