/* SPDX-License-Identifier: MIT */
/* The kernel's names of integers, which WASI's libc does not have. */
#ifndef WASM_BPF_LINUX_TYPES_H
#define WASM_BPF_LINUX_TYPES_H

#include <stdint.h>

typedef int8_t __s8;
typedef uint8_t __u8;
typedef int16_t __s16;
typedef uint16_t __u16;
typedef int32_t __s32;
typedef uint32_t __u32;
typedef long long __s64;
typedef unsigned long long __u64;

/* Big-endian and little-endian numbers: for the reader, not for the compiler. */
typedef __u16 __le16, __be16;
typedef __u32 __le32, __be32;
typedef __u64 __le64, __be64;

#endif
