// SPDX-License-Identifier: MIT
/*
 * Buffers, what is written into them, and files that are read and written whole.
 *
 * rooms: bindings lib
 */
#include "lib/text.h"

#include <bpf/btf.h>
#include <check.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bindings/decl.h"
#include "lib/err.h"
#include "lib/file.h"

/* --- buf and text --- */

START_TEST(writes_like_printf)
{
	struct buf ours = BUF_INIT(1000), theirs = BUF_INIT(1000);

	text(&ours, "%s|%c|%d|%d|%u|%lld|%lld|%llu|%llx|%%|%x\n", "text", 'c', -1, INT_MIN,
	     UINT_MAX, LLONG_MIN, LLONG_MAX, ULLONG_MAX, 0xfeedULL, 0u);
	buf_printf(&theirs, "%s|%c|%d|%d|%u|%lld|%lld|%llu|%llx|%%|%x\n", "text", 'c', -1, INT_MIN,
		   UINT_MAX, LLONG_MIN, LLONG_MAX, ULLONG_MAX, 0xfeedULL, 0u);
	ck_assert_str_eq(ours.data, theirs.data);
	ck_assert_uint_eq(ours.len, theirs.len);
	buf_release(&ours);
	buf_release(&theirs);
}
END_TEST

START_TEST(stops_at_the_maximum)
{
	struct buf buf = BUF_INIT(10);

	buf_puts(&buf, "12345");
	buf_puts(&buf, "12345");
	ck_assert_int_eq(buf.error, 0);
	buf_puts(&buf, "");
	ck_assert_int_eq(buf.error, 0);
	buf_puts(&buf, "6");
	ck_assert_int_eq(buf.error, EFBIG);
	ck_assert_uint_eq(buf.len, 10);
	text(&buf, "%s", "more");
	ck_assert_uint_eq(buf.len, 10);
	buf_release(&buf);
	ck_assert_int_eq(buf.error, 0);
	buf_printf(&buf, "%s", "12345678901");
	ck_assert_int_eq(buf.error, EFBIG);
	buf_release(&buf);
}
END_TEST

/* --- decl --- */

static struct btf *btf;

static void setup(void)
{
	btf = btf__new_empty();
	ck_assert_ptr_nonnull(btf);
}

static void teardown(void)
{
	btf__free(btf);
}

static void expect(int id, const char *wanted)
{
	struct buf out = BUF_INIT(4096);

	decl_type(&out, btf, (uint32_t)id);
	ck_assert_str_eq(out.data, wanted);
	buf_release(&out);
}

START_TEST(declares_as_c_does)
{
	int i = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	int file = btf__add_const(btf, btf__add_fwd(btf, "file", BTF_FWD_STRUCT));
	int pointer = btf__add_ptr(btf, file), array = btf__add_array(btf, i, i, 3);
	int nothing = btf__add_func_proto(btf, 0), function;

	expect(0, "void");
	expect(i, "int");
	expect(array, "int[3]");
	expect(btf__add_array(btf, i, array, 2), "int[2][3]");
	expect(btf__add_ptr(btf, array), "int (*)[3]");
	expect(btf__add_array(btf, i, pointer, 2), "const struct file *[2]");
	expect(btf__add_const(btf, pointer), "const struct file *const");
	expect(btf__add_ptr(btf, nothing), "void (*)(void)");
	function = btf__add_func_proto(btf, i);
	btf__add_func_param(btf, "file", pointer);
	btf__add_func_param(btf, "", 0);
	expect(btf__add_ptr(btf, function), "int (*)(const struct file *, ...)");
}
END_TEST

START_TEST(ends_what_has_no_end)
{
	int loop = btf__add_ptr(btf, 2), deep = btf__add_ptr(btf, loop);

	expect(loop, "...");
	for (int i = 0; i < 1000; i++)
		deep = btf__add_const(btf, btf__add_ptr(btf, deep));
	expect(deep, "...");
}
END_TEST

START_TEST(never_ends_a_comment)
{
	struct buf out = BUF_INIT(100);

	decl_name(&out, "a*/b\n\"c\\<T>");
	ck_assert_str_eq(out.data, "a??b??c?<T>");
	buf_release(&out);
}
END_TEST

/* --- file --- */

static char dir[] = "/tmp/wasm-bpf-unit.XXXXXX";
static char path[64];

static void make_dir(void)
{
	strcpy(dir, "/tmp/wasm-bpf-unit.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/file", dir);
}

static void remove_dir(void)
{
	unlink(path);
	ck_assert_int_eq(rmdir(dir), 0); /* no temporary file is left */
}

START_TEST(reads_what_it_wrote)
{
	struct buf buf = BUF_INIT(100);
	struct err err = ERR_INIT;
	struct stat st;

	ck_assert_int_eq(file_write(path, "old", 3, &err), 0);
	ck_assert_int_eq(chmod(path, 0640), 0);
	ck_assert_int_eq(file_write(path, "a\0b", 3, &err), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0640);
	ck_assert_int_eq(file_read(path, &buf, &err), 0);
	ck_assert_uint_eq(buf.len, 3);
	ck_assert_int_eq(memcmp(buf.data, "a\0b", 4), 0);
	buf_release(&buf);
}
END_TEST

START_TEST(reads_no_more_than_asked)
{
	struct buf exact = BUF_INIT(5), small = BUF_INIT(4);
	struct err err = ERR_INIT;

	ck_assert_int_eq(file_write(path, "12345", 5, &err), 0);
	ck_assert_int_eq(file_read(path, &exact, &err), 0);
	ck_assert_int_eq(file_read(path, &small, &err), -EFBIG);
	ck_assert_ptr_nonnull(strstr(err.msg, "larger than 4 bytes"));
	buf_release(&exact);
	buf_release(&small);
}
END_TEST

START_TEST(keeps_a_symbolic_link)
{
	struct err err = ERR_INIT;
	char link[80];
	struct stat st;

	snprintf(link, sizeof(link), "%s.link", path);
	ck_assert_int_eq(file_write(path, "1", 1, &err), 0);
	ck_assert_int_eq(symlink(path, link), 0);
	ck_assert_int_eq(file_write(link, "22", 2, &err), 0);
	ck_assert_int_eq(lstat(link, &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_size, 2);
	unlink(link);
}
END_TEST

static void read_back(const char *wanted)
{
	struct buf buf = BUF_INIT(100);

	ck_assert_int_eq(file_read(path, &buf, NULL), 0);
	ck_assert_str_eq(buf.data, wanted);
	buf_release(&buf);
}

START_TEST(is_whole_or_as_it_was)
{
	struct file_out out = FILE_OUT_INIT(path), none = FILE_OUT_INIT(path);
	struct err err = ERR_INIT;

	ck_assert_int_eq(file_write(path, "old", 3, &err), 0);
	ck_assert_int_eq(file_out_add(&out, "ne", 2, &err), 0);
	read_back("old");
	ck_assert_int_eq(file_out_end(&out, -EINVAL, &err), -EINVAL);
	read_back("old");
	ck_assert_int_eq(file_out_end(&none, -EINVAL, &err), -EINVAL);
	read_back("old");
	ck_assert_int_eq(file_out_add(&out, "ne", 2, &err), 0);
	ck_assert_int_eq(file_out_add(&out, "w", 1, &err), 0);
	ck_assert_int_eq(file_out_end(&out, 0, &err), 0);
	read_back("new");
	ck_assert_int_eq(file_out_end(&none, 0, &err), 0);
	read_back("");
}
END_TEST

static int take_part(void *to, const char *data, size_t len)
{
	size_t *taken = to;

	*taken += len;
	return data[0] == '!' ? ENOSPC : 0;
}

START_TEST(passes_on_what_is_enough)
{
	size_t taken = 0;
	struct buf buf = { .max = 2 * BUF_PART + 3, .pass = take_part, .to = &taken };

	buf_puts(&buf, "few");
	buf_pass(&buf);
	ck_assert_uint_eq(taken, 0);
	buf_fill(&buf, 'x', BUF_PART);
	buf_pass(&buf);
	ck_assert_uint_eq(taken, BUF_PART + 3);
	ck_assert_uint_eq(buf.len, 0);
	ck_assert_str_eq(buf.data, "");
	buf_fill(&buf, '!', BUF_PART);
	ck_assert_int_eq(buf.error, 0);
	buf_fill(&buf, 'x', 1); /* of all of it, more than the maximum */
	ck_assert_int_eq(buf.error, EFBIG);
	buf.error = 0;
	buf_pass(&buf);
	ck_assert_int_eq(buf.error, ENOSPC);
	buf_puts(&buf, "dropped");
	buf_pass(&buf);
	ck_assert_uint_eq(taken, 2 * BUF_PART + 3);
	buf_release(&buf);
}
END_TEST

START_TEST(says_what_failed)
{
	struct buf buf = BUF_INIT(100);
	struct err err = ERR_INIT;

	ck_assert_int_eq(file_read("/nowhere/x", &buf, &err), -ENOENT);
	ck_assert_str_eq(err.msg, "cannot open '/nowhere/x': No such file or directory");
	ck_assert_int_eq(file_read("/tmp", &buf, &err), -EISDIR);
	ck_assert_int_eq(file_write("/nowhere/x", "", 0, &err), -ENOENT);
	ck_assert_int_eq(file_write("/dev/full", "1", 1, &err), -ENOSPC);
	buf_release(&buf);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("text");
	TCase *texts = tcase_create("text"), *decls = tcase_create("decl");
	TCase *files = tcase_create("file");
	SRunner *runner = srunner_create(suite);

	tcase_add_test(texts, writes_like_printf);
	tcase_add_test(texts, stops_at_the_maximum);
	tcase_add_test(texts, passes_on_what_is_enough);
	tcase_add_checked_fixture(decls, setup, teardown);
	tcase_add_test(decls, declares_as_c_does);
	tcase_add_test(decls, ends_what_has_no_end);
	tcase_add_test(decls, never_ends_a_comment);
	tcase_add_checked_fixture(files, make_dir, remove_dir);
	tcase_add_test(files, reads_what_it_wrote);
	tcase_add_test(files, reads_no_more_than_asked);
	tcase_add_test(files, keeps_a_symbolic_link);
	tcase_add_test(files, is_whole_or_as_it_was);
	tcase_add_test(files, says_what_failed);
	suite_add_tcase(suite, texts);
	suite_add_tcase(suite, decls);
	suite_add_tcase(suite, files);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
