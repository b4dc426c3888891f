// SPDX-License-Identifier: MIT
#include "btf/slice.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/core_relo.h"

enum { WORD_BITS = 64, SLICE_MAX = 1 << 24 };

struct slice {
	struct btf_table kernel;
	struct core_roots *roots;
	uint64_t *needed[2];  /* a bit a type: by value, in shape */
	uint32_t *ranks;      /* how many types are needed before each word of bits, */
	uint32_t words;       /* of which there are so many */
	struct buf todo;      /* ids that got a new bit */
	struct buf *types;
	struct buf strings;
	int error;
};

/* --- which types ----------------------------------------------------------------- */

static uint8_t needs(const struct slice *slice, uint32_t id)
{
	const uint32_t word = id / WORD_BITS, bit = id % WORD_BITS;

	return (uint8_t)((slice->needed[0][word] >> bit & 1) |
			 (slice->needed[1][word] >> bit & 1) << 1);
}

static void need(struct slice *slice, uint32_t id, uint8_t what)
{
	const uint64_t bit = 1ull << id % WORD_BITS;

	if (id >= slice->kernel.count) {
		slice->error = EINVAL;
		return;
	}
	if (!id || (needs(slice, id) & what) == what)
		return;
	if (what & CORE_VALUE)
		slice->needed[0][id / WORD_BITS] |= bit;
	if (what & CORE_SHAPE)
		slice->needed[1][id / WORD_BITS] |= bit;
	buf_add(&slice->todo, &id, sizeof(id));
}

/* Needs what libbpf gets to from a type. */
static void follow(struct slice *slice, uint32_t id)
{
	const struct btf_type *type = btf_table_type(&slice->kernel, id);
	const uint8_t what = needs(slice, id);

	switch (btf_kind(type)) {
	case BTF_KIND_INT:
	case BTF_KIND_FLOAT:
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
	case BTF_KIND_FWD:
		break;
	case BTF_KIND_PTR:
		if (what & CORE_SHAPE)
			need(slice, type->type, CORE_SHAPE);
		break;
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_CONST:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		need(slice, type->type, what);
		break;
	case BTF_KIND_ARRAY:
		need(slice, btf_array(type)->type, what);
		need(slice, btf_array(type)->index_type, CORE_VALUE);
		break;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		for (uint32_t i = 0; what & CORE_VALUE && i < btf_vlen(type); i++)
			need(slice, btf_members(type)[i].type, what);
		break;
	case BTF_KIND_FUNC_PROTO:
		if (!(what & CORE_SHAPE))
			break;
		need(slice, type->type, what);
		for (uint32_t i = 0; i < btf_vlen(type); i++)
			need(slice, btf_params(type)[i].type, what);
		break;
	default:  /* nothing that is or holds a value */
		slice->error = EINVAL;
	}
}

/* One fact about enums: libbpf takes those of 64 bits for the others. */
static uint32_t kind_bit(uint32_t kind)
{
	return 1u << (kind == BTF_KIND_ENUM64 ? BTF_KIND_ENUM : kind);
}

static bool is_like(const struct core_root *root, uint32_t kind, const char *name)
{
	return kind_bit(root->kind) == kind_bit(kind) &&
	       strncmp(name, root->name, root->length) == 0 &&
	       core_name_length(name) == root->length;
}

/* Needs a type for each root that it is like. */
static void match(struct slice *slice, const struct btf_type *type, uint32_t id, const char *name)
{
	for (size_t i = 0; i < slice->roots->count; i++) {
		struct core_root *root = &slice->roots->roots[i];

		if (!is_like(root, btf_kind(type), name))
			continue;
		root->found = true;
		need(slice, id, root->need);
	}
}

/* Walks over the kernel's types once and notes those that match a root. Integers are
 * needed in any case: libbpf learns from their names how large a pointer is. */
static void find_roots(struct slice *slice)
{
	struct btf_table *kernel = &slice->kernel;
	bool first[UINT8_MAX + 1] = { false };
	uint32_t kinds = 0;
	const struct btf_type *type;

	for (size_t i = 0; i < slice->roots->count; i++) {
		struct core_root *root = &slice->roots->roots[i];

		root->found = false;
		kinds |= kind_bit(root->kind);
		first[(uint8_t)root->name[0]] = true;
	}
	while ((type = btf_table_next(kernel))) {
		const uint32_t kind = btf_kind(type), id = kernel->count - 1;
		const char *name;

		if (kind == BTF_KIND_INT)
			need(slice, id, CORE_VALUE);
		if (!(kinds & kind_bit(kind)))
			continue;
		name = btf_table_string(kernel, type->name_off);
		if (!name)
			slice->error = EINVAL;
		else if (first[(uint8_t)name[0]])
			match(slice, type, id, name);
	}
	if (kernel->room)
		slice->error = EINVAL;
}

static void find_types(struct slice *slice)
{
	find_roots(slice);
	while (!slice->error && slice->todo.len) {
		uint32_t id;

		slice->todo.len -= sizeof(id);
		memcpy(&id, slice->todo.data + slice->todo.len, sizeof(id));
		follow(slice, id);
	}
}

/* --- their numbers ------------------------------------------------------------------ */

static uint64_t word_of(const struct slice *slice, uint32_t word)
{
	return slice->needed[0][word] | slice->needed[1][word];
}

static void count_ranks(struct slice *slice)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < slice->words; i++) {
		slice->ranks[i] = count;
		count += (uint32_t)__builtin_popcountll(word_of(slice, i));
	}
}

/* The number that a needed type has in the slice. */
static uint32_t new_id(const struct slice *slice, uint32_t id)
{
	const uint64_t before = word_of(slice, id / WORD_BITS) & ((1ull << id % WORD_BITS) - 1);

	return id ? slice->ranks[id / WORD_BITS] + (uint32_t)__builtin_popcountll(before) + 1 : 0;
}

/* --- their bytes -------------------------------------------------------------------- */

static uint32_t add_name(struct slice *slice, uint32_t offset)
{
	const char *name = btf_table_string(&slice->kernel, offset);
	const uint32_t at = (uint32_t)slice->strings.len;

	if (!name)
		slice->error = EINVAL;
	if (!name || !name[0])
		return 0;
	buf_add(&slice->strings, name, strlen(name) + 1);
	return at;
}

/* Adds a copy of what stands between a type's common part and its end; null where memory
 * or the maximum does not suffice. */
static void *add_entries(struct slice *slice, const struct btf_type *type)
{
	const size_t size = btf_record_size(type) - sizeof(*type);
	char *to = buf_reserve(slice->types, size);

	if (!to)
		return NULL;
	memcpy(to, type + 1, size);
	slice->types->len += size;
	return to;
}

/* `name` is what entries begin with; `type`, where not null, the number of a type. */
static void renumber(struct slice *slice, uint32_t *name, uint32_t *type)
{
	*name = add_name(slice, *name);
	if (type)
		*type = new_id(slice, *type);
}

static void add_table(struct slice *slice, const struct btf_type *type)
{
	void *entries = add_entries(slice, type);

	for (uint32_t i = 0; entries && i < btf_vlen(type); i++) {
		struct btf_member *member = (struct btf_member *)entries + i;
		struct btf_param *param = (struct btf_param *)entries + i;

		switch (btf_kind(type)) {
		case BTF_KIND_ENUM:
			renumber(slice, &((struct btf_enum *)entries)[i].name_off, NULL);
			break;
		case BTF_KIND_ENUM64:
			renumber(slice, &((struct btf_enum64 *)entries)[i].name_off, NULL);
			break;
		case BTF_KIND_FUNC_PROTO:
			renumber(slice, &param->name_off, &param->type);
			break;
		default:
			renumber(slice, &member->name_off, &member->type);
		}
	}
}

static void add_array(struct slice *slice, const struct btf_type *type)
{
	struct btf_array *array = add_entries(slice, type);

	if (!array)
		return;
	array->type = new_id(slice, array->type);
	array->index_type = new_id(slice, array->index_type);
}

/* The type that another one refers to, in the slice. */
static uint32_t target(const struct slice *slice, const struct btf_type *type, uint8_t what)
{
	switch (btf_kind(type)) {
	case BTF_KIND_PTR:
	case BTF_KIND_FUNC_PROTO:
		return what & CORE_SHAPE ? new_id(slice, type->type) : 0;
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_CONST:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		return new_id(slice, type->type);
	default:  /* it is a size */
		return type->type;
	}
}

/* Whether a type of which only that is needed comes without its entries. */
static bool is_cut(const struct btf_type *type, uint8_t what)
{
	return btf_is_composite(type) ? !(what & CORE_VALUE) :
	       btf_is_func_proto(type) && !(what & CORE_SHAPE);
}

static void add_type(struct slice *slice, uint32_t id)
{
	const struct btf_type *type = btf_table_type(&slice->kernel, id);
	const uint8_t what = needs(slice, id);
	struct btf_type copy = {
		.name_off = add_name(slice, type->name_off),
		.info = is_cut(type, what) ? type->info & ~(uint32_t)UINT16_MAX : type->info,
		.type = target(slice, type, what),
	};

	buf_add(slice->types, &copy, sizeof(copy));
	switch (btf_kind(type)) {
	case BTF_KIND_INT:
		add_entries(slice, type);
		break;
	case BTF_KIND_ARRAY:
		add_array(slice, type);
		break;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
	case BTF_KIND_FUNC_PROTO:
		if (!is_cut(type, what))
			add_table(slice, type);
		break;
	}
}

static void add_types(struct slice *slice)
{
	for (uint32_t i = 0; i < slice->words && !slice->error; i++)
		for (uint64_t bits = word_of(slice, i); bits; bits &= bits - 1)
			add_type(slice, i * WORD_BITS + (uint32_t)__builtin_ctzll(bits));
}

/* --- all of it -------------------------------------------------------------------- */

static void write_slice(struct slice *slice)
{
	/* Of a field that is no integer, libbpf takes the word after its type for the integer's
	 * encoding: bits of a name's offset that are 0 below 16 MiB or, after the last
	 * type, the first strings. */
	static const char first[4] = "";
	struct btf_header header = {
		.magic = BTF_MAGIC, .version = BTF_VERSION, .hdr_len = sizeof(header),
	};
	const size_t begin = slice->types->len;

	count_ranks(slice);
	buf_add(slice->types, &header, sizeof(header));
	buf_add(&slice->strings, first, sizeof(first));
	add_types(slice);
	header.type_len = header.str_off = (uint32_t)(slice->types->len - begin - sizeof(header));
	header.str_len = (uint32_t)slice->strings.len;
	buf_add(slice->types, slice->strings.data, slice->strings.len);
	if (!slice->types->error)
		memcpy(slice->types->data + begin, &header, sizeof(header));
}

static int make(struct slice *slice, const void *kernel, size_t size)
{
	int ret = btf_table_init(&slice->kernel, kernel, size, NULL);

	if (ret < 0)
		return ret;
	/* No type is smaller than its common part. */
	slice->words = slice->kernel.room / sizeof(struct btf_type) / WORD_BITS + 1;
	slice->needed[0] = calloc(slice->words, sizeof(uint64_t));
	slice->needed[1] = calloc(slice->words, sizeof(uint64_t));
	slice->ranks = calloc(slice->words, sizeof(uint32_t));
	if (!slice->needed[0] || !slice->needed[1] || !slice->ranks)
		return -ENOMEM;
	find_types(slice);
	if (!slice->error)
		write_slice(slice);
	if (slice->todo.error || slice->strings.error || slice->types->error)
		return -ENOMEM;
	return -slice->error;
}

int btf_slice(const void *kernel, size_t size, struct core_roots *roots, struct buf *slice)
{
	struct slice s = {
		.roots = roots,
		.todo = BUF_INIT(SLICE_MAX),
		.types = slice,
		.strings = BUF_INIT(SLICE_MAX),
	};
	int ret = make(&s, kernel, size);

	btf_table_release(&s.kernel);
	free(s.needed[0]);
	free(s.needed[1]);
	free(s.ranks);
	buf_release(&s.todo);
	buf_release(&s.strings);
	return ret;
}
