// SPDX-License-Identifier: MIT
#include "trust/signed_file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "trust/key.h"

enum {
	FILE_MAX = 1 << 30,
	SIGNATURE_MAX = 16 * 1024,
};

static int name_signature(const char *path, char name[static PATH_MAX], struct err *err)
{
	if (snprintf(name, PATH_MAX, "%s.sig", path) >= PATH_MAX)
		return err_set(err, ENAMETOOLONG, "'%s': the name is too long", path);
	return 0;
}

int signed_file_sign(const char *path, const char *key_path, struct err *err)
{
	struct buf file = BUF_INIT(FILE_MAX);
	char name[PATH_MAX], *signature = NULL;
	struct key *key = NULL;
	int ret = name_signature(path, name, err);

	if (!ret)
		ret = file_read(path, &file, err);
	if (!ret)
		ret = key_load_private(key_path, &key, err);
	if (!ret)
		ret = key_sign(key, file.data, file.len, &signature, err);
	if (!ret)
		ret = file_write(name, signature, strlen(signature), err);
	free(signature);
	key_free(key);
	buf_release(&file);
	return ret;
}

int signed_file_verify(const char *path, const char *key_path, struct err *err)
{
	struct buf file = BUF_INIT(FILE_MAX), signature = BUF_INIT(SIGNATURE_MAX);
	struct key *key = NULL;
	char name[PATH_MAX];
	int ret = name_signature(path, name, err);

	if (!ret)
		ret = file_read(path, &file, err);
	if (!ret)
		ret = file_read(name, &signature, err);
	if (!ret)
		ret = key_load_public(key_path, &key, err);
	if (!ret && (!signature.data || strlen(signature.data) != signature.len))
		ret = err_set(err, EKEYREJECTED, "'%s' is not a signature", name);
	if (!ret) {
		signature.data[strcspn(signature.data, "\n")] = '\0';
		ret = key_verify(key, file.data, file.len, signature.data);
		if (ret)
			err_set(err, -ret, "'%s' is not signed by the key in '%s'", path, key_path);
	}
	key_free(key);
	buf_release(&signature);
	buf_release(&file);
	return ret;
}
