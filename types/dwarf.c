// SPDX-License-Identifier: MIT
#include "types/dwarf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/elf.h"
#include "lib/err.h"

enum { ENTRIES_MAX = 1 << 20, ABBREVS_MAX = 4096, ATTRIBUTES_MAX = 65536, DEPTH_MAX = 256 };

/* Of the standard, as far as they are needed. */
enum attribute {
	AT_NAME = 0x03,
	AT_BYTE_SIZE = 0x0b,
	AT_BIT_SIZE = 0x0d,
	AT_CONST_VALUE = 0x1c,
	AT_UPPER_BOUND = 0x2f,
	AT_COUNT = 0x37,
	AT_MEMBER_PLACE = 0x38,
	AT_DECLARATION = 0x3c,
	AT_ENCODING = 0x3e,
	AT_TYPE = 0x49,
	AT_BIT_PLACE = 0x6b,
	AT_TEXTS_BASE = 0x72,
};

enum form {
	FORM_ADDR = 0x01,
	FORM_BLOCK2 = 0x03,
	FORM_BLOCK4,
	FORM_DATA2,
	FORM_DATA4,
	FORM_DATA8,
	FORM_STRING,
	FORM_BLOCK,
	FORM_BLOCK1,
	FORM_DATA1,
	FORM_FLAG,
	FORM_SDATA,
	FORM_STRP,
	FORM_UDATA,
	FORM_REF_ADDR,
	FORM_REF1,
	FORM_REF2,
	FORM_REF4,
	FORM_REF8,
	FORM_REF_UDATA,
	FORM_SEC_OFFSET = 0x17,
	FORM_EXPRLOC,
	FORM_FLAG_PRESENT,
	FORM_STRX,
	FORM_ADDRX,
	FORM_DATA16 = 0x1e,
	FORM_LINE_STRP,
	FORM_REF_SIG8,
	FORM_IMPLICIT_CONST,
	FORM_LOCLISTX,
	FORM_RNGLISTX,
	FORM_STRX1 = 0x25,
	FORM_STRX2,
	FORM_STRX3,
	FORM_STRX4,
	FORM_ADDRX1,
	FORM_ADDRX2,
	FORM_ADDRX3,
	FORM_ADDRX4,
};

struct attribute_form {
	uint32_t name;
	uint32_t form;
	int64_t implicit;  /* the value, of FORM_IMPLICIT_CONST */
};

/* What entries of a kind consist of. */
struct abbrev {
	uint64_t code;
	uint32_t tag;
	bool has_children;
	uint32_t first, count;  /* attributes */
};

struct reader {
	const struct elf_section *info, *abbrevs, *texts, *text_offsets;
	const unsigned char *at, *end;  /* in the section that is read */
	bool is_bad;
	uint32_t unit;        /* where the unit begins: references count from there */
	uint64_t texts_base;  /* of the unit's texts in .debug_str_offsets */
	struct abbrev abbrev_list[ABBREVS_MAX];
	uint32_t abbrev_count;
	struct attribute_form attributes[ATTRIBUTES_MAX];
	uint32_t attribute_count;
};

/* --- bytes --------------------------------------------------------------------------------- */

static uint64_t read_bytes(struct reader *reader, unsigned int size)
{
	uint64_t number = 0;

	if ((size_t)(reader->end - reader->at) < size) {
		reader->is_bad = true;
		reader->at = reader->end;
		return 0;
	}
	memcpy(&number, reader->at, size);
	reader->at += size;
	return number;
}

static uint64_t read_uleb(struct reader *reader)
{
	uint64_t number = 0;

	for (unsigned int shift = 0; shift < 64; shift += 7) {
		const uint64_t byte = read_bytes(reader, 1);

		number |= (byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return number;
	}
	reader->is_bad = true;
	return 0;
}

static int64_t read_sleb(struct reader *reader)
{
	uint64_t number = 0, byte;

	for (unsigned int shift = 0; shift < 64;) {
		byte = read_bytes(reader, 1);
		number |= (byte & 0x7f) << shift;
		shift += 7;
		if (!(byte & 0x80)) {
			if (byte & 0x40 && shift < 64)
				number |= ~0ull << shift;
			return (int64_t)number;
		}
	}
	reader->is_bad = true;
	return 0;
}

static void skip(struct reader *reader, uint64_t size)
{
	if ((uint64_t)(reader->end - reader->at) < size) {
		reader->is_bad = true;
		size = (uint64_t)(reader->end - reader->at);
	}
	reader->at += size;
}

/* The text at an offset of .debug_str, or null. */
static const char *text_at(const struct reader *reader, uint64_t offset)
{
	const struct elf_section *texts = reader->texts;

	if (!texts || !texts->data || offset >= texts->size ||
	    !memchr(texts->data + offset, 0, texts->size - offset))
		return NULL;
	return (const char *)texts->data + offset;
}

static const char *text_of_index(const struct reader *reader, uint64_t index)
{
	const struct elf_section *offsets = reader->text_offsets;
	uint32_t offset;

	if (!offsets || !offsets->data || offsets->size < reader->texts_base ||
	    index >= (offsets->size - reader->texts_base) / 4)
		return NULL;
	memcpy(&offset, offsets->data + reader->texts_base + 4 * index, sizeof(offset));
	return text_at(reader, offset);
}

/* --- attributes ---------------------------------------------------------------------------- */

/* A value in the form that it has: a number, a text, or neither. */
struct attribute_value {
	uint64_t number;
	const char *text;
	bool is_number;
};

static const char *read_string(struct reader *reader)
{
	const void *start = reader->at;
	const unsigned char *end = memchr(start, 0, (size_t)(reader->end - reader->at));

	if (!end) {
		reader->is_bad = true;
		return NULL;
	}
	reader->at = end + 1;
	return start;
}

/* How many bytes a number of that form has; 0: it is none of a fixed size. */
static unsigned int fixed_size(uint32_t form)
{
	switch (form) {
	case FORM_DATA1:
	case FORM_FLAG:
	case FORM_REF1:
	case FORM_STRX1:
	case FORM_ADDRX1:
		return 1;
	case FORM_DATA2:
	case FORM_REF2:
	case FORM_STRX2:
	case FORM_ADDRX2:
		return 2;
	case FORM_STRX3:
	case FORM_ADDRX3:
		return 3;
	case FORM_DATA4:
	case FORM_REF4:
	case FORM_STRX4:
	case FORM_ADDRX4:
	case FORM_STRP:
	case FORM_LINE_STRP:
	case FORM_SEC_OFFSET:
	case FORM_REF_ADDR:
		return 4;
	case FORM_ADDR:
	case FORM_DATA8:
	case FORM_REF8:
	case FORM_REF_SIG8:
		return 8;
	default:
		return 0;
	}
}

static void skip_block(struct reader *reader, uint32_t form)
{
	switch (form) {
	case FORM_BLOCK1:
		skip(reader, read_bytes(reader, 1));
		break;
	case FORM_BLOCK2:
		skip(reader, read_bytes(reader, 2));
		break;
	case FORM_BLOCK4:
		skip(reader, read_bytes(reader, 4));
		break;
	case FORM_BLOCK:
	case FORM_EXPRLOC:
		skip(reader, read_uleb(reader));
		break;
	case FORM_DATA16:
		skip(reader, 16);
		break;
	default:
		reader->is_bad = true;
	}
}

static struct attribute_value read_value(struct reader *reader, const struct attribute_form *form)
{
	struct attribute_value value = { .is_number = true };
	const unsigned int size = fixed_size(form->form);

	if (size)
		value.number = read_bytes(reader, size);
	switch (form->form) {
	case FORM_STRP:
		value.text = text_at(reader, value.number);
		break;
	case FORM_STRX1:
	case FORM_STRX2:
	case FORM_STRX3:
	case FORM_STRX4:
		value.text = text_of_index(reader, value.number);
		break;
	case FORM_STRX:
		value.text = text_of_index(reader, read_uleb(reader));
		break;
	case FORM_STRING:
		value.text = read_string(reader);
		break;
	case FORM_REF1:
	case FORM_REF2:
	case FORM_REF4:
	case FORM_REF8:
		value.number += reader->unit;
		break;
	case FORM_REF_UDATA:
		value.number = reader->unit + read_uleb(reader);
		break;
	case FORM_UDATA:
	case FORM_ADDRX:
	case FORM_LOCLISTX:
	case FORM_RNGLISTX:
		value.number = read_uleb(reader);
		break;
	case FORM_SDATA:
		value.number = (uint64_t)read_sleb(reader);
		break;
	case FORM_IMPLICIT_CONST:
		value.number = (uint64_t)form->implicit;
		break;
	case FORM_FLAG_PRESENT:
		value.number = 1;
		break;
	default:
		if (!size) {
			skip_block(reader, form->form);
			value.is_number = false;
		}
	}
	return value;
}

/* The enumerators' data1 and data2 are unsigned in clang's output, sdata if one is negative. */
static void take(struct reader *reader, struct dwarf_entry *entry, uint32_t name,
		 const struct attribute_value *value)
{
	const uint64_t number = value->is_number ? value->number : 0;

	switch (name) {
	case AT_NAME:
		entry->name = value->text;
		break;
	case AT_TYPE:
		entry->type = number <= UINT32_MAX ? (uint32_t)number : 0;
		break;
	case AT_BYTE_SIZE:
		entry->size = number;
		break;
	case AT_BIT_SIZE:
		entry->bits = number;
		break;
	case AT_BIT_PLACE:
		entry->bit_place = number;
		break;
	case AT_MEMBER_PLACE:
		entry->place = number;
		break;
	case AT_COUNT:
		entry->count = number;
		break;
	case AT_UPPER_BOUND:
		entry->count = number + 1;
		break;
	case AT_CONST_VALUE:
		entry->value = (int64_t)number;
		entry->text = value->text;
		break;
	case AT_ENCODING:
		entry->encoding = (uint32_t)number;
		break;
	case AT_DECLARATION:
		entry->is_declaration = number;
		break;
	case AT_TEXTS_BASE:
		reader->texts_base = number;
		break;
	default:
		break;
	}
}

/* --- abbreviations ------------------------------------------------------------------------- */

static bool read_abbrev(struct reader *reader, struct abbrev *abbrev)
{
	abbrev->tag = (uint32_t)read_uleb(reader);
	abbrev->has_children = read_bytes(reader, 1);
	abbrev->first = reader->attribute_count;
	while (!reader->is_bad) {
		struct attribute_form *form = &reader->attributes[reader->attribute_count];
		const uint64_t name = read_uleb(reader), how = read_uleb(reader);

		if (!name && !how)
			return true;
		if (reader->attribute_count + 1 == ATTRIBUTES_MAX || name > UINT32_MAX ||
		    how > UINT32_MAX)
			return false;
		form->name = (uint32_t)name;
		form->form = (uint32_t)how;
		if (how == FORM_IMPLICIT_CONST)
			form->implicit = read_sleb(reader);
		reader->attribute_count++;
		abbrev->count = reader->attribute_count - abbrev->first;
	}
	return false;
}

/* Those at an offset of .debug_abbrev, for one unit. */
static bool read_abbrevs(struct reader *reader, uint64_t offset)
{
	const struct elf_section *section = reader->abbrevs;
	const unsigned char *at = reader->at, *end = reader->end;
	bool is_read = offset < section->size;

	reader->abbrev_count = reader->attribute_count = 0;
	reader->at = section->data + (is_read ? offset : 0);
	reader->end = section->data + section->size;
	while (is_read) {
		struct abbrev *abbrev = &reader->abbrev_list[reader->abbrev_count];
		const uint64_t code = read_uleb(reader);

		if (!code)
			break;
		*abbrev = (struct abbrev){ .code = code };
		is_read = read_abbrev(reader, abbrev) && ++reader->abbrev_count < ABBREVS_MAX;
	}
	is_read = is_read && !reader->is_bad;
	reader->at = at;
	reader->end = end;
	return is_read;
}

/* Compilers number them from 1 on. */
static const struct abbrev *find_abbrev(const struct reader *reader, uint64_t code)
{
	if (code <= reader->abbrev_count && reader->abbrev_list[code - 1].code == code)
		return &reader->abbrev_list[code - 1];
	for (uint32_t i = 0; i < reader->abbrev_count; i++)
		if (reader->abbrev_list[i].code == code)
			return &reader->abbrev_list[i];
	return NULL;
}

/* --- entries ------------------------------------------------------------------------------- */

static bool is_wanted(uint32_t tag)
{
	switch (tag) {
	case DWARF_ARRAY:
	case DWARF_ENUM:
	case DWARF_MEMBER:
	case DWARF_POINTER:
	case DWARF_STRUCT:
	case DWARF_SUBROUTINE:
	case DWARF_TYPEDEF:
	case DWARF_UNION:
	case DWARF_RANGE:
	case DWARF_BASE:
	case DWARF_CONST:
	case DWARF_ENUMERATOR:
	case DWARF_VOLATILE:
	case DWARF_RESTRICT:
	case DWARF_ATOMIC:
	case DWARF_TAG:
		return true;
	default:
		return false;
	}
}

static int add_entry(struct dwarf *dwarf, const struct dwarf_entry *entry)
{
	struct dwarf_entry *list = dwarf->list;

	if (dwarf->count == ENTRIES_MAX)
		return -E2BIG;
	if (!(dwarf->count & (dwarf->count - 1))) {
		list = realloc(list, (dwarf->count ? 2 * dwarf->count : 1) * sizeof(*list));
		if (!list)
			return -ENOMEM;
		dwarf->list = list;
	}
	list[dwarf->count++] = *entry;
	return 0;
}

/* The entries of a unit, which end where reader->end is. */
static int read_entries(struct reader *reader, struct dwarf *dwarf)
{
	uint32_t depth = 0;
	int ret = 0;

	while (!ret && !reader->is_bad && reader->at < reader->end) {
		struct dwarf_entry entry = {
			.offset = (uint32_t)(reader->at - reader->info->data),
			.depth = depth,
		};
		const uint64_t code = read_uleb(reader);
		const struct abbrev *abbrev = code ? find_abbrev(reader, code) : NULL;

		if (!code) { /* the end of a list of children */
			depth -= depth > 0;
			continue;
		}
		if (!abbrev || depth > DEPTH_MAX)
			return -EINVAL;
		entry.tag = abbrev->tag;
		for (uint32_t i = 0; i < abbrev->count; i++) {
			const struct attribute_form *form = &reader->attributes[abbrev->first + i];
			const struct attribute_value value = read_value(reader, form);

			take(reader, &entry, form->name, &value);
		}
		if (is_wanted(entry.tag))
			ret = add_entry(dwarf, &entry);
		depth += abbrev->has_children;
	}
	return ret ? ret : reader->is_bad ? -EINVAL : 0;
}

static int read_unit(struct reader *reader, struct dwarf *dwarf)
{
	const unsigned char *end = reader->end;
	uint64_t length, version, abbrevs, address_size, kind = 1;
	int ret;

	reader->unit = (uint32_t)(reader->at - reader->info->data);
	length = read_bytes(reader, 4);
	if (reader->is_bad || length >= 0xfffffff0 || length > (uint64_t)(end - reader->at))
		return -EINVAL;
	reader->end = reader->at + length;
	version = read_bytes(reader, 2);
	if (version >= 5)
		kind = read_bytes(reader, 1);
	address_size = version >= 5 ? read_bytes(reader, 1) : 0;
	abbrevs = read_bytes(reader, 4);
	if (version < 5)
		address_size = read_bytes(reader, 1);
	reader->texts_base = 8;
	if (version < 4 || version > 5 || kind != 1 || address_size != 8 ||
	    !read_abbrevs(reader, abbrevs))
		return -EINVAL;
	ret = read_entries(reader, dwarf);
	reader->at = reader->end;
	reader->end = end;
	return ret;
}

int dwarf_read(struct dwarf *dwarf, const struct elf *elf, struct err *err)
{
	struct reader *reader = calloc(1, sizeof(*reader));
	int ret = 0;

	*dwarf = (struct dwarf){ 0 };
	if (!reader)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	reader->info = elf_find(elf, ".debug_info");
	reader->abbrevs = elf_find(elf, ".debug_abbrev");
	reader->texts = elf_find(elf, ".debug_str");
	reader->text_offsets = elf_find(elf, ".debug_str_offsets");
	if (!reader->info || !reader->info->data || !reader->abbrevs || !reader->abbrevs->data ||
	    reader->info->size > UINT32_MAX)
		ret = err_set(err, ENOENT, "the object has no debug information");
	if (!ret) {
		reader->at = reader->info->data;
		reader->end = reader->at + reader->info->size;
		while (!ret && reader->at < reader->end)
			ret = read_unit(reader, dwarf);
		if (ret)
			err_set(err, -ret, "the object's debug information cannot be read: %s",
				strerror(-ret));
	}
	if (ret)
		dwarf_release(dwarf);
	free(reader);
	return ret;
}

void dwarf_release(struct dwarf *dwarf)
{
	free(dwarf->list);
	*dwarf = (struct dwarf){ 0 };
}

static int compare(const void *key, const void *element)
{
	const uint32_t offset = *(const uint32_t *)key;
	const struct dwarf_entry *entry = element;

	return offset < entry->offset ? -1 : offset > entry->offset;
}

const struct dwarf_entry *dwarf_at(const struct dwarf *dwarf, uint32_t offset)
{
	if (!dwarf->count)
		return NULL;
	return bsearch(&offset, dwarf->list, dwarf->count, sizeof(*dwarf->list), compare);
}
