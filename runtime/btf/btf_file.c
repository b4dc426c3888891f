// SPDX-License-Identifier: MIT
#include "btf/btf_file.h"

#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/btf_check.h"
#include "lib/btf_parts.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "lib/wasm.h"

static int take_btf(const char *path, const void *data, size_t size, struct btf_file *file,
		    struct err *err)
{
	int ret;

	buf_add(&file->bytes, data, size);
	if (file->bytes.error)
		return err_set(err, file->bytes.error, "the BTF of '%s': %s", path,
			       strerror(file->bytes.error));
	ret = btf_check(file->bytes.data, file->bytes.len, err);
	return ret < 0 ? err_prefix(err, "the BTF of '%s'", path) : 0;
}

static int take_slices(const char *path, const void *data, size_t size, struct btf_file *file,
		       struct err *err)
{
	int ret;

	buf_add(&file->bytes, data, size);
	if (file->bytes.error)
		return err_set(err, file->bytes.error, "the slices of '%s': %s", path,
			       strerror(file->bytes.error));
	ret = slices_read(&file->slices, file->bytes.data, file->bytes.len, err);
	if (ret < 0)
		file->slices.data = NULL;
	return ret < 0 ? err_prefix(err, "'%s'", path) : 0;
}

static int carries_none(const char *path, const char *what, struct err *err)
{
	err_set(err, ENODATA, "'%s' is %s that carries no BTF slices", path, what);
	return err_hint(err, "'wasm-bpf btf --into' puts them there");
}

static int take_elf(const char *path, const void *data, size_t size, struct btf_file *file,
		    struct err *err)
{
	const struct elf_section *section;
	struct elf elf;
	int ret = elf_read(&elf, data, size, err);
	bool is_object;

	if (ret < 0)
		return err_prefix(err, "'%s'", path);
	/* An object's own types are no kernel's. */
	is_object = elf.machine == EM_BPF;
	section = elf_find(&elf, is_object ? SLICES_SECTION : ".BTF");
	if (section && section->data)
		ret = is_object ? take_slices(path, section->data, section->size, file, err)
				: take_btf(path, section->data, section->size, file, err);
	else if (is_object)
		ret = carries_none(path, "an object", err);
	else
		ret = err_set(err, ENODATA, "'%s' has no section .BTF", path);
	elf_release(&elf);
	return ret;
}

static int take_module(const char *path, const void *data, size_t size, struct btf_file *file,
		       struct err *err)
{
	struct wasm_name section;

	return wasm_find_custom(data, size, SLICES_SECTION, NULL, &section)
		       ? take_slices(path, section.at, section.len, file, err)
		       : carries_none(path, "a guest", err);
}

int btf_file_take(const char *path, const void *data, size_t size, struct btf_file *ret_file,
		  struct err *err)
{
	struct btf_file file = { .bytes = BUF_INIT(BTF_FILE_MAX) };
	int ret;

	if (elf_is(data, size))
		ret = take_elf(path, data, size, &file, err);
	else if (size >= 4 && memcmp(data, "\0asm", 4) == 0)
		ret = take_module(path, data, size, &file, err);
	else if (slices_are(data, size))
		ret = take_slices(path, data, size, &file, err);
	else if (btf_is_raw(data, size))
		ret = take_btf(path, data, size, &file, err);
	else
		ret = err_set(err, ENODATA, "'%s' is neither BTF nor a file that has some", path);
	if (ret < 0)
		btf_file_release(&file);
	else
		*ret_file = file;
	return ret;
}

/* An image with debug information is large, and little of it is needed. Files that cannot be
 * mapped, as those of sysfs, are read. */
int btf_file_read(const char *path, struct btf_file *ret_file, struct err *err)
{
	struct stat st;
	const int fd = file_open_regular(path, &st, err);
	struct buf bytes = BUF_INIT(BTF_FILE_MAX);
	void *data = MAP_FAILED;
	int ret;

	if (fd < 0)
		return fd;
	if (st.st_size > 0)
		data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (data != MAP_FAILED) {
		ret = btf_file_take(path, data, (size_t)st.st_size, ret_file, err);
		munmap(data, (size_t)st.st_size);
		return ret;
	}
	ret = file_read(path, &bytes, err);
	if (!ret)
		ret = btf_file_take(path, bytes.data ? bytes.data : "", bytes.len, ret_file, err);
	buf_release(&bytes);
	return ret;
}

int btf_file_find(const char *dir, const char *release, struct buf *path, struct err *err)
{
	static const struct {
		const char *before;
		const char *after;
	} names[] = { { "", ".btf" }, { "", "" }, { "vmlinux-", "" }, { "", "/vmlinux" } };
	struct stat st;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		path->len = 0;
		buf_printf(path, "%s/%s%s%s", dir, names[i].before, release, names[i].after);
		if (path->error)
			return err_set(err, path->error, "%s", strerror(path->error));
		if (stat(path->data, &st) == 0 && !S_ISDIR(st.st_mode))
			return 0;
	}
	return err_set(err, ENOENT, "'%s' has no BTF for the kernel %s (%s.btf)", dir, release,
		       release);
}

void btf_file_release(struct btf_file *file)
{
	buf_release(&file->bytes);
	file->slices = (struct slices){ 0 };
}
