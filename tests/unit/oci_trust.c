// SPDX-License-Identifier: MIT
/*
 * What an artifact has to show before it runs: keys, signatures, policies.
 *
 * rooms: trust registry store format lib
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/base64.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "store/store.h"
#include "trust/bundle.h"
#include "trust/key.h"
#include "trust/policy.h"
#include "trust/signature.h"

static char top[] = "/tmp/wasm-bpf-trust.XXXXXX";
static struct err err;
static struct store *store;

static const char *in_top(const char *name)
{
	static char path[4][128];
	static int next;

	next = (next + 1) % 4;
	snprintf(path[next], sizeof(path[next]), "%s/%s", top, name);
	return path[next];
}

static void shell(const char *command)
{
	char line[1024];

	snprintf(line, sizeof(line), "cd %s && { %s; } >log 2>&1", top, command);
	ck_assert_msg(system(line) == 0, "%s", line);
}

static void setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(top));
	err = (struct err)ERR_INIT;
	ck_assert_int_eq(store_open(in_top("store"), STORE_WRITE, &store, &err), 0);
	shell("openssl ecparam -name prime256v1 -genkey -noout -out ec.key && "
	      "openssl ec -in ec.key -pubout -out ec.pub && "
	      "openssl genpkey -algorithm ed25519 -out ed.key && "
	      "openssl pkey -in ed.key -pubout -out ed.pub");
}

static void teardown(void)
{
	char line[128];

	store_free(store);
	snprintf(line, sizeof(line), "rm -rf %s", top);
	ck_assert_int_eq(system(line), 0);
	strcpy(top + strlen(top) - 6, "XXXXXX");
}

static void write_text(const char *name, const char *text)
{
	ck_assert_int_eq(file_write(in_top(name), text, strlen(text), &err), 0);
}

/* A pair of `cosign generate-key-pair`, version 3.1; the password is "secret". */
static const char cosign_key[] =
	"-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n"
	"eyJrZGYiOnsibmFtZSI6InNjcnlwdCIsInBhcmFtcyI6eyJOIjo2NTUzNiwiciI6\n"
	"OCwicCI6MX0sInNhbHQiOiJ6T292Y0dGQU16TWVoenJYSHRmbzNsOFNLL0ZQSldI\n"
	"NThNSVFZdlNIc0E0PSJ9LCJjaXBoZXIiOnsibmFtZSI6Im5hY2wvc2VjcmV0Ym94\n"
	"Iiwibm9uY2UiOiJRa0Z4OFU2Z1N4end6ZW5GWUVxZTlUTHE4dHBlNk5CayJ9LCJj\n"
	"aXBoZXJ0ZXh0IjoiR0tVWVRqNXdmODd4RUlzRUhFNC9ValVKZ2poQ0hhSE9tT2RE\n"
	"cHByTXBwZWtZZ2pTOGJzREhMbkNZWW9zVExwY3RKNHVza3RPTjhKUXovT3huTHlz\n"
	"VVpSL1ZvZjJGRlBibTVCMGpSUWxKUG1uN2hFZ2dQRGlKekZCVk03SlYxRGFXb04r\n"
	"QzBFcXdoSnVsaWtxYndIU0V4UldyY0JoN0sxbFVaalROdk9id0lIWGxEbEtqUTg2\n"
	"QlN6djhSUzlEMXdRWUp0K3Z6NHFPQU1xbkE9PSJ9\n"
	"-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n";
static const char cosign_pub[] =
	"-----BEGIN PUBLIC KEY-----\n"
	"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE6/5ubPA3dVVK04RQjYRt2rWL5blB\n"
	"GuEDSRF6u317FEtzZ+AoVZ2Bk+X5xcQVbqX6NmjlwScbVw70JDfrXw695Q==\n"
	"-----END PUBLIC KEY-----\n";

START_TEST(cosign_keys)
{
	struct key *private_key, *public_key;
	char *signature, broken[sizeof(cosign_key)];

	write_text("cosign.key", cosign_key);
	write_text("cosign.pub", cosign_pub);
	setenv("COSIGN_PASSWORD", "secret", 1);
	ck_assert_msg(key_load_private(in_top("cosign.key"), &private_key, &err) == 0, "%s",
		      err.msg);
	ck_assert_int_eq(key_load_public(in_top("cosign.pub"), &public_key, &err), 0);
	ck_assert_int_eq(key_sign(private_key, "text", 4, &signature, &err), 0);
	ck_assert_int_eq(key_verify(public_key, "text", 4, signature), 0);
	free(signature);
	key_free(private_key);
	key_free(public_key);
	setenv("COSIGN_PASSWORD", "Secret", 1);
	ck_assert_int_eq(key_load_private(in_top("cosign.key"), &private_key, &err), -EACCES);
	setenv("COSIGN_PASSWORD", "secret", 1);
	strcpy(broken, cosign_key);
	*strstr(broken, "VVpS") ^= 1; /* in the box */
	write_text("cosign.key", broken);
	ck_assert_int_eq(key_load_private(in_top("cosign.key"), &private_key, &err), -EACCES);
}
END_TEST

START_TEST(keys)
{
	static const char *const names[] = { "ec", "ed" };

	for (size_t i = 0; i < 2; i++) {
		struct key *private_key, *public_key;
		char name[16], *signature;

		snprintf(name, sizeof(name), "%s.key", names[i]);
		ck_assert_int_eq(key_load_private(in_top(name), &private_key, &err), 0);
		snprintf(name, sizeof(name), "%s.pub", names[i]);
		ck_assert_int_eq(key_load_public(in_top(name), &public_key, &err), 0);
		ck_assert_int_eq(key_sign(private_key, "text", 4, &signature, &err), 0);
		ck_assert_int_eq(key_verify(public_key, "text", 4, signature), 0);
		ck_assert_int_eq(key_verify(public_key, "texts", 5, signature), -EKEYREJECTED);
		ck_assert_int_eq(key_verify(public_key, "text", 4, ""), -EKEYREJECTED);
		ck_assert_int_eq(key_verify(public_key, "text", 4, "!"), -EKEYREJECTED);
		signature[0] ^= 1;
		ck_assert_int_eq(key_verify(public_key, "text", 4, signature), -EKEYREJECTED);
		free(signature);
		key_free(private_key);
		key_free(public_key);
	}
}
END_TEST

START_TEST(bad_keys)
{
	struct key *key;

	setenv("COSIGN_PASSWORD", "x", 1);
	shell("openssl genrsa -out weak.key 1024 && openssl rsa -in weak.key -pubout -out weak.pub");
	ck_assert_int_eq(key_load_public(in_top("weak.pub"), &key, &err), -EINVAL);
	ck_assert_int_eq(key_load_public(in_top("ec.key"), &key, &err), -EINVAL);
	ck_assert_int_eq(key_load_private(in_top("ec.pub"), &key, &err), -EINVAL);
	ck_assert_int_eq(key_load_private(in_top("none"), &key, &err), -ENOENT);
	/* {"kdf":...} with a scrypt that would take all memory, and one that is no JSON */
	shell("printf '%s\\n%s\\n%s\\n' '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----' \"$(printf "
	      "'{\"kdf\":{\"name\":\"scrypt\",\"params\":{\"N\":1073741824,\"r\":8,\"p\":1},"
	      "\"salt\":\"AAAA\"},\"cipher\":{\"name\":\"nacl/secretbox\",\"nonce\":"
	      "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"},\"ciphertext\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}' "
	      "| base64 -w64)\" '-----END ENCRYPTED SIGSTORE PRIVATE KEY-----' >huge.key; "
	      "sed 's/SIGSTORE/COSIGN/; 2s/.*/AAAA/' huge.key >broken.key");
	ck_assert_int_eq(key_load_private(in_top("huge.key"), &key, &err), -EINVAL);
	ck_assert_int_eq(key_load_private(in_top("broken.key"), &key, &err), -EINVAL);
	shell("openssl genpkey -aes256 -pass pass:right -algorithm EC "
	      "-pkeyopt ec_paramgen_curve:P-256 -out sealed.key");
	ck_assert_int_eq(key_load_private(in_top("sealed.key"), &key, &err), -EINVAL);
	setenv("COSIGN_PASSWORD", "right", 1);
	ck_assert_int_eq(key_load_private(in_top("sealed.key"), &key, &err), 0);
	key_free(key);
}
END_TEST

/* --- signatures ----------------------------------------------------------------- */

static struct descriptor artifact(const char *text)
{
	struct descriptor blob = { .media_type = MEDIA_TYPE_MANIFEST };

	ck_assert_int_eq(store_blob_put(store, text, strlen(text), &blob, &err), 0);
	return blob;
}

static struct descriptor sign(const struct descriptor *what, const char *key_name,
			      const struct descriptor *before, const struct digest *as)
{
	struct signature_request request = {
		.identity = "h.io/r", .manifest = what, .before = before,
	};
	char name[REF_TAG_MAX + 16] = "h.io/r:";
	struct descriptor signatures;
	struct key *key;

	ck_assert_int_eq(key_load_private(in_top(key_name), &key, &err), 0);
	ck_assert_int_eq(signature_make(store, &request, key, &signatures, &err), 0);
	key_free(key);
	ck_assert_int_eq(signature_tag(as, name + 7, &err), 0);
	ck_assert_int_eq(store_tag(store, name, &signatures, &err), 0);
	return signatures;
}

static int check_with(const char *key_name, const struct digest *digest)
{
	struct key *key;
	int ret;

	ck_assert_int_eq(key_load_public(in_top(key_name), &key, &err), 0);
	ret = signature_check(store, digest, key, &err);
	key_free(key);
	return ret;
}

START_TEST(signatures)
{
	struct descriptor one = artifact("{\"one\":1}"), other = artifact("{\"other\":1}"), first;

	ck_assert_int_eq(check_with("ec.pub", &one.digest), -ENOKEY);
	first = sign(&one, "ec.key", NULL, &one.digest);
	ck_assert_int_eq(check_with("ec.pub", &one.digest), 0);
	ck_assert_int_eq(check_with("ed.pub", &one.digest), -EKEYREJECTED);
	ck_assert_int_eq(check_with("ec.pub", &other.digest), -ENOKEY);
	sign(&one, "ed.key", &first, &one.digest);
	ck_assert_int_eq(check_with("ec.pub", &one.digest), 0);
	ck_assert_int_eq(check_with("ed.pub", &one.digest), 0);
	/* a good signature on other content, put where ours would be */
	sign(&one, "ec.key", NULL, &other.digest);
	ck_assert_int_eq(check_with("ec.pub", &other.digest), -EKEYREJECTED);
}
END_TEST

START_TEST(hostile_signatures)
{
	static const char *const bad[] = {
		"[]", "{}", "{\"layers\":{}}", "{\"layers\":[1]}", "{\"layers\":[{}]}", "\xff",
		"{\"layers\":[{\"mediaType\":\"application/vnd.dev.cosign.simplesigning.v1+json\","
		"\"digest\":\"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\","
		"\"size\":0,\"annotations\":{\"dev.cosignproject.cosign/signature\":\"AAAA\"}}]}",
	};
	struct descriptor one = artifact("{\"one\":1}");
	char name[REF_TAG_MAX];

	ck_assert_int_eq(signature_tag(&one.digest, name, &err), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct descriptor made = artifact(bad[i]);

		ck_assert_int_eq(store_tag(store, name, &made, &err), 0);
		ck_assert_int_lt(check_with("ec.pub", &one.digest), 0);
	}
}
END_TEST

/* Checks a bundle around a statement, signed with ec.key over the payload type given. */
static int check_bundle(const char *statement, const char *signed_type,
			const struct digest *digest)
{
	char text[4096], bytes[2048], *signature, *payload;
	struct key *key;
	int ret;

	snprintf(bytes, sizeof(bytes), "DSSEv1 %zu %s %zu %s", strlen(signed_type), signed_type,
		 strlen(statement), statement);
	payload = base64_encode(statement, strlen(statement));
	ck_assert_int_eq(key_load_private(in_top("ec.key"), &key, &err), 0);
	ck_assert_int_eq(key_sign(key, bytes, strlen(bytes), &signature, &err), 0);
	snprintf(text, sizeof(text), "{\"dsseEnvelope\":{\"payload\":\"%s\",\"payloadType\":"
		 "\"application/vnd.in-toto+json\",\"signatures\":[{},{\"sig\":\"AAAA\"},"
		 "{\"sig\":\"%s\"}]}}", payload, signature);
	ret = bundle_check(text, strlen(text), digest, key, &err);
	key_free(key);
	free(signature);
	free(payload);
	return ret;
}

START_TEST(bundles)
{
	static const char form[] = "{\"subject\":[{},{\"digest\":{\"sha256\":\"%s\"}}],"
				   "\"predicateType\":\"https://sigstore.dev/cosign/%s/v1\"}";
	const char *type = "application/vnd.in-toto+json";
	struct digest digest, other;
	char text[1024];

	ck_assert_int_eq(digest_of("x", 1, &digest, &err), 0);
	ck_assert_int_eq(digest_of("y", 1, &other, &err), 0);
	snprintf(text, sizeof(text), form, digest_hex(&digest), "sign");
	ck_assert_msg(check_bundle(text, type, &digest) == 0, "%s", err.msg);
	ck_assert_int_eq(check_bundle(text, type, &other), -EKEYREJECTED);
	ck_assert_int_eq(check_bundle(text, "text/plain", &digest), -EKEYREJECTED);
	snprintf(text, sizeof(text), form, digest_hex(&digest), "attest");
	ck_assert_int_eq(check_bundle(text, type, &digest), -EKEYREJECTED);
	ck_assert_int_eq(check_bundle("{}", type, &digest), -EKEYREJECTED);
	ck_assert_int_eq(check_bundle("[", type, &digest), -EINVAL);
	ck_assert_int_eq(bundle_check("{}", 2, &digest, NULL, &err), -EINVAL);
}
END_TEST

START_TEST(our_bundles)
{
	static const char *const names[] = { "ec", "ed" };
	struct digest digest, other;

	ck_assert_int_eq(digest_of("x", 1, &digest, &err), 0);
	ck_assert_int_eq(digest_of("y", 1, &other, &err), 0);
	for (size_t i = 0; i < 2; i++) {
		struct key *private_key, *public_key;
		char name[16], *text, *hint;

		snprintf(name, sizeof(name), "%s.key", names[i]);
		ck_assert_int_eq(key_load_private(in_top(name), &private_key, &err), 0);
		snprintf(name, sizeof(name), "%s.pub", names[i]);
		ck_assert_int_eq(key_load_public(in_top(name), &public_key, &err), 0);
		ck_assert_msg(bundle_make(&digest, private_key, &text, &err) == 0, "%s", err.msg);
		ck_assert_int_eq(bundle_check(text, strlen(text), &digest, public_key, &err), 0);
		ck_assert_int_eq(bundle_check(text, strlen(text), &other, public_key, &err),
				 -EKEYREJECTED);
		hint = key_hint(public_key); /* the two halves of a key have the same */
		ck_assert_ptr_nonnull(strstr(text, hint));
		free(hint);
		free(text);
		key_free(private_key);
		key_free(public_key);
	}
}
END_TEST

START_TEST(signature_forms)
{
	static const char *const types[] = {
		[SIGNATURE_REFERRER] = "application/vnd.dev.cosign.artifact.sig.v1+json",
		[SIGNATURE_BUNDLE] = "application/vnd.dev.sigstore.bundle.v0.3+json",
	};
	struct descriptor one = artifact("{\"one\":1}");
	char name[REF_TAG_MAX];
	struct key *key;

	ck_assert_int_eq(key_load_private(in_top("ec.key"), &key, &err), 0);
	for (int form = SIGNATURE_TAG; form <= SIGNATURE_BUNDLE; form++) {
		struct signature_request request = {
			.form = (enum signature_form)form,
			.identity = "h.io/r",
			.manifest = &one,
		};
		struct buf text = BUF_INIT(4096);
		struct descriptor made;

		ck_assert_int_eq(signature_make(store, &request, key, &made, &err), 0);
		ck_assert_int_eq(signature_tag(&one.digest, name, &err), 0);
		ck_assert_int_eq(store_tag(store, name, &made, &err), 0);
		ck_assert_msg(check_with("ec.pub", &one.digest) == 0, "%s", err.msg);
		ck_assert_int_eq(check_with("ed.pub", &one.digest), -EKEYREJECTED);
		ck_assert_int_eq(store_blob_read(store, &made, &text, &err), 0);
		ck_assert(!strstr(text.data, "subject") == !types[form]);
		ck_assert(!types[form] || strstr(text.data, types[form]));
		buf_release(&text);
	}
	key_free(key);
}
END_TEST

START_TEST(signature_names)
{
	struct digest digest;
	char name[REF_TEXT_MAX], tag[REF_TAG_MAX];

	ck_assert_int_eq(digest_of("x", 1, &digest, &err), 0);
	ck_assert_int_eq(signature_tag(&digest, tag, &err), 0);
	snprintf(name, sizeof(name), "localhost:5000/a/b:%s", tag);
	ck_assert(signature_is_name(name) && signature_is_name(tag));
	ck_assert(signature_is_on(name, &digest));
	ck_assert_int_eq(signature_referrer_tag(&digest, &digest, tag, &err), 0);
	ck_assert(signature_is_name(tag) && signature_is_on(tag, &digest));
	tag[10] = tag[10] == 'a' ? 'b' : 'a';
	ck_assert(signature_is_name(tag) && !signature_is_on(tag, &digest));
	ck_assert(!signature_is_name("") && !signature_is_name("h/r:sha256-abc.sig"));
	strcat(name, "n");
	ck_assert(!signature_is_name(name));
}
END_TEST

/* --- policies --------------------------------------------------------------------- */

static int ask(const char *policy_text, const char *ref_text, const struct digest *digest)
{
	struct policy *policy;
	struct ref ref;
	int ret;

	write_text("policy", policy_text);
	ret = policy_load(in_top("policy"), &policy, &err);
	ck_assert_msg(ret == 0, "%s", err.msg);
	ck_assert_int_eq(ref_parse(ref_text, &ref, &err), 0);
	ret = policy_check_place(policy, &ref, &err);
	if (!ret)
		ret = policy_check(policy, &ref, digest, store, &err);
	policy_free(policy);
	return ret;
}

START_TEST(policies)
{
	struct descriptor one = artifact("{\"one\":1}");
	char pin[256];

	ck_assert_int_eq(ask("", "h.io/r", &one.digest), 0);
	ck_assert_int_eq(ask("# nothing\n\n", "h.io/r", &one.digest), 0);
	ck_assert_int_eq(ask("[artifacts]\n", "h.io/r", &one.digest), -EACCES);
	ck_assert_int_eq(ask(" [artifacts] # x\n\tallow h.io # y\r\n", "h.io/r", &one.digest), 0);
	ck_assert_int_eq(ask("[artifacts]\nallow h.io\n", "h.io.evil.net/r", &one.digest), -EACCES);
	ck_assert_int_eq(ask("[artifacts]\nallow h.io:5000\n", "h.io/r", &one.digest), -EACCES);
	ck_assert_int_eq(ask("[artifacts]\nallow h.io/a/*", "h.io/a/b/c:1", &one.digest), 0);
	ck_assert_int_eq(ask("[artifacts]\nallow h.io/a/*", "h.io/ab/c", &one.digest), -EACCES);
	ck_assert_int_eq(ask("[artifacts]\nallow h.io/a", "h.io/a:1", &one.digest), 0);
	ck_assert_int_eq(ask("[artifacts]\nallow oci:/x/*", "oci:/x/y:1", &one.digest), 0);
	ck_assert_int_eq(ask("[artifacts]\nallow [::1]:5000", "[::1]:5000/a", &one.digest), 0);
	ck_assert_int_eq(ask("[artifacts]\nallow [::1]:5000/a", "[::1]:5000/a", &one.digest), 0);
	ck_assert_int_eq(ask("[artifacts]\nallow [::1]*/a/*", "[::1]:5000/a/b", &one.digest), 0);
	ck_assert_int_eq(ask("[artifacts]\nallow [::1]:5000/a", "[::2]:5000/a", &one.digest),
			 -EACCES);
	ck_assert_int_eq(ask("[artifacts]\nallow [fe80::1]:1", "f:1/a", &one.digest), -EACCES);
	ck_assert_int_eq(ask("[artifacts]\nallow [g-i].io/a", "h.io/a", &one.digest), 0);
	ck_assert_int_eq(ask("[artifacts]\nallow *", "oci:/x/y:1", &one.digest), 0);
	snprintf(pin, sizeof(pin), "[artifacts]\nallow %s\n", one.digest.text);
	ck_assert_int_eq(ask(pin, "h.io/r", &one.digest), 0);
	pin[strlen(pin) - 2] ^= 1;
	ck_assert_int_eq(ask(pin, "h.io/r", &one.digest), -EACCES);
}
END_TEST

START_TEST(signed_policies)
{
	struct descriptor one = artifact("{\"one\":1}");
	const char *text = "[artifacts]\nallow h.io/* signed-by ec.pub\n";

	ck_assert_int_eq(ask(text, "h.io/r", &one.digest), -ENOKEY);
	ck_assert_ptr_nonnull(strstr(err.msg, "line 2"));
	ck_assert_ptr_nonnull(strstr(err.hint, "wasm-bpf sign"));
	sign(&one, "ed.key", NULL, &one.digest);
	ck_assert_int_eq(ask(text, "h.io/r", &one.digest), -EKEYREJECTED);
	sign(&one, "ec.key", NULL, &one.digest);
	ck_assert_int_eq(ask(text, "h.io/r", &one.digest), 0);
	ck_assert_int_eq(ask(text, "g.io/r", &one.digest), -EACCES);
}
END_TEST

START_TEST(bad_policies)
{
	static const char *const bad[] = {
		"[artifact]\n", "allow h.io\n", "[artifacts]\nallow\n", "[artifacts]\ndeny x\n",
		"[artifacts]\nallow x signed\n", "[artifacts]\nallow x signed-by\n",
		"[artifacts]\nallow x signed-by ec.pub more\n", "[artifacts\n",
		"[artifacts]\nallow x signed-by ec.key\n",
	};
	struct policy *policy;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		write_text("policy", bad[i]);
		ck_assert_msg(policy_load(in_top("policy"), &policy, &err) == -EINVAL, "%s",
			      bad[i]);
	}
	ck_assert_int_eq(policy_load(in_top("none"), &policy, &err), -ENOENT);
	write_text("policy", "[artifacts]\nallow x signed-by none\n");
	ck_assert_int_eq(policy_load(in_top("policy"), &policy, &err), -ENOENT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("trust");
	TCase *tests = tcase_create("trust");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, cosign_keys);
	tcase_add_test(tests, keys);
	tcase_add_test(tests, bad_keys);
	tcase_add_test(tests, signatures);
	tcase_add_test(tests, hostile_signatures);
	tcase_add_test(tests, bundles);
	tcase_add_test(tests, our_bundles);
	tcase_add_test(tests, signature_forms);
	tcase_add_test(tests, signature_names);
	tcase_add_test(tests, policies);
	tcase_add_test(tests, signed_policies);
	tcase_add_test(tests, bad_policies);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
