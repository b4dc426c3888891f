// SPDX-License-Identifier: MIT
#include "format/base64.h"

#include <limits.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

char *base64_encode(const void *data, size_t size)
{
	char *text = size < INT_MAX / 2 ? malloc(size / 3 * 4 + 5) : NULL;

	if (text)
		EVP_EncodeBlock((unsigned char *)text, data, (int)size);
	return text;
}

/* A copy without line ends. */
static char *join_lines(const char *text, size_t *ret_len)
{
	char *joined = malloc(strlen(text) + 1);

	*ret_len = 0;
	for (; joined && *text; text++)
		if (*text != '\r' && *text != '\n')
			joined[(*ret_len)++] = *text;
	return joined;
}

static char *decode(const char *text, size_t len, size_t *ret_size)
{
	size_t padding = len > 1 ? (text[len - 1] == '=') : 0;
	unsigned char *data;
	int size;

	if (padding)
		padding += text[len - 2] == '=';
	data = len < INT_MAX / 2 ? malloc(len / 4 * 3 + 4) : NULL;
	if (!data)
		return NULL;
	size = len % 4 ? -1 : EVP_DecodeBlock(data, (const unsigned char *)text, (int)len);
	if (size < (int)padding) {
		free(data);
		return NULL;
	}
	*ret_size = (size_t)size - padding;
	data[*ret_size] = '\0';
	return (char *)data;
}

char *base64_decode(const char *text, size_t *ret_size)
{
	size_t len;
	char *joined = join_lines(text, &len);
	char *data = joined ? decode(joined, len, ret_size) : NULL;

	if (joined)
		explicit_bzero(joined, len);
	free(joined);
	return data;
}
