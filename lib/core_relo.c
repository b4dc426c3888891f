// SPDX-License-Identifier: MIT
#include "lib/core_relo.h"

#include <bpf/btf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

/* The header of .BTF.ext as far as it matters here. */
struct ext_header {
	uint16_t magic;
	uint8_t version;
	uint8_t flags;
	uint32_t size;
	uint32_t func_info_offset;
	uint32_t func_info_size;
	uint32_t line_info_offset;
	uint32_t line_info_size;
	uint32_t relo_offset;
	uint32_t relo_size;
};

struct ext_section {
	uint32_t name;
	uint32_t count;
};

/* Bytes that are yet to be read, at any alignment. */
struct reader {
	const unsigned char *at;
	size_t left;
};

static bool take(struct reader *reader, void *ret_value, size_t size)
{
	if (size > reader->left)
		return false;
	memcpy(ret_value, reader->at, size);
	reader->at += size;
	reader->left -= size;
	return true;
}

static bool is_flavour(const char *at)
{
	return at[0] != '_' && strncmp(at + 1, "___", 3) == 0 && at[4] && at[4] != '_';
}

size_t core_name_length(const char *name)
{
	size_t length = strlen(name);

	for (size_t i = length; i-- > 0;)
		if (is_flavour(name + i))
			return i + 1;
	return length;
}

/* What relocations of a kind need of their root; negative where that is no answer. */
static int need_of(uint32_t kind)
{
	switch (kind) {
	case BPF_CORE_TYPE_ID_LOCAL:
		return 0;
	case BPF_CORE_FIELD_BYTE_OFFSET:
	case BPF_CORE_FIELD_BYTE_SIZE:
	case BPF_CORE_FIELD_EXISTS:
	case BPF_CORE_FIELD_SIGNED:
	case BPF_CORE_FIELD_LSHIFT_U64:
	case BPF_CORE_FIELD_RSHIFT_U64:
	case BPF_CORE_ENUMVAL_EXISTS:
	case BPF_CORE_ENUMVAL_VALUE:
		return CORE_VALUE;
	case BPF_CORE_TYPE_EXISTS:
	case BPF_CORE_TYPE_SIZE:
	case BPF_CORE_TYPE_MATCHES:
		return CORE_VALUE | CORE_SHAPE;
	default:  /* BPF_CORE_TYPE_ID_TARGET, and what is not known yet */
		return -EOPNOTSUPP;
	}
}

/* Takes one relocation: 0 to go on. */
typedef int visit_relo(void *context, const struct bpf_core_relo *relo);

static int visit_section(struct reader *reader, uint32_t record_size, uint32_t count,
			 visit_relo *visit, void *context)
{
	struct bpf_core_relo relo;
	struct reader record;
	int ret = 0;

	for (; count > 0 && !ret; count--) {
		record = *reader;
		if (record_size > reader->left || !take(&record, &relo, sizeof(relo)))
			return -EINVAL;
		reader->at += record_size;
		reader->left -= record_size;
		ret = visit(context, &relo);
	}
	return ret;
}

static int visit_all(const void *ext, size_t size, visit_relo *visit, void *context)
{
	struct reader reader = { ext, size };
	struct ext_header header;
	struct ext_section section;
	uint32_t record_size;
	int ret = 0;

	/* An older header has no place for relocations. */
	if (!take(&reader, &header, sizeof(header)) || header.size < sizeof(header) ||
	    !header.relo_size)
		return 0;
	if ((uint64_t)header.size + header.relo_offset + header.relo_size > size)
		return -EINVAL;
	reader.at = (const unsigned char *)ext + header.size + header.relo_offset;
	reader.left = header.relo_size;
	if (!take(&reader, &record_size, sizeof(record_size)) ||
	    record_size < sizeof(struct bpf_core_relo))
		return -EINVAL;
	while (!ret && take(&reader, &section, sizeof(section)))
		ret = visit_section(&reader, record_size, section.count, visit, context);
	return ret;
}

static int check_place(void *context, const struct bpf_core_relo *relo)
{
	(void)context;
	return relo->insn_off % sizeof(struct bpf_insn) ? -EDOM : 0;
}

bool core_relo_is_torn(const void *ext, size_t size)
{
	return visit_all(ext, size, check_place, NULL) == -EDOM;
}

/* What relocations need, by the numbers of local types. */
struct needs {
	const struct btf_table *local;
	uint8_t *of;
};

static int note_need(void *context, const struct bpf_core_relo *relo)
{
	const struct needs *needs = context;
	const int need = need_of(relo->kind);

	if (need < 0)
		return need;
	if (relo->type_id >= needs->local->count)
		return -EINVAL;
	needs->of[relo->type_id] |= (uint8_t)need;
	return 0;
}

static bool can_be_root(uint32_t kind)
{
	switch (kind) {
	case BTF_KIND_INT:
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
	case BTF_KIND_FWD:
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_FLOAT:
		return true;
	default:
		return false;
	}
}

/* The root that local type `id` is. One without a name matches nothing. */
static int add_root(struct core_roots *roots, uint32_t id, uint8_t need)
{
	const struct btf_type *type = btf_table_type(&roots->local, id);
	const char *name = type ? btf_table_string(&roots->local, type->name_off) : NULL;
	struct core_root *all;

	if (!name || !can_be_root(btf_kind(type)))
		return -EOPNOTSUPP;
	if (!name[0])
		return 0;
	if (roots->count == CORE_ROOTS_MAX)
		return -EOPNOTSUPP;
	all = realloc(roots->roots, (roots->count + 1) * sizeof(*all));
	if (!all)
		return -ENOMEM;
	roots->roots = all;
	all[roots->count++] = (struct core_root){
		.name = name,
		.length = core_name_length(name),
		.kind = (uint8_t)btf_kind(type),
		.need = need,
	};
	return 0;
}

static int read_roots(struct core_roots *roots, const void *ext, size_t ext_size)
{
	struct needs needs = { &roots->local, calloc(roots->local.count, 1) };
	int ret;

	if (!needs.of)
		return -ENOMEM;
	ret = visit_all(ext, ext_size, note_need, &needs);
	for (uint32_t id = 0; id < roots->local.count && !ret; id++)
		if (needs.of[id])
			ret = add_root(roots, id, needs.of[id]);
	free(needs.of);
	return ret;
}

int core_roots_read(struct core_roots *roots, const void *btf, size_t btf_size,
		    const void *ext, size_t ext_size)
{
	int ret;

	*roots = (struct core_roots){ 0 };
	ret = btf_table_init(&roots->local, btf, btf_size, NULL);
	if (!ret)
		ret = btf_table_walk(&roots->local, NULL);
	return ret ? ret : read_roots(roots, ext, ext_size);
}

void core_roots_release(struct core_roots *roots)
{
	btf_table_release(&roots->local);
	free(roots->roots);
}
