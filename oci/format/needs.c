// SPDX-License-Identifier: MIT
#include "format/needs.h"

#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "format/manifest.h"
#include "lib/buf.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "lib/wasm.h"

enum {
	LOOKED_AT_MAX = 64 * 1024 * 1024, /* bytes of a module that is looked into */
	ABI_TYPED = 3,                    /* components */
	OBJECTS_MAX = 64,
	BPF_CALL = 0x85,        /* opcode of a call */
	RINGBUF_FIRST = 130,    /* helpers of ring buffers */
	RINGBUF_LAST = 134,
};

struct needs {
	int abi;
	bool btf;
	bool ringbuf;
	json_t *programs;
};

/* Which part of the ABI a guest with these imports asks for, 0 where none. */
static int abi_of(const struct wasm_module *module)
{
	int abi = 0;

	for (uint32_t i = 0; i < module->import_count; i++) {
		struct wasm_name from = module->imports[i].module;

		if (wasm_name_is(from, "wasm_bpf_v2"))
			return 2;
		if (wasm_name_is(from, "wasm_bpf"))
			abi = 1;
	}
	return abi;
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

	if (elf_read(&elf, data, size, NULL) < 0)
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

static void look_at_image(struct needs *needs, const struct buf *image)
{
	static const char magic[] = "\x7f" "ELF\2\1";
	const char *found = image->data;

	for (int left = OBJECTS_MAX; found && left; left--) {
		const char *end = image->data + image->len;

		found = memmem(found, (size_t)(end - found), magic, sizeof(magic) - 1);
		if (!found)
			return;
		look_at_object(needs, found, (size_t)(end - found));
		found++;
	}
}

/* The object that a typed guest carries. */
static void look_at_component(struct needs *needs, const void *bytes, size_t size)
{
	struct wasm_name object;

	if (wasm_find_custom(bytes, size, COMPONENT_OBJECT, NULL, &object))
		look_at_object(needs, object.at, object.len);
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

json_t *needs_of_module(const void *bytes, size_t size)
{
	struct needs needs = { .programs = json_array() };
	struct wasm_module module;
	json_t *made = NULL;

	if (wasm_read(bytes, size, &module, NULL) == 0) {
		needs.abi = module.is_component ? ABI_TYPED : abi_of(&module);
		if (module.is_component)
			look_at_component(&needs, bytes, size);
		else if (needs.abi)
			look_at_image(&needs, &module.image);
		if (needs.abi)
			made = make_json(&needs);
		wasm_release(&module);
	}
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
