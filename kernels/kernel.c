// SPDX-License-Identifier: MIT
#include "kernels/kernel.h"

#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "kernels/arch.h"
#include "kernels/image.h"
#include "kernels/package.h"
#include "kernels/unpack.h"
#include "lib/btf_check.h"
#include "lib/btf_parts.h"
#include "lib/buf.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "lib/file.h"

enum { KERNEL_BTF_MAX = 1 << 28, DEPTH_MAX = 16, KERNEL_PATH_MAX = 4096 };

struct walk {
	kernel_fn *fn;
	void *context;
	const char *path; /* of the file that is read */
	bool is_folder;   /* or a package: what is in there need not have BTF */
	int count;
};

/* --- its release --------------------------------------------------------------------------- */

static void set_release(struct kernel *kernel, const char *text, size_t len)
{
	snprintf(kernel->release, sizeof(kernel->release), "%.*s", (int)len, text);
}

static void release_beside(struct kernel *kernel, const char *path)
{
	struct buf name = BUF_INIT(KERNEL_PATH_MAX), text = BUF_INIT(KERNEL_PATH_MAX);

	buf_printf(&name, "%.*srelease", (int)(file_base_name(path) - path), path);
	if (!name.error && access(name.data, R_OK) == 0 && file_read(name.data, &text, NULL) == 0)
		set_release(kernel, text.data ? text.data : "", strcspn(text.data, " \n"));
	buf_release(&name);
	buf_release(&text);
}

/* The folder that a file is in, without what is above. */
static void release_of_folder(struct kernel *kernel, const char *path)
{
	const char *end = file_base_name(path) - 1, *at = end;

	while (at > path && at[-1] != '/')
		at--;
	if (end > at)
		set_release(kernel, at, (size_t)(end - at));
}

/* Of the file RELEASE.btf, vmlinux-RELEASE, or RELEASE/vmlinux. */
static void release_by_name(struct kernel *kernel, const char *path)
{
	const char *base = file_base_name(path);
	size_t len = strlen(base);
	struct utsname name;

	if (strcmp(path, "/sys/kernel/btf/vmlinux") == 0 && uname(&name) == 0) {
		set_release(kernel, name.release, strlen(name.release));
		return;
	}
	if (len > 4 && strcmp(base + len - 4, ".btf") == 0)
		len -= 4;
	if (strncmp(base, "vmlinux-", 8) == 0 && len > 8) {
		base += 8;
		len -= 8;
	}
	if ((len == 7 && strncmp(base, "vmlinux", 7) == 0) || !len) {
		release_beside(kernel, path);
		if (!*kernel->release)
			release_of_folder(kernel, path);
		return;
	}
	set_release(kernel, base, len);
}

/* --- bytes --------------------------------------------------------------------------------- */

static int give(struct walk *walk, struct kernel *kernel, const char *name, const struct buf *btf,
		struct err *err)
{
	int ret = btf_check(btf->data ? btf->data : "", btf->len, err);

	if (ret < 0)
		return err_prefix(err, "the BTF");
	if (!*kernel->release)
		release_by_name(kernel, name);
	if (!*kernel->release)
		return err_set(err, EINVAL, "which kernel is it? Name it RELEASE.btf");
	strcpy(kernel->arch, arch_of_btf(btf->data, btf->len));
	kernel->path = walk->path;
	kernel->btf = btf;
	walk->count++;
	return walk->fn(walk->context, kernel, err);
}

/* A kernel without BTF. */
static int give_bare(struct walk *walk, struct kernel *kernel, struct err *err)
{
	strcpy(kernel->arch, image_arch(kernel->image, kernel->image_size));
	kernel->path = walk->path;
	walk->count++;
	*err = (struct err)ERR_INIT;
	return walk->fn(walk->context, kernel, err);
}

/* A linked ELF file, which modules and objects are not. */
static bool is_vmlinux(const void *data, size_t size)
{
	struct elf elf;
	Elf64_Ehdr header;
	bool is;

	if (!elf_is(data, size) || elf_read(&elf, data, size, NULL) < 0)
		return false;
	memcpy(&header, data, sizeof(header));
	is = header.e_type != ET_REL && header.e_machine != EM_BPF;
	elf_release(&elf);
	return is;
}

static int take_image(struct walk *walk, const char *name, const void *data, size_t size,
		      struct err *err)
{
	struct buf btf = BUF_INIT(KERNEL_BTF_MAX);
	struct kernel kernel = { 0 };
	int ret = image_read(data, size, &btf, kernel.release, err);

	if (image_is(data, size)) {
		kernel.image = data;
		kernel.image_size = size;
	}
	if (!ret)
		ret = give(walk, &kernel, name, &btf, err);
	else if (ret == -ENODATA && walk->is_folder && kernel.image && *kernel.release)
		ret = give_bare(walk, &kernel, err);
	buf_release(&btf);
	return ret;
}

static int take_raw(struct walk *walk, const char *name, const void *data, size_t size,
		    struct err *err)
{
	struct buf btf = BUF_INIT(KERNEL_BTF_MAX);
	struct kernel kernel = { 0 };
	int ret;

	buf_add(&btf, data, size);
	ret = btf.error ? err_set(err, btf.error, "%s", strerror(btf.error))
			: give(walk, &kernel, name, &btf, err);
	buf_release(&btf);
	return ret;
}

static int take_alone(void *context, const char *name, const void *data, size_t size,
		      struct err *err)
{
	if (btf_is_raw(data, size))
		return take_raw(context, name, data, size, err);
	if (image_is(data, size) || is_vmlinux(data, size) ||
	    unpack_format(data, size) != UNPACK_NONE)
		return take_image(context, name, data, size, err);
	return err_set(err, ENODATA, "it is no kernel, no BTF and no package");
}

/* One file of a package. What has no BTF may stand beside what has. */
static int take_packaged(void *context, const char *name, const void *data, size_t size,
			 struct err *err)
{
	const int ret = take_alone(context, name, data, size, err);

	return ret == -ENODATA ? 0 : ret;
}

static int take(struct walk *walk, const void *data, size_t size, struct err *err)
{
	const bool is_folder = walk->is_folder;
	const int before = walk->count;
	int ret;

	if (!package_is_deb(data, size) && !package_is_tar(data, size))
		return take_alone(walk, walk->path, data, size, err);
	walk->is_folder = true;
	ret = package_each(data, size, take_packaged, walk, err);
	walk->is_folder = is_folder;
	if (!ret && walk->count == before)
		ret = err_set(err, ENODATA, "the package has no kernel with BTF");
	return ret;
}

int kernels_of(const char *path, const void *data, size_t size, kernel_fn *fn, void *context,
	       struct err *err)
{
	struct walk walk = { .fn = fn, .context = context, .path = path };
	const int ret = take(&walk, data, size, err);

	return ret < 0 ? ret : walk.count;
}

/* --- files --------------------------------------------------------------------------------- */

static int take_open(struct walk *walk, int fd, struct err *err)
{
	struct buf bytes = BUF_INIT(KERNEL_BTF_MAX);
	void *data = MAP_FAILED;
	struct stat st;
	int ret;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0)
		data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data != MAP_FAILED) {
		ret = take(walk, data, (size_t)st.st_size, err);
		munmap(data, (size_t)st.st_size);
		return ret;
	}
	ret = file_read(walk->path, &bytes, err);
	if (!ret)
		ret = take(walk, bytes.data ? bytes.data : "", bytes.len, err);
	buf_release(&bytes);
	return ret;
}

static int take_file(struct walk *walk, const char *path, struct err *err)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return err_set(err, errno, "cannot open '%s': %s", path, strerror(errno));
	walk->path = path;
	ret = take_open(walk, fd, err);
	close(fd);
	return ret < 0 ? err_prefix(err, "'%s'", path) : ret;
}

static int take_path(struct walk *walk, const char *path, int depth, struct err *err);

static int is_no_dot(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int take_folder(struct walk *walk, const char *path, int depth, struct err *err)
{
	struct dirent **entries;
	const int count = scandir(path, &entries, is_no_dot, versionsort);
	int ret = 0;

	if (count < 0)
		return err_set(err, errno, "cannot read the folder '%s': %s", path,
			       strerror(errno));
	for (int i = 0; i < count; i++) {
		struct buf name = BUF_INIT(KERNEL_PATH_MAX);

		buf_printf(&name, "%s/%s", path, entries[i]->d_name);
		free(entries[i]);
		if (!ret)
			ret = name.error ? err_set(err, name.error, "'%s': %s", path,
						   strerror(name.error))
					 : take_path(walk, name.data, depth + 1, err);
		if (ret == -ENODATA)
			ret = 0;
		buf_release(&name);
	}
	free(entries);
	return ret;
}

/* Links to folders are not followed: they may lead round in circles. */
static int take_path(struct walk *walk, const char *path, int depth, struct err *err)
{
	struct stat st;

	if ((depth ? lstat(path, &st) : stat(path, &st)) < 0)
		return err_set(err, errno, "cannot open '%s': %s", path, strerror(errno));
	walk->is_folder |= S_ISDIR(st.st_mode);
	if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX)
		return take_folder(walk, path, depth, err);
	if (depth && !S_ISREG(st.st_mode) &&
	    !(S_ISLNK(st.st_mode) && stat(path, &st) == 0 && S_ISREG(st.st_mode)))
		return 0;
	return take_file(walk, path, err);
}

int kernels_each(const char *path, kernel_fn *fn, void *context, struct err *err)
{
	struct walk walk = { .fn = fn, .context = context };
	int ret = take_path(&walk, path, 0, err);

	if (!ret && !walk.count)
		ret = err_set(err, ENODATA, "'%s' has no kernel with BTF", path);
	return ret < 0 ? ret : walk.count;
}
