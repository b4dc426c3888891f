// SPDX-License-Identifier: MIT
/*
 * Archives of image layouts: any bytes as tar, and as the index in one.
 *
 * rooms: store format lib
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "format/json.h"
#include "format/tar.h"
#include "lib/err.h"
#include "store/private.h"

static void read_tar(int fd)
{
	struct tar_reader tar = { .fd = fd };
	struct tar_entry entry;
	struct err err = ERR_INIT;
	char some[700];

	while (tar_next(&tar, &entry, &err) > 0) {
		if (strlen(entry.path) >= TAR_PATH_MAX || tar.left != entry.size)
			abort();
		tar_read(&tar, some, sizeof(some), &err); /* the rest is passed over */
	}
}

static void read_index(const uint8_t *data, size_t size)
{
	struct store_entry *entries;
	struct err err = ERR_INIT;
	size_t count;

	if (index_parse((const char *)data, size, "index", &entries, &count, &err) < 0)
		return;
	for (size_t i = 0; i < count; i++) {
		char path[BLOB_PATH_MAX];

		blob_path(&entries[i].manifest.digest, path);
		if (strstr(path, "..") || strlen(entries[i].name) > STORE_NAME_MAX)
			abort();
	}
	json_decref(index_new(entries, count));
	free(entries);
}

/* Makes the checksums of what may be headers right: noise does not get past them. */
static void mend(uint8_t *data, size_t size)
{
	for (size_t at = 0; at + 512 <= size; at += 512) {
		char text[8];
		unsigned int sum = 8 * ' ';

		for (size_t i = 0; i < 512; i++)
			sum += i >= 148 && i < 156 ? 0 : data[at + i];
		snprintf(text, sizeof(text), "%06o", sum);
		if (sum != 8 * ' ')
			memcpy(data + at + 148, text, sizeof(text));
	}
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	json_bound_memory();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("archive", MFD_CLOEXEC);
	uint8_t *copy = malloc(size + 1);

	if (fd < 0 || !copy)
		abort();
	memcpy(copy, data, size);
	mend(copy, size);
	if (write(fd, copy, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET) < 0)
		abort();
	read_tar(fd);
	close(fd);
	free(copy);
	read_index(data, size);
	return 0;
}
