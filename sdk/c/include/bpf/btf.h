/* SPDX-License-Identifier: MIT */
/*
 * libbpf's functions that read BTF, with its names and meanings: [v2]. The host gives the
 * kernel's BTF; a guest's own bytes can be read, too. What makes BTF does not exist, and
 * dumpers fail with EOPNOTSUPP.
 */
#ifndef WASM_BPF_BTF_H
#define WASM_BPF_BTF_H

#include <stdarg.h>
#include <stdbool.h>
#include <linux/btf.h>
#include <linux/types.h>

#include <bpf/libbpf_common.h>

#ifdef __cplusplus
extern "C" {
#endif

struct btf;
struct btf_dump;

/* Null with errno set. `data` is copied. A module's types come after those of its base, which
 * must stay. */
struct btf *btf__new(const void *data, __u32 size);
struct btf *btf__new_split(const void *data, __u32 size, struct btf *base_btf);
struct btf *btf__load_vmlinux_btf(void);
struct btf *btf__load_module_btf(const char *module_name, struct btf *vmlinux_btf);
/* A file of --dir that is BTF itself. */
struct btf *btf__parse_raw(const char *path);
void btf__free(struct btf *btf);

__u32 btf__type_cnt(const struct btf *btf);
const struct btf *btf__base_btf(const struct btf *btf);
const struct btf_type *btf__type_by_id(const struct btf *btf, __u32 id);
const char *btf__name_by_offset(const struct btf *btf, __u32 offset);
const char *btf__str_by_offset(const struct btf *btf, __u32 offset);

/* The number of a type, or -ENOENT. */
__s32 btf__find_by_name(const struct btf *btf, const char *type_name);
__s32 btf__find_by_name_kind(const struct btf *btf, const char *type_name, __u32 kind);

/* The size of a type in the kernel, or -errno. */
__s64 btf__resolve_size(const struct btf *btf, __u32 type_id);

/* What typedefs, const and the like lead to, or -errno. */
int btf__resolve_type(const struct btf *btf, __u32 type_id);

const void *btf__raw_data(const struct btf *btf, __u32 *size);
const void *btf__get_raw_data(const struct btf *btf, __u32 *size);
struct btf *libbpf_find_kernel_btf(void);
size_t btf__pointer_size(const struct btf *btf); /* the kernel's: 8 */

enum btf_endianness {
	BTF_LITTLE_ENDIAN = 0,
	BTF_BIG_ENDIAN = 1,
};

enum btf_fwd_kind {
	BTF_FWD_STRUCT = 0,
	BTF_FWD_UNION = 1,
	BTF_FWD_ENUM = 2,
};

struct btf_dump_opts {
	size_t sz;
};

struct btf_dump_type_data_opts {
	size_t sz;
	const char *indent_str;
	int indent_level;
	bool compact;
	bool skip_names;
	bool emit_zeroes;
	size_t : 0;
};

typedef void (*btf_dump_printf_fn_t)(void *ctx, const char *fmt, va_list args);

/* Null with EOPNOTSUPP. */
struct btf_dump *btf_dump__new(const struct btf *btf, btf_dump_printf_fn_t printf_fn, void *ctx,
			       const struct btf_dump_opts *opts);
void btf_dump__free(struct btf_dump *d);
int btf_dump__dump_type(struct btf_dump *d, __u32 id);
int btf_dump__dump_type_data(struct btf_dump *d, __u32 id, const void *data, size_t data_sz,
			     const struct btf_dump_type_data_opts *opts);

/* --- one type ------------------------------------------------------------------ */

static inline __u16 btf_kind(const struct btf_type *t)
{
	return BTF_INFO_KIND(t->info);
}

static inline __u16 btf_vlen(const struct btf_type *t)
{
	return BTF_INFO_VLEN(t->info);
}

static inline bool btf_kflag(const struct btf_type *t)
{
	return BTF_INFO_KFLAG(t->info);
}

#define WASM_BPF_BTF_IS(noun, kind) \
	static inline bool btf_is_##noun(const struct btf_type *t) \
	{ \
		return btf_kind(t) == BTF_KIND_##kind; \
	}

WASM_BPF_BTF_IS(void, UNKN)
WASM_BPF_BTF_IS(int, INT)
WASM_BPF_BTF_IS(ptr, PTR)
WASM_BPF_BTF_IS(array, ARRAY)
WASM_BPF_BTF_IS(struct, STRUCT)
WASM_BPF_BTF_IS(union, UNION)
WASM_BPF_BTF_IS(enum, ENUM)
WASM_BPF_BTF_IS(enum64, ENUM64)
WASM_BPF_BTF_IS(fwd, FWD)
WASM_BPF_BTF_IS(typedef, TYPEDEF)
WASM_BPF_BTF_IS(volatile, VOLATILE)
WASM_BPF_BTF_IS(const, CONST)
WASM_BPF_BTF_IS(restrict, RESTRICT)
WASM_BPF_BTF_IS(func, FUNC)
WASM_BPF_BTF_IS(func_proto, FUNC_PROTO)
WASM_BPF_BTF_IS(var, VAR)
WASM_BPF_BTF_IS(datasec, DATASEC)
WASM_BPF_BTF_IS(float, FLOAT)
WASM_BPF_BTF_IS(decl_tag, DECL_TAG)
WASM_BPF_BTF_IS(type_tag, TYPE_TAG)

static inline bool btf_is_composite(const struct btf_type *t)
{
	return btf_is_struct(t) || btf_is_union(t);
}

static inline bool btf_is_any_enum(const struct btf_type *t)
{
	return btf_is_enum(t) || btf_is_enum64(t);
}

static inline bool btf_is_mod(const struct btf_type *t)
{
	return btf_is_volatile(t) || btf_is_const(t) || btf_is_restrict(t) || btf_is_type_tag(t);
}

static inline __u8 btf_int_encoding(const struct btf_type *t)
{
	return BTF_INT_ENCODING(*(const __u32 *)(t + 1));
}

static inline __u8 btf_int_offset(const struct btf_type *t)
{
	return BTF_INT_OFFSET(*(const __u32 *)(t + 1));
}

static inline __u8 btf_int_bits(const struct btf_type *t)
{
	return BTF_INT_BITS(*(const __u32 *)(t + 1));
}

static inline struct btf_array *btf_array(const struct btf_type *t)
{
	return (struct btf_array *)(t + 1);
}

static inline struct btf_enum *btf_enum(const struct btf_type *t)
{
	return (struct btf_enum *)(t + 1);
}

static inline struct btf_enum64 *btf_enum64(const struct btf_type *t)
{
	return (struct btf_enum64 *)(t + 1);
}

static inline __u64 btf_enum64_value(const struct btf_enum64 *e)
{
	return (__u64)e->val_hi32 << 32 | e->val_lo32;
}

static inline struct btf_member *btf_members(const struct btf_type *t)
{
	return (struct btf_member *)(t + 1);
}

static inline __u32 btf_member_bit_offset(const struct btf_type *t, __u32 member)
{
	const struct btf_member *m = btf_members(t) + member;

	return btf_kflag(t) ? BTF_MEMBER_BIT_OFFSET(m->offset) : m->offset;
}

static inline __u32 btf_member_bitfield_size(const struct btf_type *t, __u32 member)
{
	const struct btf_member *m = btf_members(t) + member;

	return btf_kflag(t) ? BTF_MEMBER_BITFIELD_SIZE(m->offset) : 0;
}

static inline struct btf_param *btf_params(const struct btf_type *t)
{
	return (struct btf_param *)(t + 1);
}

static inline struct btf_var *btf_var(const struct btf_type *t)
{
	return (struct btf_var *)(t + 1);
}

static inline struct btf_var_secinfo *btf_var_secinfos(const struct btf_type *t)
{
	return (struct btf_var_secinfo *)(t + 1);
}

static inline struct btf_decl_tag *btf_decl_tag(const struct btf_type *t)
{
	return (struct btf_decl_tag *)(t + 1);
}

#undef WASM_BPF_BTF_IS

#ifdef __cplusplus
}
#endif

#include "libbpf_absent.h"

#endif
