// SPDX-License-Identifier: MIT
#include "trust/key.h"

#include <errno.h>
#include <jansson.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/base64.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"

enum {
	KEY_FILE_MAX = 64 * 1024,
	PASSWORD_MAX = 1024,
	SCRYPT_N_MAX = 1 << 18, /* four times what cosign uses */
	SCRYPT_R_MAX = 16,      /* twice; together 512 MiB of memory */
	SCRYPT_P_MAX = 16,
};

struct key {
	EVP_PKEY *pkey;
};

/* --- passwords ---------------------------------------------------------------- */

/* Gives the password of an encrypted key. Its length, or -1 where there is none. */
static int password(char *text, int size, int writing, void *path)
{
	const char *given = getenv("COSIGN_PASSWORD");
	char prompt[512];

	(void)writing;
	if (given) {
		snprintf(text, (size_t)size, "%s", given);
		return (int)strlen(text);
	}
	snprintf(prompt, sizeof(prompt), "Password of %s: ", (const char *)path);
	return EVP_read_pw_string(text, size, prompt, 0) == 0 ? (int)strlen(text) : -1;
}

/* --- cosign's private keys ------------------------------------------------------ */

/* {"kdf": {"name": "scrypt", "params": {"N", "r", "p"}, "salt"},
 *  "cipher": {"name": "nacl/secretbox", "nonce"}, "ciphertext"}, binary in base64. The
 * cipher and scrypt are libsodium's. */
struct sealed_key {
	json_int_t n, r, p;
	unsigned char *salt, *nonce, *box;
	size_t salt_size, nonce_size, box_size;
};

static void sealed_release(struct sealed_key *sealed)
{
	free(sealed->salt);
	free(sealed->nonce);
	free(sealed->box);
}

static int sealed_parse(const char *text, size_t size, struct sealed_key *sealed)
{
	json_t *json = json_loadb(text, size, 0, NULL);
	const char *kdf, *cipher, *salt, *nonce, *box;
	int ret = json_unpack(json, "{s{ss s{sI sI sI} ss} s{ss ss} ss}", "kdf", "name", &kdf,
			      "params", "N", &sealed->n, "r", &sealed->r, "p", &sealed->p, "salt",
			      &salt, "cipher", "name", &cipher, "nonce", &nonce, "ciphertext",
			      &box);

	if (!ret) {
		sealed->salt = (unsigned char *)base64_decode(salt, &sealed->salt_size);
		sealed->nonce = (unsigned char *)base64_decode(nonce, &sealed->nonce_size);
		sealed->box = (unsigned char *)base64_decode(box, &sealed->box_size);
		if (strcmp(kdf, "scrypt") != 0 || strcmp(cipher, "nacl/secretbox") != 0 ||
		    !sealed->salt || !sealed->nonce || !sealed->box ||
		    sealed->nonce_size != crypto_secretbox_NONCEBYTES ||
		    sealed->box_size < crypto_secretbox_MACBYTES || sealed->n < 2 ||
		    sealed->n > SCRYPT_N_MAX || sealed->r < 1 || sealed->r > SCRYPT_R_MAX ||
		    sealed->p < 1 || sealed->p > SCRYPT_P_MAX)
			ret = -1;
	}
	json_decref(json);
	return ret ? -EINVAL : 0;
}

/* The key of the box, from the password. 0; -EACCES for no password, -ENOMEM or -EINVAL for
 * what scrypt does not take. */
static int derive(const struct sealed_key *sealed, const char *path,
		  unsigned char secret[static crypto_secretbox_KEYBYTES])
{
	char text[PASSWORD_MAX];
	int len = password(text, sizeof(text), 0, (void *)path), ret = -EACCES;

	errno = EINVAL;
	if (len >= 0)
		ret = crypto_pwhash_scryptsalsa208sha256_ll(
			      (const unsigned char *)text, (size_t)len, sealed->salt,
			      sealed->salt_size, (uint64_t)sealed->n, (uint32_t)sealed->r,
			      (uint32_t)sealed->p, secret, crypto_secretbox_KEYBYTES)
			      ? -errno
			      : 0;
	sodium_memzero(text, sizeof(text));
	return ret;
}

/* Opens a sealed key into a PKCS #8 structure. */
static int sealed_open(const struct sealed_key *sealed, const char *path, EVP_PKEY **ret_pkey)
{
	size_t size = sealed->box_size - crypto_secretbox_MACBYTES;
	unsigned char secret[crypto_secretbox_KEYBYTES], *der = malloc(size + 1);
	const unsigned char *at = der;
	int ret = der ? derive(sealed, path, secret) : -ENOMEM;

	if (!ret &&
	    crypto_secretbox_open_easy(der, sealed->box, sealed->box_size, sealed->nonce, secret))
		ret = -EACCES;
	if (!ret) {
		*ret_pkey = d2i_AutoPrivateKey(NULL, &at, (long)size);
		ret = *ret_pkey ? 0 : -EINVAL;
	}
	sodium_memzero(secret, sizeof(secret));
	if (der)
		sodium_memzero(der, size);
	free(der);
	return ret;
}

static int read_cosign_key(const void *text, size_t size, const char *path, EVP_PKEY **ret_pkey)
{
	struct sealed_key sealed = { 0 };
	int ret = sodium_init() < 0 ? -EIO : sealed_parse(text, size, &sealed);

	if (!ret)
		ret = sealed_open(&sealed, path, ret_pkey);
	sealed_release(&sealed);
	return ret;
}

/* --- files -------------------------------------------------------------------- */

static bool is_cosign_label(const char *label)
{
	return strcmp(label, "ENCRYPTED COSIGN PRIVATE KEY") == 0 ||
	       strcmp(label, "ENCRYPTED SIGSTORE PRIVATE KEY") == 0;
}

/* Reads the first PEM block where cosign wrote it: -ENOENT where another did. */
static int read_if_cosign(BIO *bio, const char *path, EVP_PKEY **ret_pkey)
{
	char *label = NULL, *header = NULL;
	unsigned char *data = NULL;
	long size = 0;
	int ret = -ENOENT;

	if (PEM_read_bio(bio, &label, &header, &data, &size) == 1 && is_cosign_label(label))
		ret = read_cosign_key(data, (size_t)size, path, ret_pkey);
	OPENSSL_free(label);
	OPENSSL_free(header);
	OPENSSL_clear_free(data, (size_t)size);
	return ret;
}

static int read_private(BIO *bio, const char *path, EVP_PKEY **ret_pkey)
{
	int ret = read_if_cosign(bio, path, ret_pkey);

	if (ret != -ENOENT)
		return ret;
	(void)BIO_reset(bio);
	*ret_pkey = PEM_read_bio_PrivateKey(bio, NULL, password, (void *)path);
	return *ret_pkey ? 0 : -EINVAL;
}

static int read_public(BIO *bio, const char *path, EVP_PKEY **ret_pkey)
{
	(void)path;
	*ret_pkey = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
	return *ret_pkey ? 0 : -EINVAL;
}

/* Whether a key is of a kind that signatures are made with, and strong enough. */
static bool is_usable(const EVP_PKEY *pkey)
{
	switch (EVP_PKEY_get_base_id(pkey)) {
	case EVP_PKEY_EC: return EVP_PKEY_get_bits(pkey) >= 256;
	case EVP_PKEY_RSA: return EVP_PKEY_get_bits(pkey) >= 2048;
	default: return EVP_PKEY_get_base_id(pkey) == EVP_PKEY_ED25519;
	}
}

static int load(const char *path, const char *kind,
		int (*read)(BIO *, const char *, EVP_PKEY **), struct key **ret_key,
		struct err *err)
{
	struct buf text = BUF_INIT(KEY_FILE_MAX);
	struct key *key = calloc(1, sizeof(*key));
	BIO *bio = NULL;
	int ret = key ? file_read(path, &text, err) : err_set(err, ENOMEM, "cannot load a key");

	if (!ret) {
		bio = BIO_new_mem_buf(text.data, (int)text.len);
		ret = bio ? read(bio, path, &key->pkey) : -ENOMEM;
		if (ret == -EACCES)
			err_set(err, EACCES, "the password of '%s' is wrong or missing", path);
		else if (ret)
			err_set(err, -ret, "'%s' is not a %s key in PEM, or its password is "
				"wrong",
				path, kind);
	}
	if (!ret && !is_usable(key->pkey))
		ret = err_set(err, EINVAL, "'%s' is neither ECDSA, Ed25519 nor RSA of 2048 bits",
			      path);
	BIO_free(bio);
	if (text.data)
		OPENSSL_cleanse(text.data, text.len);
	buf_release(&text);
	if (ret) {
		key_free(key);
		return ret;
	}
	*ret_key = key;
	return 0;
}

int key_load_public(const char *path, struct key **ret_key, struct err *err)
{
	return load(path, "public", read_public, ret_key, err);
}

int key_load_private(const char *path, struct key **ret_key, struct err *err)
{
	int ret = load(path, "private", read_private, ret_key, err);

	if (ret == -EACCES)
		err_hint(err, "set COSIGN_PASSWORD, or enter it on a terminal");
	return ret;
}

void key_free(struct key *key)
{
	if (!key)
		return;
	EVP_PKEY_free(key->pkey);
	free(key);
}

/* --- signatures ------------------------------------------------------------------ */

static const EVP_MD *digest_for(const struct key *key)
{
	return EVP_PKEY_get_base_id(key->pkey) == EVP_PKEY_ED25519 ? NULL : EVP_sha256();
}

int key_sign(const struct key *key, const void *data, size_t size, char **ret_signature,
	     struct err *err)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned char raw[1024]; /* RSA of up to 8192 bits */
	size_t len = sizeof(raw);
	char *signature = NULL;

	if (context && EVP_DigestSignInit(context, NULL, digest_for(key), NULL, key->pkey) == 1 &&
	    EVP_DigestSign(context, raw, &len, data, size) == 1)
		signature = base64_encode(raw, len);
	EVP_MD_CTX_free(context);
	if (!signature)
		return err_set(err, EIO, "cannot sign with this key");
	*ret_signature = signature;
	return 0;
}

char *key_hint(const struct key *key)
{
	unsigned char *der = NULL, digest[EVP_MAX_MD_SIZE];
	unsigned int len = 0;
	int size = i2d_PUBKEY(key->pkey, &der);
	bool done = size > 0 &&
		    EVP_Digest(der, (size_t)size, digest, &len, EVP_sha256(), NULL) == 1;

	OPENSSL_free(der);
	return done ? base64_encode(digest, len) : NULL;
}

int key_verify(const struct key *key, const void *data, size_t size, const char *signature)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t len = 0;
	char *raw = base64_decode(signature, &len);
	bool good = context && raw &&
		    EVP_DigestVerifyInit(context, NULL, digest_for(key), NULL, key->pkey) == 1 &&
		    EVP_DigestVerify(context, (unsigned char *)raw, len, data, size) == 1;

	free(raw);
	EVP_MD_CTX_free(context);
	return good ? 0 : -EKEYREJECTED;
}
