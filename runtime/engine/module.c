// SPDX-License-Identifier: MIT
#include "engine/module.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cache.h"
#include "engine/code.h"
#include "engine/engine.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "lib/wasm.h"

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

int module_check(const char *name, const void *data, size_t size, struct err *err)
{
	static const char module[] = "\0asm\1\0\0\0";

	if (size > MODULE_MAX)
		return err_set(err, EFBIG, "'%s' is larger than a module can be", name);
	if (starts_with(data, size, module, 8) || wasm_is_component(data, size))
		return 0;
	err_set(err, EINVAL, "'%s' is not a WebAssembly module", name);
	if (starts_with(data, size, module, 4))
		return err_hint(err, "its version is not 1, or it is cut off");
	if (is_text(data, size))
		return err_hint(err, "it looks like the text format: use wat2wasm to make a "
				"module");
	if (starts_with(data, size, "\177ELF", 4))
		return err_hint(err, "it is an ELF file; compile guests for wasm32-wasi");
	return -EINVAL;
}

static bool has_suffix(const char *name, const char *suffix)
{
	const size_t len = strlen(name), end = strlen(suffix);

	return len > end && strcmp(name + len - end, suffix) == 0;
}

/* Compiled code is native code: only what nobody else could have written is run. */
static int check_owner(int fd, struct err *err)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return err_set(err, errno, "%s", strerror(errno));
	if (status.st_uid != 0 && status.st_uid != geteuid())
		return err_set(err, EACCES,
			       "compiled code is native code, and this file is another "
			       "user's");
	if (status.st_mode & (S_IWGRP | S_IWOTH)) {
		err_set(err, EACCES,
			"compiled code is native code, and others can write this file");
		return err_hint(err, "chmod go-w");
	}
	return 0;
}

static int check_name(const struct module_file *file, struct err *err)
{
	if (file->code == MODULE_CODE_NEVER)
		return err_set(err, EACCES, "it is compiled code, which is accepted only from "
			       "local files");
	if (file->code == MODULE_CODE_ALWAYS || has_suffix(file->path, ".cwasm"))
		return 0;
	err_set(err, EACCES, "it is compiled code, which is not sandboxed");
	return err_hint(err, "if you trust it like a program, pass --compiled or name it "
			"*.cwasm");
}

/* Loads a file that is compiled code. -ENOEXEC when it is something else. */
static int open_compiled(const struct module_file *file, int *ret_code, struct err *err)
{
	struct stat st;
	int fd = file_open_regular(file->path, &st, NULL), ret = -ENOEXEC;

	if (fd < 0)
		return -ENOEXEC;
	if (code_is(fd)) {
		ret = check_name(file, err);
		if (!ret)
			ret = check_owner(fd, err);
	}
	if (ret < 0)
		close(fd);
	else
		*ret_code = fd;
	return ret;
}

static int check_size(const char *name, const void *wasm, size_t size,
		      const struct module_limits *limits, struct err *err)
{
	const uint32_t functions = limits->functions ? wasm_count_functions(wasm, size) : 0;

	if (limits->size && size > limits->size) {
		err_set(err, EFBIG, "'%s' has %zu bytes, and a module may have %llu", name, size,
			(unsigned long long)limits->size);
		return err_hint(err, "'--limit module=%zu' would allow it", size);
	}
	if (functions > limits->functions) {
		err_set(err, EFBIG, "'%s' has %u functions, and a module may have %llu", name,
			functions, (unsigned long long)limits->functions);
		return err_hint(err, "'--limit functions=%u' would allow it", functions);
	}
	return 0;
}

int module_compile(const char *name, const void *wasm, size_t size,
		   const struct module_limits *limits, struct engine *engine,
		   const struct cache *cache, int code_fd, struct engine_module **ret_module,
		   struct err *err)
{
	int ret = module_check(name, wasm, size, err);

	if (!ret)
		ret = check_size(name, wasm, size, limits, err);

	if (ret < 0)
		return ret;
	ret = code_compile(cache, engine, wasm, size, code_fd, ret_module, err);
	return ret < 0 ? err_prefix(err, "'%s'", name) : 0;
}

/* Takes the object out of a component: the compiled code, which is cached, does not depend on it. */
static void take_object(struct buf *bytes, struct buf *kept)
{
	struct wasm_name whole, object;

	while (wasm_find_custom(bytes->data, bytes->len, COMPONENT_OBJECT, &whole, &object)) {
		const size_t at = (size_t)(whole.at - bytes->data);

		kept->len = 0;
		buf_add(kept, object.at, object.len);
		memmove(bytes->data + at, bytes->data + at + whole.len,
			bytes->len - at - whole.len);
		bytes->len -= whole.len;
	}
}

static int load_wasm(const struct module_file *file, const struct module_limits *limits,
		     struct engine *engine, const struct cache *cache,
		     struct engine_module **ret_module, struct buf *kept, struct err *err)
{
	struct buf bytes = BUF_INIT(MODULE_MAX);
	struct wasm_name section;
	int ret = file_read(file->path, &bytes, err);

	if (!ret && wasm_is_component(bytes.data, bytes.len))
		take_object(&bytes, kept);
	else if (!ret && file->keeps &&
		 wasm_find_custom(bytes.data, bytes.len, file->keeps, NULL, &section))
		buf_add(kept, section.at, section.len);
	if (!ret)
		ret = module_compile(file->name, bytes.data, bytes.len, limits, engine, cache,
				     file->code_fd, ret_module, err);
	buf_release(&bytes);
	return ret;
}

int module_load(const struct module_file *file, const struct module_limits *limits,
		struct engine *engine, const struct cache *cache, struct engine_module **ret_module,
		int *ret_code, struct buf *kept, struct err *err)
{
	int ret;

	*ret_module = NULL;
	*ret_code = -1;
	ret = open_compiled(file, ret_code, err);
	if (ret == -ENOEXEC)
		return load_wasm(file, limits, engine, cache, ret_module, kept, err);
	if (!ret && file->keeps)
		code_kept(*ret_code, kept);
	return ret < 0 ? err_prefix(err, "'%s'", file->name) : 0;
}
