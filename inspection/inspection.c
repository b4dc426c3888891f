// SPDX-License-Identifier: MIT
#include "inspection/inspection.h"

#include <bpf/libbpf.h>
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "btf/vet.h"
#include "columns/column.h"
#include "imports/abi.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "lib/wasi.h"
#include "policy/delegation.h"
#include "policy/privileges.h"
#include "types/record_type.h"

enum { CORE_LENGTH_AT = 28 };  /* core_relo_len in struct btf_ext_header */

static const char magic[] = "\177ELF\2\1\1";

static void copy_license(const struct elf *elf, struct inspect_object *object)
{
	const struct elf_section *license = elf_find(elf, "license");

	if (license && license->data)
		snprintf(object->license, sizeof(object->license), "%.*s", (int)license->size,
			 (const char *)license->data);
}

static bool has_core_relocations(const struct elf *elf)
{
	const struct elf_section *ext = elf_find(elf, ".BTF.ext");
	uint32_t length = 0;

	if (ext && ext->data && ext->size >= CORE_LENGTH_AT + sizeof(length))
		memcpy(&length, ext->data + CORE_LENGTH_AT, sizeof(length));
	return length != 0;
}

/* Types of programs that are checked against the kernel's types. */
static bool uses_kernel_types(const struct bpf_object *bpf)
{
	struct bpf_program *prog;

	bpf_object__for_each_program(prog, bpf) {
		enum bpf_prog_type type = bpf_program__type(prog);

		if (type == BPF_PROG_TYPE_TRACING || type == BPF_PROG_TYPE_LSM ||
		    type == BPF_PROG_TYPE_STRUCT_OPS || type == BPF_PROG_TYPE_EXT)
			return true;
	}
	return false;
}

/* How far into the bytes the file reaches. */
static size_t extent(const struct elf *elf)
{
	Elf64_Ehdr header;
	size_t end;

	memcpy(&header, elf->data, sizeof(header));
	end = header.e_shoff + (size_t)header.e_shnum * sizeof(Elf64_Shdr);
	for (uint32_t i = 0; i < elf->section_count; i++)
		if (elf->sections[i].data && elf->sections[i].offset + elf->sections[i].size > end)
			end = elf->sections[i].offset + elf->sections[i].size;
	return end;
}

static void open_object(struct inspect_object *object, const void *data)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "guest");
	struct err err = ERR_INIT;
	/* A copy, for its alignment. */
	void *copy = malloc(object->size);

	if (copy && vet_object(memcpy(copy, data, object->size), object->size, &err) == 0 &&
	    effects_read(&object->effects, copy, object->size, &err) == 0) {
		object->bpf = bpf_object__open_mem(copy, object->size, &opts);
		if (!object->bpf)
			err_set(&err, errno, "%s", strerror(errno));
	}
	free(copy);
	snprintf(object->refused, sizeof(object->refused), "%.*s", (int)sizeof(object->refused) - 1,
		 err.msg);
}

/* Adds the BPF object that begins the bytes, if one does. */
static void add_object(struct inspection *inspection, const void *data, size_t size,
		       uint32_t address)
{
	struct inspect_object *object = &inspection->objects[inspection->object_count];
	struct elf elf;

	if (elf_read(&elf, data, size, NULL) < 0)
		return;
	if (elf.machine == EM_BPF) {
		*object = (struct inspect_object){ .address = address, .size = extent(&elf) };
		copy_license(&elf, object);
		arch_of_object(&elf, object->registers);
		open_object(object, data);
		object->needs_btf = has_core_relocations(&elf) ||
				    (object->bpf && uses_kernel_types(object->bpf));
		object->elf = elf;
		object->types = calloc(1, sizeof(*object->types));
		inspection->object_count++;
	} else {
		elf_release(&elf);
	}
}

/* Adds the objects that the one in a file carries for other architectures. */
static void add_carried(struct inspection *inspection)
{
	const struct elf *elf = &inspection->objects[0].elf;

	for (uint32_t i = 1; i < elf->section_count; i++)
		if (arch_carried(elf->sections[i].name) && elf->sections[i].data &&
		    inspection->object_count < INSPECT_OBJECTS_MAX)
			add_object(inspection, elf->sections[i].data, elf->sections[i].size, 0);
}

/* The object of a component. */
static void find_carried(struct inspection *inspection, const void *data, size_t size)
{
	struct wasm_name object;

	if (wasm_find_custom(data, size, COMPONENT_OBJECT, NULL, &object))
		add_object(inspection, object.at, object.len, 0);
}

static void find_objects(struct inspection *inspection)
{
	const struct wasm_module *module = &inspection->module;
	const char *image = module->image.data, *at = image;

	while (at && inspection->object_count < INSPECT_OBJECTS_MAX) {
		size_t before = (size_t)(at - image), left = module->image.len - before;
		const char *found = memmem(at, left, magic, sizeof(magic) - 1);

		if (!found)
			return;
		add_object(inspection, found, module->image.len - (size_t)(found - image),
			   module->image_base + (uint32_t)(found - image));
		at = found + 1;
	}
}

/* Slices of BTF that the file carries, for all of its objects. */
static void find_slices(struct inspection *inspection, const void *data, size_t size)
{
	const struct elf_section *section;
	struct wasm_name custom = { 0 };
	struct err err = ERR_INIT;

	if (inspection->is_module) {
		if (!wasm_find_custom(data, size, SLICES_SECTION, NULL, &custom))
			return;
	} else {
		section = elf_find(&inspection->objects[0].elf, SLICES_SECTION);
		if (!section || !section->data)
			return;
		custom = (struct wasm_name){ (const char *)section->data, (uint32_t)section->size };
	}
	if (slices_read(&inspection->slices, custom.at, custom.len, &err) == 0)
		return;
	inspection->slices = (struct slices){ 0 };
	snprintf(inspection->bad_slices, sizeof(inspection->bad_slices), "%.*s",
		 (int)sizeof(inspection->bad_slices) - 1, err.msg);
}

size_t inspect_covered(const struct inspection *inspection)
{
	uint8_t digest[SLICES_DIGEST_SIZE];
	size_t count = 0;

	for (size_t i = 0; i < inspection->object_count; i++)
		count += slices_digest(&inspection->objects[i].elf, digest) &&
			 slices_cover(&inspection->slices, digest);
	return count;
}

int inspect(const void *data, size_t size, struct inspection *inspection, struct err *err)
{
	int ret = 0;

	*inspection = (struct inspection){ .size = size };
	inspection->is_module = !elf_is(data, size);
	if (inspection->is_module) {
		ret = wasm_read(data, size, &inspection->module, err);
		if (!ret && inspection->module.is_component)
			find_carried(inspection, data, size);
		else if (!ret)
			find_objects(inspection);
		if (!ret)
			find_slices(inspection, data, size);
		return ret;
	}
	add_object(inspection, data, size, 0);
	if (!inspection->object_count)
		return err_set(err, EINVAL, "an ELF file that is not a BPF object");
	add_carried(inspection);
	find_slices(inspection, data, size);
	return 0;
}

void inspection_release(struct inspection *inspection)
{
	for (size_t i = 0; i < inspection->object_count; i++) {
		bpf_object__close(inspection->objects[i].bpf);
		if (inspection->objects[i].types)
			record_types_release(inspection->objects[i].types);
		free(inspection->objects[i].types);
		elf_release(&inspection->objects[i].elf);
		effects_release(&inspection->objects[i].effects);
	}
	if (inspection->is_module)
		wasm_release(&inspection->module);
}

const char *inspect_missing(const struct wasm_import *import)
{
	return !import->name.len && wasi_is(import->module.at, import->module.len)
		       ? wasi_missing(import->module.at, import->module.len)
		       : NULL;
}

const char *inspect_abi(const struct wasm_import *import)
{
	char module[64], name[64];

	if (wasm_name_is(import->module, "wasi_snapshot_preview1"))
		return "WASI";
	if (!import->name.len) /* an interface, of a component */
		return !wasi_is(import->module.at, import->module.len) ? "typed"
		       : inspect_missing(import)                       ? NULL
								       : "WASI";
	if (import->module.len >= sizeof(module) || import->name.len >= sizeof(name))
		return NULL;
	snprintf(module, sizeof(module), "%.*s", (int)import->module.len, import->module.at);
	snprintf(name, sizeof(name), "%.*s", (int)import->name.len, import->name.at);
	if (!abi_offers(module, name))
		return NULL;
	return strcmp(module, "wasm_bpf_v2") == 0 ? "v2" : "v1";
}

const char *inspect_map_name(const struct bpf_map *map)
{
	const char *name = bpf_map__name(map), *dot = strchr(name, '.');

	return bpf_map__is_internal(map) && dot ? dot : name;
}

void inspect_delegation(const struct inspection *inspection, struct buf *text)
{
	struct delegation delegation = { 0 };

	for (size_t i = 0; i < inspection->object_count; i++)
		if (inspection->objects[i].bpf)
			delegation_add(&delegation, inspection->objects[i].bpf);
	delegation_write(&delegation, text);
}

struct inspect_needs inspect_needs(const struct inspection *inspection)
{
	static const struct {
		unsigned int privilege;
		const char *name;
	} capabilities[] = {
		{ PRIVILEGE_BPF, "CAP_BPF" },
		{ PRIVILEGE_TRACING, "CAP_PERFMON" },
		{ PRIVILEGE_NETWORKING, "CAP_NET_ADMIN" },
	};
	struct inspect_needs needs = { 0 };
	unsigned int needed = 0;
	size_t count = 0;

	for (size_t i = 0; i < inspection->object_count; i++) {
		const struct inspect_object *object = &inspection->objects[i];

		if (object->bpf)
			needed |= privileges_needed(object->bpf);
		needs.btf |= object->needs_btf;
	}
	for (size_t i = 0; i < sizeof(capabilities) / sizeof(capabilities[0]); i++)
		if (needed & capabilities[i].privilege)
			needs.capabilities[count++] = capabilities[i].name;
	return needs;
}

bool inspect_record(const struct inspect_object *object, const struct bpf_map *map,
		    struct record_type *ret_type)
{
	const bool is_ring = bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF;

	if ((!is_ring && bpf_map__type(map) != BPF_MAP_TYPE_PERF_EVENT_ARRAY) || !object->types ||
	    !bpf_object__btf(object->bpf))
		return false;
	object->types->elf = &object->elf;
	object->types->btf = bpf_object__btf(object->bpf);
	return record_type_find(object->types, bpf_map__name(map), is_ring,
				bpf_map__btf_value_type_id(map), NULL, ret_type, NULL) == 0;
}

bool inspect_columns(const struct inspect_object *object, const struct bpf_map *map,
		     struct columns *ret_columns)
{
	struct record_type type;

	*ret_columns = (struct columns){ 0 };
	if (!inspect_record(object, map, &type))
		return false;
	if (columns_make(ret_columns, type.btf, type.id, NULL, NULL) == 0)
		return true;
	columns_release(ret_columns);
	return false;
}
