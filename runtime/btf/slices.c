// SPDX-License-Identifier: MIT
#include "btf/slices.h"

#include <errno.h>
#include <sha2.h>
#include <string.h>
#include <zlib.h>

#include "btf/slices_format.h"
#include "lib/btf_check.h"
#include "lib/buf.h"
#include "lib/elf.h"
#include "lib/err.h"

/* --- where things are ---------------------------------------------------------------------- */

static const unsigned char *object_at(const struct slices *slices, uint32_t index)
{
	return slices->data + sizeof(struct slices_header) + (size_t)index * SLICES_DIGEST_SIZE;
}

static const unsigned char *kernel_at(const struct slices *slices, uint32_t index)
{
	return object_at(slices, slices->object_count) +
	       (size_t)index * sizeof(struct slices_kernel_entry);
}

static const unsigned char *slice_at(const struct slices *slices, uint32_t index)
{
	return kernel_at(slices, slices->kernel_count) +
	       (size_t)index * sizeof(struct slices_slice_entry);
}

static const unsigned char *bytes_of(const struct slices *slices)
{
	return slice_at(slices, slices->slice_count);
}

static struct slices_slice_entry slice_entry(const struct slices *slices, uint32_t index)
{
	struct slices_slice_entry entry;

	memcpy(&entry, slice_at(slices, index), sizeof(entry));
	return (struct slices_slice_entry){ le32toh(entry.offset), le32toh(entry.packed),
					    le32toh(entry.size) };
}

void slices_kernel(const struct slices *slices, uint32_t index, struct slices_kernel *ret_kernel)
{
	struct slices_kernel_entry entry;

	memcpy(&entry, kernel_at(slices, index), sizeof(entry));
	memcpy(ret_kernel->release, entry.release, sizeof(entry.release));
	memcpy(ret_kernel->arch, entry.arch, sizeof(entry.arch));
	ret_kernel->slice = le32toh(entry.slice);
}

uint32_t slices_size(const struct slices *slices, uint32_t index)
{
	return slice_entry(slices, index).size;
}

/* --- the check ----------------------------------------------------------------------------- */

bool slices_are(const void *data, size_t size)
{
	return size >= sizeof(slices_magic) &&
	       memcmp(data, slices_magic, sizeof(slices_magic)) == 0;
}

/* Text that ends in NUL, is padded with NUL, and can be printed. */
static bool is_name(const char *text, size_t size)
{
	const size_t len = strnlen(text, size);

	if (!len || len == size)
		return false;
	for (size_t i = 0; i < size; i++)
		if (i < len ? text[i] <= ' ' || text[i] > '~' : text[i] != '\0')
			return false;
	return true;
}

static int check_kernels(const struct slices *slices, struct err *err)
{
	struct slices_kernel kernel;

	for (uint32_t i = 0; i < slices->kernel_count; i++) {
		slices_kernel(slices, i, &kernel);
		if (!is_name(kernel.release, sizeof(kernel.release)) ||
		    !is_name(kernel.arch, sizeof(kernel.arch)))
			return err_set(err, EINVAL, "kernel %u of the slices has no name", i);
		if (kernel.slice >= slices->slice_count)
			return err_set(err, EINVAL, "kernel %u has slice %u of %u", i, kernel.slice,
				       slices->slice_count);
		if (i &&
		    memcmp(kernel_at(slices, i - 1), kernel_at(slices, i), SLICES_NAME_SIZE) >= 0)
			return err_set(err, EINVAL, "the kernels of the slices are not in order");
	}
	return 0;
}

static int check_slices(const struct slices *slices, struct err *err)
{
	const uint64_t room = slices->size - (size_t)(bytes_of(slices) - slices->data);

	for (uint32_t i = 0; i < slices->slice_count; i++) {
		const struct slices_slice_entry entry = slice_entry(slices, i);

		if ((uint64_t)entry.offset + entry.packed > room)
			return err_set(err, EINVAL, "slice %u is cut off", i);
		if (!entry.size || entry.size > SLICES_SLICE_MAX)
			return err_set(err, EINVAL, "slice %u cannot have %u bytes", i, entry.size);
	}
	return 0;
}

int slices_read(struct slices *slices, const void *data, size_t size, struct err *err)
{
	struct slices_header header;
	uint64_t tables;
	int ret;

	if (!slices_are(data, size) || size < sizeof(header))
		return err_set(err, EINVAL, "not an archive of BTF slices");
	memcpy(&header, data, sizeof(header));
	*slices = (struct slices){
		.data = data,
		.size = size,
		.object_count = le32toh(header.objects),
		.kernel_count = le32toh(header.kernels),
		.slice_count = le32toh(header.slices),
	};
	if (le32toh(header.version) != SLICES_VERSION)
		return err_set(err, EINVAL, "version %u of BTF slices; this is for %d",
			       le32toh(header.version), SLICES_VERSION);
	if (size > SLICES_MAX || slices->object_count > SLICES_OBJECTS_MAX ||
	    slices->kernel_count > SLICES_KERNELS_MAX || slices->slice_count > slices->kernel_count)
		return err_set(err, EINVAL, "the archive of slices has impossible counts");
	tables = sizeof(header) + (uint64_t)slices->object_count * SLICES_DIGEST_SIZE +
		 (uint64_t)slices->kernel_count * sizeof(struct slices_kernel_entry) +
		 (uint64_t)slices->slice_count * sizeof(struct slices_slice_entry);
	if (tables > size)
		return err_set(err, EINVAL, "the archive of slices is cut off");
	ret = check_kernels(slices, err);
	return ret ? ret : check_slices(slices, err);
}

/* --- finding ------------------------------------------------------------------------------- */

int64_t slices_find(const struct slices *slices, const char *release, const char *arch)
{
	char name[SLICES_NAME_SIZE] = "";
	uint32_t low = 0, high = slices->kernel_count;
	struct slices_kernel kernel;

	if (strlen(release) >= SLICES_RELEASE_SIZE || strlen(arch) >= SLICES_ARCH_SIZE)
		return -ENOENT;
	strcpy(name, release);
	strcpy(name + SLICES_RELEASE_SIZE, arch);
	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;
		const int order = memcmp(name, kernel_at(slices, middle), sizeof(name));

		if (!order) {
			slices_kernel(slices, middle, &kernel);
			return kernel.slice;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return -ENOENT;
}

int slices_unpack(const struct slices *slices, uint32_t index, struct buf *to, struct err *err)
{
	const struct slices_slice_entry entry = slice_entry(slices, index);
	uLongf size = entry.size;
	char *room = buf_reserve(to, size);
	int ret;

	if (!room)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	if (uncompress((Bytef *)room, &size, bytes_of(slices) + entry.offset, entry.packed) !=
		    Z_OK ||
	    size != entry.size)
		return err_set(err, EINVAL, "slice %u is damaged", index);
	to->len += size;
	ret = btf_check(to->data, to->len, err);
	return ret < 0 ? err_prefix(err, "slice %u", index) : 0;
}

bool slices_digest(const struct elf *object, uint8_t ret_digest[static SLICES_DIGEST_SIZE])
{
	const struct elf_section *btf = elf_find(object, ".BTF");
	const struct elf_section *ext = elf_find(object, ".BTF.ext");
	uint64_t size;
	SHA2_CTX hash;

	if (!btf || !ext || !btf->data || !ext->data)
		return false;
	size = htole64(btf->size);
	SHA256Init(&hash);
	SHA256Update(&hash, (const uint8_t *)&size, sizeof(size));
	SHA256Update(&hash, btf->data, btf->size);
	SHA256Update(&hash, ext->data, ext->size);
	SHA256Final(ret_digest, &hash);
	return true;
}

bool slices_cover(const struct slices *slices, const uint8_t digest[static SLICES_DIGEST_SIZE])
{
	for (uint32_t i = 0; i < slices->object_count; i++)
		if (memcmp(object_at(slices, i), digest, SLICES_DIGEST_SIZE) == 0)
			return true;
	return false;
}
