// SPDX-License-Identifier: MIT
/*
 * Answers of a kubelet of any bytes. Whatever comes, a line has five words.
 *
 * rooms: export lib
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "export/pods.h"
#include "lib/buf.h"
#include "lib/err.h"

static void check_line(const char *line, size_t len)
{
	unsigned int blanks = 0;

	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)line[i] < ' ' || (unsigned char)line[i] > '~')
			abort();
		blanks += line[i] == ' ';
	}
	if (blanks != 4)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf lines = BUF_INIT(16 << 20);
	struct err err = ERR_INIT;
	size_t len;

	pods_read((const char *)data, size, &lines, &err);
	for (size_t at = 0; at < lines.len; at += len + 1) {
		len = strcspn(lines.data + at, "\n");
		check_line(lines.data + at, len);
	}
	buf_release(&lines);
	return 0;
}
