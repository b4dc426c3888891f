// SPDX-License-Identifier: MIT
#include "handover/shape.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <stdbool.h>

#include "lib/buf.h"

enum { DEPTH_MAX = 16, MAPS_MAX = 256 };

static void add_type(const struct btf *btf, uint32_t id, int depth, struct buf *out);

static void add_members(const struct btf *btf, const struct btf_type *type, int depth,
			struct buf *out)
{
	const struct btf_member *member = btf_members(type);

	buf_puts(out, btf_is_union(type) ? "(" : "{");
	for (uint32_t i = 0; i < btf_vlen(type) && !out->error; i++) {
		const uint32_t bits = btf_member_bitfield_size(type, i);
		const uint32_t offset = btf_member_bit_offset(type, i);

		buf_printf(out, "%s%s:", i ? " " : "",
			   btf__name_by_offset(btf, member[i].name_off));
		add_type(btf, member[i].type, depth + 1, out);
		if (bits)
			buf_printf(out, "/%u@%u.%u", bits, offset / 8, offset % 8);
		else
			buf_printf(out, "@%u", offset / 8);
	}
	buf_printf(out, "%s%u", btf_is_union(type) ? ")" : "}", type->size);
}

static void add_variables(const struct btf *btf, const struct btf_type *type, int depth,
			  struct buf *out)
{
	const struct btf_var_secinfo *info = btf_var_secinfos(type);

	buf_puts(out, "{");
	for (uint32_t i = 0; i < btf_vlen(type) && !out->error; i++) {
		const struct btf_type *variable = btf__type_by_id(btf, info[i].type);

		if (!variable || !btf_is_var(variable))
			continue;
		buf_printf(out, "%s%s:", i ? " " : "",
			   btf__name_by_offset(btf, variable->name_off));
		add_type(btf, variable->type, depth + 1, out);
		buf_printf(out, "@%u", info[i].offset);
	}
	buf_puts(out, "}");
}

static void add_integer(const struct btf_type *type, struct buf *out)
{
	const uint32_t encoding = btf_int_encoding(type);

	buf_printf(out, "%c%u",
		   encoding & BTF_INT_SIGNED ? 's'
		   : encoding & BTF_INT_BOOL ? 'b'
					     : 'u',
		   type->size);
}

static void add_type(const struct btf *btf, uint32_t id, int depth, struct buf *out)
{
	const struct btf_type *type = btf__type_by_id(btf, id);

	for (int i = 0; type && i < DEPTH_MAX && (btf_is_mod(type) || btf_is_typedef(type)); i++)
		type = btf__type_by_id(btf, type->type);
	if (!type || depth > DEPTH_MAX || out->error)
		return;
	switch (btf_kind(type)) {
	case BTF_KIND_INT:
		add_integer(type, out);
		break;
	case BTF_KIND_FLOAT:
		buf_printf(out, "f%u", type->size);
		break;
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		buf_printf(out, "e%u", type->size);
		break;
	case BTF_KIND_ARRAY:
		buf_printf(out, "[%u]", btf_array(type)->nelems);
		add_type(btf, btf_array(type)->type, depth + 1, out);
		break;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		add_members(btf, type, depth, out);
		break;
	case BTF_KIND_DATASEC:
		add_variables(btf, type, depth, out);
		break;
	case BTF_KIND_PTR:
		buf_puts(out, "ptr");
		break;
	default:
		buf_printf(out, "kind%u", btf_kind(type));
	}
}

void shape_type(const struct btf *btf, uint32_t id, struct buf *out)
{
	add_type(btf, id, 0, out);
}

void shape_map(const struct btf *btf, const struct bpf_map *map, struct buf *out)
{
	const uint32_t key = bpf_map__btf_key_type_id(map);
	const uint32_t value = bpf_map__btf_value_type_id(map);

	buf_printf(out, "type %u, key %u, value %u, entries %u, flags %#x, extra %llu",
		   bpf_map__type(map), bpf_map__key_size(map), bpf_map__value_size(map),
		   bpf_map__max_entries(map), bpf_map__map_flags(map),
		   (unsigned long long)bpf_map__map_extra(map));
	if (btf && key && !bpf_map__is_internal(map)) {
		buf_puts(out, ", keys ");
		shape_type(btf, key, out);
	}
	if (btf && value) {
		buf_puts(out, ", values ");
		shape_type(btf, value, out);
	}
}

void shape_program(int fd, struct buf *out)
{
	uint32_t maps[MAPS_MAX] = { 0 };
	struct bpf_prog_info info = { .map_ids = (uintptr_t)maps, .nr_map_ids = MAPS_MAX };
	uint32_t size = sizeof(info);

	if (bpf_obj_get_info_by_fd(fd, &info, &size) < 0 || info.nr_map_ids > MAPS_MAX)
		return;
	for (size_t i = 0; i < sizeof(info.tag); i++)
		buf_printf(out, "%02x", info.tag[i]);
	for (uint32_t i = 0; i < info.nr_map_ids; i++)
		buf_printf(out, " %u", maps[i]);
}
