// SPDX-License-Identifier: MIT
#include "records/buffer.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "records/ring.h"
#include "records/source.h"

enum { PERF_PAGES = 64 };  /* a CPU, as long as nobody wants others */

struct buffer {
	bool is_ring;
	bool is_shared;
	int map_fd;
	struct ring ring;
	struct perf_buffer *perf;
	/* Of the pass that is under way, for libbpf's callback. */
	buffer_record *record;
	void *context;
	uint64_t *lost;
	int stop;
	/* Of a perf buffer. */
	size_t perf_size;  /* bytes for each CPU */
	size_t next;       /* the buffer of a CPU that the next pass begins with */
	uint32_t cpu;      /* whose record is handed over */
	uint32_t cpus;
	uint64_t *losses;  /* of each CPU, that nobody took yet */
};

/* As they lie in a perf buffer: perf_event_open(2). */
struct perf_sample {
	struct perf_event_header header;
	uint32_t size;
	unsigned char data[];
};

struct perf_lost {
	struct perf_event_header header;
	uint64_t id;
	uint64_t lost;
};

static void count_lost(struct buffer *buffer, uint64_t lost)
{
	*buffer->lost += lost;
	if (buffer->cpu < buffer->cpus)
		buffer->losses[buffer->cpu] += lost;
}

static enum bpf_perf_event_ret perf_event(void *context, int cpu, struct perf_event_header *event)
{
	const struct perf_sample *sample = (const void *)event;
	struct buffer *buffer = context;

	buffer->cpu = (uint32_t)cpu;
	if (event->type == PERF_RECORD_LOST)
		count_lost(buffer, ((const struct perf_lost *)(const void *)event)->lost);
	else if (event->type == PERF_RECORD_SAMPLE)
		buffer->stop = buffer->record(buffer->context, sample->data, sample->size);
	return buffer->stop ? LIBBPF_PERF_EVENT_DONE : LIBBPF_PERF_EVENT_CONT;
}

static int open_perf(struct buffer *buffer, uint32_t pages)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.size = sizeof(attr),
		.sample_type = PERF_SAMPLE_RAW,
		.sample_period = 1,
		.wakeup_events = 1,
	};
	const int cpus = libbpf_num_possible_cpus();

	if (cpus < 0)
		return cpus;
	buffer->cpus = (uint32_t)cpus;
	buffer->losses = calloc(buffer->cpus, sizeof(*buffer->losses));
	if (!buffer->losses)
		return -ENOMEM;
	pages = pages ? pages : PERF_PAGES;
	buffer->perf_size = (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
	buffer->perf = perf_buffer__new_raw(buffer->map_fd, pages, &attr, perf_event, buffer, NULL);
	return buffer->perf ? 0 : -errno;
}

int buffer_open(const struct source *source, uint32_t pages, struct buffer **ret_buffer,
		struct err *err)
{
	const char *name = source->name;
	struct buffer *buffer;
	int ret;

	if (source->type != BPF_MAP_TYPE_RINGBUF && source->type != BPF_MAP_TYPE_PERF_EVENT_ARRAY)
		return err_set(err, EINVAL,
			       "cannot poll '%s': neither a ring buffer nor a perf buffer", name);
	buffer = calloc(1, sizeof(*buffer));
	if (!buffer)
		return err_set(err, ENOMEM, "cannot open buffer '%s': %s", name, strerror(ENOMEM));
	buffer->map_fd = source->fd;
	buffer->is_shared = source->is_shared;
	buffer->is_ring = source->type == BPF_MAP_TYPE_RINGBUF;
	ret = buffer->is_ring ? ring_open(&buffer->ring, source->fd, source->max_entries)
			      : open_perf(buffer, pages);
	if (ret < 0) {
		free(buffer->losses);
		free(buffer);
		return err_set(err, -ret, "cannot open buffer '%s': %s", name, strerror(-ret));
	}
	*ret_buffer = buffer;
	return 0;
}

void buffer_free(struct buffer *buffer)
{
	if (!buffer)
		return;
	if (buffer->is_ring)
		ring_close(&buffer->ring);
	else
		perf_buffer__free(buffer->perf);
	free(buffer->losses);
	free(buffer);
}

bool buffer_is_ring(const struct buffer *buffer)
{
	return buffer->is_ring;
}

int buffer_fd(const struct buffer *buffer)
{
	return buffer->is_ring ? buffer->map_fd : perf_buffer__epoll_fd(buffer->perf);
}

/* perf_event_open(2) has the page before the records. */
static uint64_t perf_filled(const struct buffer *buffer, size_t number)
{
	const struct perf_event_mmap_page *page;
	void *base;
	size_t size;

	if (perf_buffer__buffer(buffer->perf, (int)number, &base, &size) < 0)
		return 0;
	page = base;
	return __atomic_load_n(&page->data_head, __ATOMIC_ACQUIRE) - page->data_tail;
}

uint64_t buffer_filled(const struct buffer *buffer)
{
	uint64_t most = 0;

	if (buffer->is_ring)
		return ring_filled(&buffer->ring);
	for (size_t i = 0; i < perf_buffer__buffer_cnt(buffer->perf); i++) {
		const uint64_t filled = perf_filled(buffer, i);

		most = filled > most ? filled : most;
	}
	return most;
}

uint64_t buffer_half(const struct buffer *buffer)
{
	return (buffer->is_ring ? buffer->ring.size : buffer->perf_size) / 2;
}

void buffer_share(struct buffer *buffer)
{
	buffer->is_shared = true;
}

unsigned int buffer_count(const struct buffer *buffer, unsigned int max)
{
	return buffer->is_ring ? ring_count(&buffer->ring, max) : 0;
}

void buffer_disarm(struct buffer *buffer)
{
	if (buffer->is_ring && !buffer->is_shared)
		ring_disarm(&buffer->ring);
}

void buffer_arm(struct buffer *buffer)
{
	if (buffer->is_ring && !buffer->is_shared)
		ring_arm(&buffer->ring);
}

void buffer_rest(struct buffer *buffer)
{
	if (buffer->is_ring)
		ring_rest(&buffer->ring);
}

uint32_t buffer_cpus(const struct buffer *buffer)
{
	return buffer->cpus;
}

uint32_t buffer_cpu(const struct buffer *buffer)
{
	return buffer->cpu;
}

uint32_t buffer_take_lost(struct buffer *buffer, uint32_t cpu)
{
	uint64_t lost = cpu < buffer->cpus ? buffer->losses[cpu] : 0;

	if (lost > UINT32_MAX)
		lost = UINT32_MAX;
	if (lost)
		buffer->losses[cpu] -= lost;
	return (uint32_t)lost;
}

/* Each pass begins with the CPU after the one at which the last was stopped, so that a busy
 * one does not keep the others' records waiting. */
static int consume_perf(struct buffer *buffer)
{
	size_t count = perf_buffer__buffer_cnt(buffer->perf);
	int ret = 0;

	buffer->stop = 0;
	for (size_t i = 0; i < count && !buffer->stop && ret >= 0; i++) {
		ret = perf_buffer__consume_buffer(buffer->perf, buffer->next % count);
		buffer->next++;
	}
	return buffer->stop || ret >= 0 ? 0 : ret;
}

int buffer_consume(struct buffer *buffer, buffer_record *record, void *context,
		   uint64_t *lost)
{
	if (buffer->is_ring) {
		ring_consume(&buffer->ring, record, context);
		return 0;
	}
	buffer->record = record;
	buffer->context = context;
	buffer->lost = lost;
	return consume_perf(buffer);
}
