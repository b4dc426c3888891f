// SPDX-License-Identifier: MIT
/* https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html */
#include "format/tar.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/io.h"
#include "lib/err.h"

enum {
	BLOCK = 512,
	LONG_MAX_SIZE = 64 * 1024, /* of a pax header or a long name */
};

/* A header block. */
struct header {
	char name[100];
	char mode[8];
	char uid[8];
	char gid[8];
	char size[12];
	char mtime[12];
	char checksum[8];
	char type;
	char link[100];
	char magic[8]; /* "ustar\0" "00"; GNU: "ustar  \0" */
	char user[32];
	char group[32];
	char major[8];
	char minor[8];
	char prefix[155];
	char rest[12];
};
_Static_assert(sizeof(struct header) == BLOCK, "a header is a block");

/* The sum of a header's bytes with its checksum as blanks. */
static unsigned int sum(const struct header *header)
{
	const unsigned char *bytes = (const unsigned char *)header;
	unsigned int total = 0;

	for (size_t i = 0; i < BLOCK; i++) {
		bool blank = i >= offsetof(struct header, checksum) &&
			     i < offsetof(struct header, type);

		total += blank ? ' ' : bytes[i];
	}
	return total;
}

/* --- writing ------------------------------------------------------------------ */

static int put_header(int fd, const char *path, char type, uint64_t size, uint64_t mtime)
{
	struct header header = { .type = type, .magic = "ustar" };

	memcpy(header.name, path, strnlen(path, sizeof(header.name)));
	memcpy(header.magic + 6, "00", 2);
	snprintf(header.mode, sizeof(header.mode), "%07o", 0444);
	snprintf(header.uid, sizeof(header.uid), "%07o", 0);
	snprintf(header.gid, sizeof(header.gid), "%07o", 0);
	snprintf(header.size, sizeof(header.size), "%011llo", (unsigned long long)size);
	snprintf(header.mtime, sizeof(header.mtime), "%011llo",
		 (unsigned long long)mtime & 077777777777);
	snprintf(header.checksum, sizeof(header.checksum), "%06o", sum(&header));
	header.checksum[7] = ' ';
	return write_fully(fd, &header, sizeof(header));
}

/* A pax record: "LENGTH KEY=VALUE\n", where the length counts its own digits. */
static void add_record(char *text, size_t room, const char *key, const char *value)
{
	size_t have = strlen(text), body = strlen(key) + strlen(value) + 3, len = body + 1;

	while (len != body + (size_t)snprintf(NULL, 0, "%zu", len))
		len++;
	snprintf(text + have, room - have, "%zu %s=%s\n", len, key, value);
}

static int put_pax(int fd, const char *path, uint64_t size, uint64_t mtime)
{
	char records[TAR_PATH_MAX + 128] = "", number[32];
	int ret;

	snprintf(number, sizeof(number), "%llu", (unsigned long long)size);
	add_record(records, sizeof(records), "path", path);
	add_record(records, sizeof(records), "size", number);
	ret = put_header(fd, "pax", 'x', strlen(records), mtime);
	if (!ret)
		ret = write_fully(fd, records, strlen(records));
	return ret ? ret : tar_pad(fd, strlen(records));
}

int tar_begin(int fd, const char *path, uint64_t size, uint64_t mtime)
{
	bool fits = strlen(path) <= sizeof(((struct header *)0)->name) && size < 1ULL << 33;
	int ret = fits ? 0 : put_pax(fd, path, size, mtime);

	return ret ? ret : put_header(fd, path, '0', size & ((1ULL << 33) - 1), mtime);
}

int tar_pad(int fd, uint64_t size)
{
	static const char zeros[BLOCK];

	return write_fully(fd, zeros, (size_t)(-size % BLOCK));
}

int tar_end(int fd)
{
	static const char zeros[2 * BLOCK];

	return write_fully(fd, zeros, sizeof(zeros));
}

/* --- reading ------------------------------------------------------------------ */

static int fail(struct err *err, const char *why)
{
	return err_set(err, EINVAL, "not a whole tar archive: %s", why);
}

ssize_t tar_read(struct tar_reader *reader, void *data, size_t size, struct err *err)
{
	ssize_t got;

	if (size > reader->left)
		size = (size_t)reader->left;
	got = read_fully(reader->fd, data, size);
	if (got < 0)
		return err_set(err, (int)-got, "cannot read the archive: %s", strerror((int)-got));
	if ((size_t)got < size)
		return fail(err, "it ends within a file");
	reader->left -= (uint64_t)got;
	return got;
}

/* Goes past what is left of the current file and its padding. */
static int skip(struct tar_reader *reader, struct err *err)
{
	char waste[16 * BLOCK];
	ssize_t got;

	reader->left += reader->pad;
	reader->pad = 0;
	while (reader->left) {
		got = tar_read(reader, waste, sizeof(waste), err);
		if (got < 0)
			return (int)got;
	}
	return 0;
}

/* A number in octal digits, or in base 256 where the first bit is set. */
static int parse_number(const char *field, size_t size, uint64_t *ret_number)
{
	const unsigned char *bytes = (const unsigned char *)field;
	uint64_t number = 0;
	size_t i = 0;

	if (bytes[0] == 0x80) {
		for (i = 1; i < size; i++) {
			if (number >> 55)
				return -EINVAL;
			number = number << 8 | bytes[i];
		}
		*ret_number = number;
		return 0;
	}
	while (i < size && field[i] == ' ')
		i++;
	for (; i < size && field[i] >= '0' && field[i] <= '7'; i++)
		number = number << 3 | (uint64_t)(field[i] - '0');
	if (i < size && field[i] != ' ' && field[i] != '\0')
		return -EINVAL;
	*ret_number = number;
	return 0;
}

/* Reads a header: 1, or 0 at the end of the archive. */
static int get_header(struct tar_reader *reader, struct header *header, struct err *err)
{
	static const struct header zero;
	uint64_t checksum;
	ssize_t got = read_fully(reader->fd, header, sizeof(*header));

	if (got < 0)
		return err_set(err, (int)-got, "cannot read the archive: %s", strerror((int)-got));
	if (got == sizeof(*header) && memcmp(header, &zero, sizeof(zero)) == 0)
		return 0;
	if (got > 1 && memcmp(header, "\x1f\x8b", 2) == 0) {
		fail(err, "it is compressed");
		return err_hint(err, "decompress it first: gzip -dc FILE | wasm-bpf load");
	}
	if (got < (ssize_t)sizeof(*header))
		return fail(err, "it has no end");
	if (parse_number(header->checksum, sizeof(header->checksum), &checksum) ||
	    checksum != sum(header))
		return fail(err, "a header's checksum is wrong");
	if (parse_number(header->size, sizeof(header->size), &reader->left) ||
	    reader->left > INT64_MAX)
		return fail(err, "a size is not a number");
	reader->pad = (unsigned int)(-reader->left % BLOCK);
	return 1;
}

/* Reads the whole of a small file into a string that the caller frees. */
static int get_text(struct tar_reader *reader, char **ret_text, struct err *err)
{
	size_t size = (size_t)reader->left;
	char *text;
	ssize_t got;

	if (reader->left > LONG_MAX_SIZE)
		return fail(err, "an extended header is too long");
	text = calloc(1, size + 1);
	if (!text)
		return err_set(err, ENOMEM, "cannot read the archive: %s", strerror(ENOMEM));
	got = tar_read(reader, text, size, err);
	if (got < 0) {
		free(text);
		return (int)got;
	}
	*ret_text = text;
	return skip(reader, err);
}

/* What extended headers say about the file after them. */
struct extended {
	char path[TAR_PATH_MAX]; /* empty: nothing */
	bool has_size;
	uint64_t size;
};

static int take_path(struct extended *extended, const char *path, struct err *err)
{
	if (strlen(path) >= TAR_PATH_MAX)
		return fail(err, "a path is too long");
	strcpy(extended->path, path);
	return 0;
}

static int take_record(struct extended *extended, const char *key, const char *value,
		       struct err *err)
{
	char *end;

	if (strcmp(key, "path") == 0)
		return take_path(extended, value, err);
	if (strcmp(key, "size") != 0)
		return 0;
	errno = 0;
	extended->size = strtoull(value, &end, 10);
	extended->has_size = true;
	if (errno || *end || *value < '0' || *value > '9' || extended->size > INT64_MAX)
		return fail(err, "a size is not a number");
	return 0;
}

static int take_pax(struct extended *extended, char *text, struct err *err)
{
	int ret = 0;

	while (!ret && *text) {
		size_t room = strlen(text), len;
		char *key, *value;

		len = strtoul(text, &key, 10);
		if (*key != ' ' || len > room || len <= (size_t)(key - text) + 1 ||
		    text[len - 1] != '\n')
			return fail(err, "a pax record is broken");
		text[len - 1] = '\0';
		value = strchr(++key, '=');
		if (!value)
			return fail(err, "a pax record is broken");
		*value++ = '\0';
		ret = take_record(extended, key, value, err);
		text += len;
	}
	return ret;
}

/* Takes in an extended header: pax's, or GNU's long name. */
static int take_extended(struct tar_reader *reader, char type, struct extended *extended,
			 struct err *err)
{
	char *text = NULL;
	int ret = get_text(reader, &text, err);

	if (!ret)
		ret = type == 'x' ? take_pax(extended, text, err) : take_path(extended, text, err);
	free(text);
	return ret;
}

static void describe(const struct header *header, const struct extended *extended,
		     struct tar_reader *reader, struct tar_entry *ret_entry)
{
	bool has_prefix = memcmp(header->magic, "ustar\0", 6) == 0 && header->prefix[0];

	if (extended->has_size) {
		reader->left = extended->size;
		reader->pad = (unsigned int)(-reader->left % BLOCK);
	}
	if (extended->path[0])
		strcpy(ret_entry->path, extended->path);
	else
		snprintf(ret_entry->path, sizeof(ret_entry->path), "%.155s%s%.100s",
			 has_prefix ? header->prefix : "", has_prefix ? "/" : "", header->name);
	ret_entry->size = reader->left;
}

int tar_next(struct tar_reader *reader, struct tar_entry *ret_entry, struct err *err)
{
	struct extended extended = { 0 };
	struct header header;
	int ret;

	for (;;) {
		ret = skip(reader, err);
		if (!ret)
			ret = get_header(reader, &header, err);
		if (ret <= 0)
			return ret;
		if (header.type == 'x' || header.type == 'L') {
			ret = take_extended(reader, header.type, &extended, err);
			if (ret)
				return ret;
			continue;
		}
		describe(&header, &extended, reader, ret_entry);
		if (header.type == '0' || header.type == '\0')
			return 1;
		extended = (struct extended){ 0 };
	}
}
