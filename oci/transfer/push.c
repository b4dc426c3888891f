// SPDX-License-Identifier: MIT
#include "transfer/push.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/io.h"
#include "format/wasm.h"
#include "lib/err.h"
#include "lib/wasm.h"
#include "transfer/local.h"

enum { CHUNK = 256 * 1024 };

static int add_file(int fd, struct hasher *hasher, struct err *err)
{
	char *chunk = malloc(CHUNK);
	ssize_t got = -ENOMEM;

	while (chunk && (got = read_fully(fd, chunk, CHUNK)) > 0)
		hasher_add(hasher, chunk, (size_t)got);
	free(chunk);
	return got < 0 ? err_set(err, (int)-got, "cannot read it: %s", strerror((int)-got)) : 0;
}

static int hash_file(int fd, struct digest *ret_digest, struct err *err)
{
	struct hasher *hasher;
	int ret = hasher_new(NULL, &hasher, err);

	if (ret)
		return ret;
	ret = add_file(fd, hasher, err);
	if (!ret)
		hasher_end(hasher, ret_digest);
	hasher_free(hasher);
	return ret;
}

static int open_module(const char *path, struct push *push, struct err *err)
{
	unsigned char head[WASM_HEADER];
	struct stat st;
	ssize_t got;
	int ret = 0;

	push->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (push->fd < 0 || fstat(push->fd, &st) < 0)
		return err_set(err, errno, "cannot open '%s': %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(err, EINVAL, "'%s' is not a file", path);
	ret = wasm_check_file(push->fd, (uint64_t)st.st_size, err);
	if (!ret)
		ret = hash_file(push->fd, &push->layer.digest, err);
	if (ret)
		return err_prefix(err, "'%s'", path);
	push->layer.size = (uint64_t)st.st_size;
	got = pread(push->fd, head, sizeof(head), 0);
	strcpy(push->layer.media_type,
	       got > 0 && wasm_is_object(head, (size_t)got) ? MEDIA_TYPE_BPF : MEDIA_TYPE_WASM);
	push->is_component = got > 0 && wasm_is_component(head, (size_t)got);
	return 0;
}

/* An archive as runtime/btf/slices.h describes it, by its first bytes; who runs it checks all. */
static int open_slices(const char *path, struct push *push, struct err *err)
{
	static const char magic[] = "wbpfbtfs\1\0\0";
	char head[sizeof(magic)];
	struct stat st;
	int ret;

	push->slices_fd = open(path, O_RDONLY | O_CLOEXEC);
	if (push->slices_fd < 0 || fstat(push->slices_fd, &st) < 0)
		return err_set(err, errno, "cannot open '%s': %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode) || st.st_size > MANIFEST_SLICES_MAX ||
	    pread(push->slices_fd, head, sizeof(head), 0) != (ssize_t)sizeof(head) ||
	    memcmp(head, magic, sizeof(head)) != 0) {
		err_set(err, EINVAL, "'%s' is no archive of slices", path);
		return err_hint(err, "'wasm-bpf btf FILE --kernels KERNELS -o SLICES' makes one");
	}
	ret = hash_file(push->slices_fd, &push->slices.digest, err);
	if (ret)
		return err_prefix(err, "'%s'", path);
	push->slices.size = (uint64_t)st.st_size;
	strcpy(push->slices.media_type, MEDIA_TYPE_SLICES);
	return 0;
}

/* Who can load a file of code: the last bytes say it. */
static int read_code(int fd, struct artifact_code *code, struct err *err)
{
	struct code_footer footer;
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_set(err, errno, "%s", strerror(errno));
	if (!S_ISREG(st.st_mode) || (size_t)st.st_size <= sizeof(footer) ||
	    pread(fd, &footer, sizeof(footer), st.st_size - (off_t)sizeof(footer)) !=
		    (ssize_t)sizeof(footer) ||
	    memcmp(footer.magic, code_file_magic, sizeof(code_file_magic)) != 0 ||
	    footer.size != (uint64_t)st.st_size - sizeof(footer) ||
	    !memchr(footer.maker, '\0', sizeof(footer.maker))) {
		err_set(err, EINVAL, "it is no compiled code of this version");
		return err_hint(err, "'wasm-bpf compile' makes it");
	}
	memcpy(code->maker, footer.maker, sizeof(code->maker));
	code->layer.size = (uint64_t)st.st_size;
	strcpy(code->layer.media_type, MEDIA_TYPE_CODE);
	return hash_file(fd, &code->layer.digest, err);
}

int push_add_code(struct push *push, const char *path, struct err *err)
{
	struct artifact_code *code = &push->codes[push->code_count];
	int fd, ret;

	if (push->code_count == PUSH_CODES_MAX)
		return err_set(err, E2BIG, "an artifact has compiled code of at most %d sorts",
			       PUSH_CODES_MAX);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, errno, "cannot open '%s': %s", path, strerror(errno));
	push->code_fds[push->code_count++] = fd;
	ret = read_code(fd, code, err);
	for (size_t i = 0; !ret && i + 1 < push->code_count; i++)
		if (strcmp(push->codes[i].maker, code->maker) == 0)
			ret = err_set(err, EINVAL, "two files of code for '%s'", code->maker);
	return ret ? err_prefix(err, "'%s'", path) : 0;
}

int push_prepare(const char *path, const char *slices, struct artifact *artifact, struct push *push,
		 struct err *err)
{
	int ret;

	ret = open_module(path, push, err);
	if (!ret && slices)
		ret = open_slices(slices, push, err);
	if (ret)
		return ret;
	artifact->layer = push->layer;
	artifact->is_component = push->is_component;
	artifact->slices = push->slices;
	artifact->codes = push->codes;
	artifact->code_count = push->code_count;
	ret = manifest_build(artifact, &push->config_text, &push->manifest_text, err);
	if (!ret)
		ret = digest_of(push->config_text.data, push->config_text.len,
				&push->config.digest, err);
	if (!ret)
		ret = digest_of(push->manifest_text.data, push->manifest_text.len,
				&push->manifest.digest, err);
	push->config.size = push->config_text.len;
	push->manifest.size = push->manifest_text.len;
	strcpy(push->manifest.media_type, MEDIA_TYPE_MANIFEST);
	return ret;
}

void push_release(struct push *push)
{
	if (push->fd >= 0)
		close(push->fd);
	if (push->slices_fd >= 0)
		close(push->slices_fd);
	for (size_t i = 0; i < push->code_count; i++)
		close(push->code_fds[i]);
	buf_release(&push->config_text);
	buf_release(&push->manifest_text);
}

/* --- to a registry --------------------------------------------------------------- */

static int push_layer(const struct descriptor *layer, int fd, struct registry *registry,
		      const char *mount, struct err *err)
{
	int ret = registry_has_blob(registry, layer, err);

	if (ret == 0 && mount)
		ret = registry_mount_blob(registry, layer, mount, err);
	if (ret == 0)
		ret = registry_upload_file(registry, layer, fd, err);
	return ret < 0 ? ret : 0;
}

/* The config goes by a connection of its own, beside the layer: registries sync each blob
 * to disk before they answer. */
struct companion {
	struct push *push;
	const struct ref *ref;
	struct registry_options options;
	pthread_t thread;
	struct err err;
	int ret;
};

static void *push_config(void *arg)
{
	struct companion *companion = arg;
	struct push *push = companion->push;
	struct registry *registry = NULL;
	int ret = registry_open(companion->ref, &companion->options, true, &registry,
				&companion->err);

	if (!ret)
		ret = registry_has_blob(registry, &push->config, &companion->err);
	if (ret == 0)
		ret = registry_upload(registry, &push->config, push->config_text.data,
				      &companion->err);
	registry_free(registry);
	companion->ret = ret < 0 ? ret : 0;
	return NULL;
}

/* Uploads layers and config. */
static int push_blobs(struct push *push, struct registry *registry, const struct ref *ref,
		      const struct registry_options *options, const char *mount, struct err *err)
{
	struct companion config = { .push = push, .ref = ref, .options = *options };
	int ret;

	config.options.quiet = true; /* the layer has the bar */
	ret = pthread_create(&config.thread, NULL, push_config, &config);

	if (ret)
		return err_set(err, ret, "cannot start a thread: %s", strerror(ret));
	ret = push_layer(&push->layer, push->fd, registry, mount, err);
	if (!ret && push->slices.size)
		ret = push_layer(&push->slices, push->slices_fd, registry, mount, err);
	for (size_t i = 0; i < push->code_count && !ret; i++)
		ret = push_layer(&push->codes[i].layer, push->code_fds[i], registry, mount, err);
	pthread_join(config.thread, NULL);
	if (!ret && config.ret) {
		*err = config.err;
		ret = config.ret;
	}
	return ret;
}

/* Whether the registry means the same by the reference already: 1, 0, or -errno. */
static int is_there(struct push *push, struct registry *registry, const char *name,
		    struct err *err)
{
	struct descriptor there;
	int ret = registry_head_manifest(registry, name, &there, err);

	if (ret == -EACCES || ret == -ECONNREFUSED || ret == -ETIMEDOUT)
		return ret;
	return !ret && digest_equal(&there.digest, &push->manifest.digest);
}

static int push_to_registry(struct push *push, struct registry *registry,
			    const struct ref *ref, const struct registry_options *options,
			    const char *mount, struct err *err)
{
	const char *name = *ref->tag ? ref->tag : push->manifest.digest.text;
	int ret = is_there(push, registry, name, err);

	if (ret)
		return ret;
	ret = push_blobs(push, registry, ref, options, mount, err);
	if (!ret)
		ret = registry_put_manifest(registry, name, MEDIA_TYPE_MANIFEST,
					    push->manifest_text.data, push->manifest_text.len, err);
	return ret;
}

/* --- to a layout -------------------------------------------------------------------- */

static int push_to_layout(struct push *push, const struct ref *ref, struct err *err)
{
	struct store *store;
	int ret = local_open(ref, STORE_WRITE, &store, err);

	if (ret)
		return ret;
	ret = store_blob_write(store, &push->layer, blob_fill_from_file, &push->fd, err);
	if (!ret && push->slices.size)
		ret = store_blob_write(store, &push->slices, blob_fill_from_file, &push->slices_fd,
				       err);
	for (size_t i = 0; i < push->code_count && !ret; i++)
		ret = store_blob_write(store, &push->codes[i].layer, blob_fill_from_file,
				       &push->code_fds[i], err);
	if (!ret)
		ret = store_blob_put(store, push->config_text.data, push->config_text.len,
				     &push->config, err);
	if (!ret)
		ret = store_blob_put(store, push->manifest_text.data, push->manifest_text.len,
				     &push->manifest, err);
	if (!ret)
		ret = store_tag(store, *ref->tag ? ref->tag : "latest", &push->manifest, err);
	if (ret)
		store_abandon(store);
	store_free(store);
	return ret;
}

int push_artifact(struct push *push, const struct ref *ref,
		  const struct registry_options *options, const char *mount, struct err *err)
{
	struct registry *registry = NULL;
	char name[REF_TEXT_MAX];
	int ret;

	ref_format(ref, name);
	if (*ref->digest && strcmp(ref->digest, push->manifest.digest.text) != 0)
		return err_set(err, EINVAL, "the artifact would have the digest '%s', not '%s'",
			       push->manifest.digest.text, ref->digest);
	if (ref->kind == REF_LAYOUT) {
		ret = push_to_layout(push, ref, err);
	} else {
		ret = registry_open(ref, options, true, &registry, err);
		if (!ret)
			ret = push_to_registry(push, registry, ref, options, mount, err);
		registry_free(registry);
	}
	return ret < 0 ? err_prefix(err, "cannot push '%s'", name) : ret;
}
