// SPDX-License-Identifier: MIT
#include "module.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cache.h"
#include "code.h"
#include "engine.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"

enum { MODULE_MAX = 1 << 30 };

static int check_magic(const char *name, const struct buf *bytes, struct err *err)
{
	static const char module[] = "\0asm\1\0\0\0", component[] = "\0asm\15\0\1\0";
	const char *data = bytes->data ? bytes->data : "";

	if (bytes->len >= 8 && memcmp(data, module, 8) == 0)
		return 0;
	err_set(err, EINVAL, "'%s' is not a WebAssembly module", name);
	if (bytes->len >= 8 && memcmp(data, component, 8) == 0)
		return err_hint(err, "it is a component; this runs core modules");
	if (bytes->len >= 4 && memcmp(data, module, 4) == 0)
		return err_hint(err, "its version is not 1, or it is cut off");
	if (data[strspn(data, " \t\r\n")] == '(' || strncmp(data, ";;", 2) == 0)
		return err_hint(err, "it looks like the text format: wat2wasm makes a module of it");
	if (strncmp(data, "\177ELF", 4) == 0)
		return err_hint(err, "it is an ELF file; a guest is compiled for wasm32-wasi");
	return -EINVAL;
}

int module_read(const struct module_file *file, struct buf *bytes, struct err *err)
{
	int ret = file_read(file->path, bytes, err);

	return ret < 0 ? ret : check_magic(file->name, bytes, err);
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

static int load_wasm(const struct module_file *file, struct engine *engine,
		     struct engine_module **ret_module, struct err *err)
{
	struct buf bytes = BUF_INIT(MODULE_MAX);
	struct cache cache = { .dir = -1 };
	int ret = module_read(file, &bytes, err);

	if (!ret && !file->no_cache && cache_open(&cache, err) < 0 && file->verbose)
		err_print(err, "wasm-bpf");
	if (!ret) {
		ret = cache_compile(&cache, engine, bytes.data, bytes.len, ret_module, err);
		if (ret < 0)
			err_prefix(err, "'%s'", file->name);
	}
	cache_close(&cache);
	buf_release(&bytes);
	return ret;
}

int module_load(const struct module_file *file, struct engine *engine,
		struct engine_module **ret_module, struct err *err)
{
	int ret = load_compiled(file, engine, ret_module, err);

	if (ret == -ENOEXEC)
		return load_wasm(file, engine, ret_module, err);
	return ret < 0 ? err_prefix(err, "'%s'", file->name) : 0;
}
