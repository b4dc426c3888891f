/* SPDX-License-Identifier: MIT */
/* Slices of the kernel's BTF (btf_slice.h) between runs: files of the cache, each followed
 * by its SHA-256. */
#ifndef BTF_SLICE_CACHE_H
#define BTF_SLICE_CACHE_H

#include <sha2.h>
#include <stdbool.h>

struct buf;
struct cache;
struct elf_section;

enum { SLICE_NAME_SIZE = SHA256_DIGEST_STRING_LENGTH + sizeof(".btf") - 1 };

/* The name under which the slice for an object with these sections, .BTF and .BTF.ext, is
 * kept: that of all it depends on, the kernel's build ID too. False where that is not
 * known. */
bool slice_cache_name(const struct elf_section *btf, const struct elf_section *ext,
		      char ret_name[static SLICE_NAME_SIZE]);

/* Adds to the empty `slice` what was kept, if it was, and is whole. */
bool slice_cache_find(const struct cache *cache, const char *name, struct buf *slice);

/* Keeps a slice, unless it is larger than 256 KiB. */
void slice_cache_keep(const struct cache *cache, const char *name, struct buf *slice);

#endif
