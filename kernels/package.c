// SPDX-License-Identifier: MIT
#include "kernels/package.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernels/unpack.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"

enum {
	BLOCK = 512,
	VMLINUX_MAX = 1 << 30,
	FILE_MAX = 1 << 28,
	NAME_MAX_SIZE = 4096,
	PIECE = 1 << 16
};

/* --- tar: POSIX ustar, and the long names of GNU and pax ------------------------------------- */

struct header {
	char name[100];
	char mode[24];
	char size[12];
	char time[12];
	char sum[8];
	char type;
	char link[100];
	char magic[8];
	char rest[80];
	char prefix[155];
	char pad[12];
};

struct tar {
	struct unpack *from;
	char name[NAME_MAX_SIZE]; /* the next file's, if it was too long for a header */
	package_wants *wants;
	package_file *file;
	void *context;
};

/* An octal number, or a binary one as GNU has it. False if it is neither. */
static bool number(const char *text, size_t size, uint64_t *ret_value)
{
	uint64_t value = 0;

	if (*text & 0x80) {
		for (size_t i = size - 8; i < size; i++)
			value = value << 8 | (unsigned char)text[i];
		*ret_value = value;
		return true;
	}
	while (size && *text == ' ')
		text++, size--;
	for (; size && *text >= '0' && *text <= '7'; text++, size--)
		value = value << 3 | (uint64_t)(*text - '0');
	*ret_value = value;
	return !size || !*text || *text == ' ';
}

static bool sum_is_right(const struct header *header)
{
	const unsigned char *bytes = (const unsigned char *)header;
	uint64_t sum = 0, wanted;

	for (size_t i = 0; i < sizeof(*header); i++)
		sum += i >= offsetof(struct header, sum) && i < offsetof(struct header, type)
			       ? ' '
			       : bytes[i];
	return number(header->sum, sizeof(header->sum), &wanted) && sum == wanted;
}

static int cut_off(struct err *err)
{
	return err_set(err, EINVAL, "the archive is damaged or cut off");
}

static int skip(struct tar *tar, uint64_t size, struct err *err)
{
	char piece[PIECE];

	while (size) {
		const size_t wanted = size < sizeof(piece) ? (size_t)size : sizeof(piece);
		const ssize_t got = unpack_read(tar->from, piece, wanted, err);

		if (got != (ssize_t)wanted)
			return got < 0 ? (int)got : cut_off(err);
		size -= wanted;
	}
	return 0;
}

static uint64_t padding(uint64_t size)
{
	return (BLOCK - size % BLOCK) % BLOCK;
}

/* Reads all of a file into `to`. */
static int take(struct tar *tar, uint64_t size, struct buf *to, struct err *err)
{
	char *room = size > to->max ? NULL : buf_reserve(to, (size_t)size + !size);
	ssize_t got;

	if (!room)
		return err_set(err, EFBIG, "a file of the archive is too large");
	got = unpack_read(tar->from, room, (size_t)size, err);
	if (got != (ssize_t)size)
		return got < 0 ? (int)got : cut_off(err);
	to->len += (size_t)size;
	return skip(tar, padding(size), err);
}

static int keep_name(struct tar *tar, const char *name, size_t len, struct err *err)
{
	if (len >= sizeof(tar->name))
		return err_set(err, ENAMETOOLONG, "a name in the archive has %zu bytes", len);
	memcpy(tar->name, name, len);
	tar->name[len] = '\0';
	return 0;
}

/* The path in a pax header: lines of "LENGTH path=NAME". */
static int pax_name(struct tar *tar, const struct buf *records, struct err *err)
{
	static const char key[] = "path=";
	const char *at = records->data, *end = at + records->len;
	int ret = 0;

	while (at < end && !ret) {
		char *space;
		const unsigned long len = strtoul(at, &space, 10);
		const char *text = space + 1;

		if (!len || len > (size_t)(end - at) || *space != ' ' || at[len - 1] != '\n')
			return 0;
		if (text + sizeof(key) - 1 < at + len && memcmp(text, key, sizeof(key) - 1) == 0) {
			text += sizeof(key) - 1;
			ret = keep_name(tar, text, (size_t)(at + len - 1 - text), err);
		}
		at += len;
	}
	return ret;
}

static int take_name(struct tar *tar, char type, uint64_t size, struct err *err)
{
	struct buf text = BUF_INIT(1 << 16);
	int ret = take(tar, size, &text, err);

	if (!ret)
		text.data[text.len] = '\0';
	if (!ret && type == 'L')
		ret = keep_name(tar, text.data, strlen(text.data), err);
	else if (!ret)
		ret = pax_name(tar, &text, err);
	buf_release(&text);
	return ret;
}

bool package_wants_kernel(const char *path)
{
	const char *base = file_base_name(path);
	const size_t len = strlen(base);

	return strncmp(base, "vmlinu", 6) == 0 || strncmp(base, "Image", 5) == 0 ||
	       (len > 4 && strcmp(base + len - 4, ".btf") == 0);
}

/* An image for debuggers is large; what boots, and BTF, is not. */
static size_t limit(const char *path)
{
	const char *base = file_base_name(path);
	const size_t len = strlen(base);

	return strncmp(base, "vmlinux", 7) == 0 && (len < 4 || strcmp(base + len - 4, ".btf") != 0)
		       ? VMLINUX_MAX
		       : FILE_MAX;
}

static int take_file(struct tar *tar, const struct header *header, uint64_t size, struct err *err)
{
	struct buf bytes = { 0 };
	char path[NAME_MAX_SIZE + 256];
	int ret;

	if (*tar->name)
		snprintf(path, sizeof(path), "%s", tar->name);
	else if (memcmp(header->magic, "ustar", 5) == 0 && *header->prefix)
		snprintf(path, sizeof(path), "%.155s/%.100s", header->prefix, header->name);
	else
		snprintf(path, sizeof(path), "%.100s", header->name);
	tar->name[0] = '\0';
	if ((header->type != '0' && header->type) || !tar->wants(path))
		return skip(tar, size + padding(size), err);
	bytes.max = limit(path);
	ret = take(tar, size, &bytes, err);
	if (ret == -EFBIG)
		err_prefix(err, "'%s'", path);
	if (!ret)
		ret = tar->file(tar->context, path, bytes.data, bytes.len, err);
	buf_release(&bytes);
	return ret;
}

static int next(struct tar *tar, const struct header *header, struct err *err)
{
	uint64_t size;

	if (!number(header->size, sizeof(header->size), &size) || !sum_is_right(header) ||
	    size > UINT64_MAX / 2)
		return cut_off(err);
	if (header->type == 'L' || header->type == 'x')
		return take_name(tar, header->type, size, err);
	return take_file(tar, header, size, err);
}

static int each_of_tar(const void *data, size_t size, package_wants *wants, package_file *file,
		       void *context, struct err *err)
{
	struct tar tar = {
		.from = unpack_begin(data, size), .wants = wants, .file = file, .context = context
	};
	struct header header;
	ssize_t got;
	int ret = 0;

	if (!tar.from)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	while (!ret) {
		got = unpack_read(tar.from, &header, sizeof(header), err);
		if (got < 0)
			ret = (int)got;
		else if (got != sizeof(header))
			ret = cut_off(err);
		else if (!*header.name)
			break;
		else
			ret = next(&tar, &header, err);
	}
	unpack_end(tar.from);
	return ret;
}

bool package_is_tar(const void *data, size_t size)
{
	struct unpack *unpack = unpack_begin(data, size);
	struct header header;
	const bool is_tar = unpack &&
			    unpack_read(unpack, &header, sizeof(header), NULL) == sizeof(header) &&
			    memcmp(header.magic, "ustar", 5) == 0 && sum_is_right(&header);

	unpack_end(unpack);
	return is_tar;
}

/* --- ar ------------------------------------------------------------------------------------ */

static const char ar_magic[] = "!<arch>\n";

struct member {
	char name[16];
	char rest[32];
	char size[10];
	char end[2];
};

bool package_is_deb(const void *data, size_t size)
{
	return size >= strlen(ar_magic) && memcmp(data, ar_magic, strlen(ar_magic)) == 0;
}

/* The packed archive data.tar.* of a package. */
static bool find_data(const unsigned char *data, size_t size, const unsigned char **ret_at,
		      size_t *ret_size)
{
	size_t at = strlen(ar_magic);
	struct member member;
	char text[sizeof(member.size) + 1] = "";

	while (size - at >= sizeof(member)) {
		unsigned long long length;

		memcpy(&member, data + at, sizeof(member));
		at += sizeof(member);
		memcpy(text, member.size, sizeof(member.size));
		length = strtoull(text, NULL, 10);
		if (memcmp(member.end, "`\n", 2) != 0 || length > size - at)
			return false;
		if (strncmp(member.name, "data.tar", 8) == 0) {
			*ret_at = data + at;
			*ret_size = (size_t)length;
			return true;
		}
		at += (size_t)length + (length & 1);
		if (at > size)
			return false;
	}
	return false;
}

int package_each(const void *data, size_t size, package_wants *wants, package_file *file,
		 void *context, struct err *err)
{
	const unsigned char *at = data;

	if (package_is_deb(data, size) && !find_data(data, size, &at, &size))
		return err_set(err, EINVAL, "the package is damaged or cut off");
	return each_of_tar(at, size, wants, file, context, err);
}
