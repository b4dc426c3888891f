/* SPDX-License-Identifier: MIT */
/* The part of <bpf/libbpf.h> that reads records. Include <bpf/libbpf.h> instead. */
#ifndef WASM_BPF_LIBBPF_BUFFER_H
#define WASM_BPF_LIBBPF_BUFFER_H

#ifdef __cplusplus
extern "C" {
#endif

/* --- ring buffers ----------------------------------------------------------- */

struct ring_buffer;

/* A negative result ends the poll, which returns it; the record counts as taken. [v2] `data`
 * is in the mapped ring itself, which is read-only. */
typedef int (*ring_buffer_sample_fn)(void *ctx, void *data, size_t size);

struct ring_buffer_opts {
	size_t sz;
	size_t max_record;  /* bytes; 0: 65536. Not in libbpf. Only with WASM_BPF_V1, which
			     * copies records: longer ones are cut, with a warning */
};

/* `map_fd` is the descriptor of a loaded map. Rings of several maps and objects can be
 * polled together. Free the result before you close the maps' objects. */
struct ring_buffer *ring_buffer__new(int map_fd, ring_buffer_sample_fn sample_cb, void *ctx,
				     const struct ring_buffer_opts *opts);
int ring_buffer__add(struct ring_buffer *rb, int map_fd, ring_buffer_sample_fn sample_cb,
		     void *ctx);
void ring_buffer__free(struct ring_buffer *rb);

/* Waits for records, for at most `timeout_ms` (0: does not wait, -1: no limit), and
 * delivers them in order. Returns the number of records, or a negative result of the
 * callback. After an interrupt it calls the handler that signal() or sigaction() set for
 * SIGINT, or else the one for SIGTERM, and returns -EINTR. (sleep() and similar functions
 * also call the handler, and end early.)
 * One pass delivers at most the size of the ring, however fast more records come. With
 * WASM_BPF_V1, several maps are polled in turn, every few milliseconds. */
int ring_buffer__poll(struct ring_buffer *rb, int timeout_ms);
int ring_buffer__consume(struct ring_buffer *rb);
int ring_buffer__consume_n(struct ring_buffer *rb, size_t n); /* [v2] at most n records */

/* Not possible, because WASI has no epoll: -EOPNOTSUPP. */
int ring_buffer__epoll_fd(const struct ring_buffer *rb);

/* [v2] Returns one of the rings, in the order in which they were added; null after the last.
 * The positions of a ring that is not mapped are 0. */
struct ring;
struct ring *ring_buffer__ring(struct ring_buffer *rb, unsigned int idx);
unsigned long long ring__consumer_pos(const struct ring *r);
unsigned long long ring__producer_pos(const struct ring *r);
size_t ring__avail_data_size(const struct ring *r);
size_t ring__size(const struct ring *r);
int ring__map_fd(const struct ring *r);
int ring__consume(struct ring *r);
int ring__consume_n(struct ring *r, size_t n);

/*
 * [v2] Not in libbpf. The callback is compiled into the loop over a mapped ring, if a source names
 * one callback alone; a second one in the same source is called through a table, at two to three
 * times the cost. This is as fast for any number of them: for a mapped ring, `take` is called
 * once for many records, with the same `ctx`, instead of the callback for each. It takes
 * records before `end` with wasm_bpf_ring_next() of <wasm_bpf_v2.h>, as many as it likes. It
 * returns their number, or a negative number, which ends the poll:
 *
 *	while ((record = wasm_bpf_ring_next(ring, end, &size)))
 *		count += ((const struct event *)record)->bytes;
 *
 * Rings that are not mapped still use the callback.
 */
struct wasm_bpf_ring;
typedef int (*wasm_bpf_ring_take_fn)(void *ctx, struct wasm_bpf_ring *ring, uint64_t end);
void wasm_bpf_ring_set_take(struct ring *r, wasm_bpf_ring_take_fn take);

/* --- user ring buffers [v2] -------------------------------------------------- */

/* The other way: the guest writes, and a program drains by bpf_user_ringbuf_drain(). Free the
 * result before you close the map's object. */
struct user_ring_buffer;
struct user_ring_buffer_opts {
	size_t sz;
};
struct user_ring_buffer *user_ring_buffer__new(int map_fd,
					       const struct user_ring_buffer_opts *opts);
void user_ring_buffer__free(struct user_ring_buffer *rb);

/* Returns room for a record of `size` bytes, which the program gets after it is submitted. Null
 * with errno: ENOSPC, there is no room now; E2BIG, there never is. The second waits for room, for
 * at most `timeout_ms` (-1: no limit): it looks each millisecond. An interrupt ends it: EINTR. */
void *user_ring_buffer__reserve(struct user_ring_buffer *rb, __u32 size);
void *user_ring_buffer__reserve_blocking(struct user_ring_buffer *rb, __u32 size, int timeout_ms);
void user_ring_buffer__submit(struct user_ring_buffer *rb, void *sample);
void user_ring_buffer__discard(struct user_ring_buffer *rb, void *sample);

/* --- perf buffers ----------------------------------------------------------- */

struct perf_buffer;

/* `cpu` is the CPU of the sample [v2]; with WASM_BPF_V1 it is -1, because the CPU is
 * unknown. `size` includes the padding that the kernel adds, as in libbpf. */
typedef void (*perf_buffer_sample_fn)(void *ctx, int cpu, void *data, __u32 size);

/* [v2] Never called with WASM_BPF_V1: the runtime reports losses when the guest ends. */
typedef void (*perf_buffer_lost_fn)(void *ctx, int cpu, __u64 count);

struct perf_buffer_opts {
	size_t sz;
	__u32 sample_period;  /* must be 0 or 1 */
};

/* `page_cnt` is the number of pages for each CPU, a power of two. With WASM_BPF_V1 the
 * runtime chooses the size. */
struct perf_buffer *perf_buffer__new(int map_fd, size_t page_cnt,
				     perf_buffer_sample_fn sample_cb,
				     perf_buffer_lost_fn lost_cb, void *ctx,
				     const struct perf_buffer_opts *opts);
void perf_buffer__free(struct perf_buffer *pb);

enum bpf_perf_event_ret {
	LIBBPF_PERF_EVENT_DONE = 0,
	LIBBPF_PERF_EVENT_ERROR = -1,
	LIBBPF_PERF_EVENT_CONT = -2,
};

struct perf_event_header;
struct perf_event_attr;

typedef enum bpf_perf_event_ret (*perf_buffer_event_fn)(void *ctx, int cpu,
							struct perf_event_header *event);

struct perf_buffer_raw_opts {
	size_t sz;
	long : 0;
	int cpu_cnt;  /* must be 0: all CPUs */
	int *cpus;
	int *map_keys;
};

/* [v2] The callback gets events as the kernel writes them: PERF_RECORD_SAMPLE with a u32
 * size and the data, PERF_RECORD_LOST with a u64 id (0) and a u64 count. `attr` must ask for
 * raw samples of BPF output. */
struct perf_buffer *perf_buffer__new_raw(int map_fd, size_t page_cnt,
					 struct perf_event_attr *attr,
					 perf_buffer_event_fn event_cb, void *ctx,
					 const struct perf_buffer_raw_opts *opts);

/* As ring_buffer__poll() and ring_buffer__consume(). */
int perf_buffer__poll(struct perf_buffer *pb, int timeout_ms);
int perf_buffer__consume(struct perf_buffer *pb);

/* [v2] Returns the number of buffers: one per CPU. */
size_t perf_buffer__buffer_cnt(const struct perf_buffer *pb);
int perf_buffer__epoll_fd(const struct perf_buffer *pb); /* -EOPNOTSUPP */

#ifdef __cplusplus
}
#endif

#if defined(__wasm__) && !defined(WASM_BPF_V1)
#include "libbpf_ring.h"
#endif

#endif
