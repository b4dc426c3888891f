// SPDX-License-Identifier: MIT
/* The way back: from a value that a guest gave to the bytes of C. */
#include <errno.h>
#include <string.h>

#include "lib/err.h"
#include "values/flat.h"

struct reader {
	const struct flat *flat;
	const uint8_t *values;
	size_t size;
	struct err *err;
};

static const uint8_t *place(const struct reader *r, size_t at, size_t size)
{
	return at <= r->size && size <= r->size - at ? r->values + at : NULL;
}

static int outside(const struct reader *r)
{
	return err_set(r->err, EINVAL, "the value is cut off");
}

/* Puts a number into its bits; what is beside them stays. */
static int put_number(const struct reader *r, const struct flat_step *step, uint64_t number,
		      uint8_t *to)
{
	const unsigned int bits = step->bits ? step->bits : 8 * step->size;
	const uint64_t mask = bits < 64 ? (1ull << bits) - 1 : ~0ull;
	const uint64_t above = number & ~(mask >> (step->is_signed ? 1 : 0));
	unsigned __int128 wide = 0;

	if (above && !(step->is_signed && above == ~(mask >> 1)))
		return err_set(r->err, ERANGE, "%lld does not fit into %u bits", (long long)number,
			       bits);
	memcpy(&wide, to, step->size);
	wide &= ~((unsigned __int128)mask << step->bit);
	wide |= (unsigned __int128)(number & mask) << step->bit;
	memcpy(to, &wide, step->size);
	return 0;
}

static int read_number(const struct reader *r, const struct flat_step *step, size_t at, uint8_t *to)
{
	const uint8_t *from = place(r, at, step->to_size);
	uint64_t number = 0;

	if (!from)
		return outside(r);
	memcpy(&number, from, step->to_size);
	if (step->is_signed && step->to_size < 8 && number >> (8 * step->to_size - 1))
		number |= ~0ull << 8 * step->to_size;
	return put_number(r, step, number, to);
}

static int read_enum(const struct reader *r, const struct flat_step *step, size_t at, uint8_t *to)
{
	const uint8_t *from = place(r, at, step->to_size);
	uint32_t index = 0;

	if (!from)
		return outside(r);
	memcpy(&index, from, step->to_size);
	for (uint32_t i = 0; i < step->count; i++)
		if (r->flat->cases[step->first + i].index == index)
			return put_number(r, step, r->flat->cases[step->first + i].value, to);
	return err_set(r->err, EINVAL, "the last case of an enum stands for no number");
}

static int read_pair(const struct reader *r, size_t at, uint32_t pair[2])
{
	const uint8_t *from = place(r, at, 2 * sizeof(*pair));

	if (!from)
		return outside(r);
	memcpy(pair, from, 2 * sizeof(*pair));
	return 0;
}

static int read_string(const struct reader *r, const struct flat_step *step, size_t at, uint8_t *to)
{
	const uint32_t room = step->size ? step->size - 1
					 : 0; /* an array without length has none */
	uint32_t pair[2];
	const uint8_t *from;
	int ret = read_pair(r, at, pair);

	if (ret)
		return ret;
	from = place(r, pair[0], pair[1]);
	if (!from)
		return outside(r);
	if (pair[1] > room)
		return err_set(r->err, ERANGE, "a text has %u bytes, and there is room for %u",
			       pair[1], room);
	memset(to, 0, step->size);
	memcpy(to, from, pair[1]);
	return 0;
}

/* 16 if it is no digit. */
static uint8_t digit(uint8_t character)
{
	if (character >= '0' && character <= '9')
		return character - '0';
	character |= 0x20;
	return character >= 'a' && character <= 'f' ? character - 'a' + 10 : 16;
}

static int read_hex(const struct reader *r, const struct flat_step *step, size_t at, uint8_t *to)
{
	const char *name = r->flat->names + step->name;
	const uint8_t *from;
	uint32_t pair[2];
	int ret = read_pair(r, at, pair);

	if (ret)
		return ret;
	if (pair[1] != 2 * (uint64_t)step->size)
		return err_set(r->err, ERANGE, "%s: %u bytes are %llu hexadecimal digits, not %u",
			       name, step->size, 2 * (unsigned long long)step->size, pair[1]);
	from = place(r, pair[0], pair[1]);
	if (!from)
		return outside(r);
	for (uint32_t i = 0; i < pair[1]; i++)
		if (digit(from[i]) == 16)
			return err_set(r->err, EINVAL,
				       "%s: byte %u of the text is no hexadecimal digit", name, i);
	for (uint32_t i = 0; i < step->size; i++)
		to[i] = (uint8_t)(digit(from[2 * i]) << 4 | digit(from[2 * i + 1]));
	return 0;
}

static int read_steps(const struct reader *r, uint32_t first, uint32_t last, size_t at,
		      uint8_t *to);

static int read_list(const struct reader *r, const struct flat_step *step, size_t at, uint8_t *to)
{
	const uint32_t first = (uint32_t)(step - r->flat->steps) + 1;
	const uint8_t *from;
	uint32_t pair[2];
	int ret = read_pair(r, at, pair);

	if (ret)
		return ret;
	if (pair[1] != step->count)
		return err_set(r->err, ERANGE, "a list has %u elements, and the array %u", pair[1],
			       step->count);
	from = place(r, pair[0], (size_t)step->count * step->element);
	if (!from)
		return outside(r);
	if (first == step->next) {
		memcpy(to, from, (size_t)step->count * step->element);
		return 0;
	}
	for (uint32_t i = 0; i < step->count && !ret; i++)
		ret = read_steps(r, first, step->next, pair[0] + (size_t)i * step->element,
				 to + (size_t)i * step->stride);
	return ret;
}

/* The bytes of the case that it is; a larger one may have been there before. What the column says
 * is the guest's to set. */
static int read_variant(const struct reader *r, const struct flat_step *step, size_t at,
			uint8_t *to)
{
	const struct flat_step *steps = r->flat->steps;
	const uint8_t *from = place(r, at + step->to, 1);
	uint32_t i = (uint32_t)(step - steps) + 1;

	if (!from)
		return outside(r);
	while (i < step->next && steps[i].other != *from)
		i = steps[i].next;
	if (i >= step->next)
		return err_set(r->err, EINVAL, "a variant has no such case");
	memset(to + step->from, 0, step->stride);
	return read_steps(r, i + 1, steps[i].next, at, to);
}

static int read_steps(const struct reader *r, uint32_t first, uint32_t last, size_t at, uint8_t *to)
{
	int ret = 0;

	for (uint32_t i = first; i < last && !ret; i++) {
		const struct flat_step *step = &r->flat->steps[i];
		const size_t value = at + step->to;
		const uint8_t *from;

		switch (step->code) {
		case FLAT_COPY:
			from = place(r, value, step->size);
			if (!from)
				return outside(r);
			memcpy(to + step->from, from, step->size);
			break;
		case FLAT_STRING:
			ret = read_string(r, step, value, to + step->from);
			break;
		case FLAT_HEX:
			ret = read_hex(r, step, value, to + step->from);
			break;
		case FLAT_LIST:
			ret = read_list(r, step, value, to + step->from);
			i = step->next - 1;
			break;
		case FLAT_ENUM:
			ret = read_enum(r, step, value, to + step->from);
			break;
		case FLAT_VARIANT:
			ret = read_variant(r, step, at, to);
			i = step->next - 1;
			break;
		default:
			ret = read_number(r, step, value, to + step->from);
		}
	}
	return ret;
}

int flat_read(const struct flat *flat, const void *values, size_t size, size_t at, void *to,
	      struct err *err)
{
	const struct reader r = { flat, values, size, err };

	return read_steps(&r, 0, flat->step_count, at, to);
}
