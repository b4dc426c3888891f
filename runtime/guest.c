// SPDX-License-Identifier: MIT
#include "guest.h"

#include <errno.h>
#include <string.h>

#include "engine.h"

void *guest_range(const struct engine_instance *instance, uint64_t pointer, uint64_t size)
{
	size_t memory_size;
	uint8_t *memory = engine_memory(instance, &memory_size);

	if (!pointer || size > memory_size || pointer > memory_size - size)
		return NULL;
	return memory + pointer;
}

const char *guest_string(const struct engine_instance *instance, uint64_t pointer, size_t max)
{
	size_t memory_size;
	uint8_t *memory = engine_memory(instance, &memory_size);

	if (!pointer || pointer >= memory_size)
		return NULL;
	if (max > memory_size - pointer - 1)
		max = memory_size - pointer - 1;
	return memchr(memory + pointer, '\0', max + 1) ? (const char *)memory + pointer : NULL;
}

int guest_put_u32(const struct engine_instance *instance, uint64_t pointer, uint32_t value)
{
	void *to = guest_range(instance, pointer, sizeof(value));

	if (!to)
		return -EFAULT;
	memcpy(to, &value, sizeof(value));
	return 0;
}

int guest_put_u64(const struct engine_instance *instance, uint64_t pointer, uint64_t value)
{
	void *to = guest_range(instance, pointer, sizeof(value));

	if (!to)
		return -EFAULT;
	memcpy(to, &value, sizeof(value));
	return 0;
}
