// SPDX-License-Identifier: MIT
#include "engine/module.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/cache.h"
#include "engine/code.h"
#include "engine/engine.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"

enum { MODULE_MAX = 1 << 30 };

static bool starts_with(const char *data, size_t size, const char *with, size_t with_size)
{
	return size >= with_size && memcmp(data, with, with_size) == 0;
}

static bool is_text(const char *data, size_t size)
{
	while (size && strchr(" \t\r\n", *data) && *data) {
		data++;
		size--;
	}
	return (size && *data == '(') || starts_with(data, size, ";;", 2);
}

static int check_magic(const char *name, const char *data, size_t size, struct err *err)
{
	static const char module[] = "\0asm\1\0\0\0", component[] = "\0asm\15\0\1\0";

	if (size > MODULE_MAX)
		return err_set(err, EFBIG, "'%s' is larger than a module can be", name);
	if (starts_with(data, size, module, 8))
		return 0;
	err_set(err, EINVAL, "'%s' is not a WebAssembly module", name);
	if (starts_with(data, size, component, 8))
		return err_hint(err, "it is a component; this runs core modules");
	if (starts_with(data, size, module, 4))
		return err_hint(err, "its version is not 1, or it is cut off");
	if (is_text(data, size))
		return err_hint(err, "it looks like the text format: wat2wasm makes a module of it");
	if (starts_with(data, size, "\177ELF", 4))
		return err_hint(err, "it is an ELF file; a guest is compiled for wasm32-wasi");
	return -EINVAL;
}

/* Loads a file that is compiled code. -ENOEXEC when it is something else. */
static int load_compiled(const struct module_file *file, struct engine *engine,
			 struct engine_module **ret_module, struct err *err)
{
	int fd = open(file->path, O_RDONLY | O_CLOEXEC), ret = -ENOEXEC;

	if (fd < 0)
		return -ENOEXEC;
	if (code_is(fd))
		ret = file->foreign ? err_set(err, EACCES, "compiled code is run from local files only")
				    : code_load(engine, fd, ret_module, err);
	close(fd);
	return ret;
}

int module_compile(const char *name, const void *wasm, size_t size, struct engine *engine,
		   const struct cache *cache, struct engine_module **ret_module, struct err *err)
{
	int ret = check_magic(name, wasm, size, err);

	if (ret < 0)
		return ret;
	ret = code_compile(cache, engine, wasm, size, ret_module, err);
	return ret < 0 ? err_prefix(err, "'%s'", name) : 0;
}

static int load_wasm(const struct module_file *file, struct engine *engine,
		     const struct cache *cache, struct engine_module **ret_module, struct err *err)
{
	struct buf bytes = BUF_INIT(MODULE_MAX);
	int ret = file_read(file->path, &bytes, err);

	if (!ret)
		ret = module_compile(file->name, bytes.data, bytes.len, engine, cache, ret_module, err);
	buf_release(&bytes);
	return ret;
}

int module_load(const struct module_file *file, struct engine *engine, const struct cache *cache,
		struct engine_module **ret_module, struct err *err)
{
	int ret = load_compiled(file, engine, ret_module, err);

	if (ret == -ENOEXEC)
		return load_wasm(file, engine, cache, ret_module, err);
	return ret < 0 ? err_prefix(err, "'%s'", file->name) : 0;
}
