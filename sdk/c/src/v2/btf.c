// SPDX-License-Identifier: MIT
/*
 * <bpf/btf.h>: reads BTF. In: its bytes, from the host or the guest. They are checked once;
 * afterwards each type lies within them. https://docs.kernel.org/bpf/btf.html
 */
#include <bpf/btf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "object.h"

#define BTF_SIZE_MAX (64 << 20)
#define POINTER_SIZE 8  /* of the kernels that the runtime runs on */
#define DEPTH_MAX 32

struct btf {
	const struct btf *base;
	char *data;
	__u32 size;
	const char *strings;
	__u32 strings_size;
	__u32 strings_from;  /* where the base's end */
	__u32 first;         /* the number of the first type */
	__u32 count;
	__u32 *offsets;      /* of each type in `data` */
};

/* --- reading --------------------------------------------------------------------------- */

/* How many bytes follow a type. */
static __u32 bytes_behind(const struct btf_type *type)
{
	switch (btf_kind(type)) {
	case BTF_KIND_INT:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG:
		return sizeof(__u32);
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return btf_vlen(type) * sizeof(struct btf_member);
	case BTF_KIND_ENUM:
		return btf_vlen(type) * sizeof(struct btf_enum);
	case BTF_KIND_ENUM64:
		return btf_vlen(type) * sizeof(struct btf_enum64);
	case BTF_KIND_FUNC_PROTO:
		return btf_vlen(type) * sizeof(struct btf_param);
	case BTF_KIND_DATASEC:
		return btf_vlen(type) * sizeof(struct btf_var_secinfo);
	}
	return 0;
}

/* Counts the types, or notes where each is. -EINVAL if one does not fit. */
static int walk_btf(struct btf *btf, __u32 at, __u32 end, bool note)
{
	__u32 count = 0;

	while (at < end) {
		const struct btf_type *type = (const void *)(btf->data + at);

		if (end - at < sizeof(*type) || bytes_behind(type) > end - at - sizeof(*type) ||
		    btf_kind(type) == BTF_KIND_UNKN || btf_kind(type) > BTF_KIND_MAX)
			return -EINVAL;
		if (note)
			btf->offsets[count] = at;
		count++;
		at += sizeof(*type) + bytes_behind(type);
	}
	btf->count = count;
	return 0;
}

static int parse_btf(struct btf *btf)
{
	const struct btf_header *header = (const void *)btf->data;
	__u64 types, strings;
	int err;

	if (btf->size < sizeof(*header) || header->magic != BTF_MAGIC ||
	    header->version != BTF_VERSION || header->hdr_len < sizeof(*header) ||
	    header->hdr_len % 4 || header->type_off % 4)
		return -EINVAL;
	types = (__u64)header->hdr_len + header->type_off;
	strings = (__u64)header->hdr_len + header->str_off;
	if (types + header->type_len > btf->size || strings + header->str_len > btf->size ||
	    !header->str_len || btf->data[strings + header->str_len - 1])
		return -EINVAL;
	btf->strings = btf->data + strings;
	btf->strings_size = header->str_len;
	err = walk_btf(btf, types, types + header->type_len, false);
	if (err)
		return err;
	btf->offsets = malloc((btf->count + 1) * sizeof(*btf->offsets));
	return btf->offsets ? walk_btf(btf, types, types + header->type_len, true) : -ENOMEM;
}

/* Takes `data` over, which was allocated. */
static struct btf *take_btf(char *data, __u32 size, const struct btf *base)
{
	struct btf *btf = calloc(1, sizeof(*btf));
	int err;

	if (!btf) {
		free(data);
		return sdk_error_ptr(ENOMEM);
	}
	btf->base = base;
	btf->data = data;
	btf->size = size;
	btf->first = base ? btf__type_cnt(base) : 1;
	btf->strings_from = base ? base->strings_from + base->strings_size : 0;
	err = parse_btf(btf);
	if (!err)
		return btf;
	btf__free(btf);
	return sdk_error_ptr(-err);
}

struct btf *btf__new_split(const void *data, __u32 size, struct btf *base_btf)
{
	char *copy = size <= BTF_SIZE_MAX ? malloc(size + 1) : NULL;

	if (!copy)
		return sdk_error_ptr(ENOMEM);
	memcpy(copy, data, size);
	return take_btf(copy, size, base_btf);
}

struct btf *btf__new(const void *data, __u32 size)
{
	return btf__new_split(data, size, NULL);
}

static struct btf *load_btf(const char *name, const struct btf *base)
{
	int size = sdk_failed(wasm_bpf_kernel_btf(name, NULL, 0));
	char *data;

	if (size < 0)
		return NULL;
	data = malloc(size);
	if (!data)
		return sdk_error_ptr(ENOMEM);
	if (wasm_bpf_kernel_btf(name, data, size) == size)
		return take_btf(data, size, base);
	free(data);
	return sdk_error_ptr(EIO);
}

struct btf *btf__load_vmlinux_btf(void)
{
	return load_btf("vmlinux", NULL);
}

struct btf *btf__load_module_btf(const char *module_name, struct btf *vmlinux_btf)
{
	return load_btf(module_name, vmlinux_btf);
}

struct btf *btf__parse_raw(const char *path)
{
	FILE *file = fopen(path, "rb");
	char *data = NULL;
	long size;

	if (!file)
		return NULL;
	size = fseek(file, 0, SEEK_END) ? -1 : ftell(file);
	if (size > 0 && size <= BTF_SIZE_MAX && !fseek(file, 0, SEEK_SET))
		data = malloc(size);
	if (data && fread(data, 1, size, file) != (size_t)size) {
		free(data);
		data = NULL;
	}
	fclose(file);
	return data ? take_btf(data, size, NULL) : sdk_error_ptr(EINVAL);
}

void btf__free(struct btf *btf)
{
	if (!btf)
		return;
	free(btf->offsets);
	free(btf->data);
	free(btf);
}

/* --- asking ------------------------------------------------------------------------------ */

__u32 btf__type_cnt(const struct btf *btf)
{
	return btf->first + btf->count;
}

const struct btf *btf__base_btf(const struct btf *btf)
{
	return btf->base;
}

const void *btf__raw_data(const struct btf *btf, __u32 *size)
{
	*size = btf->size;
	return btf->data;
}

const struct btf_type *btf__type_by_id(const struct btf *btf, __u32 id)
{
	static const struct btf_type none;

	if (!id)
		return &none;
	while (id < btf->first && btf->base)
		btf = btf->base;
	if (id >= btf->first && id - btf->first < btf->count)
		return (const void *)(btf->data + btf->offsets[id - btf->first]);
	return sdk_error_ptr(EINVAL);
}

const char *btf__str_by_offset(const struct btf *btf, __u32 offset)
{
	while (offset < btf->strings_from && btf->base)
		btf = btf->base;
	offset -= btf->strings_from;
	return offset < btf->strings_size ? btf->strings + offset : sdk_error_ptr(EINVAL);
}

const char *btf__name_by_offset(const struct btf *btf, __u32 offset)
{
	return btf__str_by_offset(btf, offset);
}

/* Of any kind if that is BTF_KIND_UNKN. */
static __s32 find_type(const struct btf *btf, const char *name, __u32 kind)
{
	for (__u32 id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);
		const char *own;

		if (kind && btf_kind(type) != kind)
			continue;
		own = btf__str_by_offset(btf, type->name_off);
		if (own && !strcmp(own, name))
			return id;
	}
	return sdk_error(ENOENT);
}

__s32 btf__find_by_name(const struct btf *btf, const char *type_name)
{
	return strcmp(type_name, "void") ? find_type(btf, type_name, BTF_KIND_UNKN) : 0;
}

__s32 btf__find_by_name_kind(const struct btf *btf, const char *type_name, __u32 kind)
{
	if (kind == BTF_KIND_UNKN || !strcmp(type_name, "void"))
		return 0;
	return find_type(btf, type_name, kind);
}

static bool is_other_name(const struct btf_type *type)
{
	return btf_is_mod(type) || btf_is_typedef(type) || btf_is_var(type) ||
	       btf_is_decl_tag(type);
}

int btf__resolve_type(const struct btf *btf, __u32 type_id)
{
	const struct btf_type *type = btf__type_by_id(btf, type_id);

	for (int depth = 0; type && depth < DEPTH_MAX; depth++) {
		if (!is_other_name(type))
			return btf_is_void(type) ? sdk_error(EINVAL) : (int)type_id;
		type_id = type->type;
		type = btf__type_by_id(btf, type_id);
	}
	return sdk_error(EINVAL);
}

__s64 btf__resolve_size(const struct btf *btf, __u32 type_id)
{
	const struct btf_type *type = btf__type_by_id(btf, type_id);
	__u64 count = 1;

	for (int depth = 0; type && depth < DEPTH_MAX; depth++) {
		switch (btf_kind(type)) {
		case BTF_KIND_INT:
		case BTF_KIND_STRUCT:
		case BTF_KIND_UNION:
		case BTF_KIND_ENUM:
		case BTF_KIND_ENUM64:
		case BTF_KIND_DATASEC:
		case BTF_KIND_FLOAT:
			return count * type->size <= ~0u ? (__s64)(count * type->size)
							 : sdk_error(E2BIG);
		case BTF_KIND_PTR:
			return count * POINTER_SIZE;
		case BTF_KIND_ARRAY:
			count *= btf_array(type)->nelems;
			if (count > ~0u)
				return sdk_error(E2BIG);
			type = btf__type_by_id(btf, btf_array(type)->type);
			break;
		default:
			if (!is_other_name(type))
				return sdk_error(EINVAL);
			type = btf__type_by_id(btf, type->type);
		}
	}
	return sdk_error(EINVAL);
}

/* --- what is not possible -------------------------------------------------------------- */

struct btf_dump *btf_dump__new(const struct btf *btf, btf_dump_printf_fn_t printf_fn, void *ctx,
			       const struct btf_dump_opts *opts)
{
	(void)btf, (void)printf_fn, (void)ctx, (void)opts;
	sdk_unsupported(__func__, "print the members that btf_members() gives");
	return NULL;
}

void btf_dump__free(struct btf_dump *d)
{
	(void)d;
}

int btf_dump__dump_type(struct btf_dump *d, __u32 id)
{
	(void)d, (void)id;
	return sdk_error(EOPNOTSUPP);
}

int btf_dump__dump_type_data(struct btf_dump *d, __u32 id, const void *data, size_t data_sz,
			     const struct btf_dump_type_data_opts *opts)
{
	(void)d, (void)id, (void)data, (void)data_sz, (void)opts;
	return sdk_error(EOPNOTSUPP);
}

const void *btf__get_raw_data(const struct btf *btf, __u32 *size)
{
	return btf__raw_data(btf, size);
}

struct btf *libbpf_find_kernel_btf(void)
{
	return btf__load_vmlinux_btf();
}

size_t btf__pointer_size(const struct btf *btf)
{
	(void)btf;
	return POINTER_SIZE;
}
