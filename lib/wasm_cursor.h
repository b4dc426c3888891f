/* SPDX-License-Identifier: MIT */
/* Bytes of a module that are read in order. Only for the files of lib/wasm.h. */
#ifndef LIB_WASM_CURSOR_H
#define LIB_WASM_CURSOR_H

#include "lib/wasm.h"

/* Bytes that are read in order. `bad` stays set once they have run out. */
struct cursor {
	const unsigned char *at;
	size_t left;
	bool bad;
};

static inline const unsigned char *take(struct cursor *cursor, size_t size)
{
	const unsigned char *taken = cursor->at;

	if (cursor->bad || size > cursor->left) {
		cursor->bad = true;
		return NULL;
	}
	cursor->at += size;
	cursor->left -= size;
	return taken;
}

static inline unsigned int take_byte(struct cursor *cursor)
{
	const unsigned char *byte = take(cursor, 1);

	return byte ? *byte : 0;
}

/* An LEB128 of up to 64 bits. */
static inline uint64_t take_number(struct cursor *cursor)
{
	uint64_t value = 0;

	for (unsigned int shift = 0; shift < 70; shift += 7) {
		unsigned int byte = take_byte(cursor);

		if (shift < 64)
			value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return value;
	}
	cursor->bad = true;
	return 0;
}

static inline uint32_t take_u32(struct cursor *cursor)
{
	uint64_t value = take_number(cursor);

	cursor->bad |= value > UINT32_MAX;
	return (uint32_t)value;
}

static inline struct wasm_name take_name(struct cursor *cursor)
{
	uint32_t len = take_u32(cursor);
	const char *at = (const char *)take(cursor, len);

	return (struct wasm_name){ at, at ? len : 0 };
}

/* --- components (wasm_component.c) --------------------------------------------------------- */

enum { WASM_COMPONENT_IMPORT = 10 };

/* What a section is that is worth a word: custom sections, modules and components. The rest, which
 * only connects these, is null. */
const char *wasm_component_section(unsigned int id);

/* Adds what a section imports, except types: a whole interface is an import without a name. 0, -EINVAL or
 * -ENOMEM. */
int wasm_component_imports(struct cursor *section, struct wasm_module *module);

/* How many functions the modules of a component have, up to a depth. */
uint32_t wasm_component_functions(const void *data, size_t size, unsigned int depth);

#endif
