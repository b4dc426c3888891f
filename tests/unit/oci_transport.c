// SPDX-License-Identifier: MIT
/*
 * What is read of registries and their users: references, challenges, credentials,
 * manifests, URLs.
 *
 * rooms: registry store format lib
 */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/base64.h"
#include "format/json.h"
#include "format/manifest.h"
#include "format/ref.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "registry/challenge.h"
#include "registry/credential.h"
#include "registry/http.h"
#include "registry/passage.h"
#include "registry/url.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct err err;

/* --- references ------------------------------------------------------------------ */

static const struct {
	const char *text, *canonical;
} good_refs[] = {
	{ "localhost/a", "localhost/a:latest" },
	{ "LOCALHOST/a", "localhost/a:latest" },
	{ "example.org/a/b:v1", "example.org/a/b:v1" },
	{ "http://127.0.0.1:5000/a", "127.0.0.1:5000/a:latest" },
	{ "https://host/a", "host/a:latest" },
	{ "[::1]:5000/a:b", "[::1]:5000/a:b" },
	{ "h.x/a@sha256:" HEX, "h.x/a@sha256:" HEX },
	{ "h.x/a:t@sha512:" HEX HEX, "h.x/a:t@sha512:" HEX HEX },
	{ "h.x/a__b/c--d.e_f:_T.a-Z9", "h.x/a__b/c--d.e_f:_T.a-Z9" },
	{ "oci:dir", "oci:dir" },
	{ "oci:/a/b c:tag", "oci:/a/b c:tag" },
	{ "oci:/a:b/c", "oci:/a:b/c" },
	{ "oci:.:t@sha256:" HEX, "oci:.:t@sha256:" HEX },
};

START_TEST(reference_is_read)
{
	char text[REF_TEXT_MAX];
	struct ref ref;

	ck_assert_msg(ref_parse(good_refs[_i].text, &ref, &err) == 0, "%s", err.msg);
	ref_format(&ref, text);
	ck_assert_str_eq(text, good_refs[_i].canonical);
}
END_TEST

static const char *const bad_refs[] = {
	"", "/", "a", "a/b", "a:b", "h.x", "h.x/", "h.x//a", "h.x/A", "h.x/a/", "h.x/-a", "h.x/a-",
	"h.x/a___b", "h.x/a..b", "h.x/a:", "h.x/a:-x", "h.x/a:b:c", "h.x/a:b/c", "h.x/a@",
	"h.x/a@x",
	"h.x/a@sha256:abc", "h.x/a@sha256:" HEX "0", "h.x/a@md5:" HEX, "h.x:0/a", "h.x:65536/a",
	"h.x:port/a", "-h.x/a", "h-.x/a", "h..x/a", "[::1/a", "[g::1]/a", "ftp://h.x/a", "http://",
	"http:///a", "h.x/a b", "h.x/\xc3\xa4", "oci:", "oci::t", "h.x/a\n:b", "user@h.x/a",
	"h.x/a/../b",
};

START_TEST(no_reference_is_refused)
{
	struct ref ref = { .repo = "untouched" };

	ck_assert_int_eq(ref_parse(bad_refs[_i], &ref, &err), -EINVAL);
	ck_assert_str_eq(ref.repo, "untouched");
	ck_assert(err.msg[0]);
}
END_TEST

START_TEST(reference_has_bounds)
{
	char text[9000];
	struct ref ref;

	for (size_t len = 1; len < sizeof(text) - 1; len = len * 3 / 2 + 1) {
		memset(text, 'a', len);
		text[len] = '\0';
		ref_parse(text, &ref, &err);
		memcpy(text, "h.x/", len < 4 ? len : 4);
		ck_assert_int_eq(ref_parse(text, &ref, &err),
				 len > 4 && len - 4 < REF_REPO_MAX ? 0 : -EINVAL);
		memcpy(text, "oci:", len < 4 ? len : 4);
		ck_assert_int_eq(ref_parse(text, &ref, &err),
				 len > 4 && len - 4 < REF_DIR_MAX ? 0 : -EINVAL);
	}
}
END_TEST

START_TEST(loopback_is_known)
{
	static const char *const ours[] = { "localhost", "localhost:80", "127.0.0.1", "127.9.9.9:1",
					    "[::1]", "[::1]:80" };
	static const char *const others[] = { "localhost.x", "127.0.0.1.x", "128.0.0.1",
					      "1270.0.0.1",
					      "127.0.0.256", "127.0.0", "[::2]", "x", "" };

	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		ck_assert_msg(ref_host_is_loopback(ours[i]), "%s", ours[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		ck_assert_msg(!ref_host_is_loopback(others[i]), "%s", others[i]);
}
END_TEST

/* --- who one is ------------------------------------------------------------------- */

static struct challenges asked;

static int challenge(const char *header)
{
	asked = (struct challenges){ 0 };
	return challenge_parse(header, &asked, &err);
}

START_TEST(challenge_is_read)
{
	ck_assert_int_eq(challenge("Basic realm=\"a\", Bearer realm=\"https://a/t?b\","
				   "service=x , scope=\"repository:a/b:pull,push\""),
			 0);
	ck_assert(asked.basic);
	ck_assert_str_eq(asked.bearer.realm, "https://a/t?b");
	ck_assert_str_eq(asked.bearer.service, "x");
	ck_assert_str_eq(asked.bearer.scope, "repository:a/b:pull,push");
	ck_assert_int_eq(challenge("Negotiate YQ==, basic realm=\"q\\\"\""), 0);
	ck_assert(asked.basic && !asked.bearer.realm[0]);
	ck_assert_int_eq(challenge("Negotiate YII/a.b~c+/==,Bearer realm=\"q\\\"\""), 0);
	ck_assert_str_eq(asked.bearer.realm, "q\"");
	ck_assert_int_eq(challenge("Bearer error=\"x\", Bearer realm=a, Bearer realm=b, Basic"), 0);
	ck_assert_str_eq(asked.bearer.realm, "a");
	ck_assert(asked.basic);
	ck_assert_int_eq(challenge("Basic realm=\"x, Bearer realm=y\""), 0);
	ck_assert(asked.basic && !asked.bearer.realm[0]);
	ck_assert_int_eq(challenge("Digest realm = \"a\", b=c"), 0);
	ck_assert(!asked.basic && !asked.bearer.realm[0]);
	ck_assert_int_eq(challenge("Bearer realm=\"a\nb\""), -EPROTO);
	ck_assert_int_eq(challenge("Bearer realm=\""), -EPROTO);
	ck_assert_int_eq(challenge("="), -EPROTO);
	ck_assert_int_eq(challenge("/x, Basic"), -EPROTO);
	ck_assert(asked.basic);
}
END_TEST

START_TEST(challenge_has_bounds)
{
	char text[3000];

	for (size_t len = 1000; len < 1050; len++) {
		snprintf(text, sizeof(text), "Bearer realm=\"%0*d\", Basic", (int)len, 0);
		ck_assert_int_eq(challenge(text), len < sizeof(asked.bearer.realm) ? 0 : -EPROTO);
		ck_assert_int_eq(asked.bearer.realm[0], len < sizeof(asked.bearer.realm) ? '0' : 0);
	}
	snprintf(text, sizeof(text), "Negotiate %02000d, x=\"%0900d\", Basic", 0, 0);
	ck_assert_int_eq(challenge(text), 0);
	ck_assert(asked.basic);
}
END_TEST

START_TEST(base64_goes_round)
{
	char text[20];
	size_t size;

	for (size_t len = 0; len < sizeof(text); len++) {
		char *encoded, *decoded;

		memset(text, (int)(200 + len), sizeof(text));
		encoded = base64_encode(text, len);
		decoded = base64_decode(encoded, &size);
		ck_assert_uint_eq(size, len);
		ck_assert_mem_eq(decoded, text, len);
		free(encoded);
		free(decoded);
	}
	ck_assert_ptr_null(base64_decode("abc", &size));
	ck_assert_ptr_null(base64_decode("a:b=", &size));
}
END_TEST

static struct credential parsed;
static struct helper helper;

static int parse_for(const char *host, const char *repo, const char *json)
{
	credential_release(&parsed);
	helper = (struct helper){ .name = "" };
	return credential_parse(json, strlen(json), host, repo, &parsed, &helper, &err);
}

static int parse(const char *json)
{
	return parse_for("host:5000", "a/b", json);
}

START_TEST(docker_config_is_read)
{
	ck_assert_int_eq(parse("{\"auths\":{\"host:5000\":{\"auth\":\"bWU6c2U6Y3JldA==\"}}}"), 0);
	ck_assert_str_eq(parsed.user, "me");
	ck_assert_str_eq(parsed.secret, "se:cret");
	ck_assert_int_eq(parse("{\"auths\":{\"https://host:5000/v2/\":{\"identitytoken\":\"t\"}}}"),
			 0);
	ck_assert_str_eq(parsed.identity, "t");
	ck_assert_int_eq(parse("{\"auths\":{\"host\":{\"auth\":\"bWU6c2VjcmV0\"}}}"), 0);
	ck_assert(credential_is_none(&parsed));
	ck_assert_int_eq(parse("{\"credHelpers\":{\"host:5000\":\"mine\"},\"credsStore\":\"all\"}"),
			 0);
	ck_assert_str_eq(helper.name, "mine");
	ck_assert_str_eq(helper.server, "host:5000");
	ck_assert_int_eq(parse("{\"credsStore\":\"all\"}"), 0);
	ck_assert_str_eq(helper.name, "all");
	ck_assert_int_eq(parse("{\"credsStore\":\"../evil\"}"), -EINVAL);
	ck_assert_int_eq(parse("{\"auths\":{\"host:5000\":{\"auth\":\"bWU=\"}}}"), -EINVAL);
	ck_assert_int_eq(parse("{\"auths\":{\"host:5000\":{\"auth\":\"bWUAOmE=\"}}}"), -EINVAL);
	ck_assert_int_eq(parse("[]"), -EINVAL);
	ck_assert_int_eq(parse("{\"auths\":3,\"credHelpers\":[]}"), 0);
	ck_assert(credential_is_none(&parsed));
	credential_release(&parsed);
}
END_TEST

/* Who one is, of an entry a key: as user. */
START_TEST(docker_config_has_namespaces)
{
	static const struct {
		const char *host, *repo, *json, *user;
	} known[] = {
		{ "h.x", "a/b", "\"h.x/a\":1 \"h.x/a/b\":2 \"h.x\":3", "2" },
		{ "h.x", "a/bc", "\"h.x/a\":1 \"h.x/a/b\":2 \"h.x\":3", "1" },
		{ "h.x", "c", "\"h.x/a\":1 \"h.x/a/b\":2 \"h.x\":3", "3" },
		{ "h.x", "", "\"h.x/a\":1", NULL },
		{ "h.x", "a", "\"h.x/a/\":1", "1" },
		{ "h.x", "v1/a", "\"h.x/v1\":1 \"h.x\":2", "1" },
		{ "h.x", "a", "\"h.x/v1/\":1", "1" },
		{ "h.x", "a", "\"https://h.x/v2/\":1 \"h.x\":2", "2" },
		{ "H.x", "a", "\"http://h.X\":1", "1" },
		{ "h.x", "a", "\"h.x.y\":1 \"h.x:1\":2", NULL },
		{ "registry-1.docker.io", "a/b",
		  "\"https://index.docker.io/v1/access-token\":1 "
		  "\"https://index.docker.io/v1/\":2",
		  "2" },
		{ "registry-1.docker.io", "a/b", "\"docker.io\":1", "1" },
		{ "registry-1.docker.io", "a/b", "\"docker.io/a\":1 \"index.docker.io\":2", "1" },
		{ "index.docker.io.x", "a/b", "\"docker.io\":1", NULL },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		char json[1024] = "{\"auths\":{";

		for (const char *c = known[i].json; *c; c++) {
			char one[64];

			snprintf(one, sizeof(one),
				 *c == ' ' ? ","
				 : *c >= '1' && *c <= '3' && c[-1] == ':' && c[-2] == '"'
					 ? "{\"username\":\"%c\","
					   "\"password\":\"x\"}"
					 : "%c",
				 *c);
			strcat(json, one);
		}
		strcat(json, "}}");
		ck_assert_msg(parse_for(known[i].host, known[i].repo, json) == 0, "%s", err.msg);
		ck_assert_msg(!known[i].user == !parsed.user, "%s", json);
		if (parsed.user)
			ck_assert_str_eq(parsed.user, known[i].user);
	}
	credential_release(&parsed);
}
END_TEST

START_TEST(the_hub_has_a_name_of_its_own)
{
	const char *json = "{\"credsStore\":\"all\",\"credHelpers\":{\"h.x/a\":\"one\"}}";

	ck_assert_int_eq(parse_for("registry-1.docker.io", "a", json), 0);
	ck_assert_str_eq(helper.name, "all");
	ck_assert_str_eq(helper.server, "https://index.docker.io/v1/");
	ck_assert_int_eq(parse_for("h.x", "a/b", json), 0);
	ck_assert_str_eq(helper.name, "one");
	ck_assert_str_eq(helper.server, "h.x/a");
	ck_assert_int_eq(parse_for("h.x", "c", json), 0);
	ck_assert_str_eq(helper.name, "all");
	ck_assert_str_eq(helper.server, "h.x");
}
END_TEST

/* --- manifests -------------------------------------------------------------------- */

START_TEST(our_manifest_is_read_again)
{
	struct artifact artifact = { .title = "a.wasm", .created = 1700000000 };
	struct buf config = BUF_INIT(4096), text = BUF_INIT(4096), again = BUF_INIT(4096);
	struct descriptor layer;
	struct manifest manifest;

	strcpy(artifact.layer.media_type, MEDIA_TYPE_WASM);
	ck_assert_int_eq(digest_parse("sha256:" HEX, &artifact.layer.digest, &err), 0);
	artifact.layer.size = 42;
	artifact.container = _i;
	ck_assert_int_eq(manifest_build(&artifact, &config, &text, &err), 0);
	buf_release(&config);
	ck_assert_int_eq(manifest_build(&artifact, &config, &again, &err), 0);
	ck_assert_str_eq(text.data, again.data);
	ck_assert_ptr_nonnull(strstr(config.data, "2023-11-14T22:13:20Z"));
	ck_assert_ptr_nonnull(strstr(config.data, "sha256:" HEX));

	ck_assert_int_eq(manifest_parse(text.data, text.len, MEDIA_TYPE_MANIFEST, &manifest, &err),
			 0);
	ck_assert_str_eq(manifest.config.media_type,
			 _i ? MEDIA_TYPE_IMAGE_CONFIG : MEDIA_TYPE_WASM_CONFIG);
	ck_assert_uint_eq(manifest.config.size, config.len);
	ck_assert_int_eq(digest_check(&manifest.config.digest, config.data, config.len, &err), 0);
	ck_assert_int_eq(manifest_wasm_layer(&manifest, &layer, &err), 0);
	ck_assert(digest_equal(&layer.digest, &artifact.layer.digest));
	ck_assert_uint_eq(layer.size, 42);
	ck_assert_str_eq(manifest_annotation(&manifest, ANNOTATION_TITLE), "a.wasm");
	manifest_release(&manifest);
	ck_assert_int_eq(manifest_parse(text.data, text.len, MEDIA_TYPE_INDEX, &manifest, &err),
			 -EINVAL);
	ck_assert_int_eq(manifest_parse(text.data, text.len, "text/html", &manifest, &err),
			 -EINVAL);
	buf_release(&config);
	buf_release(&text);
	buf_release(&again);
}
END_TEST

START_TEST(slices_stand_beside_the_module)
{
	struct artifact artifact = { .title = "a.wasm", .container = _i };
	struct buf config = BUF_INIT(4096), text = BUF_INIT(4096);
	struct descriptor layer, slices;
	struct manifest manifest;

	strcpy(artifact.layer.media_type, MEDIA_TYPE_WASM);
	strcpy(artifact.slices.media_type, MEDIA_TYPE_SLICES);
	ck_assert_int_eq(digest_parse("sha256:" HEX, &artifact.layer.digest, &err), 0);
	ck_assert_int_eq(digest_of("x", 1, &artifact.slices.digest, &err), 0);
	artifact.layer.size = 42;
	artifact.slices.size = 1;
	ck_assert_int_eq(manifest_build(&artifact, &config, &text, &err), 0);
	ck_assert_ptr_nonnull(strstr(config.data, artifact.slices.digest.text));
	ck_assert_int_eq(manifest_parse(text.data, text.len, MEDIA_TYPE_MANIFEST, &manifest, &err),
			 0);
	ck_assert_uint_eq(manifest.count, 2);
	ck_assert_int_eq(manifest_wasm_layer(&manifest, &layer, &err), 0);
	ck_assert(digest_equal(&layer.digest, &artifact.layer.digest));
	ck_assert_int_eq(manifest_slices_layer(&manifest, &slices, &err), 0);
	ck_assert(digest_equal(&slices.digest, &artifact.slices.digest));
	manifest.parts[0] = manifest.parts[1];
	ck_assert_int_eq(manifest_slices_layer(&manifest, &slices, &err), -EINVAL);
	manifest.parts[0] = artifact.layer;
	manifest.parts[1].size = 0;
	ck_assert_int_eq(manifest_slices_layer(&manifest, &slices, &err), -EINVAL);
	strcpy(manifest.parts[1].media_type, MEDIA_TYPE_OURS "other");
	ck_assert_int_eq(manifest_slices_layer(&manifest, &slices, &err), -EINVAL);
	strcpy(manifest.parts[1].media_type, "text/plain");
	ck_assert_int_eq(manifest_slices_layer(&manifest, &slices, &err), 0);
	ck_assert_uint_eq(slices.size, 0);
	manifest_release(&manifest);
	buf_release(&config);
	buf_release(&text);
}
END_TEST

START_TEST(an_index_has_images_of_linux)
{
#define ENTRY(os, architecture) \
	"{\"mediaType\":\"" MEDIA_TYPE_MANIFEST "\",\"size\":2,\"digest\":\"sha256:" HEX \
	"\",\"platform\":{\"os\":\"" os "\",\"architecture\":\"" architecture "\"}}"
	static const char text[] = "{\"schemaVersion\":2,\"manifests\":[" ENTRY(
		"windows", "amd64") "," ENTRY("linux", "arm64") "," ENTRY("linux", "s390x") "]}";
	struct descriptor entry;
	struct manifest index;

	ck_assert_int_eq(manifest_parse(text, strlen(text), MEDIA_TYPE_INDEX, &index, &err), 0);
	ck_assert_int_eq(manifest_image_entry(&index, "arm64", &entry, &err), 0);
	ck_assert_int_eq(manifest_image_entry(&index, "amd64", &entry, &err), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.msg, "for arm64, s390x"));
	manifest_release(&index);
}
END_TEST

/* --- URLs, and what never leaves ------------------------------------------------------ */

START_TEST(origins_are_compared)
{
	ck_assert(url_same_origin("http://a/x", "http://a:80/y?z"));
	ck_assert(url_same_origin("https://A.x/", "https://a.x:443"));
	ck_assert(!url_same_origin("http://a/", "https://a/"));
	ck_assert(!url_same_origin("http://a/", "http://a:81/"));
	ck_assert(!url_same_origin("http://a/", "http://a.b/"));
	ck_assert(!url_same_origin("http://a/", "http://b@a.c/"));
	ck_assert(!url_same_origin("http://a/", "nonsense"));
}
END_TEST

START_TEST(locations_are_resolved)
{
	static const struct {
		const char *location, *url;
	} known[] = {
		{ "/v2/x", "http://h:1/v2/x" },
		{ "y?z=1", "http://h:1/a/y?z=1" },
		{ "//o/x", "http://o/x" },
		{ "https://o/x", "https://o/x" },
		{ "file:///etc/passwd", NULL },
		{ "gopher://x/", NULL },
		{ "http://user:secret@h/", NULL },
		{ "http://", NULL },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		char *url = NULL;
		int ret = url_resolve("http://h:1/a/b", known[i].location, &url, &err);

		ck_assert_int_eq(ret, known[i].url ? 0 : -EPROTO);
		if (known[i].url)
			ck_assert_str_eq(url, known[i].url);
		free(url);
	}
}
END_TEST

START_TEST(requests_keep_to_their_way)
{
	static const struct {
		const char *by, *url, *before, *to;
		bool secret, plain;
		int ret; /* 1: allowed, with the credential */
	} known[] = {
		{ NULL, "https://a/", NULL, "https://a/", false, false, 1 },
		{ NULL, "https://a/", "https://a/", "https://a:443/x", false, false, 1 },
		{ NULL, "https://a/", "https://a/", "https://b/", false, false, 0 },
		{ NULL, "https://a/", "https://a/", "https://a:444/", false, false, 0 },
		{ NULL, "https://a/", "https://a/", "http://a/", false, true, -EACCES },
		{ NULL, "https://a/", "https://a/", "http://127.0.0.1/", false, false, -EACCES },
		{ "https://a/", "http://127.0.0.1/", NULL, "http://127.0.0.1/", false, true,
		  -EACCES },
		{ "http://127.0.0.1/", "http://127.0.0.1:1/", NULL, "http://127.0.0.1:1/", false,
		  false, 1 },
		{ NULL, "http://127.0.0.1/", "https://b/", "http://127.0.0.1/", false, false,
		  -EACCES },
		{ NULL, "http://a/", NULL, "http://a/", false, false, -EACCES },
		{ NULL, "http://a/", NULL, "http://a/", false, true, 1 },
		{ NULL, "http://localhost:x@a/", NULL, "http://localhost:x@a/", false, false,
		  -EACCES },
		{ NULL, "http://127.0.0.1@a/", NULL, "http://127.0.0.1@a/", false, false, -EACCES },
		{ NULL, "https://a/", "https://a/", "https://a/y", true, false, 1 },
		{ NULL, "https://a/", "https://a/", "https://b/y", true, false, -EACCES },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		const struct http_options options = { .plain_http = known[i].plain };
		struct http_request request = {
			.url = known[i].url,
			.by = known[i].by,
			.secret = known[i].secret,
			.authorization = "x",
		};
		bool authorized = false;
		int ret = passage_check(&options, &request, known[i].before, known[i].to,
					&authorized, &err);

		ck_assert_msg((ret ? ret : authorized) == known[i].ret, "%zu: %d", i, ret);
	}
}
END_TEST

START_TEST(plain_http_stays_here)
{
	const struct http_options options = { .timeout = 1 };
	struct http_request request = { .method = "GET", .url = "http://192.0.2.1/" };
	struct http_response response;
	struct http *http;

	ck_assert_int_eq(http_new(&options, &http, &err), 0);
	ck_assert_int_eq(http_perform(http, &request, &response, &err), -EACCES);
	http_response_release(&response);
	http_free(http);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("oci transport");
	TCase *tests = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tests, reference_is_read, 0, sizeof(good_refs) / sizeof(*good_refs));
	tcase_add_loop_test(tests, no_reference_is_refused, 0,
			    sizeof(bad_refs) / sizeof(*bad_refs));
	tcase_add_test(tests, reference_has_bounds);
	tcase_add_test(tests, loopback_is_known);
	tcase_add_test(tests, challenge_is_read);
	tcase_add_test(tests, challenge_has_bounds);
	tcase_add_test(tests, base64_goes_round);
	tcase_add_test(tests, docker_config_is_read);
	tcase_add_test(tests, docker_config_has_namespaces);
	tcase_add_test(tests, the_hub_has_a_name_of_its_own);
	tcase_add_loop_test(tests, our_manifest_is_read_again, 0, 2);
	tcase_add_loop_test(tests, slices_stand_beside_the_module, 0, 2);
	tcase_add_test(tests, an_index_has_images_of_linux);
	tcase_add_test(tests, origins_are_compared);
	tcase_add_test(tests, locations_are_resolved);
	tcase_add_test(tests, requests_keep_to_their_way);
	tcase_add_test(tests, plain_http_stays_here);
	suite_add_tcase(suite, tests);
	json_bound_memory();
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
