/* SPDX-License-Identifier: MIT */
/* The bytes of an archive of slices (slices.h), for its reader and its writer. */
#ifndef BTF_SLICES_FORMAT_H
#define BTF_SLICES_FORMAT_H

#include <endian.h>
#include <stdint.h>

#include "btf/slices.h"

enum { SLICES_VERSION = 1, SLICES_NAME_SIZE = SLICES_RELEASE_SIZE + SLICES_ARCH_SIZE };

static const char slices_magic[8] = "wbpfbtfs";

struct slices_header {
	char magic[sizeof(slices_magic)];
	uint32_t version;
	uint32_t objects;
	uint32_t kernels;
	uint32_t slices;
};

struct slices_kernel_entry {
	char release[SLICES_RELEASE_SIZE];
	char arch[SLICES_ARCH_SIZE];
	uint32_t slice;
};

struct slices_slice_entry {
	uint32_t offset;
	uint32_t packed;
	uint32_t size;
};

#endif
