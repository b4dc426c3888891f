// SPDX-License-Identifier: MIT
/*
 * What a guest passes as pointers, sizes and strings, to the module that checks them. The
 * memory here ends at a page that nobody can touch, and some of its pages belong to maps; what
 * is given is compared with what a look at each byte says, and used.
 *
 * rooms: lib
 */
#include <stdint.h>
#include <stdlib.h>

#include "imports/guest.c"
#include "records/mapping.c"

enum { PAGES = 8, PAGE = 4096, MAPPINGS = 3, CALLS = 64 };

static uint8_t *memory;
static size_t memory_size;
static enum { OWN, SHARED, READ_ONLY } kinds[PAGES];  /* of the pages */

uint8_t *engine_memory(const struct engine_instance *instance, size_t *ret_size)
{
	(void)instance;
	*ret_size = memory_size;
	return memory + (PAGES * PAGE - memory_size);
}

uint8_t *engine_memory_now(struct engine_instance *instance, size_t *ret_size)
{
	return engine_memory(instance, ret_size);
}

/* The memory has grown since. */
uint8_t *engine_memory_before(const struct engine_instance *instance, size_t *ret_size)
{
	uint8_t *at = engine_memory(instance, ret_size);

	*ret_size /= 2;
	return at;
}

/* Bytes of the input, zeros after its end. */
struct input {
	const uint8_t *data;
	size_t size;
};

static uint64_t take(struct input *input, size_t size)
{
	uint64_t number = 0;
	const size_t have = input->size < size ? input->size : size;

	memcpy(&number, input->data, have);
	input->data += have;
	input->size -= have;
	return number;
}

/* A pointer or a size: near an edge, or any number. */
static uint64_t take_number(struct input *input)
{
	switch (take(input, 1) % 4) {
	case 0:
		return take(input, 2) % (PAGES * PAGE + 2);
	case 1:
		return memory_size - take(input, 1) % 16;
	case 2:
		return take(input, 1) % (PAGES + 1) * PAGE + take(input, 1) % 16 - 8;
	default:
		return take(input, 8);
	}
}

static uint8_t kind_of(uint64_t pointer)
{
	return kinds[(PAGES * PAGE - memory_size + pointer) / PAGE];
}

static bool is_in(uint64_t pointer, uint64_t size)
{
	return pointer && (unsigned __int128)pointer + size <= memory_size;
}

/* How the range's bytes are at worst. */
static uint8_t worst_of(uint64_t pointer, uint64_t size)
{
	uint8_t worst = OWN;

	for (uint64_t i = pointer; i < pointer + size; i += PAGE - i % PAGE)
		if (kind_of(i) > worst)
			worst = kind_of(i);
	return worst;
}

static void expect(bool right)
{
	if (!right)
		abort();
}

static void try_range(const struct session *session, uint64_t pointer, uint64_t size)
{
	const uint8_t *range = guest_range(session, pointer, size);
	uint8_t *writable = guest_writable(session, pointer, size);
	size_t ignored;

	expect(!range == !is_in(pointer, size));
	expect(!writable || writable == range);
	if (!range)
		return;
	expect(range == engine_memory(NULL, &ignored) + pointer);
	if (size)
		expect(!writable == (worst_of(pointer, size) == READ_ONLY));
	for (uint64_t i = 0; writable && i < size; i += PAGE)
		writable[i] = 'x';
	if (writable && size)
		writable[size - 1] = 'x';
}

static void try_string(const struct session *session, uint64_t pointer, size_t max)
{
	const char *string = guest_string(session, pointer, max);
	const uint8_t *start = engine_memory(NULL, &(size_t){ 0 });
	uint64_t len = 0;

	if (!is_in(pointer, 1)) {
		expect(!string);
		return;
	}
	while (len <= max && pointer + len < memory_size && start[pointer + len])
		len++;
	if (len > max || pointer + len == memory_size || worst_of(pointer, len + 1) != OWN)
		expect(!string);
	else
		expect(string == (const char *)start + pointer && strlen(string) == len);
}

static void try_numbers(const struct session *session, uint64_t pointer, uint64_t number)
{
	const bool fits = is_in(pointer, 4) && worst_of(pointer, 4) != READ_ONLY;
	const bool fits_long = is_in(pointer, 8) && worst_of(pointer, 8) != READ_ONLY;

	expect(guest_put_u32(session, pointer, (uint32_t)number) == (fits ? 0 : -EFAULT));
	expect(guest_put_u64(session, pointer, number) == (fits_long ? 0 : -EFAULT));
}

static void add_mapping(struct session *session, struct mapping *mapping, struct input *input)
{
	const size_t first = take(input, 1) % PAGES, count = 1 + take(input, 1) % (PAGES - first);
	/* What can only be read begins where the rest ends, or ends where it begins. */
	const size_t border = take(input, 1) % (count + 1);
	const bool is_last = take(input, 1) % 2;
	const size_t from = is_last ? border : 0, to = is_last ? count : border;

	for (size_t i = first; i < first + count; i++)
		if (kinds[i] != OWN)
			return;
	*mapping = (struct mapping){
		.next = session->buffers.mappings.first,
		.at = memory + first * PAGE,
		.size = count * PAGE,
		.read_only = from * PAGE,
		.read_only_end = to * PAGE,
	};
	session->buffers.mappings.first = mapping;
	for (size_t i = 0; i < count; i++)
		kinds[first + i] = i < from || i >= to ? SHARED : READ_ONLY;
	expect(mprotect(mapping->at + from * PAGE, (to - from) * PAGE, PROT_READ) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct session session;
	struct mapping mappings[MAPPINGS];
	struct input input = { data, size };

	if (!memory)
		memory = mmap(NULL, (PAGES + 1) * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			      0);
	expect(mprotect(memory, PAGES * PAGE, PROT_READ | PROT_WRITE) == 0);
	memory_size = take(&input, 1) % (PAGES + 1) * PAGE;
	memset(memory, take(&input, 1) % 2 ? 'a' : 0, PAGES * PAGE);
	memset(kinds, 0, sizeof(kinds));
	session.buffers.mappings.first = NULL;
	for (size_t i = take(&input, 1) % (MAPPINGS + 1); i; i--)
		add_mapping(&session, &mappings[i - 1], &input);
	for (int i = 0; i < CALLS && input.size; i++) {
		const uint8_t what = (uint8_t)take(&input, 1);
		const uint64_t pointer = take_number(&input), number = take_number(&input);

		if (what % 3 == 0)
			try_range(&session, pointer, number);
		else if (what % 3 == 1)
			try_string(&session, pointer, number);
		else
			try_numbers(&session, pointer, number);
	}
	return 0;
}
