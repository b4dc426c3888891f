// SPDX-License-Identifier: MIT
#include "runtime/oci/needs.h"

#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/buf.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "runtime/oci/manifest.h"
#include "runtime/oci/wasm.h"

enum {
	LOOKED_AT_MAX = 16 * 1024 * 1024, /* bytes of a module that is looked into */
	OBJECTS_MAX = 64,
	SECTION_IMPORT = 2,
	SECTION_DATA = 11,
	I32_CONST = 0x41,
	END = 0x0b,
	BPF_CALL = 0x85,        /* opcode of a call */
	RINGBUF_FIRST = 130,    /* helpers of ring buffers */
	RINGBUF_LAST = 134,
};

/* Bytes that are read in order. `bad` stays set once they have run out. */
struct cursor {
	const unsigned char *at;
	size_t left;
	bool bad;
};

struct needs {
	int abi;
	bool btf;
	bool ringbuf;
	json_t *programs;
};

/* --- WebAssembly ---------------------------------------------------------------- */

static const unsigned char *take(struct cursor *cursor, size_t size)
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

/* An unsigned LEB128. */
static uint32_t take_number(struct cursor *cursor)
{
	uint64_t value = 0;

	for (unsigned int shift = 0; shift < 35; shift += 7) {
		const unsigned char *byte = take(cursor, 1);

		if (!byte)
			return 0;
		value |= (uint64_t)(*byte & 0x7f) << shift;
		if (!(*byte & 0x80))
			return (uint32_t)value;
	}
	cursor->bad = true;
	return 0;
}

static void skip_limits(struct cursor *cursor)
{
	const unsigned char *flags = take(cursor, 1);

	take_number(cursor);
	if (flags && (*flags & 1))
		take_number(cursor);
}

/* What stands behind the two names of an import. */
static void skip_import_type(struct cursor *cursor)
{
	const unsigned char *kind = take(cursor, 1);

	if (!kind)
		return;
	switch (*kind) {
	case 0: take_number(cursor); return;  /* function */
	case 1: take(cursor, 1); skip_limits(cursor); return;  /* table */
	case 2: skip_limits(cursor); return;  /* memory */
	case 3: take(cursor, 2); return;      /* global */
	default: cursor->bad = true;
	}
}

static int abi_of(const unsigned char *module, size_t len)
{
	if (len == strlen("wasm_bpf_v2") && memcmp(module, "wasm_bpf_v2", len) == 0)
		return 2;
	if (len == strlen("wasm_bpf") && memcmp(module, "wasm_bpf", len) == 0)
		return 1;
	return 0;
}

static void look_at_imports(struct needs *needs, struct cursor section)
{
	for (uint32_t left = take_number(&section); left && !section.bad; left--) {
		uint32_t len = take_number(&section);
		const unsigned char *module = take(&section, len);
		int abi = module ? abi_of(module, len) : 0;

		if (abi > needs->abi)
			needs->abi = abi;
		take(&section, take_number(&section));
		skip_import_type(&section);
	}
}

/* --- the BPF objects inside ------------------------------------------------------- */

static bool uses_ringbuf(const struct elf_section *code)
{
	for (uint64_t i = 0; i + 8 <= code->size; i += 8) {
		const unsigned char *insn = code->data + i;
		uint32_t helper = insn[4] | (uint32_t)insn[5] << 8 | (uint32_t)insn[6] << 16 |
				  (uint32_t)insn[7] << 24;

		if (insn[0] == BPF_CALL && !(insn[1] >> 4) && helper >= RINGBUF_FIRST &&
		    helper <= RINGBUF_LAST)
			return true;
	}
	return false;
}

/* Whether .BTF.ext has relocations against the kernel's types. */
static bool has_relocations(const struct elf_section *ext)
{
	uint32_t size;

	if (!ext || !ext->data || ext->size < 32)
		return false;
	memcpy(&size, ext->data + 28, sizeof(size)); /* core_relo_len */
	return size > 0;
}

/* Whether programs of this type are checked against the kernel's types. */
static bool type_needs_btf(const char *type, size_t len)
{
	static const char *const types[] = { "fentry", "fexit", "fmod_ret", "lsm", "tp_btf",
					     "iter", "freplace", "struct_ops" };

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strlen(types[i]) == len && strncmp(types[i], type, len) == 0)
			return true;
	return false;
}

static void add_program(struct needs *needs, const char *section)
{
	size_t len;
	json_t *program;

	section += *section == '?';
	len = strcspn(section, "/");
	needs->btf |= type_needs_btf(section, len);
	program = json_pack("{ss%}", "type", section, len);
	if (program && section[len])
		json_object_set_new(program, "target", json_string(section + len + 1));
	if (program)
		json_array_append_new(needs->programs, program);
}

static void look_at_object(struct needs *needs, const void *data, size_t size)
{
	struct elf elf;

	if (elf_open(&elf, data, size, NULL) < 0)
		return;
	for (uint32_t i = 0; elf.machine == EM_BPF && i < elf.section_count; i++) {
		const struct elf_section *section = &elf.sections[i];

		if (section->type != SHT_PROGBITS || !(section->flags & SHF_EXECINSTR) ||
		    !section->data || !section->size)
			continue;
		needs->ringbuf |= uses_ringbuf(section);
		if (strcmp(section->name, ".text") != 0)
			add_program(needs, section->name);
	}
	if (elf.machine == EM_BPF)
		needs->btf |= has_relocations(elf_find(&elf, ".BTF.ext"));
	elf_release(&elf);
}

/* One segment of a data section: its bytes, and where they go in memory. A passive one
 * goes nowhere yet. */
struct segment {
	const unsigned char *data;
	uint32_t size;
	uint32_t address;
	bool passive;
};

/* The address may only be a constant: what is computed otherwise ends the section. */
static struct segment take_segment(struct cursor *section)
{
	struct segment segment = { 0 };
	uint32_t flags = take_number(section);
	const unsigned char *opcode;

	segment.passive = flags == 1;
	if (flags == 2)
		take_number(section); /* number of the memory */
	if (!segment.passive) {
		opcode = take(section, 1);
		segment.address = take_number(section); /* signed: its low 32 bits are the same */
		section->bad |= !opcode || *opcode != I32_CONST;
		opcode = take(section, 1);
		section->bad |= !opcode || *opcode != END;
	}
	segment.size = take_number(section);
	segment.data = take(section, segment.size);
	return segment;
}

static void look_at_image(struct needs *needs, const unsigned char *image, size_t size)
{
	static const char magic[] = "\x7f" "ELF\2\1";
	const unsigned char *end = image + size, *found = image;

	for (int left = OBJECTS_MAX; left; left--) {
		found = memmem(found, (size_t)(end - found), magic, sizeof(magic) - 1);
		if (!found)
			return;
		look_at_object(needs, found, (size_t)(end - found));
		found++;
	}
}

/* Lays the segments out as in memory: an object with zeros inside may be in several. */
static void look_at_data(struct needs *needs, struct cursor section)
{
	unsigned char *image = calloc(1, LOOKED_AT_MAX);
	uint32_t low = UINT32_MAX, count = take_number(&section);
	struct cursor again = section;
	size_t size = 0;

	for (uint32_t i = 0; i < count && !section.bad; i++) {
		struct segment segment = take_segment(&section);

		if (!section.bad && !segment.passive && segment.address < low)
			low = segment.address;
	}
	for (uint32_t i = 0; image && i < count && !again.bad; i++) {
		struct segment segment = take_segment(&again);
		size_t at = segment.address - low;

		if (again.bad || segment.passive || at > LOOKED_AT_MAX ||
		    segment.size > LOOKED_AT_MAX - at)
			continue;
		memcpy(image + at, segment.data, segment.size);
		if (at + segment.size > size)
			size = at + segment.size;
	}
	if (image)
		look_at_image(needs, image, size);
	free(image);
}

/* --- together ------------------------------------------------------------------------ */

static json_t *make_json(struct needs *needs)
{
	json_t *features = json_array();

	if (needs->btf)
		json_array_append_new(features, json_string("btf"));
	if (needs->ringbuf)
		json_array_append_new(features, json_string("ringbuf"));
	return json_pack("{si sO so}", "abi", needs->abi, "programs", needs->programs, "features",
			 features);
}

json_t *needs_of_module(const void *module, size_t size)
{
	struct cursor cursor = { module, size, false };
	struct needs needs = { .programs = json_array() };
	json_t *made = NULL;

	take(&cursor, WASM_HEADER);
	while (cursor.left && !cursor.bad) {
		const unsigned char *id = take(&cursor, 1);
		uint32_t len = take_number(&cursor);
		struct cursor section = { take(&cursor, len), len, false };

		if (cursor.bad)
			break;
		if (*id == SECTION_IMPORT)
			look_at_imports(&needs, section);
		if (*id == SECTION_DATA)
			look_at_data(&needs, section);
	}
	if (needs.abi)
		made = make_json(&needs);
	json_decref(needs.programs);
	return made;
}

int needs_annotate(const char *path, json_t *annotations, struct err *err)
{
	struct buf module = BUF_INIT(LOOKED_AT_MAX);
	json_t *needs;
	char *text = NULL;
	struct stat st;
	int ret;

	if (json_object_get(annotations, ANNOTATION_NEEDS) ||
	    (stat(path, &st) == 0 && st.st_size > LOOKED_AT_MAX))
		return 0;
	ret = file_read(path, &module, err);
	if (!ret && (needs = needs_of_module(module.data, module.len))) {
		text = json_dumps(needs, JSON_COMPACT);
		if (!text ||
		    json_object_set_new(annotations, ANNOTATION_NEEDS, json_string(text)) < 0)
			ret = err_set(err, ENOMEM, "out of memory");
		free(text);
		json_decref(needs);
	}
	buf_release(&module);
	return ret;
}
