// SPDX-License-Identifier: MIT
/*
 * Sections of components. Format: the Component Model's Binary.md,
 * https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md
 */
#include <errno.h>
#include <stdlib.h>

#include "lib/wasm_cursor.h"

enum { HEADER = 8, CORE_MODULE = 1, COMPONENT = 4, DEPTH_MAX = 16 };
enum { SORT_CORE, SORT_FUNC, SORT_VALUE, SORT_TYPE, SORT_COMPONENT, SORT_INSTANCE };

const char *wasm_component_section(unsigned int id)
{
	switch (id) {
	case 0:
		return "custom";
	case CORE_MODULE:
		return "module";
	case COMPONENT:
		return "component";
	default:
		return NULL;
	}
}

/* A name can have options behind it, which the byte before it tells. */
static struct wasm_name take_import_name(struct cursor *cursor)
{
	const unsigned int form = take_byte(cursor);
	const struct wasm_name name = take_name(cursor);

	cursor->bad |= form > 1;
	return name;
}

/* What stands behind the name: a sort, which it returns, and a type or a bound. */
static unsigned int take_description(struct cursor *cursor)
{
	const unsigned int sort = take_byte(cursor);

	switch (sort) {
	case SORT_CORE:
		take_byte(cursor);
		take_u32(cursor);
		break;
	case SORT_VALUE:
	case SORT_TYPE:
		/* Equal to a type, or any resource, which has no number. */
		if (take_byte(cursor) == 0 || sort == SORT_VALUE)
			take_number(cursor);
		break;
	default:
		take_u32(cursor);
		cursor->bad |= sort > SORT_INSTANCE;
	}
	return sort;
}

int wasm_component_imports(struct cursor *section, struct wasm_module *module)
{
	const uint32_t count = take_u32(section);
	struct wasm_import *imports;

	/* Each takes four bytes at least, and there can be several such sections. */
	if (section->bad || count > section->left / 4)
		return -EINVAL;
	imports = realloc(module->imports,
			  ((size_t)module->import_count + count + 1) * sizeof(*imports));
	if (!imports)
		return -ENOMEM;
	module->imports = imports;
	for (uint32_t i = 0; i < count && !section->bad; i++) {
		const struct wasm_name name = take_import_name(section);

		if (take_description(section) != SORT_TYPE && !section->bad)
			imports[module->import_count++] = (struct wasm_import){ .module = name,
										.name = { "", 0 } };
	}
	return section->bad ? -EINVAL : 0;
}

uint32_t wasm_component_functions(const void *data, size_t size, unsigned int depth)
{
	struct cursor cursor = { data, size, false };
	uint32_t count = 0;

	take(&cursor, HEADER);
	while (cursor.left && !cursor.bad && depth < DEPTH_MAX) {
		const unsigned int id = take_byte(&cursor);
		const uint32_t len = take_u32(&cursor);
		const unsigned char *section = take(&cursor, len);

		if (cursor.bad)
			break;
		if (id == CORE_MODULE)
			count += wasm_count_functions(section, len);
		else if (id == COMPONENT)
			count += wasm_component_functions(section, len, depth + 1);
	}
	return count;
}
