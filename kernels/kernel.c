// SPDX-License-Identifier: MIT
#include "kernels/kernel.h"

#include <byteswap.h>
#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernels/arch.h"
#include "kernels/image.h"
#include "kernels/module.h"
#include "kernels/package.h"
#include "kernels/release.h"
#include "kernels/unpack.h"
#include "lib/btf_check.h"
#include "lib/btf_parts.h"
#include "lib/buf.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "lib/file.h"

enum {
	KERNEL_BTF_MAX = 1 << 28,
	DEPTH_MAX = 16,
	KERNEL_PATH_MAX = 4096,
	MODULE_BYTES_MAX = 1 << 28
};

/* Where the running kernel shows its BTF. */
#define RUNNING "/sys/kernel/btf"

struct walk {
	kernel_fn *fn;
	kernel_failed *failed;
	module_fn *module; /* or null; then it is about modules, and nothing else */
	void *context;
	const char *path; /* of the file that is read */
	bool is_folder;   /* or a package: what is in there need not have BTF */
	bool is_packaged; /* it is a file of a package */
	bool is_layer;    /* of an image: its name says nothing */
	bool is_ended;    /* by fn */
	int count;
};

/* --- bytes --------------------------------------------------------------------------------- */

/* What the messages about an object's BTF advise does not help with a kernel's. */
static int bad_btf(struct err *err)
{
	if (*err->hint)
		err_hint(err, "if it is a module's: that of its kernel (vmlinux) is needed");
	return err_prefix(err, "the BTF");
}

static int pass(struct walk *walk, struct kernel *kernel, struct err *err)
{
	int ret;

	kernel->path = walk->path;
	walk->count++;
	ret = walk->fn(walk->context, kernel, err);
	walk->is_ended |= ret != 0;
	return ret;
}

static int give(struct walk *walk, struct kernel *kernel, const char *name, struct buf *btf,
		struct err *err)
{
	int ret = btf_make_native(btf->data, btf->len, &kernel->is_swapped, err);

	if (!ret)
		ret = btf_check(btf->data ? btf->data : "", btf->len, err);
	if (ret < 0)
		return bad_btf(err);
	if (!*kernel->release)
		ret = release_by_name(kernel->release, name, walk->is_packaged, err);
	if (!ret && !*kernel->release)
		ret = err_set(err, EINVAL, "which kernel is it? Name it RELEASE.btf");
	if (ret < 0)
		return ret;
	strcpy(kernel->arch, arch_of_btf(btf->data, btf->len));
	kernel->btf = btf;
	return pass(walk, kernel, err);
}

/* A kernel without BTF. */
static int give_bare(struct walk *walk, struct kernel *kernel, struct err *err)
{
	strcpy(kernel->arch, image_arch(kernel->image, kernel->image_size));
	*err = (struct err)ERR_INIT;
	return pass(walk, kernel, err);
}

/* A linked ELF file, which modules and objects are not. */
static bool is_vmlinux(const void *data, size_t size)
{
	struct elf elf;
	uint16_t type;
	bool is;

	if (!elf_is(data, size) || elf_read_any(&elf, data, size, NULL) < 0)
		return false;
	memcpy(&type, (const unsigned char *)data + offsetof(Elf64_Ehdr, e_type), sizeof(type));
	is = type != (elf.is_swapped ? bswap_16(ET_REL) : ET_REL) && elf.machine != EM_BPF;
	elf_release(&elf);
	return is;
}

/* In a folder anything may be packed: an initrd's bytes may look like BTF, too. */
static bool may_be_none(const struct walk *walk, const void *data, size_t size)
{
	return walk->is_folder && !walk->is_packaged && !image_is(data, size) &&
	       unpack_format(data, size) != UNPACK_NONE;
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
	if ((!ret || ret == -EFBIG) && may_be_none(walk, data, size) && !*kernel.release)
		ret = err_set(err, ENODATA, "what is packed there is no kernel");
	else if (!ret)
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
	const struct walk *walk = context;
	const int ret = take_alone(context, name, data, size, err);

	return ret == -ENODATA && !walk->is_ended ? 0 : ret;
}

/* --- modules ------------------------------------------------------------------------------- */

static int give_module(struct walk *walk, const void *data, size_t size, struct err *err)
{
	struct kernel_module module;
	int ret;

	if (!module_read(data, size, &module))
		return 0;
	ret = walk->module(walk->context, &module, err);
	walk->is_ended |= ret != 0;
	return ret;
}

static int take_module(void *context, const char *name, const void *data, size_t size,
		       struct err *err)
{
	struct walk *walk = context;
	struct buf bytes = BUF_INIT(MODULE_BYTES_MAX);
	int ret = 0;

	if (!module_is_name(name))
		return 0;
	if (unpack_format(data, size) == UNPACK_NONE)
		return give_module(walk, data, size, err);
	if (unpack_all(data, size, &bytes, NULL) == 0 && bytes.data)
		ret = give_module(walk, bytes.data, bytes.len, err);
	buf_release(&bytes);
	return ret;
}

/* --- files --------------------------------------------------------------------------------- */

static int take(struct walk *walk, const void *data, size_t size, struct err *err)
{
	const bool is_folder = walk->is_folder;
	const int before = walk->count;
	int ret;

	if (!package_is_deb(data, size) && !package_is_tar(data, size))
		return walk->module ? take_module(walk, walk->path, data, size, err)
				    : take_alone(walk, walk->is_layer ? "" : walk->path, data, size,
						 err);
	walk->is_folder = walk->is_packaged = true;
	ret = package_each(data, size, walk->module ? module_is_name : package_wants_kernel,
			   walk->module ? take_module : take_packaged, walk, err);
	walk->is_folder = is_folder;
	walk->is_packaged = walk->is_layer;
	if (!ret && walk->count == before && !walk->module)
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

/* Files that cannot be mapped, as those of sysfs, are read. */
static int take_open(struct walk *walk, const char *path, int fd, const struct stat *st,
		     struct err *err)
{
	struct buf bytes = BUF_INIT(KERNEL_BTF_MAX);
	void *data = MAP_FAILED;
	int ret;

	if (st->st_size > 0)
		data = mmap(NULL, (size_t)st->st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data != MAP_FAILED) {
		ret = take(walk, data, (size_t)st->st_size, err);
		munmap(data, (size_t)st->st_size);
		return ret;
	}
	ret = file_read(path, &bytes, err);
	if (!ret)
		ret = take(walk, bytes.data ? bytes.data : "", bytes.len, err);
	buf_release(&bytes);
	return ret;
}

static int take_file(struct walk *walk, const char *path, struct err *err)
{
	struct stat st;
	const int fd = file_open_regular(path, &st, err);
	int ret;

	if (fd < 0)
		return fd;
	walk->path = path;
	ret = take_open(walk, path, fd, &st, err);
	close(fd);
	return ret < 0 ? err_prefix(err, "'%s'", path) : ret;
}

/* One bad file of a folder does not keep the others away. */
static int go_on(struct walk *walk, int ret, struct err *err)
{
	if (!ret || walk->is_ended || ret == -ENOMEM)
		return ret;
	if (ret != -ENODATA && walk->failed)
		walk->failed(walk->context, err);
	*err = (struct err)ERR_INIT;
	return 0;
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
		ret = go_on(walk, ret, err);
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

int kernels_each(const char *path, kernel_fn *fn, kernel_failed *failed, void *context,
		 struct err *err)
{
	struct walk walk = { .fn = fn, .failed = failed, .context = context };
	int ret = take_path(&walk, path, 0, err);

	if (ret == -ENODATA && module_is_name(path)) {
		*err = (struct err)ERR_INIT;
		return 0;
	}
	if (!ret && !walk.count)
		ret = err_set(err, ENODATA, "'%s' has no kernel with BTF", path);
	return ret < 0 ? ret : walk.count;
}

/* --- images of registries ------------------------------------------------------------------ */

static int take_layer(struct walk *walk, const char *path, struct err *err)
{
	struct stat st;
	const int fd = file_open_regular(path, &st, err);
	int ret;

	if (fd < 0)
		return fd;
	ret = take_open(walk, path, fd, &st, err);
	close(fd);
	return ret < 0 ? err_prefix(err, "'%s': layer %.12s", walk->path, file_base_name(path))
		       : ret;
}

int kernels_of_image(const char *name, const char *paths, size_t size, kernel_fn *fn,
		     kernel_failed *failed, void *context, struct err *err)
{
	struct walk walk = { .fn = fn,
			     .failed = failed,
			     .context = context,
			     .path = name,
			     .is_folder = true,
			     .is_packaged = true,
			     .is_layer = true };
	int ret = 0;

	for (size_t at = 0; at < size && !ret; at += strlen(paths + at) + 1)
		ret = go_on(&walk, take_layer(&walk, paths + at, err), err);
	if (!ret && !walk.count)
		ret = err_set(err, ENODATA, "'%s' has no kernel with BTF", name);
	return ret < 0 ? ret : walk.count;
}

/* --- modules of all of these ----------------------------------------------------------------- */

/* What cannot be read was told of with the kernels. */
static int modules_only(const struct walk *walk, int ret, struct err *err)
{
	if (ret < 0 && !walk->is_ended) {
		*err = (struct err)ERR_INIT;
		return 0;
	}
	return ret;
}

static int take_loaded(struct walk *walk, const char *name, struct err *err)
{
	struct kernel_module module = { .arch = "" };
	struct buf path = BUF_INIT(KERNEL_PATH_MAX), btf = BUF_INIT(KERNEL_BTF_MAX);
	int ret = 0;

	buf_printf(&path, "%s/%s", RUNNING, name);
	if (!path.error && file_read(path.data, &btf, NULL) == 0 &&
	    strlen(name) < sizeof(module.name) &&
	    release_by_name(module.release, RUNNING "/vmlinux", false, NULL) == 0) {
		strcpy(module.name, name);
		module.btf = btf.data;
		module.btf_size = btf.len;
		ret = walk->module(walk->context, &module, err);
		walk->is_ended |= ret != 0;
	}
	buf_release(&btf);
	buf_release(&path);
	return ret;
}

static int take_all_loaded(struct walk *walk, struct err *err)
{
	struct dirent **entries;
	const int count = scandir(RUNNING, &entries, is_no_dot, alphasort);
	int ret = 0;

	for (int i = 0; i < count; i++) {
		if (!ret && strcmp(entries[i]->d_name, "vmlinux") != 0)
			ret = take_loaded(walk, entries[i]->d_name, err);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return ret;
}

int kernels_each_module(const char *path, module_fn *fn, void *context, struct err *err)
{
	struct walk walk = { .module = fn, .context = context };

	if (strcmp(path, RUNNING "/vmlinux") == 0)
		return take_all_loaded(&walk, err);
	return modules_only(&walk, take_path(&walk, path, 0, err), err);
}

int kernels_modules_of_image(const char *paths, size_t size, module_fn *fn, void *context,
			     struct err *err)
{
	struct walk walk = { .module = fn,
			     .context = context,
			     .path = "",
			     .is_folder = true,
			     .is_packaged = true,
			     .is_layer = true };
	int ret = 0;

	for (size_t at = 0; at < size && !ret; at += strlen(paths + at) + 1)
		ret = go_on(&walk, take_layer(&walk, paths + at, err), err);
	return modules_only(&walk, ret, err);
}

int kernels_modules_of(const char *name, const void *data, size_t size, module_fn *fn,
		       void *context, struct err *err)
{
	struct walk walk = { .module = fn, .context = context, .path = name };

	return modules_only(&walk, take(&walk, data, size, err), err);
}
