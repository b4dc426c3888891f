// SPDX-License-Identifier: MIT
/* Runs the program: the path of each record of a typed guest. */
#include <stdlib.h>
#include <string.h>

#include "lib/utf8.h"
#include "values/flat.h"

/* What is not UTF-8 becomes U+FFFD, three bytes for one. */
enum { REPLACED_MAX = 3, ON_STACK = 768 };

struct writer {
	const struct flat *flat;
	const struct flat_target *target;
	uint8_t *memory;
	size_t size;
};

static bool remember(struct writer *w)
{
	w->memory = w->target->memory(w->target->context, &w->size);
	return w->memory;
}

/* The place of `size` bytes at `at`; null if they are not all in the memory. */
static uint8_t *place(const struct writer *w, size_t at, size_t size)
{
	return at <= w->size && size <= w->size - at ? w->memory + at : NULL;
}

/* --- strings ---------------------------------------------------------------------------------- */

static bool is_ascii(const char *text, size_t size)
{
	unsigned char all = 0;

	for (size_t i = 0; i < size; i++)
		all |= (unsigned char)text[i];
	return all < 0x80;
}

static size_t clean(const char *text, size_t size, char *to)
{
	size_t len = 0;

	for (size_t at = 0; at < size;) {
		uint32_t character;
		const size_t taken = utf8_take(text + at, size - at, &character);

		if (taken) {
			memcpy(to + len, text + at, taken);
			len += taken;
			at += taken;
			continue;
		}
		memcpy(to + len, "\xef\xbf\xbd", REPLACED_MAX);
		len += REPLACED_MAX;
		at++;
	}
	return len;
}

static bool write_string(struct writer *w, const struct flat_step *step, const char *from,
			 size_t at)
{
	const size_t size = strnlen(from, step->size);
	char room[ON_STACK], *text = room;
	bool ok = true;

	if (is_ascii(from, size)) {
		ok = w->target->string(w->target->context, from, size, at);
		return ok && remember(w);
	}
	if (size > sizeof(room) / REPLACED_MAX)
		text = malloc(size * REPLACED_MAX);
	if (!text)
		return false;
	ok = w->target->string(w->target->context, text, clean(from, size, text), at);
	if (text != room)
		free(text);
	return ok && remember(w);
}

/* --- bytes ------------------------------------------------------------------------------------ */

/* The digits of four bytes at once: a lane of 16 bits for each. */
static uint64_t digits_of(uint32_t bytes)
{
	const uint64_t each = 0x0101010101010101;
	uint64_t lanes = bytes;

	lanes = (lanes | lanes << 16) & 0x0000ffff0000ffff;
	lanes = (lanes | lanes << 8) & 0x00ff00ff00ff00ff;
	lanes = (lanes >> 4 & 0x000f000f000f000f) | (lanes & 0x000f000f000f000f) << 8;
	return lanes + '0' * each + ((lanes + 6 * each) >> 4 & each) * ('a' - '9' - 1);
}

static void put_digits(const uint8_t *from, size_t size, char *to)
{
	uint32_t bytes;
	uint64_t digits;

	for (; size >= 4; size -= 4, from += 4, to += 8) {
		memcpy(&bytes, from, 4);
		digits = digits_of(bytes);
		memcpy(to, &digits, 8);
	}
	for (; size; size--, from++, to += 2) {
		digits = digits_of(*from);
		memcpy(to, &digits, 2);
	}
}

static bool write_hex(struct writer *w, const struct flat_step *step, const uint8_t *from,
		      size_t at)
{
	const size_t size = 2 * (size_t)step->size;
	char room[ON_STACK], *text = size > sizeof(room) ? malloc(size) : room;
	bool ok;

	if (!text)
		return false;
	put_digits(from, step->size, text);
	ok = w->target->string(w->target->context, text, size, at);
	if (text != room)
		free(text);
	return ok && remember(w);
}

/* --- numbers ---------------------------------------------------------------------------------- */

static uint64_t read_number(const struct flat_step *step, const uint8_t *from)
{
	unsigned __int128 wide = 0;
	uint64_t value;

	memcpy(&wide, from, step->size);
	value = (uint64_t)(wide >> step->bit);
	if (!step->bits || step->bits >= 64)
		return value;
	value &= (1ull << step->bits) - 1;
	if (step->is_signed && value >> (step->bits - 1))
		value |= ~0ull << step->bits;
	return value;
}

/* Which case the value is; or null. */
static const struct flat_case *find_case(const struct flat *flat, const struct flat_step *step,
					 uint64_t value)
{
	const struct flat_case *cases = flat->cases + step->first;
	uint32_t low = 0, high = step->count;

	while (low < high) {
		const uint32_t middle = (low + high) / 2;

		if (cases[middle].value < value)
			low = middle + 1;
		else
			high = middle;
	}
	return low < step->count && cases[low].value == value ? &cases[low] : NULL;
}

static bool write_number(const struct writer *w, const struct flat_step *step, const uint8_t *from,
			 size_t at)
{
	uint8_t *to = place(w, at, step->to_size);
	uint64_t value = read_number(step, from);

	if (!to)
		return false;
	if (step->code == FLAT_ENUM) {
		const struct flat_case *found = find_case(w->flat, step, value);

		value = found ? found->index : step->count; /* behind all constants */
	} else if (step->is_bool)
		value = value != 0;
	memcpy(to, &value, step->to_size);
	return true;
}

/* --- everything ------------------------------------------------------------------------------- */

static bool write_steps(struct writer *w, uint32_t first, uint32_t last, const uint8_t *from,
			size_t at);

static bool write_list(struct writer *w, const struct flat_step *step, const uint8_t *from,
		       size_t at)
{
	const uint32_t first = (uint32_t)(step - w->flat->steps) + 1;
	const size_t size = (size_t)step->count * step->element;
	uint32_t pair[2];
	uint8_t *to;
	size_t list;

	if (!w->target->allocate(w->target->context, step->align, size, &list) || !remember(w))
		return false;
	pair[0] = (uint32_t)list;
	pair[1] = step->count;
	to = place(w, at, sizeof(pair));
	if (!to || !place(w, list, size))
		return false;
	memcpy(to, pair, sizeof(pair));
	if (first == step->next) {
		memcpy(place(w, list, size), from, size);
		return true;
	}
	for (uint32_t i = 0; i < step->count; i++)
		if (!write_steps(w, first, step->next, from + (size_t)i * step->stride,
				 list + (size_t)i * step->element))
			return false;
	return true;
}

/* The case that the column means. */
static bool write_variant(struct writer *w, const struct flat_step *step, const uint8_t *from,
			  size_t at)
{
	const struct flat *flat = w->flat;
	uint32_t index = step->other, i = (uint32_t)(step - flat->steps) + 1;
	uint8_t *to = place(w, at + step->to, 1);

	if (step->count) {
		const struct flat_case *found = find_case(flat, step,
							  read_number(step, from + step->tag));

		index = found ? found->index : step->other;
	}
	if (!to)
		return false;
	*to = (uint8_t)index;
	while (i < step->next && flat->steps[i].other != index)
		i = flat->steps[i].next;
	return i >= step->next || write_steps(w, i + 1, flat->steps[i].next, from, at);
}

static bool write_steps(struct writer *w, uint32_t first, uint32_t last, const uint8_t *from,
			size_t at)
{
	for (uint32_t i = first; i < last; i++) {
		const struct flat_step *step = &w->flat->steps[i];
		const uint8_t *data = from + step->from;
		uint8_t *to;
		bool ok = true;

		switch (step->code) {
		case FLAT_COPY:
			to = place(w, at + step->to, step->size);
			if (!to)
				return false;
			memcpy(to, data, step->size);
			break;
		case FLAT_STRING:
			ok = write_string(w, step, (const char *)data, at + step->to);
			break;
		case FLAT_HEX:
			ok = write_hex(w, step, data, at + step->to);
			break;
		case FLAT_LIST:
			ok = write_list(w, step, data, at + step->to);
			i = step->next - 1;
			break;
		case FLAT_VARIANT:
			ok = write_variant(w, step, from, at);
			i = step->next - 1;
			break;
		default:
			ok = write_number(w, step, data, at + step->to);
		}
		if (!ok)
			return false;
	}
	return true;
}

bool flat_write(const struct flat *flat, const void *from, const struct flat_target *target,
		size_t at)
{
	struct writer w = { .flat = flat, .target = target };

	return remember(&w) && write_steps(&w, 0, flat->step_count, from, at);
}
