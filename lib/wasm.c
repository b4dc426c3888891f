// SPDX-License-Identifier: MIT
#include "lib/wasm.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/wasm_cursor.h"

enum { HEADER = 8, IMAGE_MAX = 64 * 1024 * 1024, PAGES_MAX = 65536 };
enum {
	SECTION_CUSTOM = 0, SECTION_IMPORT = 2, SECTION_FUNCTION = 3, SECTION_MEMORY = 5,
	SECTION_DATA = 11,
};
enum { I32_CONST = 0x41, END = 0x0b, TAG = 4 };

static void take_limits(struct cursor *cursor, uint64_t *ret_min, uint64_t *ret_max)
{
	unsigned int flags = take_byte(cursor);

	*ret_min = take_number(cursor);
	*ret_max = flags & 1 ? take_number(cursor) : PAGES_MAX;
}

/* A type of a value: one byte, but for references to types, which are followed by one. */
static void skip_value_type(struct cursor *cursor)
{
	unsigned int type = take_byte(cursor);

	if (type == 0x63 || type == 0x64)
		take_number(cursor);
}

/* What stands behind the two names of an import. */
static enum wasm_kind take_import_type(struct cursor *cursor)
{
	unsigned int kind = take_byte(cursor);
	uint64_t min, max;

	switch (kind) {
	case WASM_KIND_FUNCTION:
		take_u32(cursor);
		break;
	case WASM_KIND_TABLE:
		skip_value_type(cursor);
		take_limits(cursor, &min, &max);
		break;
	case WASM_KIND_MEMORY:
		take_limits(cursor, &min, &max);
		break;
	case WASM_KIND_GLOBAL:
		skip_value_type(cursor);
		take(cursor, 1);
		break;
	case TAG:
		take(cursor, 1);
		take_u32(cursor);
		break;
	default:
		cursor->bad = true;
	}
	return (enum wasm_kind)kind;
}

static int read_imports(struct cursor *section, struct wasm_module *module)
{
	uint32_t count = take_u32(section);

	/* Each takes four bytes at least. */
	if (section->bad || count > section->left / 4 || module->imports)
		return -EINVAL;
	module->imports = calloc(count + 1, sizeof(*module->imports));
	if (!module->imports)
		return -ENOMEM;
	for (uint32_t i = 0; i < count && !section->bad; i++) {
		struct wasm_import *import = &module->imports[i];

		import->module = take_name(section);
		import->name = take_name(section);
		import->kind = take_import_type(section);
		module->import_count += !section->bad;
	}
	return section->bad ? -EINVAL : 0;
}

static int read_memory(struct cursor *section, struct wasm_module *module)
{
	uint64_t min = 0;

	if (take_u32(section))
		take_limits(section, &min, &module->memory_max);
	module->memory_min = min > PAGES_MAX ? PAGES_MAX : (uint32_t)min;
	return section->bad ? -EINVAL : 0;
}

struct segment {
	const unsigned char *data;
	uint32_t size;
	uint32_t address;
	bool is_placed;  /* at an address that is a constant */
};

static struct segment take_segment(struct cursor *section)
{
	struct segment segment = { 0 };
	uint32_t flags = take_u32(section);

	if (flags == 2)
		take_u32(section);  /* the memory */
	if (flags != 1) {
		/* Any other expression could only be skipped by understanding it. */
		section->bad |= take_byte(section) != I32_CONST;
		segment.address = (uint32_t)take_number(section);
		section->bad |= take_byte(section) != END;
		segment.is_placed = true;
	}
	segment.size = take_u32(section);
	segment.data = take(section, segment.size);
	return segment;
}

/* Lays one segment into the image, zeros before it where needed. */
static void place(struct wasm_module *module, const struct segment *segment)
{
	size_t at = segment->address - module->image_base;
	struct buf *image = &module->image;

	if (at + segment->size > image->len) {
		size_t more = at + segment->size - image->len;
		char *zeros = buf_reserve(image, more);

		if (!zeros)
			return;
		memset(zeros, 0, more);
		image->len += more;
	}
	if (segment->size)
		memcpy(image->data + at, segment->data, segment->size);
}

static int read_data(struct cursor *section, struct wasm_module *module)
{
	uint32_t count = take_u32(section);
	struct cursor again = *section;

	module->image_base = UINT32_MAX;
	for (uint32_t i = 0; i < count && !section->bad; i++) {
		struct segment segment = take_segment(section);

		if (!section->bad && segment.is_placed && segment.address < module->image_base)
			module->image_base = segment.address;
	}
	if (section->bad)
		return -EINVAL;
	for (uint32_t i = 0; i < count; i++) {
		struct segment segment = take_segment(&again);

		if (segment.is_placed)
			place(module, &segment);
	}
	return -module->image.error;
}

static int read_section(unsigned int id, struct cursor *section, struct wasm_module *module)
{
	if (module->is_component)
		return id == WASM_COMPONENT_IMPORT ? wasm_component_imports(section, module) : 0;
	switch (id) {
	case SECTION_IMPORT:
		return read_imports(section, module);
	case SECTION_MEMORY:
		return read_memory(section, module);
	case SECTION_DATA:
		return read_data(section, module);
	default:
		return 0;
	}
}

/* Takes note of a section; its contents are not used up. */
static int note_section(unsigned int id, struct cursor section, struct wasm_module *module)
{
	static const char *const names[] = {
		[1] = "type", "import", "function", "table", "memory", "global", "export", "start",
		"element", "code", "data", "data count", "tag",
	};
	struct wasm_section *to = &module->sections[module->section_count];

	if (module->section_count == WASM_SECTIONS_MAX ||
	    (module->is_component && !wasm_component_section(id)))
		return 0;
	to->size = (uint32_t)section.left;
	if (module->is_component && id != SECTION_CUSTOM) {
		const char *word = wasm_component_section(id);

		to->name = (struct wasm_name){ word, (uint32_t)strlen(word) };
	} else if (id == SECTION_CUSTOM) {
		to->name = take_name(&section);
		to->rest = (struct wasm_name){ (const char *)section.at, (uint32_t)section.left };
	} else if (id < sizeof(names) / sizeof(names[0])) {
		to->name = (struct wasm_name){ names[id], (uint32_t)strlen(names[id]) };
	} else {
		return -EINVAL;
	}
	module->section_count++;
	return section.bad ? -EINVAL : 0;
}

int wasm_read(const void *data, size_t size, struct wasm_module *module, struct err *err)
{
	struct cursor cursor = { data, size, false };
	const unsigned char *magic = take(&cursor, HEADER);
	int ret = 0;

	*module = (struct wasm_module){ .image = BUF_INIT(IMAGE_MAX), .memory_max = PAGES_MAX };
	module->is_component = wasm_is_component(data, size);
	if (!module->is_component && (!magic || memcmp(magic, "\0asm\1\0\0\0", HEADER) != 0))
		return err_set(err, EINVAL, "not a WebAssembly module");
	module->sections = calloc(WASM_SECTIONS_MAX, sizeof(*module->sections));
	if (!module->sections)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	while (cursor.left && !ret) {
		unsigned int id = take_byte(&cursor);
		uint32_t len = take_u32(&cursor);
		struct cursor section = { take(&cursor, len), len, cursor.bad };

		ret = cursor.bad ? -EINVAL : note_section(id, section, module);
		if (!ret)
			ret = read_section(id, &section, module);
		if (ret < 0)
			err_set(err, -ret, "section %u of the module is malformed or too large",
				id);
	}
	if (ret < 0)
		wasm_release(module);
	return ret;
}

void wasm_release(struct wasm_module *module)
{
	free(module->imports);
	free(module->sections);
	buf_release(&module->image);
	module->imports = NULL;
	module->sections = NULL;
}

bool wasm_is_component(const void *data, size_t size)
{
	return size >= HEADER && memcmp(data, "\0asm\15\0\1\0", HEADER) == 0;
}

uint32_t wasm_count_functions(const void *data, size_t size)
{
	struct cursor cursor = { data, size, false };

	if (wasm_is_component(data, size))
		return wasm_component_functions(data, size, 0);
	take(&cursor, HEADER);
	while (cursor.left && !cursor.bad) {
		const unsigned int id = take_byte(&cursor);
		const uint32_t len = take_u32(&cursor);
		struct cursor section = { take(&cursor, len), len, cursor.bad };

		if (id == SECTION_FUNCTION && !section.bad)
			return take_u32(&section);
	}
	return 0;
}

bool wasm_find_custom(const void *data, size_t size, const char *name, struct wasm_name *ret_whole,
		      struct wasm_name *ret_contents)
{
	struct cursor cursor = { data, size, false };

	take(&cursor, HEADER);
	while (cursor.left && !cursor.bad) {
		const char *begin = (const char *)cursor.at;
		const unsigned int id = take_byte(&cursor);
		const uint32_t len = take_u32(&cursor);
		struct cursor section = { take(&cursor, len), len, cursor.bad };

		if (id != SECTION_CUSTOM || !wasm_name_is(take_name(&section), name) || section.bad)
			continue;
		if (ret_whole)
			*ret_whole = (struct wasm_name){ begin, (uint32_t)((const char *)cursor.at -
									   begin) };
		if (ret_contents)
			*ret_contents = (struct wasm_name){ (const char *)section.at,
							    (uint32_t)section.left };
		return true;
	}
	return false;
}

bool wasm_name_is(struct wasm_name name, const char *text)
{
	return name.len == strlen(text) && memcmp(name.at, text, name.len) == 0;
}

void wasm_add_number(struct buf *to, uint64_t number)
{
	do {
		const unsigned char byte = (number & 0x7f) | (number > 0x7f ? 0x80 : 0);

		buf_add(to, &byte, 1);
		number >>= 7;
	} while (number);
}
