// SPDX-License-Identifier: MIT
#include "policy/delegation.h"

#include <bpf/libbpf.h>
#include <inttypes.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>

#include "lib/buf.h"

static void add(struct delegation *delegation, enum delegation_part part, unsigned int number)
{
	if (number < 64)
		delegation->parts[part] |= 1ull << number;
}

static void add_program(struct delegation *delegation, enum bpf_prog_type type,
			enum bpf_attach_type attach_type)
{
	add(delegation, DELEGATION_CMDS, BPF_PROG_LOAD);
	add(delegation, DELEGATION_PROGS, type);
	add(delegation, DELEGATION_ATTACHS, attach_type);
}

static void add_map(struct delegation *delegation, enum bpf_map_type type)
{
	add(delegation, DELEGATION_CMDS, BPF_MAP_CREATE);
	add(delegation, DELEGATION_MAPS, type);
}

/*
 * What libbpf asks the kernel before it loads anything. A program without an attach type has the
 * first one's number: so have those whose type libbpf leaves out, where it may not ask whether the
 * kernel knows such types.
 */
static void add_probes(struct delegation *delegation)
{
	add_program(delegation, BPF_PROG_TYPE_SOCKET_FILTER, (enum bpf_attach_type)0);
	add(delegation, DELEGATION_CMDS, BPF_BTF_LOAD);
}

void delegation_add(struct delegation *delegation, const struct bpf_object *object)
{
	struct bpf_program *prog;
	struct bpf_map *map;

	add_probes(delegation);
	bpf_object__for_each_program (prog, object) {
		if (!bpf_program__autoload(prog))
			continue;
		add_program(delegation, bpf_program__type(prog),
			    bpf_program__expected_attach_type(prog));
	}
	bpf_object__for_each_map (map, object) {
		if (!bpf_map__autocreate(map))
			continue;
		add_map(delegation, bpf_map__type(map));
		if (bpf_map__inner_map(map))
			add_map(delegation, bpf_map__type(bpf_map__inner_map(map)));
	}
}

/* "allowed_cmds:\t0x21" in what the kernel says of a descriptor, or "any". */
bool delegation_read(int token_fd, struct delegation *ret_delegation)
{
	static const char *const names[DELEGATION_PARTS] = {
		"allowed_cmds",
		"allowed_maps",
		"allowed_progs",
		"allowed_attachs",
	};
	char path[40], line[128], name[32], value[64];
	unsigned int found = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", token_fd);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%31[a-z_]: %63s", name, value) != 2)
			continue;
		for (int i = 0; i < DELEGATION_PARTS; i++) {
			if (strcmp(name, names[i]) != 0)
				continue;
			ret_delegation->parts[i] = UINT64_MAX;
			sscanf(value, "0x%" SCNx64, &ret_delegation->parts[i]);
			found++;
		}
	}
	if (file)
		fclose(file);
	return found == DELEGATION_PARTS;
}

bool delegation_subtract(struct delegation *delegation, const struct delegation *other)
{
	bool left = false;

	for (int i = 0; i < DELEGATION_PARTS; i++) {
		delegation->parts[i] &= ~other->parts[i];
		left |= delegation->parts[i] != 0;
	}
	return left;
}

/* The kernel's names without their first words, or null. */
static const char *name_of(enum delegation_part part, unsigned int number)
{
	switch (part) {
	case DELEGATION_CMDS:
		return number == BPF_MAP_CREATE  ? "map_create"
		       : number == BPF_PROG_LOAD ? "prog_load"
		       : number == BPF_BTF_LOAD  ? "btf_load"
						 : NULL;
	case DELEGATION_MAPS:
		return libbpf_bpf_map_type_str((enum bpf_map_type)number);
	case DELEGATION_PROGS:
		return libbpf_bpf_prog_type_str((enum bpf_prog_type)number);
	case DELEGATION_ATTACHS:
		return libbpf_bpf_attach_type_str((enum bpf_attach_type)number);
	default:
		return NULL;
	}
}

void delegation_write(const struct delegation *delegation, struct buf *text)
{
	static const char *const options[DELEGATION_PARTS] = {
		"delegate_cmds",
		"delegate_maps",
		"delegate_progs",
		"delegate_attachs",
	};
	const char *before = "";

	for (int part = 0; part < DELEGATION_PARTS; part++) {
		if (!delegation->parts[part])
			continue;
		buf_printf(text, "%s%s", before, options[part]);
		before = "=";
		for (unsigned int i = 0; i < 64; i++) {
			const char *name = name_of((enum delegation_part)part, i);

			if (!(delegation->parts[part] & 1ull << i))
				continue;
			if (name)
				buf_printf(text, "%s%s", before, name);
			else
				buf_printf(text, "%s0x%llx", before, 1ull << i);
			before = ":";
		}
		before = ",";
	}
}
