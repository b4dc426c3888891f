// SPDX-License-Identifier: MIT
#include "imports/guest.h"

#include <errno.h>
#include <string.h>

#include "engine/engine.h"
#include "session/session.h"

static bool fits(uint64_t pointer, uint64_t size, size_t memory_size)
{
	return size <= memory_size && pointer <= memory_size - size;
}

static void *find(const struct session *session, uint64_t pointer, uint64_t size)
{
	size_t memory_size;
	uint8_t *memory;

	if (session->lent.data)
		return fits(pointer, size, session->lent.size) ? session->lent.data + pointer
							       : NULL;
	memory = engine_memory_before(session->instance, &memory_size);
	if (fits(pointer, size, memory_size))
		return memory + pointer;
	memory = engine_memory_now(session->instance, &memory_size);
	return fits(pointer, size, memory_size) ? memory + pointer : NULL;
}

static void *taken(const struct session *session, void *range, uint64_t pointer, uint64_t size,
		   bool write)
{
	if (session->spans.take && range)
		session->spans.take(session->spans.context, pointer, size, write);
	return range;
}

static void *find_range(const struct session *session, uint64_t pointer, uint64_t size)
{
	return pointer ? find(session, pointer, size) : NULL;
}

void *guest_range(const struct session *session, uint64_t pointer, uint64_t size)
{
	return taken(session, find_range(session, pointer, size), pointer, size, false);
}

void *guest_wasi_range(const struct session *session, uint64_t pointer, uint64_t size, bool write)
{
	void *range = find(session, pointer, size);

	if (range && write && mappings_protect(&session->buffers.mappings, range, size))
		return NULL;
	return taken(session, range, pointer, size, write);
}

void *guest_writable(const struct session *session, uint64_t pointer, uint64_t size)
{
	void *range = find_range(session, pointer, size);

	if (range && mappings_protect(&session->buffers.mappings, range, size))
		return NULL;
	return taken(session, range, pointer, size, true);
}

const char *guest_string(const struct session *session, uint64_t pointer, size_t max)
{
	size_t memory_size = session->lent.size;
	uint8_t *memory = session->lent.data ? session->lent.data
					     : engine_memory(session->instance, &memory_size);
	const uint8_t *end;

	if (!pointer || pointer >= memory_size)
		return NULL;
	if (max > memory_size - pointer - 1)
		max = memory_size - pointer - 1;
	end = memchr(memory + pointer, '\0', max + 1);
	if (!end || mappings_touch(&session->buffers.mappings, memory + pointer,
				   (size_t)(end - memory - pointer) + 1))
		return NULL;
	return taken(session, memory + pointer, pointer, (uint64_t)(end - memory) - pointer + 1,
		     false);
}

static int put(const struct session *session, uint64_t pointer, const void *value, size_t size)
{
	void *to = guest_writable(session, pointer, size);

	if (!to)
		return -EFAULT;
	memcpy(to, value, size);
	return 0;
}

int guest_put_u32(const struct session *session, uint64_t pointer, uint32_t value)
{
	return put(session, pointer, &value, sizeof(value));
}

int guest_put_u64(const struct session *session, uint64_t pointer, uint64_t value)
{
	return put(session, pointer, &value, sizeof(value));
}
