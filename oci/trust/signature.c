// SPDX-License-Identifier: MIT
#include "trust/signature.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/json.h"
#include "format/manifest.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "store/store.h"
#include "trust/bundle.h"
#include "trust/key.h"

#define PAYLOAD_TYPE "application/vnd.dev.cosign.simplesigning.v1+json"
#define CLAIM "cosign container image signature"
#define ANNOTATION "dev.cosignproject.cosign/signature"

enum {
	PAYLOAD_MAX = 256 * 1024,
	LAYERS_MAX = 256,
	TAG_LEN = sizeof("sha256-") - 1 + 64 + sizeof(".sig") - 1,
	REFERRER_HEX = 12,
};

/* --- names -------------------------------------------------------------------- */

int signature_tag(const struct digest *digest, char tag[static REF_TAG_MAX], struct err *err)
{
	if (strcmp(digest_algorithm(digest), "sha256") != 0)
		return err_set(err, EINVAL, "only SHA-256 content can be signed, not '%s'",
			       digest->text);
	snprintf(tag, REF_TAG_MAX, "sha256-%s.sig", digest_hex(digest));
	return 0;
}

int signature_referrer_tag(const struct digest *digest, const struct digest *referrer,
			   char tag[static REF_TAG_MAX], struct err *err)
{
	int ret = signature_tag(digest, tag, err);

	if (!ret)
		snprintf(tag + strlen(tag), REF_TAG_MAX - strlen(tag), ".%.*s", REFERRER_HEX,
			 digest_hex(referrer));
	return ret;
}

/* The tag in a name of the local store or a layout. */
static const char *tag_of(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon ? colon + 1 : name;
}

bool signature_is_name(const char *name)
{
	const char *tag = tag_of(name);

	return strlen(tag) >= TAG_LEN && strncmp(tag, "sha256-", 7) == 0 &&
	       strspn(tag + 7, "0123456789abcdef") == 64 && strncmp(tag + 71, ".sig", 4) == 0 &&
	       (tag[TAG_LEN] == '\0' || tag[TAG_LEN] == '.');
}

bool signature_is_on(const char *name, const struct digest *digest)
{
	return signature_is_name(name) && strcmp(digest_algorithm(digest), "sha256") == 0 &&
	       strncmp(tag_of(name) + 7, digest_hex(digest), 64) == 0;
}

const char *signature_artifact_type(enum signature_form form)
{
	return form == SIGNATURE_BUNDLE ? BUNDLE_TYPE : SIGNATURE_ARTIFACT_TYPE;
}

bool signature_is_type(const char *media_type)
{
	return strcmp(media_type, PAYLOAD_TYPE) == 0 || strcmp(media_type, BUNDLE_TYPE) == 0;
}

/* --- checking ----------------------------------------------------------------- */

/* What a payload that verified claims: just that this content is signed. */
static int check_claim(const char *payload, size_t size, const struct digest *digest,
		       struct err *err)
{
	const char *type = NULL, *claimed = NULL;
	json_t *json = NULL;
	int ret = json_parse_object(payload, size, "payload", &json, err);

	if (!ret)
		ret = json_unpack(json, "{s{ss s{ss}}}", "critical", "type", &type, "image",
				  "docker-manifest-digest", &claimed);
	if (ret || strcmp(type, CLAIM) != 0)
		ret = err_set(err, EKEYREJECTED, "a signature's payload does not have cosign's "
			      "format");
	else if (strcmp(claimed, digest->text) != 0)
		ret = err_set(err, EKEYREJECTED, "a signature is for '%.80s' instead", claimed);
	json_decref(json);
	return ret;
}

/* The payload in the simple signing format, its signature in an annotation. */
static int check_payload(const json_t *layer, const struct buf *payload,
			 const struct digest *digest, const struct key *key, struct err *err)
{
	const json_t *annotations = json_object_get(layer, "annotations");
	const char *signature = json_string_value(json_object_get(annotations, ANNOTATION));

	if (!signature || key_verify(key, payload->data, payload->len, signature))
		return err_set(err, EKEYREJECTED, "a signature is not by this key");
	return check_claim(payload->data, payload->len, digest, err);
}

static int check_layer(const struct store *store, const json_t *layer,
		       const struct digest *digest, const struct key *key, struct err *err)
{
	struct buf text = BUF_INIT(PAYLOAD_MAX);
	struct descriptor blob;
	int ret = descriptor_parse(layer, &blob, err);

	if (!ret && !signature_is_type(blob.media_type))
		ret = err_set(err, EKEYREJECTED, "'%s' is not a signature", blob.media_type);
	if (!ret)
		ret = store_blob_read(store, &blob, &text, err);
	if (!ret && strcmp(blob.media_type, BUNDLE_TYPE) == 0)
		ret = bundle_check(text.data, text.len, digest, key, err);
	else if (!ret)
		ret = check_payload(layer, &text, digest, key, err);
	buf_release(&text);
	return ret;
}

static int read_manifest(const struct store *store, const struct descriptor *manifest,
			 json_t **ret_json, struct err *err)
{
	struct buf text = BUF_INIT(MANIFEST_MAX);
	int ret = store_blob_read(store, manifest, &text, err);
	json_t *json = NULL;

	if (!ret)
		ret = json_parse_object(text.data, text.len, manifest->digest.text, &json, err);
	buf_release(&text);
	if (!ret && !json_is_array(json_object_get(json, "layers")))
		ret = err_set(err, EINVAL, "the signatures '%s' are not an image manifest",
			      manifest->digest.text);
	if (ret) {
		json_decref(json);
		return ret;
	}
	*ret_json = json;
	return 0;
}

/* One good signature is enough, whatever stands beside it. */
static int check_manifest(const struct store *store, const struct descriptor *manifest,
			  const struct digest *digest, const struct key *key, struct err *err)
{
	json_t *json, *layer;
	size_t i;
	int ret = read_manifest(store, manifest, &json, err);

	if (ret)
		return ret;
	ret = err_set(err, ENOKEY, "'%s' holds no signature", manifest->digest.text);
	json_array_foreach(json_object_get(json, "layers"), i, layer) {
		ret = check_layer(store, layer, digest, key, err);
		if (!ret || i == LAYERS_MAX)
			break;
	}
	json_decref(json);
	return ret;
}

int signature_check(const struct store *store, const struct digest *digest,
		    const struct key *key, struct err *err)
{
	struct store_entry *list;
	size_t count;
	int ret = store_list(store, &list, &count, err);

	if (ret)
		return ret;
	ret = err_set(err, ENOKEY, "'%s' has no signature", digest->text);
	for (size_t i = 0; ret && i < count; i++)
		if (signature_is_on(list[i].name, digest))
			ret = check_manifest(store, &list[i].manifest, digest, key, err);
	free(list);
	return ret;
}

/* --- making --------------------------------------------------------------------- */

static int put_text(struct store *store, const char *text, const char *type,
		    struct descriptor *ret_blob, struct err *err)
{
	int ret = text ? store_blob_put(store, text, strlen(text), ret_blob, err)
		       : err_set(err, ENOMEM, "cannot sign: %s", strerror(ENOMEM));

	if (!ret)
		strcpy(ret_blob->media_type, type);
	return ret;
}

static int put_json(struct store *store, json_t *json, const char *type,
		    struct descriptor *ret_blob, struct err *err)
{
	char *text = json_dumps(json, JSON_COMPACT);
	int ret = put_text(store, text, type, ret_blob, err);

	free(text);
	json_decref(json);
	return ret;
}

/* Writes the payload, and gives its layer with the signature. */
static int make_payload(struct store *store, const struct signature_request *request,
			const struct key *key, json_t **ret_layer, struct err *err)
{
	json_t *payload = json_pack("{s{s{ss} s{ss} ss} sn}", "critical", "identity",
				    "docker-reference", request->identity, "image",
				    "docker-manifest-digest", request->manifest->digest.text,
				    "type", CLAIM, "optional");
	char *text = json_dumps(payload, JSON_COMPACT), *signature = NULL;
	struct descriptor blob;
	json_t *layer = NULL;
	int ret = text ? key_sign(key, text, strlen(text), &signature, err)
		       : err_set(err, ENOMEM, "cannot sign: %s", strerror(ENOMEM));

	free(text);
	if (ret)
		json_decref(payload);
	else
		ret = put_json(store, payload, PAYLOAD_TYPE, &blob, err);
	if (!ret) {
		layer = descriptor_json(&blob);
		json_object_set_new(layer, "annotations", json_pack("{ss}", ANNOTATION, signature));
	}
	free(signature);
	*ret_layer = layer;
	return ret;
}

static int make_bundle(struct store *store, const struct signature_request *request,
		       const struct key *key, json_t **ret_layer, struct err *err)
{
	struct descriptor blob;
	char *text = NULL;
	int ret = bundle_make(&request->manifest->digest, key, &text, err);

	if (!ret)
		ret = put_text(store, text, BUNDLE_TYPE, &blob, err);
	free(text);
	*ret_layer = ret ? NULL : descriptor_json(&blob);
	return ret;
}

/* The layers of the signatures that were there, or none. */
static int layers_before(const struct store *store, const struct descriptor *before,
			 json_t **ret_layers, struct err *err)
{
	json_t *json;
	int ret;

	if (!before) {
		*ret_layers = json_array();
		return 0;
	}
	ret = read_manifest(store, before, &json, err);
	if (ret)
		return ret;
	*ret_layers = json_incref(json_object_get(json, "layers"));
	json_decref(json);
	return 0;
}

/* The config of an image without files: one digest a layer. */
static json_t *make_config(const json_t *layers)
{
	json_t *ids = json_array(), *layer;
	size_t i;

	json_array_foreach(layers, i, layer)
		json_array_append(ids, json_object_get(layer, "digest"));
	return json_pack("{ss ss ss s{} s{ss so}}", "architecture", "", "created",
			 "0001-01-01T00:00:00Z", "os", "", "config", "rootfs", "type", "layers",
			 "diff_ids", ids);
}

/* The config, which a form calls by a type of its own; that of a bundle says nothing. */
static int put_config(struct store *store, const struct signature_request *request,
		      const json_t *layers, struct descriptor *ret_config, struct err *err)
{
	static const char *const types[] = {
		[SIGNATURE_TAG] = MEDIA_TYPE_IMAGE_CONFIG,
		[SIGNATURE_REFERRER] = SIGNATURE_ARTIFACT_TYPE,
		[SIGNATURE_BUNDLE] = MEDIA_TYPE_EMPTY,
	};
	json_t *config = request->form == SIGNATURE_BUNDLE ? json_object() : make_config(layers);

	return put_json(store, config, types[request->form], ret_config, err);
}

static void add_subject(json_t *manifest, const struct signature_request *request)
{
	const char *type = signature_artifact_type(request->form);

	json_object_set_new(manifest, "artifactType", json_string(type));
	json_object_set_new(manifest, "subject", descriptor_json(request->manifest));
	if (request->form == SIGNATURE_BUNDLE)
		json_object_set_new(manifest, "annotations",
				    json_pack("{ss ss}", "dev.sigstore.bundle.content",
					      "dsse-envelope", "dev.sigstore.bundle.predicateType",
					      BUNDLE_PREDICATE));
}

/* Takes `layers` over. */
static int put_manifest(struct store *store, const struct signature_request *request,
			json_t *layers, struct descriptor *ret_manifest, struct err *err)
{
	struct descriptor config;
	json_t *json;
	int ret = put_config(store, request, layers, &config, err);

	if (ret) {
		json_decref(layers);
		return ret;
	}
	json = json_pack("{si ss so so}", "schemaVersion", 2, "mediaType", MEDIA_TYPE_MANIFEST,
			 "config", descriptor_json(&config), "layers", layers);
	if (request->form != SIGNATURE_TAG)
		add_subject(json, request);
	return put_json(store, json, MEDIA_TYPE_MANIFEST, ret_manifest, err);
}

int signature_make(struct store *store, const struct signature_request *request,
		   const struct key *key, struct descriptor *ret_signatures, struct err *err)
{
	json_t *layers = NULL, *layer = NULL;
	bool bundle = request->form == SIGNATURE_BUNDLE;
	int ret = layers_before(store, request->before, &layers, err);

	if (!ret)
		ret = (bundle ? make_bundle : make_payload)(store, request, key, &layer, err);
	if (ret) {
		json_decref(layers);
		return ret;
	}
	json_array_append_new(layers, layer);
	return put_manifest(store, request, layers, ret_signatures, err);
}
