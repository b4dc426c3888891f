// SPDX-License-Identifier: MIT
#include "kernels/image.h"

#include <bpf/btf.h>
#include <endian.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "kernels/unpack.h"
#include "lib/buf.h"
#include "lib/elf.h"
#include "lib/err.h"

enum { IMAGE_MAX = 1 << 29, SECTOR = 512, FOUND_MIN = 64 };

/* Where the fields of headers are. */
enum {
	SETUP_SECTORS = 0x1f1,
	SETUP_MAGIC = 0x202,
	SETUP_VERSION = 0x206,
	SETUP_RELEASE = 0x20e,
	SETUP_PAYLOAD = 0x248,
	SETUP_PAYLOAD_SIZE = 0x24c,
	SETUP_END = 0x250,
	SETUP_RELEASE_BASE = 0x200,
	ZBOOT_MAGIC = 4,
	ZBOOT_PAYLOAD = 8,
	ZBOOT_PAYLOAD_SIZE = 12,
	ARM64_MAGIC = 0x38,
	HEADER_MIN = 0x40,
};

static uint32_t number(const unsigned char *data, size_t at, size_t bytes)
{
	uint32_t value = 0;

	memcpy(&value, data + at, bytes);
	return le32toh(value);
}

static bool is_bzimage(const unsigned char *data, size_t size)
{
	return size >= SETUP_END && memcmp(data + SETUP_MAGIC, "HdrS", 4) == 0 &&
	       number(data, SETUP_VERSION, 2) >= 0x208;
}

static bool is_zboot(const unsigned char *data, size_t size)
{
	return size >= HEADER_MIN && memcmp(data, "MZ", 2) == 0 &&
	       memcmp(data + ZBOOT_MAGIC, "zimg", 4) == 0;
}

static bool is_arm64(const unsigned char *data, size_t size)
{
	return size >= HEADER_MIN && memcmp(data + ARM64_MAGIC, "ARM\x64", 4) == 0;
}

bool image_is(const void *data, size_t size)
{
	return is_bzimage(data, size) || is_zboot(data, size) || is_arm64(data, size);
}

const char *image_arch(const void *data, size_t size)
{
	return is_bzimage(data, size) ? "x86" : is_arm64(data, size) ? "arm64" : "other";
}

/* --- its release --------------------------------------------------------------------------- */

static int copy_release(const char *at, size_t left, char ret_release[static IMAGE_RELEASE_SIZE],
			struct err *err)
{
	size_t len = 0;

	while (len < left && len < IMAGE_RELEASE_SIZE && at[len] > ' ' && at[len] <= '~')
		len++;
	if (len == IMAGE_RELEASE_SIZE)
		return err_set(err, EINVAL, "the kernel's name is too long: %.32s...", at);
	memcpy(ret_release, at, len);
	ret_release[len] = '\0';
	return 0;
}

/* Of "Linux version RELEASE ". */
static int find_release(const void *data, size_t size, char ret_release[static IMAGE_RELEASE_SIZE],
			struct err *err)
{
	static const char banner[] = "Linux version ";
	const char *end = (const char *)data + size;
	const char *at = data;

	/* The text also stands, with %s behind it, where it is made. */
	while ((at = memmem(at, (size_t)(end - at), banner, sizeof(banner) - 1))) {
		at += sizeof(banner) - 1;
		if (at < end && *at >= '0' && *at <= '9')
			return copy_release(at, (size_t)(end - at), ret_release, err);
	}
	return 0;
}

/* --- its BTF ------------------------------------------------------------------------------- */

static int from_elf(const void *data, size_t size, struct buf *btf, struct err *err)
{
	struct elf elf;
	const struct elf_section *section;
	int ret = elf_read_any(&elf, data, size, err);

	if (ret < 0)
		return ret;
	section = elf_find(&elf, ".BTF");
	if (section && section->data)
		buf_add(btf, section->data, section->size);
	else
		ret = err_set(err, ENODATA,
			      "the kernel has no BTF: CONFIG_DEBUG_INFO_BTF is not set");
	elf_release(&elf);
	return ret;
}

/* How many bytes of BTF begin there, by the header; 0: none. */
static size_t btf_extent(const unsigned char *at, size_t left)
{
	struct btf_header header;
	uint64_t end;

	if (left < sizeof(header))
		return 0;
	memcpy(&header, at, sizeof(header));
	end = (uint64_t)header.hdr_len + header.str_off + header.str_len;
	if (header.magic != BTF_MAGIC || header.version != BTF_VERSION || header.flags ||
	    header.hdr_len < sizeof(header) || header.type_off || end > left ||
	    header.str_off != header.type_len || !header.str_len || at[end - 1])
		return 0;
	return (size_t)end;
}

/* An image without sections: the BTF is the largest bytes that look like it. */
static int from_flat(const unsigned char *data, size_t size, struct buf *btf, struct err *err)
{
	static const unsigned char begin[] = { 0x9f, 0xeb, BTF_VERSION, 0 };
	const unsigned char *end = data + size, *at = data, *best = NULL;
	size_t best_size = FOUND_MIN, extent;

	while ((at = memmem(at, (size_t)(end - at), begin, sizeof(begin)))) {
		extent = btf_extent(at, (size_t)(end - at));
		if (extent > best_size) {
			best = at;
			best_size = extent;
		}
		at += sizeof(begin);
	}
	if (!best)
		return err_set(err, ENODATA,
			       "no BTF in the kernel: CONFIG_DEBUG_INFO_BTF is not "
			       "set, or it is packed in a way that is not known");
	buf_add(btf, best, best_size);
	return 0;
}

static int from_kernel(const void *data, size_t size, struct buf *btf,
		       char ret_release[static IMAGE_RELEASE_SIZE], struct err *err)
{
	const int ret = *ret_release ? 0 : find_release(data, size, ret_release, err);

	if (ret < 0)
		return ret;
	return elf_is(data, size) ? from_elf(data, size, btf, err)
				  : from_flat(data, size, btf, err);
}

/* --- what it is packed in ------------------------------------------------------------------ */

static int from_packed(const void *data, size_t size, struct buf *btf,
		       char ret_release[static IMAGE_RELEASE_SIZE], struct err *err)
{
	struct buf kernel = BUF_INIT(IMAGE_MAX);
	int ret;

	if (unpack_format(data, size) == UNPACK_NONE)
		return err_set(err, EINVAL, "the kernel is not packed by gzip, xz or zstd");
	ret = unpack_all(data, size, &kernel, err);
	if (!ret)
		ret = from_kernel(kernel.data ? kernel.data : "", kernel.len, btf, ret_release,
				  err);
	buf_release(&kernel);
	return ret;
}

/* A part of the bytes that a header names. */
static int from_payload(const unsigned char *data, size_t size, uint64_t at, uint64_t length,
			struct buf *btf, char ret_release[static IMAGE_RELEASE_SIZE],
			struct err *err)
{
	if (at + length > size)
		return err_set(err, EINVAL, "the image is cut off");
	return from_packed(data + at, length, btf, ret_release, err);
}

static int from_bzimage(const unsigned char *data, size_t size, struct buf *btf,
			char ret_release[static IMAGE_RELEASE_SIZE], struct err *err)
{
	const uint64_t sectors = data[SETUP_SECTORS] ? data[SETUP_SECTORS] : 4;
	const uint64_t release = SETUP_RELEASE_BASE + (uint64_t)number(data, SETUP_RELEASE, 2);
	int ret = 0;

	if (release > SETUP_RELEASE_BASE && release < size)
		ret = copy_release((const char *)data + release, size - release, ret_release, err);
	if (ret < 0)
		return ret;
	return from_payload(data, size, (sectors + 1) * SECTOR + number(data, SETUP_PAYLOAD, 4),
			    number(data, SETUP_PAYLOAD_SIZE, 4), btf, ret_release, err);
}

int image_read(const void *data, size_t size, struct buf *btf,
	       char ret_release[static IMAGE_RELEASE_SIZE], struct err *err)
{
	const unsigned char *bytes = data;
	int ret;

	*ret_release = '\0';
	if (is_bzimage(bytes, size))
		ret = from_bzimage(bytes, size, btf, ret_release, err);
	else if (is_zboot(bytes, size))
		ret = from_payload(bytes, size, number(bytes, ZBOOT_PAYLOAD, 4),
				   number(bytes, ZBOOT_PAYLOAD_SIZE, 4), btf, ret_release, err);
	else if (unpack_format(bytes, size) != UNPACK_NONE)
		ret = from_packed(bytes, size, btf, ret_release, err);
	else
		ret = from_kernel(bytes, size, btf, ret_release, err);
	if (!ret && btf->error)
		ret = err_set(err, btf->error, "%s", strerror(btf->error));
	return ret;
}
