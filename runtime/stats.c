// SPDX-License-Identifier: MIT
/* What an embedder can ask of an instance's numbers, and what a run of any sort leaves. */
#include "runtime/stats.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/instance.h"

void wasm_bpf_instance_stats(const struct wasm_bpf_instance *instance,
			     struct wasm_bpf_stats *ret_stats)
{
	pthread_mutex_t *lock = (pthread_mutex_t *)(uintptr_t)&instance->lock;

	pthread_mutex_lock(lock);
	*ret_stats = instance->stats;
	pthread_mutex_unlock(lock);
	ret_stats->attached_at = atomic_load(&instance->session.attached_at);
}

/* A number that another thread counts up. */
static uint64_t glance(const uint64_t *number)
{
	return __atomic_load_n(number, __ATOMIC_RELAXED);
}

static size_t get_buffers(const struct session *session, struct wasm_bpf_buffer_stats *buffers,
			  size_t max)
{
	size_t count = 0;

	for (const struct counts *i = atomic_load(&session->buffers.counts.first); i; i = i->next) {
		struct wasm_bpf_buffer_stats *buffer;

		if (count++ >= max)
			continue;
		buffer = &buffers[count - 1];
		memcpy(buffer->name, i->name, sizeof(buffer->name));
		buffer->polls = glance(&i->polls);
		buffer->delivered = glance(&i->delivered);
		buffer->cut = glance(&i->cut);
		buffer->lost = glance(&i->lost);
		buffer->mapped = i->mapped;
		buffer->unread = i->unread;
		buffer->taken = glance(&i->taken);
	}
	return count;
}

static size_t get_programs(const struct session *session, struct wasm_bpf_program_stats *programs,
			   size_t max)
{
	size_t count = 0;

	for (const struct program_usage *i = atomic_load(&session->usage.first); i; i = i->next) {
		struct wasm_bpf_program_stats *program;

		if (count++ >= max)
			continue;
		program = &programs[count - 1];
		memcpy(program->name, i->name, sizeof(program->name));
		program->runs = i->runs;
		program->ns = i->ns;
		program->is_counted = i->is_counted;
		program->is_used = i->is_used;
	}
	return count;
}

size_t wasm_bpf_instance_buffers(const struct wasm_bpf_instance *instance,
				 struct wasm_bpf_buffer_stats *buffers, size_t max)
{
	return get_buffers(&instance->session, buffers, max);
}

size_t wasm_bpf_instance_programs(const struct wasm_bpf_instance *instance,
				  struct wasm_bpf_program_stats *programs, size_t max)
{
	return get_programs(&instance->session, programs, max);
}

void run_stats_take(struct run_stats *stats, const struct session *session)
{
	stats->buffer_count = get_buffers(session, NULL, 0);
	stats->buffers = calloc(stats->buffer_count + 1, sizeof(*stats->buffers));
	if (!stats->buffers)
		stats->buffer_count = 0;
	get_buffers(session, stats->buffers, stats->buffer_count);
	stats->program_count = get_programs(session, NULL, 0);
	stats->programs = calloc(stats->program_count + 1, sizeof(*stats->programs));
	if (!stats->programs)
		stats->program_count = 0;
	get_programs(session, stats->programs, stats->program_count);
	stats->whole.attached_at = atomic_load(&session->attached_at);
}

void run_stats_of(struct run_stats *stats, const struct wasm_bpf_instance *instance)
{
	wasm_bpf_instance_stats(instance, &stats->whole);
	run_stats_take(stats, &instance->session);
}

void run_stats_release(struct run_stats *stats)
{
	free(stats->buffers);
	free(stats->programs);
}
