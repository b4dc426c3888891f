// SPDX-License-Identifier: MIT
#include "records/perf.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PAGES = 64 };  /* a CPU, as long as nobody wants others */

/* As they lie in a perf buffer. */
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

static struct perf_event_attr attr_of(uint32_t wakeup_events)
{
	return (struct perf_event_attr){
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.size = sizeof(struct perf_event_attr),
		.sample_type = PERF_SAMPLE_RAW,
		.sample_period = 1,
		.wakeup_events = wakeup_events,
	};
}

static void count_lost(struct perf *perf, uint64_t lost)
{
	*perf->lost += lost;
	if (perf->cpu < perf->cpus)
		perf->losses[perf->cpu] += lost;
}

static enum bpf_perf_event_ret take(void *context, int cpu, struct perf_event_header *event)
{
	const struct perf_sample *sample = (const void *)event;
	struct perf *perf = context;

	perf->cpu = (uint32_t)cpu;
	if (event->type == PERF_RECORD_LOST)
		count_lost(perf, ((const struct perf_lost *)(const void *)event)->lost);
	else if (event->type == PERF_RECORD_SAMPLE)
		perf->stop = perf->record(perf->context, sample->data, sample->size);
	return perf->stop ? LIBBPF_PERF_EVENT_DONE : LIBBPF_PERF_EVENT_CONT;
}

int perf_open(struct perf *perf, int map_fd, uint32_t pages)
{
	struct perf_event_attr attr = attr_of(1);
	const int cpus = libbpf_num_possible_cpus();
	int code;

	if (cpus < 0)
		return cpus;
	*perf = (struct perf){ .map_fd = map_fd, .cpus = (uint32_t)cpus };
	perf->losses = calloc(perf->cpus, sizeof(*perf->losses));
	if (!perf->losses)
		return -ENOMEM;
	pages = pages ? pages : PAGES;
	perf->size = (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
	perf->libbpf = perf_buffer__new_raw(map_fd, pages, &attr, take, perf, NULL);
	if (perf->libbpf)
		return 0;
	code = errno;
	free(perf->losses);
	return -code;
}

static void close_quiet(struct perf *perf)
{
	for (uint32_t cpu = 0; perf->quiet && cpu < perf->cpus; cpu++)
		if (perf->quiet[cpu] >= 0)
			close(perf->quiet[cpu]);
	free(perf->quiet);
	perf->quiet = NULL;
}

void perf_close(struct perf *perf)
{
	perf_buffer__free(perf->libbpf);
	close_quiet(perf);
	free(perf->losses);
}

/* --- how much there is ----------------------------------------------------------------- */

/* The page before the records, which are at its `data_offset`. */
static const struct perf_event_mmap_page *page_of(const struct perf *perf, size_t number)
{
	void *base;
	size_t size;

	return perf_buffer__buffer(perf->libbpf, (int)number, &base, &size) < 0 ? NULL : base;
}

static uint64_t filled(const struct perf_event_mmap_page *page)
{
	return page ? __atomic_load_n(&page->data_head, __ATOMIC_ACQUIRE) - page->data_tail : 0;
}

uint64_t perf_filled(const struct perf *perf)
{
	uint64_t most = 0;

	for (size_t i = 0; i < perf_buffer__buffer_cnt(perf->libbpf); i++) {
		const uint64_t bytes = filled(page_of(perf, i));

		most = bytes > most ? bytes : most;
	}
	return most;
}

unsigned int perf_count(const struct perf *perf, unsigned int max)
{
	unsigned int count = 0;

	for (size_t i = 0; i < perf_buffer__buffer_cnt(perf->libbpf); i++) {
		const struct perf_event_mmap_page *page = page_of(perf, i);
		uint64_t left = filled(page), at = page ? page->data_tail : 0;

		while (left && count < max) {
			const struct perf_event_header *header = (const void *)((const char *)page +
										page->data_offset +
										at % perf->size);

			count += header->type == PERF_RECORD_SAMPLE;
			if (!header->size || header->size > left)
				break;
			at += header->size;
			left -= header->size;
		}
	}
	return count;
}

/* --- wake-ups -------------------------------------------------------------------------- */

/* An event of that CPU that writes to the buffer of our other one. */
static int open_quiet(const struct perf *perf, uint32_t cpu, size_t number)
{
	struct perf_event_attr attr = attr_of(0);
	const int fd = (int)syscall(SYS_perf_event_open, &attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
	int code;

	if (fd >= 0 &&
	    ioctl(fd, PERF_EVENT_IOC_SET_OUTPUT, perf_buffer__buffer_fd(perf->libbpf, number)) ==
		    0 &&
	    ioctl(fd, PERF_EVENT_IOC_ENABLE, 0) == 0)
		return fd;
	code = errno;
	if (fd >= 0)
		close(fd);
	return -code;
}

/* libbpf's buffers are those of the CPUs that are online, in order. */
static int open_all_quiet(struct perf *perf)
{
	const size_t count = perf_buffer__buffer_cnt(perf->libbpf);
	size_t number = 0;

	perf->quiet = malloc(perf->cpus * sizeof(*perf->quiet));
	if (!perf->quiet)
		return -ENOMEM;
	for (uint32_t cpu = 0; cpu < perf->cpus; cpu++)
		perf->quiet[cpu] = -1;
	for (uint32_t cpu = 0; cpu < perf->cpus && number < count; cpu++) {
		const int fd = open_quiet(perf, cpu, number);

		if (fd == -ENODEV)
			continue;  /* it is offline */
		if (fd < 0) {
			close_quiet(perf);
			return fd;
		}
		perf->quiet[cpu] = fd;
		number++;
	}
	return 0;
}

static int put(const struct perf *perf, bool is_quiet)
{
	size_t number = 0;
	int ret = 0;

	for (uint32_t cpu = 0; cpu < perf->cpus && ret == 0; cpu++) {
		int fd;

		if (perf->quiet[cpu] < 0)
			continue;
		fd = is_quiet ? perf->quiet[cpu] : perf_buffer__buffer_fd(perf->libbpf, number);
		number++;
		ret = bpf_map_update_elem(perf->map_fd, &cpu, &fd, 0);
	}
	return ret;
}

int perf_disarm(struct perf *perf)
{
	int ret = perf->quiet ? 0 : open_all_quiet(perf);

	if (ret == 0)
		ret = put(perf, true);
	if (ret < 0 && perf->quiet)
		put(perf, false);
	return ret;
}

int perf_arm(struct perf *perf)
{
	return put(perf, false);
}

/* --- records --------------------------------------------------------------------------- */

/* Each pass begins with the CPU after the one at which the last was stopped, so that a busy
 * one does not keep the others' records waiting. */
int perf_consume(struct perf *perf, buffer_record *record, void *context, uint64_t *lost)
{
	const size_t count = perf_buffer__buffer_cnt(perf->libbpf);
	int ret = 0;

	perf->record = record;
	perf->context = context;
	perf->lost = lost;
	perf->stop = 0;
	for (size_t i = 0; i < count && !perf->stop && ret >= 0; i++) {
		ret = perf_buffer__consume_buffer(perf->libbpf, perf->next % count);
		perf->next++;
	}
	return perf->stop || ret >= 0 ? 0 : ret;
}

uint32_t perf_take_lost(struct perf *perf, uint32_t cpu)
{
	uint64_t lost = cpu < perf->cpus ? perf->losses[cpu] : 0;

	if (lost > UINT32_MAX)
		lost = UINT32_MAX;
	if (lost)
		perf->losses[cpu] -= lost;
	return (uint32_t)lost;
}
