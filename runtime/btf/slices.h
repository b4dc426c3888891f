/* SPDX-License-Identifier: MIT */
/*
 * An archive of slices (slice.h): what an object's CO-RE relocations need of the BTF of many
 * kernels, for those that have none. One slice serves all kernels for which it is the same. All
 * numbers are little-endian and of 32 bits:
 *
 *	header    "wbpfbtfs", version (1), counts of objects, kernels and slices
 *	objects   32 bytes each: slices_digest() of an object that the slices were made for
 *	kernels   release (72 bytes), architecture (16 bytes, libbpf's name), number of its slice;
 *	          texts are padded with NUL; sorted by their bytes, each pair once
 *	slices    offset and size of the packed bytes, size of the slice
 *	bytes     of the slices, raw BTF packed as by zlib; offsets count from their start
 *
 * A guest carries it in a custom section, an object in an ELF section, both of the name
 * SLICES_SECTION.
 */
#ifndef BTF_SLICES_H
#define BTF_SLICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct elf;
struct err;

#define SLICES_SECTION ".wasm_bpf.btf"

enum {
	SLICES_RELEASE_SIZE = 72,
	SLICES_ARCH_SIZE = 16,
	SLICES_DIGEST_SIZE = 32,
	SLICES_OBJECTS_MAX = 256,
	SLICES_KERNELS_MAX = 1 << 16,
	SLICES_SLICE_MAX = 1 << 24, /* bytes of a slice */
	SLICES_MAX = 1 << 28,       /* bytes of an archive */
};

/* A kernel of the archive. */
struct slices_kernel {
	char release[SLICES_RELEASE_SIZE]; /* as uname(1) prints it; ends in NUL */
	char arch[SLICES_ARCH_SIZE];
	uint32_t slice; /* its number */
};

struct slices {
	const unsigned char *data; /* the archive's, which must outlive this */
	size_t size;
	uint32_t object_count;
	uint32_t kernel_count;
	uint32_t slice_count;
};

/* Whether the bytes begin as an archive of slices. */
bool slices_are(const void *data, size_t size);

/* Checks all of the archive but the packed bytes. 0 or -EINVAL. */
int slices_read(struct slices *slices, const void *data, size_t size, struct err *err);

/* Kernel `index`, of `kernel_count`. */
void slices_kernel(const struct slices *slices, uint32_t index, struct slices_kernel *ret_kernel);

/* How many bytes slice `index` has, not packed. */
uint32_t slices_size(const struct slices *slices, uint32_t index);

/* The number of the slice for a kernel, or -ENOENT. */
int64_t slices_find(const struct slices *slices, const char *release, const char *arch);

/* Adds slice `index` to `to`, which is empty. What comes out was checked by btf_check(). 0,
 * -EINVAL or -ENOMEM. */
int slices_unpack(const struct slices *slices, uint32_t index, struct buf *to, struct err *err);

/* What tells an object from others: its types and its relocations. False if it has no CO-RE
 * relocations. */
bool slices_digest(const struct elf *object, uint8_t ret_digest[static SLICES_DIGEST_SIZE]);

/* Whether the archive was made for that object. */
bool slices_cover(const struct slices *slices, const uint8_t digest[static SLICES_DIGEST_SIZE]);

#endif
