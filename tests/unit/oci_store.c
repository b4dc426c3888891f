// SPDX-License-Identifier: MIT
/*
 * The local store: whole at every moment, whatever happens to who writes.
 *
 * rooms: store format lib
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "store/store.h"

static char top[] = "/tmp/wasm-bpf-store.XXXXXX", dir[64];
static struct store *store;
static struct err err;

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static void setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(top));
	snprintf(dir, sizeof(dir), "%s/a/store", top);
	err = (struct err)ERR_INIT;
	ck_assert_int_eq(store_open(dir, STORE_WRITE, &store, &err), 0);
}

static void teardown(void)
{
	store_free(store);
	nftw(top, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	strcpy(top + strlen(top) - 6, "XXXXXX");
}

static struct descriptor put(struct store *into, const char *text, const char *type)
{
	struct descriptor blob = { 0 };

	strcpy(blob.media_type, type);
	ck_assert_msg(store_blob_put(into, text, strlen(text), &blob, &err) == 0, "%s", err.msg);
	return blob;
}

/* A manifest with one layer, both written. */
static struct descriptor put_artifact(struct store *into, const char *layer_text)
{
	struct descriptor layer = put(into, layer_text, "application/wasm");
	char text[1024];

	snprintf(text, sizeof(text), "{\"schemaVersion\":2,\"layers\":[{\"mediaType\":\"%s\","
		 "\"digest\":\"%s\",\"size\":%d}]}", layer.media_type, layer.digest.text,
		 (int)layer.size);
	return put(into, text, MEDIA_TYPE_MANIFEST);
}

static struct descriptor describe(const void *data, size_t size)
{
	struct descriptor blob = { .media_type = "application/wasm", .size = size };

	ck_assert_int_eq(digest_of(data, size, &blob.digest, &err), 0);
	return blob;
}

static int count_files(const char *folder)
{
	char command[128];
	int count = -1;
	FILE *pipe;

	snprintf(command, sizeof(command), "find %s/%s -type f | wc -l", dir, folder);
	pipe = popen(command, "r");
	ck_assert_int_eq(fscanf(pipe, "%d", &count), 1);
	pclose(pipe);
	return count;
}

static void reopen(void)
{
	store_free(store);
	ck_assert_int_eq(store_open(dir, STORE_WRITE, &store, &err), 0);
}

START_TEST(digests)
{
	struct digest digest;
	struct hasher *hasher;
	char text[300] = "sha512:";

	ck_assert_int_eq(digest_of("abc", 3, &digest, &err), 0);
	ck_assert_str_eq(digest.text, "sha256:ba7816bf8f01cfea414140de5dae2223"
				      "b00361a396177a9cb410ff61f20015ad");
	ck_assert_str_eq(digest_algorithm(&digest), "sha256");
	ck_assert_int_eq(digest_check(&digest, "abc", 3, &err), 0);
	ck_assert_int_eq(digest_check(&digest, "abd", 3, &err), -EBADMSG);
	memset(text + 7, 'a', 128);
	ck_assert_int_eq(digest_parse(text, &digest, &err), 0);
	ck_assert_int_eq(hasher_new(&digest, &hasher, &err), 0);
	hasher_add(hasher, "x", 1);
	hasher_reset(hasher);
	hasher_add(hasher, "abc", 3);
	hasher_end(hasher, &digest);
	hasher_free(hasher);
	ck_assert_uint_eq(strlen(digest.text), DIGEST_MAX);
	ck_assert_mem_eq(digest_hex(&digest), "ddaf35a193617aba", 16);
}
END_TEST

START_TEST(bad_digests)
{
	static const char *const bad[] = { "", "sha256", "sha256:", "md5:00", "sha256:../../etc",
		"sha256:BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
		"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0" };
	struct digest digest;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ck_assert_msg(digest_parse(bad[i], &digest, &err) == -EINVAL, "%s", bad[i]);
}
END_TEST

START_TEST(writes_and_reads)
{
	struct descriptor blob = put(store, "some bytes", "application/wasm"), other = blob;
	struct buf buf = BUF_INIT(100);
	struct blob_writer *writer;

	ck_assert(store_has_blob(store, &blob));
	ck_assert_int_eq(store_blob_read(store, &blob, &buf, &err), 0);
	ck_assert_str_eq(buf.data, "some bytes");
	ck_assert_int_eq(store_blob_begin(store, &blob, &writer, &err), 1);
	other.size++;
	ck_assert(!store_has_blob(store, &other));
	ck_assert_int_eq(store_blob_read(store, &other, &buf, &err), -EBADMSG);
	reopen();
	ck_assert(store_has_blob(store, &blob) && !store_has_blob(store, &other));
	ck_assert_int_eq(store_blob_read(store, &other, &buf, &err), -EBADMSG);
	ck_assert_int_eq(count_files("ingest"), 0);
	buf_release(&buf);
}
END_TEST

START_TEST(refuses_other_content)
{
	struct descriptor blob = describe("right", 5);
	struct blob_writer *writer;

	ck_assert_int_eq(store_blob_begin(store, &blob, &writer, &err), 0);
	ck_assert_int_eq(blob_writer_write(writer, "wrong", 5, &err), 0);
	ck_assert_int_eq(blob_writer_write(writer, "!", 1, &err), -EFBIG);
	ck_assert_int_eq(blob_writer_commit(writer, &err), -EBADMSG);
	ck_assert_int_eq(store_blob_begin(store, &blob, &writer, &err), 0);
	ck_assert_int_eq(blob_writer_write(writer, "rig", 3, &err), 0);
	ck_assert_int_eq(blob_writer_commit(writer, &err), -EBADMSG);
	ck_assert_int_eq(count_files("ingest"), 0);
	ck_assert_int_eq(count_files("blobs"), 0);
}
END_TEST

START_TEST(finds_rot)
{
	struct descriptor blob = put(store, "content", "application/wasm");
	struct buf buf = BUF_INIT(100);
	char path[300];
	int fd;

	reopen();
	snprintf(path, sizeof(path), "%s/blobs/sha256/%s", dir, digest_hex(&blob.digest));
	chmod(path, 0644);
	fd = open(path, O_WRONLY);
	ck_assert_int_eq(write(fd, "C", 1), 1);
	close(fd);
	ck_assert_int_eq(store_blob_read(store, &blob, &buf, &err), -EBADMSG);
	put(store, "content", "application/wasm");
	reopen();
	ck_assert_int_eq(store_blob_read(store, &blob, &buf, &err), 0);
	buf_release(&buf);
}
END_TEST

START_TEST(takes_up_what_was_left)
{
	struct descriptor blob = describe("first second", 12);
	struct blob_writer *writer;
	pid_t child = fork();

	if (child == 0) {
		if (store_blob_begin(store, &blob, &writer, &err) == 0 &&
		    blob_writer_write(writer, "first ", 6, &err) == 0)
			kill(getpid(), SIGKILL);
		_exit(1);
	}
	waitpid(child, NULL, 0);
	ck_assert_int_eq(store_blob_begin(store, &blob, &writer, &err), 0);
	ck_assert_uint_eq(blob_writer_size(writer), 6);
	ck_assert_int_eq(blob_writer_write(writer, "second", 6, &err), 0);
	ck_assert_int_eq(blob_writer_commit(writer, &err), 0);
	ck_assert(store_has_blob(store, &blob));
}
END_TEST

/* Each of eight processes writes the blob; only one gets to write bytes. */
START_TEST(writes_once)
{
	static char data[300000];
	struct descriptor blob = describe(data, sizeof(data));
	int status, wrote = 0, had = 0;

	for (int i = 0; i < 8; i++) {
		struct blob_writer *writer;
		struct store *own;
		int ret;

		if (fork())
			continue;
		ret = store_open(dir, STORE_WRITE, &own, &err);
		if (!ret)
			ret = store_blob_begin(own, &blob, &writer, &err);
		if (ret)
			_exit(ret == 1 ? 1 : 2);
		for (size_t at = 0; at < sizeof(data); at += 10000, usleep(2000))
			if (blob_writer_write(writer, data + at, 10000, &err))
				_exit(2);
		ret = blob_writer_commit(writer, &err);
		store_free(own);
		_exit(ret ? 2 : 0);
	}
	while (wait(&status) > 0) {
		ck_assert(WIFEXITED(status) && WEXITSTATUS(status) != 2);
		*(WEXITSTATUS(status) ? &had : &wrote) += 1;
	}
	ck_assert_int_eq(wrote, 1);
	ck_assert_int_eq(had, 7);
}
END_TEST

START_TEST(names)
{
	struct descriptor one = put_artifact(store, "one"), two = put_artifact(store, "two"), got;
	struct store_entry *list;
	size_t count;

	ck_assert_int_eq(store_tag(store, "h/r:b", &one, &err), 0);
	ck_assert_int_eq(store_tag(store, "h/r:a", &one, &err), 0);
	ck_assert_int_eq(store_tag(store, "h/r:b", &two, &err), 0);
	ck_assert_int_eq(store_find(store, "h/r:b", &got, &err), 0);
	ck_assert(digest_equal(&got.digest, &two.digest));
	ck_assert_int_eq(store_find(store, one.digest.text, &got, &err), 0);
	ck_assert_int_eq(store_find(store, "", &got, &err), -ENOENT);
	ck_assert_int_eq(store_find(store, "h/r", &got, &err), -ENOENT);
	ck_assert_int_eq(store_list(store, &list, &count, &err), 0);
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(list[0].name, "h/r:a");
	free(list);
	ck_assert_int_eq(store_untag(store, "h/r:a", &err), 0);
	ck_assert_int_eq(store_untag(store, "h/r:a", &err), -ENOENT);
}
END_TEST

START_TEST(hostile_layouts)
{
	static const char *const bad[] = {
		"[]",
		"{}",
		"{\"manifests\":{}}",
		"{\"manifests\":[",
		"x",
		"{\"manifests\":[{\"digest\":\"sha256:../../x\",\"size\":1,\"mediaType\":\"a\"}]}",
		"{\"manifests\":[1,null,[]]}"
	};
	char path[100];
	struct store_entry *list;
	struct store_freed freed;
	size_t count;

	snprintf(path, sizeof(path), "%s/index.json", dir);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		ck_assert_int_eq(file_write(path, bad[i], strlen(bad[i]), &err), 0);
		ck_assert_msg(store_list(store, &list, &count, &err) == -EINVAL, "%s", bad[i]);
		ck_assert_int_eq(store_gc(store, true, &freed, &err), -EINVAL);
	}
	snprintf(path, sizeof(path), "%s/oci-layout", dir);
	ck_assert_int_eq(file_write(path, "{\"imageLayoutVersion\":\"2.0\"}", 28, &err), 0);
	store_free(store);
	store = NULL;
	ck_assert_int_eq(store_open(dir, STORE_READ, &store, &err), -EINVAL);
}
END_TEST

START_TEST(absent_store_is_empty)
{
	struct store_entry *list;
	struct store *absent;
	struct descriptor got;
	char path[100];
	size_t count;

	snprintf(path, sizeof(path), "%s/none", top);
	ck_assert_int_eq(store_open(path, STORE_READ, &absent, &err), 0);
	ck_assert_int_eq(store_list(absent, &list, &count, &err), 0);
	ck_assert_uint_eq(count, 0);
	ck_assert_int_eq(store_find(absent, "x", &got, &err), -ENOENT);
	ck_assert_int_eq(store_blob_open(absent, &(struct descriptor){ 0 }, &err), -ENOENT);
	free(list);
	store_free(absent);
	ck_assert_int_eq(access(path, F_OK), -1);
}
END_TEST

START_TEST(garbage)
{
	struct descriptor kept = put_artifact(store, "kept"), gone = put_artifact(store, "gone");
	struct descriptor shared = put_artifact(store, "kept");
	struct store_freed freed;

	ck_assert(digest_equal(&kept.digest, &shared.digest));
	store_tag(store, "h/kept", &kept, &err);
	store_tag(store, "h/shared", &shared, &err);
	store_tag(store, "h/gone", &gone, &err);
	ck_assert_int_eq(store_gc(store, true, &freed, &err), 0);
	ck_assert_uint_eq(freed.blobs, 0);
	store_untag(store, "h/gone", &err);
	store_untag(store, "h/shared", &err);
	ck_assert_int_eq(store_gc(store, true, &freed, &err), 0);
	ck_assert_uint_eq(freed.blobs, 2);
	ck_assert_uint_eq(freed.bytes, 4 + gone.size);
	ck_assert_int_eq(count_files("blobs"), 2);
}
END_TEST

/* A layout of other tools may hold manifests that are none of ours. */
START_TEST(others_are_no_garbage)
{
	struct descriptor blob = put(store, "data", "application/x"), manifest;
	struct store_freed freed;
	char text[1024];

	snprintf(text, sizeof(text),
		 "{\"blobs\":[{\"mediaType\":\"x\",\"digest\":\"%s\",\"size\":4}]}",
		 blob.digest.text);
	manifest = put(store, text, "application/vnd.oci.artifact.manifest.v1+json");
	ck_assert_int_eq(store_tag(store, "theirs", &manifest, &err), 0);
	ck_assert_int_eq(store_gc(store, true, &freed, &err), 0);
	ck_assert_uint_eq(freed.blobs, 0);
}
END_TEST

START_TEST(garbage_waits_for_pulls)
{
	struct store *pulling;
	struct store_freed freed;

	ck_assert_int_eq(store_open(dir, STORE_WRITE, &pulling, &err), 0);
	put(pulling, "not named yet", "application/wasm");
	ck_assert_int_eq(store_gc(store, false, &freed, &err), -EBUSY);
	ck_assert_int_eq(count_files("blobs") + count_files("ingest"), 1);
	store_free(pulling);
	ck_assert_int_eq(count_files("blobs"), 1);
	ck_assert_int_eq(store_gc(store, false, &freed, &err), 0);
	ck_assert_int_eq(count_files("blobs"), 0);
}
END_TEST

/* As on a full disk: each write may fail, at every size of what there is room for. */
START_TEST(full_disk)
{
	static char data[5000];
	struct rlimit old, limit;
	struct descriptor got, blob = put_artifact(store, "first");

	ck_assert_int_eq(store_tag(store, "h/first", &blob, &err), 0);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	limit = old;
	for (limit.rlim_cur = 0; limit.rlim_cur < 6000; limit.rlim_cur += 97) {
		struct descriptor big = describe(data, sizeof(data));
		int ret;

		setrlimit(RLIMIT_FSIZE, &limit);
		ret = store_blob_put(store, data, sizeof(data), &big, &err);
		ck_assert_int_eq(ret, limit.rlim_cur < sizeof(data) ? -EFBIG : 0);
		ret = store_tag(store, "h/more", &blob, &err);
		ck_assert(ret == 0 || ret == -EFBIG);
		store_untag(store, "h/more", &err);
		setrlimit(RLIMIT_FSIZE, &old);
		ck_assert_int_eq(store_find(store, "h/first", &got, &err), 0);
		ck_assert_int_eq(count_files("ingest"), 0);
	}
}
END_TEST

/* Writes, names and collects artifacts until it is killed. */
static void work(unsigned int seed)
{
	for (unsigned int i = 0;; i++) {
		struct store_freed freed;
		struct descriptor blob;
		struct store *own;
		char text[64];
		int ret;

		if (store_open(dir, STORE_WRITE, &own, &err))
			_exit(1);
		snprintf(text, sizeof(text), "artifact %u of %u", i, seed);
		blob = put_artifact(own, text);
		snprintf(text, sizeof(text), "h/r:%u", i % 5);
		if (store_tag(own, text, &blob, &err))
			_exit(1);
		ret = store_gc(own, false, &freed, &err);
		if (ret && ret != -EBUSY)
			_exit(1);
		store_free(own);
	}
}

/* Whether all that has a name is there and verifies. */
static void check_whole(void)
{
	struct store_entry *list;
	struct store *own;
	size_t count;

	ck_assert_msg(store_open(dir, STORE_READ, &own, &err) == 0, "%s", err.msg);
	ck_assert_msg(store_list(own, &list, &count, &err) == 0, "%s", err.msg);
	for (size_t i = 0; i < count; i++) {
		struct buf text = BUF_INIT(10000), layer = BUF_INIT(10000);
		struct descriptor blob;
		json_t *json;

		ck_assert_msg(store_blob_read(own, &list[i].manifest, &text, &err) == 0,
			      "%s", err.msg);
		json = json_loads(text.data, 0, NULL);
		ck_assert_int_eq(
			descriptor_parse(json_array_get(json_object_get(json, "layers"), 0), &blob,
					 &err),
			0);
		ck_assert_msg(store_blob_read(own, &blob, &layer, &err) == 0, "%s", err.msg);
		json_decref(json);
		buf_release(&text);
		buf_release(&layer);
	}
	free(list);
	store_free(own);
}

START_TEST(killed_at_any_moment)
{
	struct store_freed freed;

	srand(1);
	for (unsigned int round = 0; round < 60; round++) {
		pid_t children[2];
		int status;

		for (int i = 0; i < 2; i++) {
			children[i] = fork();
			if (children[i] == 0)
				work(2 * round + (unsigned int)i);
		}
		usleep((useconds_t)(rand() % 25000));
		for (int i = 0; i < 2; i++) {
			kill(children[i], SIGKILL);
			waitpid(children[i], &status, 0);
			ck_assert_msg(WIFSIGNALED(status), "worker ended, status %d", status);
		}
		check_whole();
	}
	ck_assert_msg(store_gc(store, true, &freed, &err) == 0, "%s", err.msg);
	ck_assert_int_eq(count_files("ingest"), 0);
	ck_assert_int_le(count_files("blobs"), 10);
	check_whole();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store");
	TCase *tests = tcase_create("store");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, digests);
	tcase_add_test(tests, bad_digests);
	tcase_add_test(tests, writes_and_reads);
	tcase_add_test(tests, refuses_other_content);
	tcase_add_test(tests, finds_rot);
	tcase_add_test(tests, takes_up_what_was_left);
	tcase_add_test(tests, writes_once);
	tcase_add_test(tests, names);
	tcase_add_test(tests, hostile_layouts);
	tcase_add_test(tests, absent_store_is_empty);
	tcase_add_test(tests, garbage);
	tcase_add_test(tests, others_are_no_garbage);
	tcase_add_test(tests, garbage_waits_for_pulls);
	tcase_add_test(tests, full_disk);
	tcase_add_test(tests, killed_at_any_moment);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
