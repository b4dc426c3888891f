/* SPDX-License-Identifier: MIT */
/* BTF, as the kernel and objects have it: the kernel's ABI. */
#ifndef __LINUX_BTF_H__
#define __LINUX_BTF_H__

#include <linux/types.h>

#define BTF_MAGIC 0xeB9F
#define BTF_VERSION 1
#define BTF_MAX_TYPE 0x000fffff
#define BTF_MAX_NAME_OFFSET 0x00ffffff
#define BTF_MAX_VLEN 0xffff

struct btf_header {
	__u16 magic;
	__u8 version;
	__u8 flags;
	__u32 hdr_len;
	__u32 type_off;  /* these are from the header's end */
	__u32 type_len;
	__u32 str_off;
	__u32 str_len;
};

/* What follows one depends on its kind: BTF_INFO_VLEN(info) of the structs below, or one. */
struct btf_type {
	__u32 name_off;
	__u32 info;
	union {
		__u32 size;
		__u32 type;
	};
};

#define BTF_INFO_KIND(info) (((info) >> 24) & 0x1f)
#define BTF_INFO_VLEN(info) ((info) & 0xffff)
#define BTF_INFO_KFLAG(info) ((info) >> 31)

enum {
	BTF_KIND_UNKN,
	BTF_KIND_INT,        /* followed by a __u32 */
	BTF_KIND_PTR,
	BTF_KIND_ARRAY,      /* struct btf_array */
	BTF_KIND_STRUCT,     /* struct btf_member, each */
	BTF_KIND_UNION,
	BTF_KIND_ENUM,       /* struct btf_enum, each */
	BTF_KIND_FWD,
	BTF_KIND_TYPEDEF,
	BTF_KIND_VOLATILE,
	BTF_KIND_CONST,
	BTF_KIND_RESTRICT,
	BTF_KIND_FUNC,
	BTF_KIND_FUNC_PROTO, /* struct btf_param, each */
	BTF_KIND_VAR,        /* struct btf_var */
	BTF_KIND_DATASEC,    /* struct btf_var_secinfo, each */
	BTF_KIND_FLOAT,
	BTF_KIND_DECL_TAG,   /* struct btf_decl_tag */
	BTF_KIND_TYPE_TAG,
	BTF_KIND_ENUM64,     /* struct btf_enum64, each */

	NR_BTF_KINDS,
	BTF_KIND_MAX = NR_BTF_KINDS - 1,
};

#define BTF_INT_ENCODING(value) (((value) & 0x0f000000) >> 24)
#define BTF_INT_OFFSET(value) (((value) & 0x00ff0000) >> 16)
#define BTF_INT_BITS(value) ((value) & 0x000000ff)
#define BTF_INT_SIGNED (1 << 0)
#define BTF_INT_CHAR (1 << 1)
#define BTF_INT_BOOL (1 << 2)

struct btf_enum {
	__u32 name_off;
	__s32 val;
};

struct btf_enum64 {
	__u32 name_off;
	__u32 val_lo32;
	__u32 val_hi32;
};

struct btf_array {
	__u32 type;
	__u32 index_type;
	__u32 nelems;
};

struct btf_member {
	__u32 name_off;
	__u32 type;
	__u32 offset;  /* in bits; see BTF_MEMBER_... if the type has the kind's flag */
};

#define BTF_MEMBER_BITFIELD_SIZE(value) ((value) >> 24)
#define BTF_MEMBER_BIT_OFFSET(value) ((value) & 0xffffff)

struct btf_param {
	__u32 name_off;
	__u32 type;
};

enum {
	BTF_VAR_STATIC,
	BTF_VAR_GLOBAL_ALLOCATED,
	BTF_VAR_GLOBAL_EXTERN,
};

enum btf_func_linkage {
	BTF_FUNC_STATIC,
	BTF_FUNC_GLOBAL,
	BTF_FUNC_EXTERN,
};

struct btf_var {
	__u32 linkage;
};

struct btf_var_secinfo {
	__u32 type;
	__u32 offset;
	__u32 size;
};

struct btf_decl_tag {
	__s32 component_idx;
};

#endif
