// SPDX-License-Identifier: MIT
#include "records/records.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "lib/err.h"
#include "records/batch.h"
#include "records/buffer.h"
#include "sdk/c/include/wasm_bpf_abi.h"

void buffers_init(struct buffers *buffers, struct engine_instance *const *instance,
		  struct interrupt *interrupt, struct engine *engine, const struct cache *cache,
		  const struct wake_rule *rule)
{
	*buffers = (struct buffers){ .instance = instance, .interrupt = interrupt };
	if (rule)
		buffers->rule = *rule;
	pumps_init(&buffers->pumps, engine, cache);
}

void buffers_release(struct buffers *buffers)
{
	counts_release(&buffers->counts);
}

struct records *records_new(struct buffers *buffers, const struct source *source, int32_t handle)
{
	struct records *records = calloc(1, sizeof(*records));

	if (!records)
		return NULL;
	records->buffers = buffers;
	records->source = *source;
	records->wake = (struct wake){ buffers->rule.bytes, buffers->rule.delay, 0 };
	records->handle = handle;
	records->no_pump = buffers->is_recorded;
	return records;
}

void records_close(struct records *records)
{
	struct buffers *buffers = records->buffers;
	struct records **link = &buffers->open;

	while (*link && *link != records)
		link = &(*link)->next;
	if (*link) {
		*link = records->next;
		buffers->open_count--;
	}
	records->handle = 0;
	if (records->pump)
		pump_stop(records->pump);
	/* Pages that cannot be put back go with the guest's memory. */
	records_unmap(records);
	records->mapping = NULL;
}

void records_free(struct records *records)
{
	if (!records)
		return;
	records_close(records);
	pump_close(records->pump);
	buffer_free(records->buffer);
	free(records);
}

static bool count(struct records *records)
{
	if (!records->counts)
		records->counts = counts_add(&records->buffers->counts, records->source.name);
	return records->counts;
}

int records_open(struct records *records, struct err *err)
{
	struct buffers *buffers = records->buffers;
	const char *name = records->source.name;
	int ret;

	if (records->source.fd < 0)
		return err_set(err, EINVAL, "cannot open buffer '%s': it is not loaded", name);
	if (records->buffer)
		return 0;
	ret = buffer_open(&records->source, records->perf_pages, &records->buffer, err);
	if (ret < 0)
		return ret;
	if (!count(records)) {
		buffer_free(records->buffer);
		records->buffer = NULL;
		return err_set(err, ENOMEM, "cannot open buffer '%s': %s", name, strerror(ENOMEM));
	}
	records->next = buffers->open;
	buffers->open = records;
	buffers->open_count++;
	return 0;
}

int records_read(struct records *records, void *to, size_t size, struct err *err)
{
	int ret;

	if (size < batch_min(records) || size > INT32_MAX)
		return err_set(err, EINVAL, "bad size of a buffer for records: %zu bytes", size);
	if (records->busy || records->mapping)
		return err_set(err, EBUSY, "cannot read '%s': it is %s", records->source.name,
			       records->busy ? "polled" : "mapped");
	ret = records_open(records, err);
	interrupt_rest(records->buffers->interrupt);
	return ret < 0 ? ret : batch_read(records, to, size);
}

void records_share(struct records *records)
{
	records->source.is_shared = true;
	if (records->buffer)
		buffer_share(records->buffer);
}

/* --- in the guest's memory ------------------------------------------------------- */

bool records_are_mapped(const struct records *records)
{
	return records->mapping || records->mirror;
}

/* Guests read a ring in batches where it cannot be mapped. */
static int mirror(struct records *records, void *at, struct err *err)
{
	struct buffers *buffers = records->buffers;
	const struct source *source = &records->source;

	if (source->type == BPF_MAP_TYPE_RINGBUF)
		return err_set(err, EOPNOTSUPP, "cannot map '%s': the run is recorded",
			       source->name);
	if (mappings_touch(&buffers->mappings, at, mapping_size(source)))
		return err_set(err, EBUSY, "cannot map '%s': another map is mapped there",
			       source->name);
	return mirror_new(&buffers->mirrors, source, records->handle, at, &records->mirror, err);
}

int records_map(struct records *records, void *at, size_t size, struct err *err)
{
	struct buffers *buffers = records->buffers;
	const char *name = records->source.name;
	const uint64_t needed = mapping_size(&records->source);

	if (!needed)
		return err_set(err, EINVAL, "cannot map '%s': neither a ring buffer nor an array "
			       "with BPF_F_MMAPABLE", name);
	if (size < needed)
		return err_set(err, ENOSPC, "cannot map '%s': it needs %llu bytes", name,
			       (unsigned long long)needed);
	if (!at)
		return err_set(err, EFAULT, "bad pointer to memory for a map");
	if ((uintptr_t)at % (uintptr_t)sysconf(_SC_PAGESIZE))
		return err_set(err, EINVAL, "cannot map '%s': the address is not the start of a "
			       "page", name);
	if (records_are_mapped(records) || buffers->polling)
		return err_set(err, EBUSY, "cannot map '%s': %s", name,
			       records_are_mapped(records) ? "it is mapped"
							   : "a poll is under way");
	if (buffers->is_recorded)
		return mirror(records, at, err);
	/* The pump would take the guest's position for its own. */
	pump_close(records->pump);
	records->pump = NULL;
	records->no_pump = true;
	if (records->source.type == BPF_MAP_TYPE_RINGBUF && count(records))
		records->counts->mapped = true;
	return mapping_new(&buffers->mappings, &records->source, at, &records->mapping, err);
}

int records_unmap(struct records *records)
{
	const uint64_t taken = mapping_taken(records->mapping);
	int ret;

	mirror_free(&records->buffers->mirrors, records->mirror);
	records->mirror = NULL;
	ret = mapping_free(&records->buffers->mappings, records->mapping);

	if (ret < 0)
		return ret;
	if (records->counts)
		records->counts->taken += taken;
	records->mapping = NULL;
	return 0;
}

/* --- settings -------------------------------------------------------------------- */

static void set_wake(struct records *records, uint64_t bytes, uint64_t delay)
{
	records->wake.bytes = bytes;
	records->wake.delay = delay;
	records->moderation = (struct moderation){ 0 };
}

static int set_ring(struct records *records, int what, uint64_t value, struct err *err)
{
	const char *name = records->source.name;

	if (what != WASM_BPF_WAKE_BYTES)
		return err_set(err, EINVAL, "'%s' is not a perf buffer", name);
	if (value > records->source.max_entries)
		return err_set(err, EINVAL, "'%s' is smaller than %llu bytes", name,
			       (unsigned long long)value);
	if (!records->buffers->rule.is_set)
		set_wake(records, value, records->wake.delay);
	return 0;
}

static int set_perf(struct records *records, int what, uint64_t value, struct err *err)
{
	const char *name = records->source.name;

	switch (what) {
	case WASM_BPF_PERF_PAGES:
		if (records->buffer)
			return err_set(err, EBUSY, "'%s' is open", name);
		if (!value || value > BUFFER_PAGES_MAX || value & (value - 1))
			return err_set(err, EINVAL, "the pages of a perf buffer per CPU must be "
				       "a power of two, at most %d", BUFFER_PAGES_MAX);
		records->perf_pages = (uint32_t)value;
		return 0;
	case WASM_BPF_PERF_FRAMES:
		if (value > 1)
			return err_set(err, EINVAL, "perf frames are on (1) or off (0)");
		records->perf_frames = value;
		return 0;
	default:
		return err_set(err, EINVAL, "'%s' is not a ring buffer", name);
	}
}

int records_set(struct records *records, int what, uint64_t value, struct err *err)
{
	const enum bpf_map_type type = records->source.type;

	if (type != BPF_MAP_TYPE_RINGBUF && type != BPF_MAP_TYPE_PERF_EVENT_ARRAY)
		return err_set(err, EINVAL, "'%s' is neither a ring buffer nor a perf buffer",
			       records->source.name);
	if (what < WASM_BPF_WAKE_BYTES || what > WASM_BPF_PERF_FRAMES)
		return err_set(err, EINVAL, "no such buffer setting: %d", what);
	if (what != WASM_BPF_WAKE_DELAY)
		return type == BPF_MAP_TYPE_RINGBUF ? set_ring(records, what, value, err)
						    : set_perf(records, what, value, err);
	if (value > WAKE_DELAY_MAX)
		return err_set(err, EINVAL, "a delay of %llu us is too long",
			       (unsigned long long)value);
	if (!records->buffers->rule.is_set)
		set_wake(records, records->wake.bytes, value * 1000);
	return 0;
}

/* --- waiting --------------------------------------------------------------------- */

static void store_handles(struct records *const *open, const struct pollfd *fds, size_t count,
			  unsigned char *handles, size_t max)
{
	size_t stored = 0;

	for (size_t i = 0; i < count && stored < max; i++)
		if (fds[i + 1].revents)
			memcpy(handles + stored++ * sizeof(int32_t), &open[i]->handle,
			       sizeof(int32_t));
}

static int wait_for(struct buffers *buffers, bool host_only, void *handles, size_t max,
		    int32_t timeout_ms)
{
	struct pollfd fds[1 + buffers->open_count];
	struct records *open[1 + buffers->open_count];
	size_t count = 0;
	int ret;

	open[0] = NULL;
	for (struct records *i = buffers->open; i; i = i->next) {
		if (host_only && !i->host_reads)
			continue;
		open[count++] = i;
		buffer_hold(i->buffer, 0); /* a guest that waits has done with what it took */
	}
	ret = wake_wait(buffers->interrupt, open, fds, count, timeout_ms * (int64_t)1000000);
	if (ret > 0)
		store_handles(open, fds, count, handles, max);
	return ret;
}

int buffers_wait(struct buffers *buffers, void *handles, size_t max, int32_t timeout_ms)
{
	return wait_for(buffers, false, handles, max, timeout_ms);
}

int buffers_wait_host(struct buffers *buffers, int32_t timeout_ms)
{
	return wait_for(buffers, true, NULL, 0, timeout_ms);
}
