// SPDX-License-Identifier: MIT
#include "btf/slice_cache.h"

#include <elf.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/cache.h"
#include "lib/buf.h"
#include "lib/elf.h"
#include "lib/hash.h"

enum { KEPT_MAX = 1 << 18, NOTES_MAX = 1 << 14 };

/* Changes with what btf_slice() makes. */
static const char version[] = VERSION " slice 2";

static const char suffix[] = ".btf";

static uint64_t padded(uint32_t size)
{
	return ((uint64_t)size + 3) & ~3ull;
}

/* Adds the kernel's build ID, which is one of its notes. */
static bool hash_kernel(SHA2_CTX *hash)
{
	unsigned char notes[NOTES_MAX];
	int fd = open("/sys/kernel/notes", O_RDONLY | O_CLOEXEC);
	const ssize_t size = fd < 0 ? -1 : read(fd, notes, sizeof(notes));
	Elf64_Nhdr note;

	if (fd >= 0)
		close(fd);
	for (uint64_t at = 0, id; (int64_t)(at + sizeof(note)) <= size;
	     at = id + padded(note.n_descsz)) {
		memcpy(&note, notes + at, sizeof(note));
		at += sizeof(note);
		id = at + padded(note.n_namesz);
		if ((int64_t)(id + note.n_descsz) > size)
			break;
		if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != sizeof(ELF_NOTE_GNU) ||
		    memcmp(notes + at, ELF_NOTE_GNU, sizeof(ELF_NOTE_GNU)) != 0)
			continue;
		SHA256Update(hash, notes + id, note.n_descsz);
		return note.n_descsz > 0;
	}
	return false;
}

bool slice_cache_name(const struct elf_section *btf, const struct elf_section *ext,
		      char ret_name[static SLICE_NAME_SIZE])
{
	const uint64_t sizes[] = { btf->size, ext->size };
	SHA2_CTX hash;

	SHA256Init(&hash);
	if (!hash_kernel(&hash))
		return false;
	SHA256Update(&hash, (const uint8_t *)version, sizeof(version));
	SHA256Update(&hash, (const uint8_t *)sizes, sizeof(sizes));
	SHA256Update(&hash, btf->data, btf->size);
	SHA256Update(&hash, ext->data, ext->size);
	SHA256End(&hash, ret_name);
	strcat(ret_name, suffix);
	return true;
}

bool slice_cache_find(const struct cache *cache, const char *name, struct buf *slice)
{
	uint64_t sum;
	int fd = cache_find(cache, name);
	char *to = fd < 0 ? NULL : buf_reserve(slice, KEPT_MAX + sizeof(sum));
	const ssize_t size = to ? read(fd, to, KEPT_MAX + sizeof(sum)) : -1;

	if (fd >= 0)
		close(fd);
	if (size <= (ssize_t)sizeof(sum))
		return false;
	slice->len = (size_t)size - sizeof(sum);
	memcpy(&sum, to + slice->len, sizeof(sum));
	if (hash_words(to, slice->len) == sum)
		return true;
	slice->len = 0;
	return false;
}

void slice_cache_keep(const struct cache *cache, const char *name, struct buf *slice)
{
	const size_t size = slice->len;
	const uint64_t sum = hash_words(slice->data, size);

	if (size > KEPT_MAX)
		return;
	buf_add(slice, &sum, sizeof(sum));
	if (!slice->error)
		cache_keep(cache, name, slice->data, slice->len);
	slice->len = size;
}
