// SPDX-License-Identifier: MIT
/* What an embedder can ask of an instance's numbers. */
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

size_t wasm_bpf_instance_buffers(const struct wasm_bpf_instance *instance,
				 struct wasm_bpf_buffer_stats *buffers, size_t max)
{
	size_t count = 0;

	for (const struct counts *i = atomic_load(&instance->session.buffers.counts.first); i;
	     i = i->next) {
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

size_t wasm_bpf_instance_programs(const struct wasm_bpf_instance *instance,
				  struct wasm_bpf_program_stats *programs, size_t max)
{
	size_t count = 0;

	for (const struct program_usage *i = atomic_load(&instance->session.usage.first); i;
	     i = i->next) {
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
