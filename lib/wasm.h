/* SPDX-License-Identifier: MIT */
/*
 * A checked reader of WebAssembly modules. It tells about a guest without running it: what it
 * imports, its sections, and its memory at the start. Format: WebAssembly Core
 * Specification, chapter 5.
 */
#ifndef LIB_WASM_H
#define LIB_WASM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"

struct buf;
struct err;

enum wasm_kind { WASM_KIND_FUNCTION, WASM_KIND_TABLE, WASM_KIND_MEMORY, WASM_KIND_GLOBAL };

/* Bytes of the module. No NUL ends them, and they may be any bytes. */
struct wasm_name {
	const char *at;
	uint32_t len;
};

struct wasm_import {
	struct wasm_name module;
	struct wasm_name name;
	enum wasm_kind kind;
};

struct wasm_section {
	struct wasm_name name;  /* of its kind; a custom section's own name */
	uint32_t size;          /* bytes of its contents */
	struct wasm_name rest;  /* what follows the name of a custom section */
};

/* The custom section in which a component carries its BPF object. */
#define COMPONENT_OBJECT "wasm-bpf.object"

enum { WASM_SECTIONS_MAX = 256 };  /* further ones are left out */

struct wasm_module {
	bool is_component; /* then there are no memory and no image, and an import is an interface */
	struct wasm_section *sections;
	uint32_t section_count;

	struct wasm_import *imports;
	uint32_t import_count;
	uint32_t memory_min;  /* pages of 64 KiB */
	uint64_t memory_max;  /* pages of 64 KiB */
	struct buf image;     /* the active data segments, as they lie in memory */
	uint32_t image_base;  /* the address where `image` begins */
};

/* Reads a module; names point into `data`. 0; -EINVAL if it is cut off or malformed; or
 * -ENOMEM. */
int wasm_read(const void *data, size_t size, struct wasm_module *module, struct err *err);
void wasm_release(struct wasm_module *module);

/* Finds a custom section in `data`: all of it, and what it holds; either may be null. False if
 * there is none, or the module is malformed before it. */
bool wasm_find_custom(const void *data, size_t size, const char *name, struct wasm_name *ret_whole,
		      struct wasm_name *ret_contents);

/* Whether the bytes begin as a component does. */
bool wasm_is_component(const void *data, size_t size);

/* How many functions of its own a module has, or all modules in a component; 0 if it is malformed. */
uint32_t wasm_count_functions(const void *data, size_t size);

bool wasm_name_is(struct wasm_name name, const char *text);

/* Adds a number as a module has them: LEB128. */
void wasm_add_number(struct buf *to, uint64_t number);

#endif
