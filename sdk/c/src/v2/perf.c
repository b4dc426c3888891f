// SPDX-License-Identifier: MIT
/* Perf buffers: batches of frames that say whose they are and what was lost before. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/perf_event.h>
#include "object.h"
#include "wait.h"

#define BATCH_SIZE (256 * 1024)

/* How the kernel writes the two kinds of records. */
struct perf_sample {
	struct perf_event_header header;
	__u32 size;
	unsigned char data[];
};

struct perf_lost {
	struct perf_event_header header;
	__u64 id;
	__u64 lost;
};

struct perf_buffer {
	int handle;
	size_t size;  /* of all CPUs' buffers, in bytes */
	perf_buffer_sample_fn sample;
	perf_buffer_lost_fn lost;
	perf_buffer_event_fn event;  /* or these events as they are */
	void *ctx;
	char *batch;
};

static int open_buffer(int map, size_t pages)
{
	int ret = wasm_bpf_buffer_set(map, WASM_BPF_PERF_PAGES, pages);

	if (sdk_result(ret) == -EBUSY) /* another one had it before */
		sdk_warn("a perf buffer that was open keeps its size\n");
	else if (ret < 0)
		return ret;
	ret = wasm_bpf_buffer_set(map, WASM_BPF_PERF_FRAMES, 1);
	return ret < 0 ? ret : wasm_bpf_buffer_open(map);
}

static struct perf_buffer *new_buffer(int map_fd, size_t pages)
{
	struct perf_buffer *pb;
	int ret;

	if (!pages || pages & (pages - 1)) {
		sdk_warn("the pages of a perf buffer must be a power of two, not %zu\n", pages);
		return sdk_error_ptr(EINVAL);
	}
	pb = calloc(1, sizeof(*pb));
	if (!pb)
		return sdk_error_ptr(ENOMEM);
	pb->handle = sdk_map_handle(map_fd);
	pb->size = pages * wasm_bpf_page_size() * wasm_bpf_cpus();
	pb->batch = malloc(BATCH_SIZE);
	ret = open_buffer(pb->handle, pages);
	if (sdk_failed(ret) < 0 || !pb->batch) {
		perf_buffer__free(pb);
		return ret < 0 ? NULL : sdk_error_ptr(ENOMEM);
	}
	return pb;
}

struct perf_buffer *perf_buffer__new(int map_fd, size_t page_cnt,
				     perf_buffer_sample_fn sample_cb,
				     perf_buffer_lost_fn lost_cb, void *ctx,
				     const struct perf_buffer_opts *opts)
{
	struct perf_buffer *pb;

	if (!sample_cb)
		return sdk_error_ptr(EINVAL);
	if (sdk_option(opts, sample_period) > 1) {
		sdk_unsupported(__func__, "leave sample_period 0");
		return NULL;
	}
	pb = new_buffer(map_fd, page_cnt);
	if (pb) {
		pb->sample = sample_cb;
		pb->lost = lost_cb;
		pb->ctx = ctx;
	}
	return pb;
}

struct perf_buffer *perf_buffer__new_raw(int map_fd, size_t page_cnt,
					 struct perf_event_attr *attr,
					 perf_buffer_event_fn event_cb, void *ctx,
					 const struct perf_buffer_raw_opts *opts)
{
	struct perf_buffer *pb;

	if (!attr || !event_cb)
		return sdk_error_ptr(EINVAL);
	if (sdk_option(opts, cpu_cnt) || attr->type != PERF_TYPE_SOFTWARE ||
	    attr->config != PERF_COUNT_SW_BPF_OUTPUT || attr->sample_type != PERF_SAMPLE_RAW) {
		sdk_unsupported(__func__, "ask for raw samples of BPF's output on all CPUs");
		return NULL;
	}
	pb = new_buffer(map_fd, page_cnt);
	if (pb) {
		pb->event = event_cb;
		pb->ctx = ctx;
	}
	return pb;
}

void perf_buffer__free(struct perf_buffer *pb)
{
	if (!pb)
		return;
	free(pb->batch);
	free(pb);
}

/* --- events --------------------------------------------------------------------------- */

/* The header takes the place of the frame's, of which nothing is needed any more. */
static int give_events(struct perf_buffer *pb, struct wasm_bpf_perf_frame *frame)
{
	struct perf_sample *sample = (void *)((char *)frame->data - sizeof(*sample));
	struct perf_lost lost = {
		.header = { .type = PERF_RECORD_LOST, .size = sizeof(lost) },
		.lost = frame->lost,
	};
	__u32 size = frame->size, whole = frame->whole;
	int cpu = frame->cpu;

	if (frame->lost &&
	    pb->event(pb->ctx, cpu, &lost.header) == LIBBPF_PERF_EVENT_ERROR)
		return -EINVAL;
	if (!whole)
		return 0;
	sample->header = (struct perf_event_header){
		.type = PERF_RECORD_SAMPLE, .size = sizeof(*sample) + size,
	};
	sample->size = size;
	return pb->event(pb->ctx, cpu, &sample->header) == LIBBPF_PERF_EVENT_ERROR ? -EINVAL : 1;
}

/* How many records were handed over, or -errno. */
static int give_frame(struct perf_buffer *pb, struct wasm_bpf_perf_frame *frame)
{
	if (pb->event)
		return give_events(pb, frame);
	if (frame->lost && pb->lost)
		pb->lost(pb->ctx, frame->cpu, frame->lost);
	if (!frame->whole)
		return 0;
	pb->sample(pb->ctx, frame->cpu, frame->data, frame->size);
	return 1;
}

static int take_frames(void *buffer)
{
	struct perf_buffer *pb = buffer;
	size_t bytes = 0;
	int taken = 0, len = 0;

	while (bytes < pb->size &&
	       (len = wasm_bpf_buffer_read(pb->handle, pb->batch, BATCH_SIZE)) > 0) {
		for (char *at = pb->batch, *next; at < pb->batch + len; at = next) {
			struct wasm_bpf_perf_frame *frame = (void *)at;
			int ret;

			next = at + sizeof(*frame) + (frame->size + 7) / 8 * 8;
			ret = give_frame(pb, frame);
			if (ret < 0)
				return sdk_error(-ret);
			taken += ret;
		}
		bytes += len;
	}
	return len < 0 ? sdk_result(len) : taken;
}

int perf_buffer__poll(struct perf_buffer *pb, int timeout_ms)
{
	return sdk_wait_and_take(pb, take_frames, timeout_ms);
}

int perf_buffer__consume(struct perf_buffer *pb)
{
	int ret = take_frames(pb);

	return ret < 0 ? ret : 0;
}

size_t perf_buffer__buffer_cnt(const struct perf_buffer *pb)
{
	(void)pb;
	return wasm_bpf_cpus();
}

int perf_buffer__epoll_fd(const struct perf_buffer *pb)
{
	(void)pb;
	return sdk_unsupported(__func__, "wait by perf_buffer__poll()");
}
