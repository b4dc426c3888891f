/* SPDX-License-Identifier: MIT */
/* The part of <bpf/libbpf.h> that takes records from buffers: include that. */
#ifndef WASM_BPF_LIBBPF_BUFFER_H
#define WASM_BPF_LIBBPF_BUFFER_H

#ifdef __cplusplus
extern "C" {
#endif

/* --- ring buffers ----------------------------------------------------------- */

struct ring_buffer;

/* A negative result ends the poll, which returns it; the record counts as taken. [v2] The
 * record lies in the ring itself, mapped into memory read-only. */
typedef int (*ring_buffer_sample_fn)(void *ctx, void *data, size_t size);

struct ring_buffer_opts {
	size_t sz;
	size_t max_record;  /* bytes; 0: 65536. Ours, for where records are copied (over
			     * WASM_BPF_V1): longer ones are cut, with a warning */
};

/* `map_fd` is that of a loaded map; rings of several maps and objects can be polled
 * together. Free what this gives before the maps' objects are closed. */
struct ring_buffer *ring_buffer__new(int map_fd, ring_buffer_sample_fn sample_cb, void *ctx,
				     const struct ring_buffer_opts *opts);
int ring_buffer__add(struct ring_buffer *rb, int map_fd, ring_buffer_sample_fn sample_cb,
		     void *ctx);
void ring_buffer__free(struct ring_buffer *rb);

/* Waits at most `timeout_ms` (0: not at all, -1: for ever) for records and hands
 * them over in order. Returns how many, a negative result of the callback, or
 * -EINTR: then the user interrupted the guest, and a handler set by signal() or
 * sigaction() for SIGINT, else for SIGTERM, has been called.
 * (sleep() and its kin call the handler, too, and end early.)
 * One pass hands over at most what a ring holds, however fast more come. Over
 * WASM_BPF_V1 several maps are looked at in turn every few milliseconds. */
int ring_buffer__poll(struct ring_buffer *rb, int timeout_ms);
int ring_buffer__consume(struct ring_buffer *rb);
int ring_buffer__consume_n(struct ring_buffer *rb, size_t n); /* [v2] n records at most */

/* There is no epoll here: -EOPNOTSUPP. */
int ring_buffer__epoll_fd(const struct ring_buffer *rb);

/* [v2] One of the rings, in the order of their adding: null after the last. The positions
 * are those of a ring that is mapped, which is -EOPNOTSUPP (0) otherwise. */
struct ring;
struct ring *ring_buffer__ring(struct ring_buffer *rb, unsigned int idx);
unsigned long ring__consumer_pos(const struct ring *r);
unsigned long ring__producer_pos(const struct ring *r);
size_t ring__avail_data_size(const struct ring *r);
size_t ring__size(const struct ring *r);
int ring__map_fd(const struct ring *r);
int ring__consume(struct ring *r);
int ring__consume_n(struct ring *r, size_t n);

/*
 * [v2] Ours, for who wants the last nanosecond: where the ring is mapped, `take` is called once
 * for many records in the place of the callback for each, with the same `ctx`. It takes the
 * records before `end` by wasm_bpf_ring_next() of <wasm_bpf_v2.h>, as many as it likes, and
 * returns how many, or a negative number, which ends the poll. Its loop can be inlined:
 *
 *	while ((record = wasm_bpf_ring_next(ring, end, &size)))
 *		count += ((const struct event *)record)->bytes;
 *
 * The callback stays for rings that are not mapped.
 */
struct wasm_bpf_ring;
typedef int (*wasm_bpf_ring_take_fn)(void *ctx, struct wasm_bpf_ring *ring, uint64_t end);
void wasm_bpf_ring_set_take(struct ring *r, wasm_bpf_ring_take_fn take);

/* Rings that the guest writes, which the host cannot map: null, with EOPNOTSUPP. [v2] */
struct user_ring_buffer;
struct user_ring_buffer_opts {
	size_t sz;
};
struct user_ring_buffer *user_ring_buffer__new(int map_fd,
					       const struct user_ring_buffer_opts *opts);
void user_ring_buffer__free(struct user_ring_buffer *rb);

/* --- perf buffers ----------------------------------------------------------- */

struct perf_buffer;

/* [v2] `cpu` is the one that the sample comes from; over WASM_BPF_V1 -1, since that is
 * not known. `size` includes the padding that the kernel adds, as in libbpf. */
typedef void (*perf_buffer_sample_fn)(void *ctx, int cpu, void *data, __u32 size);

/* [v2] Never called over WASM_BPF_V1: the runtime says it when the guest ends. */
typedef void (*perf_buffer_lost_fn)(void *ctx, int cpu, __u64 count);

struct perf_buffer_opts {
	size_t sz;
	__u32 sample_period;  /* must be 0 or 1 */
};

/* `page_cnt`, pages for each CPU, must be a power of two; over WASM_BPF_V1 the runtime
 * chooses the size. */
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

/* [v2] Events as the kernel writes them: PERF_RECORD_SAMPLE with a u32 size and the data,
 * PERF_RECORD_LOST with a u64 id (0) and a u64 count. `attr` must ask for raw samples of
 * BPF's output. */
struct perf_buffer *perf_buffer__new_raw(int map_fd, size_t page_cnt,
					 struct perf_event_attr *attr,
					 perf_buffer_event_fn event_cb, void *ctx,
					 const struct perf_buffer_raw_opts *opts);

/* As ring_buffer__poll() and ring_buffer__consume(). */
int perf_buffer__poll(struct perf_buffer *pb, int timeout_ms);
int perf_buffer__consume(struct perf_buffer *pb);

/* [v2] How many buffers there are, one a CPU. */
size_t perf_buffer__buffer_cnt(const struct perf_buffer *pb);
int perf_buffer__epoll_fd(const struct perf_buffer *pb); /* -EOPNOTSUPP */

#ifdef __cplusplus
}
#endif

#endif
