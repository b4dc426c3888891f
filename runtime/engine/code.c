// SPDX-License-Identifier: MIT
#include "engine/code.h"

#include <errno.h>
#include <sha2.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/cache.h"
#include "engine/engine.h"
#include "engine/seal.h"
#include "lib/buf.h"
#include "lib/code_file.h"
#include "lib/err.h"
#include "lib/hash.h"

enum { CODE_MAX = 1 << 30 };

const char *code_maker(void)
{
	static char maker[CODE_MAKER_SIZE];
	struct utsname machine;

	if (!*maker && uname(&machine) == 0)
		snprintf(maker, sizeof(maker), "%s %s %s %s", VERSION, engine_version(),
			 engine_build(), machine.machine);
	return maker;
}

static void make_footer(struct code_footer *footer)
{
	*footer = (struct code_footer){ 0 };
	snprintf(footer->maker, sizeof(footer->maker), "%s", code_maker());
	memcpy(footer->magic, code_file_magic, sizeof(code_file_magic));
}

int code_pack(const struct engine_module *module, const struct cache *cache, const struct buf *kept,
	      struct buf *file)
{
	struct code_footer footer;
	int ret = engine_save(module, file);

	if (ret < 0)
		return ret;
	make_footer(&footer);
	buf_add(file, kept->data, kept->len);
	if (file->error)
		return -file->error;
	footer.kept = kept->len;
	footer.size = file->len;
	footer.sum = hash_words(file->data, file->len);
	if (!seal_make(cache, file->data, file->len, footer.seal))
		memset(footer.seal, 0, sizeof(footer.seal));
	buf_add(file, &footer, sizeof(footer));
	return -file->error;
}

static bool read_footer(int fd, struct code_footer *ret_footer, size_t *ret_size)
{
	struct stat status;

	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) || status.st_size > CODE_MAX ||
	    (size_t)status.st_size < sizeof(*ret_footer))
		return false;
	*ret_size = (size_t)status.st_size - sizeof(*ret_footer);
	return pread(fd, ret_footer, sizeof(*ret_footer), (off_t)*ret_size) ==
		       (ssize_t)sizeof(*ret_footer) &&
	       memcmp(ret_footer->magic, code_file_magic, sizeof(code_file_magic)) == 0;
}

bool code_is(int fd)
{
	struct code_footer footer;
	size_t size;

	return read_footer(fd, &footer, &size);
}

void code_kept(int fd, struct buf *kept)
{
	struct code_footer footer;
	size_t size;
	char *to;

	if (!read_footer(fd, &footer, &size) || !footer.kept || footer.kept > size)
		return;
	to = buf_reserve(kept, footer.kept);
	if (to && pread(fd, to, footer.kept, (off_t)(size - footer.kept)) == (ssize_t)footer.kept)
		kept->len += footer.kept;
}

static bool is_whole(int fd, const struct code_footer *footer, size_t size)
{
	void *data;
	bool whole;

	if (footer->size != size || !size)
		return false;
	data = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	if (data == MAP_FAILED)
		return false;
	whole = hash_words(data, size) == footer->sum;
	munmap(data, size);
	return whole;
}

bool code_is_sealed(int fd, const struct cache *cache)
{
	struct code_footer footer;
	size_t size;
	void *data;
	bool holds;

	if (!read_footer(fd, &footer, &size) || footer.size != size || !size)
		return false;
	data = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	if (data == MAP_FAILED)
		return false;
	holds = seal_holds(cache, data, size, footer.seal);
	munmap(data, size);
	return holds;
}

int code_load(struct engine *engine, int fd, struct engine_module **ret_module,
	      struct err *err)
{
	struct code_footer footer, ours;
	char path[32];
	size_t size;

	make_footer(&ours);
	if (!read_footer(fd, &footer, &size))
		return err_set(err, EINVAL, "not compiled by wasm-bpf");
	if (memcmp(footer.maker, ours.maker, sizeof(ours.maker)) != 0)
		return err_set(err, EINVAL, "compiled by another version; this is %s", ours.maker);
	if (!is_whole(fd, &footer, size))
		return err_set(err, EINVAL, "the compiled code is damaged");
	/* By the descriptor, so that what was checked is what is loaded. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (engine_load(engine, path, ret_module) < 0)
		return err_set(err, EINVAL, "compiled for another machine, or by another engine");
	return 0;
}

/* Everything that the code depends on. */
static void make_key(const void *wasm, size_t size, char key[SHA256_DIGEST_STRING_LENGTH])
{
	SHA2_CTX hash;

	SHA256Init(&hash);
	SHA256Update(&hash, (const uint8_t *)VERSION, sizeof(VERSION));
	SHA256Update(&hash, (const uint8_t *)engine_version(), strlen(engine_version()) + 1);
	SHA256Update(&hash, (const uint8_t *)engine_build(), strlen(engine_build()) + 1);
	SHA256Update(&hash, wasm, size);
	SHA256End(&hash, key);
}

static void put(const struct cache *cache, const char *key, const struct engine_module *module)
{
	const struct cache no_cache = { .dir = -1 };  /* what lies in the cache needs no seal */
	const struct buf nothing = { 0 };
	struct buf code = BUF_INIT(CODE_MAX);

	if (code_pack(module, &no_cache, &nothing, &code) == 0)
		cache_keep(cache, key, code.data, code.len);
	buf_release(&code);
}

/* Loads code that somebody vouches for, and keeps it as if it had been compiled here. */
static int adopt(const struct cache *cache, const char *key, struct engine *engine, int given,
		 struct engine_module **ret_module)
{
	int ret = given < 0 ? -ENOENT : code_load(engine, given, ret_module, NULL);

	if (!ret && key)
		put(cache, key, *ret_module);
	return ret;
}

int code_compile(const struct cache *cache, struct engine *engine, const void *wasm, size_t size,
		 int given, struct engine_module **ret_module, struct err *err)
{
	char key[SHA256_DIGEST_STRING_LENGTH];
	int ret, fd;

	if (cache->dir < 0)
		return adopt(cache, NULL, engine, given, ret_module) == 0
			       ? 0
			       : engine_compile(engine, wasm, size, ret_module, err);
	make_key(wasm, size, key);
	fd = cache_find(cache, key);
	ret = fd < 0 ? fd : code_load(engine, fd, ret_module, NULL);
	if (fd >= 0)
		close(fd);
	if (!ret || adopt(cache, key, engine, given, ret_module) == 0)
		return 0;
	ret = engine_compile(engine, wasm, size, ret_module, err);
	if (!ret)
		put(cache, key, *ret_module);
	return ret;
}
