// SPDX-License-Identifier: MIT
#include "btf/slices_make.h"

#include <errno.h>
#include <sha2.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "btf/slices_format.h"
#include "lib/err.h"

void slices_maker_init(struct slices_maker *maker)
{
	*maker = (struct slices_maker){ .bytes = BUF_INIT(SLICES_MAX) };
}

void slices_maker_release(struct slices_maker *maker)
{
	free(maker->kernels);
	free(maker->slices);
	buf_release(&maker->bytes);
}

int slices_add_object(struct slices_maker *maker, const uint8_t digest[static SLICES_DIGEST_SIZE],
		      struct err *err)
{
	for (uint32_t i = 0; i < maker->object_count; i++)
		if (memcmp(maker->objects[i], digest, SLICES_DIGEST_SIZE) == 0)
			return 0;
	if (maker->object_count == SLICES_OBJECTS_MAX)
		return err_set(err, E2BIG, "more than %d objects", SLICES_OBJECTS_MAX);
	memcpy(maker->objects[maker->object_count++], digest, SLICES_DIGEST_SIZE);
	return 0;
}

static int no_memory(struct err *err)
{
	return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
}

static int pack(struct slices_maker *maker, struct slices_made *made, const void *slice,
		struct err *err)
{
	uLongf packed = compressBound(made->size);
	char *to = buf_reserve(&maker->bytes, packed);

	if (!to || compress2((Bytef *)to, &packed, slice, made->size, Z_BEST_COMPRESSION) != Z_OK)
		return no_memory(err);
	made->offset = (uint32_t)maker->bytes.len;
	made->packed = (uint32_t)packed;
	maker->bytes.len += packed;
	return 0;
}

/* The number of the slice, which is added if it is new. */
static int find_slice(struct slices_maker *maker, const void *slice, size_t size,
		      uint32_t *ret_index, struct err *err)
{
	struct slices_made made = { .size = (uint32_t)size }, *all;
	SHA2_CTX hash;
	int ret;

	SHA256Init(&hash);
	SHA256Update(&hash, slice, size);
	SHA256Final(made.digest, &hash);
	for (*ret_index = 0; *ret_index < maker->slice_count; ++*ret_index)
		if (memcmp(maker->slices[*ret_index].digest, made.digest, sizeof(made.digest)) == 0)
			return 0;
	all = realloc(maker->slices, (maker->slice_count + 1) * sizeof(*all));
	if (!all)
		return no_memory(err);
	maker->slices = all;
	ret = pack(maker, &made, slice, err);
	if (!ret)
		all[maker->slice_count++] = made;
	return ret;
}

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, SLICES_NAME_SIZE);
}

static int add_kernel(struct slices_maker *maker, const struct slices_kernel *kernel,
		      struct err *err)
{
	struct slices_kernel *all;

	for (uint32_t i = 0; i < maker->kernel_count; i++) {
		if (compare(&maker->kernels[i], kernel) != 0)
			continue;
		return maker->kernels[i].slice == kernel->slice
			       ? 0
			       : err_set(err, EEXIST, "two kernels '%s' (%s) differ",
					 kernel->release, kernel->arch);
	}
	if (maker->kernel_count == SLICES_KERNELS_MAX)
		return err_set(err, E2BIG, "more than %d kernels", SLICES_KERNELS_MAX);
	all = realloc(maker->kernels, (maker->kernel_count + 1) * sizeof(*all));
	if (!all)
		return no_memory(err);
	maker->kernels = all;
	all[maker->kernel_count++] = *kernel;
	return 0;
}

int slices_add(struct slices_maker *maker, const char *release, const char *arch, const void *slice,
	       size_t size, struct err *err)
{
	struct slices_kernel kernel = { 0 };
	int ret;

	if (!*release || strlen(release) >= sizeof(kernel.release) || !*arch ||
	    strlen(arch) >= sizeof(kernel.arch))
		return err_set(err, EINVAL, "'%s' (%s) cannot be a kernel's release", release,
			       arch);
	for (const char *at = release; *at; at++)
		if (*at <= ' ' || *at > '~')
			return err_set(err, EINVAL, "a kernel's release has no such characters");
	if (size > SLICES_SLICE_MAX)
		return err_set(err, E2BIG, "the slice of '%s' is too large", release);
	strcpy(kernel.release, release);
	strcpy(kernel.arch, arch);
	ret = find_slice(maker, slice, size, &kernel.slice, err);
	return ret ? ret : add_kernel(maker, &kernel, err);
}

int slices_write(struct slices_maker *maker, struct buf *to, struct err *err)
{
	struct slices_header header = {
		.version = htole32(SLICES_VERSION),
		.objects = htole32(maker->object_count),
		.kernels = htole32(maker->kernel_count),
		.slices = htole32(maker->slice_count),
	};

	memcpy(header.magic, slices_magic, sizeof(header.magic));
	if (maker->kernel_count)
		qsort(maker->kernels, maker->kernel_count, sizeof(*maker->kernels), compare);
	buf_add(to, &header, sizeof(header));
	buf_add(to, maker->objects, (size_t)maker->object_count * SLICES_DIGEST_SIZE);
	for (uint32_t i = 0; i < maker->kernel_count; i++) {
		struct slices_kernel_entry entry = {
			.slice = htole32(maker->kernels[i].slice),
		};

		memcpy(entry.release, maker->kernels[i].release, sizeof(entry.release));
		memcpy(entry.arch, maker->kernels[i].arch, sizeof(entry.arch));
		buf_add(to, &entry, sizeof(entry));
	}
	for (uint32_t i = 0; i < maker->slice_count; i++) {
		const struct slices_made *made = &maker->slices[i];
		const struct slices_slice_entry entry = { htole32(made->offset),
							  htole32(made->packed),
							  htole32(made->size) };

		buf_add(to, &entry, sizeof(entry));
	}
	buf_add(to, maker->bytes.data, maker->bytes.len);
	return to->error ? no_memory(err) : 0;
}
