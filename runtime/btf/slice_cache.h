/* SPDX-License-Identifier: MIT */
/* Keeps slices of the kernel's BTF (slice.h) between runs: files of the cache, each followed
 * by its sum. */
#ifndef BTF_SLICE_CACHE_H
#define BTF_SLICE_CACHE_H

#include <sha2.h>
#include <stdbool.h>

struct buf;
struct cache;
struct elf_section;

enum { SLICE_NAME_SIZE = SHA256_DIGEST_STRING_LENGTH + sizeof(".btf") - 1 };

/* The name of the cached slice for an object with these sections, .BTF and .BTF.ext. It is made
 * of everything that the slice depends on, also the kernel's build ID. False if that is
 * unknown. */
bool slice_cache_name(const struct elf_section *btf, const struct elf_section *ext,
		      char ret_name[static SLICE_NAME_SIZE]);

/* Adds the cached slice to `slice`, which is empty. False if there is none, or it is not whole. */
bool slice_cache_find(const struct cache *cache, const char *name, struct buf *slice);

/* Keeps a slice, unless it is larger than 256 KiB. */
void slice_cache_keep(const struct cache *cache, const char *name, struct buf *slice);

#endif
