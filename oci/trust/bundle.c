// SPDX-License-Identifier: MIT
#include "trust/bundle.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/base64.h"
#include "format/json.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "trust/key.h"

#define STATEMENT_TYPE "application/vnd.in-toto+json"
#define STATEMENT_FORM "https://in-toto.io/Statement/v1"

enum { SIGNATURES_MAX = 64, SUBJECTS_MAX = 1024, SIGNED_MAX = 1024 * 1024 };

/* What the signatures of an envelope are over: type and payload, each with its length. */
static int add_signed_bytes(struct buf *buf, const char *payload, size_t size)
{
	buf_printf(buf, "DSSEv1 %zu %s %zu ", strlen(STATEMENT_TYPE), STATEMENT_TYPE, size);
	buf_add(buf, payload, size);
	return -buf->error;
}

/* --- checking ----------------------------------------------------------------- */

static int check_signatures(const json_t *signatures, const struct buf *bytes,
			    const struct key *key, struct err *err)
{
	json_t *one;
	size_t i;

	json_array_foreach(signatures, i, one) {
		const char *signature = json_string_value(json_object_get(one, "sig"));

		if (i == SIGNATURES_MAX)
			break;
		if (signature && key_verify(key, bytes->data, bytes->len, signature) == 0)
			return 0;
	}
	return err_set(err, EKEYREJECTED, "a signature is not by this key");
}

/* What a statement that verified says: that this content is signed. */
static int check_statement(const char *payload, size_t size, const struct digest *digest,
			   struct err *err)
{
	json_t *json = NULL, *subject;
	const char *predicate;
	int ret = json_parse_object(payload, size, "a statement", &json, err);
	size_t i;

	if (ret)
		return ret;
	predicate = json_string_value(json_object_get(json, "predicateType"));
	ret = err_set(err, EKEYREJECTED, "a signature is for something else");
	json_array_foreach(json_object_get(json, "subject"), i, subject) {
		const json_t *digests = json_object_get(subject, "digest");
		const char *hex =
			json_string_value(json_object_get(digests, digest_algorithm(digest)));

		if (i == SUBJECTS_MAX)
			break;
		if (hex && strcmp(hex, digest_hex(digest)) == 0 && predicate &&
		    strcmp(predicate, BUNDLE_PREDICATE) == 0)
			ret = 0;
	}
	json_decref(json);
	return ret;
}

static int check_envelope(const json_t *envelope, const struct digest *digest,
			  const struct key *key, struct err *err)
{
	const char *type = json_string_value(json_object_get(envelope, "payloadType"));
	const char *text = json_string_value(json_object_get(envelope, "payload"));
	struct buf bytes = BUF_INIT(SIGNED_MAX);
	size_t size = 0;
	char *payload;
	int ret;

	if (!type || !text || strcmp(type, STATEMENT_TYPE) != 0)
		return err_set(err, EINVAL, "a bundle without a statement");
	payload = base64_decode(text, &size);
	if (!payload)
		return err_set(err, EINVAL, "a bundle's payload is not base64");
	ret = add_signed_bytes(&bytes, payload, size);
	if (ret)
		err_set(err, -ret, "cannot check a bundle: %s", strerror(-ret));
	if (!ret)
		ret = check_signatures(json_object_get(envelope, "signatures"), &bytes, key, err);
	if (!ret)
		ret = check_statement(payload, size, digest, err);
	buf_release(&bytes);
	free(payload);
	return ret;
}

int bundle_check(const char *text, size_t size, const struct digest *digest,
		 const struct key *key, struct err *err)
{
	json_t *json;
	int ret = json_parse_object(text, size, "a bundle", &json, err);

	if (ret)
		return ret;
	ret = check_envelope(json_object_get(json, "dsseEnvelope"), digest, key, err);
	json_decref(json);
	return ret;
}

/* --- making --------------------------------------------------------------------- */

/* That this content is signed, as text. */
static char *make_statement(const struct digest *digest)
{
	json_t *json = json_pack("{ss s[{s{ss}}] ss s{}}", "_type", STATEMENT_FORM, "subject",
				 "digest", digest_algorithm(digest), digest_hex(digest),
				 "predicateType", BUNDLE_PREDICATE, "predicate");
	char *text = json_dumps(json, JSON_COMPACT);

	json_decref(json);
	return text;
}

static int sign_statement(const char *statement, const struct key *key, char **ret_signature,
			  struct err *err)
{
	struct buf bytes = BUF_INIT(SIGNED_MAX);
	int ret = add_signed_bytes(&bytes, statement, strlen(statement));

	ret = ret ? err_set(err, -ret, "cannot sign: %s", strerror(-ret))
		  : key_sign(key, bytes.data, bytes.len, ret_signature, err);
	buf_release(&bytes);
	return ret;
}

/* The hint tells which key to look for: its digest. */
static char *make_bundle(const char *statement, const char *signature, const struct key *key)
{
	char *payload = base64_encode(statement, strlen(statement)), *hint = key_hint(key);
	json_t *json = json_pack("{ss s{s{ss}} s{ss ss s[{ss}]}}", "mediaType", BUNDLE_TYPE,
				 "verificationMaterial", "publicKey", "hint", hint ? hint : "",
				 "dsseEnvelope", "payload", payload, "payloadType", STATEMENT_TYPE,
				 "signatures", "sig", signature);
	char *text = payload && hint ? json_dumps(json, JSON_COMPACT) : NULL;

	json_decref(json);
	free(payload);
	free(hint);
	return text;
}

int bundle_make(const struct digest *digest, const struct key *key, char **ret_text,
		struct err *err)
{
	char *statement = make_statement(digest), *signature = NULL, *text = NULL;
	int ret = statement ? sign_statement(statement, key, &signature, err)
			    : err_set(err, ENOMEM, "cannot sign: %s", strerror(ENOMEM));

	if (!ret)
		text = make_bundle(statement, signature, key);
	if (!ret && !text)
		ret = err_set(err, ENOMEM, "cannot sign: %s", strerror(ENOMEM));
	free(statement);
	free(signature);
	*ret_text = text;
	return ret;
}
