// SPDX-License-Identifier: MIT
#include "btf/kernel.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cache.h"
#include "btf/slice.h"
#include "btf/slice_cache.h"
#include "lib/buf.h"
#include "lib/core_relo.h"
#include "lib/elf.h"

const char kernel_btf_path[] = "/sys/kernel/btf/vmlinux";

enum { KERNEL_BTF_MAX = 1 << 28, SLICE_MAX = 1 << 26 };

/* --- the kernel's ------------------------------------------------------------------ */

/* Modules have BTF of their own, where libbpf searches for what the kernel has not. */
static bool has_modules(void)
{
	DIR *folder = opendir("/sys/kernel/btf");
	const struct dirent *entry;
	int others = 0;

	if (!folder)
		return true;
	while ((entry = readdir(folder)))
		others += entry->d_name[0] != '.' && strcmp(entry->d_name, "vmlinux") != 0;
	closedir(folder);
	return others > 0;
}

static bool all_found(const struct core_roots *roots)
{
	bool found = true;

	for (size_t i = 0; i < roots->count; i++)
		found &= roots->roots[i].found;
	return found;
}

static bool read_whole(int fd, char *to, size_t size)
{
	size_t done = 0;
	ssize_t got;

	while (done < size) {
		got = pread(fd, to + done, size - done, (off_t)done);
		if (got <= 0)
			return false;
		done += (size_t)got;
	}
	return true;
}

/* A copy, for kernels that do not give their own pages, as those from 6.16 on do. */
static void *map_copy(int fd, size_t size)
{
	void *data = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (data == MAP_FAILED || read_whole(fd, data, size))
		return data;
	munmap(data, size);
	return MAP_FAILED;
}

/* The kernel's BTF, to be unmapped; null where there is none. */
static void *map_kernel(size_t *ret_size)
{
	int fd = open(kernel_btf_path, O_RDONLY | O_CLOEXEC);
	void *data = MAP_FAILED;
	struct stat st;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && st.st_size > 0 && st.st_size <= KERNEL_BTF_MAX) {
		*ret_size = (size_t)st.st_size;
		data = mmap(NULL, *ret_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (data == MAP_FAILED)
			data = map_copy(fd, *ret_size);
	}
	close(fd);
	return data == MAP_FAILED ? NULL : data;
}

static int slice_kernel(struct core_roots *roots, struct buf *slice)
{
	size_t size;
	void *kernel = map_kernel(&size);
	int ret;

	if (!kernel)
		return -ENOENT;
	ret = btf_slice(kernel, size, roots, slice);
	munmap(kernel, size);
	return ret;
}

/* --- an object's ------------------------------------------------------------------- */

/* What was found depends on the kernel alone, and on no modules, if all was. */
static int slice_roots(const struct cache *cache, const char *name, struct core_roots *roots,
		       struct buf *slice)
{
	int ret;

	if (name && slice_cache_find(cache, name, slice))
		return 0;
	ret = slice_kernel(roots, slice);
	if (!ret && all_found(roots)) {
		if (name)
			slice_cache_keep(cache, name, slice);
	} else if (!ret && has_modules()) {
		ret = -EOPNOTSUPP;
	}
	return ret;
}

static int slice_for(const struct cache *cache, const struct elf *elf, struct buf *slice)
{
	const struct elf_section *btf = elf_find(elf, ".BTF"), *ext = elf_find(elf, ".BTF.ext");
	struct core_roots roots;
	char name[SLICE_NAME_SIZE];
	bool named;
	int ret;

	if (!btf || !ext || !btf->data || !ext->data)
		return -ENOENT;
	ret = core_roots_read(&roots, btf->data, btf->size, ext->data, ext->size);
	if (!ret && !roots.count)
		ret = -ENOENT;
	if (!ret) {
		named = cache->dir >= 0 && slice_cache_name(btf, ext, name);
		ret = slice_roots(cache, named ? name : NULL, &roots, slice);
	}
	core_roots_release(&roots);
	return ret;
}

int kernel_btf_give(const struct buf *btf, char ret_path[static KERNEL_BTF_PATH_MAX])
{
	int fd = memfd_create("btf", MFD_CLOEXEC);

	if (fd < 0)
		return -errno;
	snprintf(ret_path, KERNEL_BTF_PATH_MAX, "/proc/self/fd/%d", fd);
	if (write(fd, btf->data, btf->len) == (ssize_t)btf->len && access(ret_path, R_OK) == 0)
		return fd;
	close(fd);
	return -EIO;
}

int kernel_btf_slice(const struct cache *cache, const void *object, size_t size,
		     char ret_path[static KERNEL_BTF_PATH_MAX])
{
	struct buf slice = BUF_INIT(SLICE_MAX);
	struct elf elf;
	int ret = elf_read(&elf, object, size, NULL);

	if (ret < 0)
		return ret;
	ret = slice_for(cache, &elf, &slice);
	elf_release(&elf);
	if (!ret)
		ret = kernel_btf_give(&slice, ret_path);
	buf_release(&slice);
	return ret;
}
