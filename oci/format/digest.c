// SPDX-License-Identifier: MIT
#include "format/digest.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"

struct algorithm {
	const char *name;
	size_t hex_len;
	const EVP_MD *(*md)(void);
};

static const struct algorithm algorithms[] = {
	{ "sha256", 64, EVP_sha256 },
	{ "sha512", 128, EVP_sha512 },
};

/* The algorithm that a text starts with, or null. */
static const struct algorithm *algorithm_of(const char *text)
{
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(*algorithms); i++) {
		size_t len = strlen(algorithms[i].name);

		if (strncmp(text, algorithms[i].name, len) == 0 && text[len] == ':')
			return &algorithms[i];
	}
	return NULL;
}

int digest_parse(const char *text, struct digest *ret_digest, struct err *err)
{
	const struct algorithm *algorithm = algorithm_of(text);
	const char *hex;

	if (!algorithm)
		return err_set(err, EINVAL, "digest '%.40s' is neither sha256 nor sha512", text);
	hex = text + strlen(algorithm->name) + 1;
	if (strlen(hex) != algorithm->hex_len ||
	    strspn(hex, "0123456789abcdef") != algorithm->hex_len)
		return err_set(err, EINVAL, "digest '%.140s' is not %zu lower-case hex digits",
			       text, algorithm->hex_len);
	*ret_digest = (struct digest){ 0 };
	strcpy(ret_digest->text, text);
	return 0;
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
	return strcmp(a->text, b->text) == 0;
}

const char *digest_hex(const struct digest *digest)
{
	const char *colon = strchr(digest->text, ':');

	return colon ? colon + 1 : "";
}

const char *digest_algorithm(const struct digest *digest)
{
	const struct algorithm *algorithm = algorithm_of(digest->text);

	return algorithm ? algorithm->name : "";
}

int digest_of(const void *data, size_t size, struct digest *ret_digest, struct err *err)
{
	struct hasher *hasher;
	int ret = hasher_new(NULL, &hasher, err);

	if (ret)
		return ret;
	hasher_add(hasher, data, size);
	hasher_end(hasher, ret_digest);
	hasher_free(hasher);
	return 0;
}

int digest_check(const struct digest *digest, const void *data, size_t size, struct err *err)
{
	struct hasher *hasher;
	struct digest found;
	int ret = hasher_new(digest, &hasher, err);

	if (ret)
		return ret;
	hasher_add(hasher, data, size);
	hasher_end(hasher, &found);
	hasher_free(hasher);
	if (!digest_equal(digest, &found))
		return err_set(err, EBADMSG, "content of '%s' has the digest '%s'", digest->text,
			       found.text);
	return 0;
}

struct hasher {
	EVP_MD_CTX *context;
	const struct algorithm *algorithm;
};

int hasher_new(const struct digest *like, struct hasher **ret_hasher, struct err *err)
{
	struct hasher *hasher = calloc(1, sizeof(*hasher));

	if (hasher) {
		hasher->algorithm = like ? algorithm_of(like->text) : &algorithms[0];
		hasher->context = EVP_MD_CTX_new();
	}
	if (!hasher || !hasher->algorithm || !hasher->context) {
		hasher_free(hasher);
		return err_set(err, ENOMEM, "cannot start a digest");
	}
	hasher_reset(hasher);
	*ret_hasher = hasher;
	return 0;
}

/* The three calls below fail only for a digest that the library lacks; the text
 * that hasher_end() then makes is no digest and equals none. */
void hasher_reset(struct hasher *hasher)
{
	EVP_DigestInit_ex(hasher->context, hasher->algorithm->md(), NULL);
}

void hasher_add(struct hasher *hasher, const void *data, size_t size)
{
	EVP_DigestUpdate(hasher->context, data, size);
}

void hasher_end(struct hasher *hasher, struct digest *ret_digest)
{
	unsigned char raw[EVP_MAX_MD_SIZE];
	unsigned int size = 0;
	char *to = ret_digest->text;

	*ret_digest = (struct digest){ 0 };
	if (EVP_DigestFinal_ex(hasher->context, raw, &size) != 1)
		size = 0;
	to += sprintf(to, "%s:", hasher->algorithm->name);
	for (unsigned int i = 0; i < size; i++)
		to += sprintf(to, "%02x", raw[i]);
}

void hasher_free(struct hasher *hasher)
{
	if (!hasher)
		return;
	EVP_MD_CTX_free(hasher->context);
	free(hasher);
}
