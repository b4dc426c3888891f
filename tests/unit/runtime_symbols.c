// SPDX-License-Identifier: MIT
/* The runtime's readers of symbols, on lists of their own. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "runtime/ksyms.h"

static char path[] = "/tmp/wasm-bpf-symbols.XXXXXX";

/* Puts text into a file and reads it as the kernel's list. */
static int read_list(const char *text, struct ksyms **ret_ksyms, struct err *err)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
	return ksyms_read(path, ret_ksyms, err);
}

#define K "ffffffff8"

START_TEST(ksyms_are_found)
{
	static const char list[] =
		"0000000000001000 A per_cpu_offset\n" K "1000100 T _text\n" K "1000200 t second\n"
		K "1000100 T alias\n" K "1000180 t middle.cold\n" K "1000200 t second_alias\n"
		K "9000000 t far\t[module]\nffffffffc0000000 t far\t[other]\n\n"
		"bad line\n" K "1000150\n" K "1000150 T \n";
	struct ksyms *ksyms;
	struct err err = ERR_INIT;
	uint64_t offset;

	ck_assert_int_eq(read_list(list, &ksyms, &err), 0);
	ck_assert_str_eq(ksyms_at(ksyms, 0xffffffff81000100, &offset), "_text");
	ck_assert_uint_eq(offset, 0);
	ck_assert_str_eq(ksyms_at(ksyms, 0xffffffff8100017f, &offset), "_text");
	ck_assert_uint_eq(offset, 0x7f);
	ck_assert_str_eq(ksyms_at(ksyms, 0xffffffff81000180, &offset), "middle.cold");
	ck_assert_str_eq(ksyms_at(ksyms, 0xffffffff81000201, &offset), "second");
	ck_assert_str_eq(ksyms_at(ksyms, 0xffffffffc0000000, &offset), "far");
	ck_assert_ptr_null(ksyms_at(ksyms, 0xffffffff810000ff, &offset));
	ck_assert_ptr_null(ksyms_at(ksyms, 0xffffffff82000000, &offset));
	ck_assert_ptr_null(ksyms_at(ksyms, 0x1000, &offset));
	ck_assert_ptr_null(ksyms_at(ksyms, UINT64_MAX, &offset));
	ck_assert_uint_eq(ksyms_find(ksyms, "alias"), 0xffffffff81000100);
	ck_assert_uint_eq(ksyms_find(ksyms, "far"), 0xffffffff89000000);
	ck_assert_uint_eq(ksyms_find(ksyms, "per_cpu_offset"), 0);
	ck_assert_uint_eq(ksyms_find(ksyms, ""), 0);
	ksyms_free(ksyms);
}
END_TEST

START_TEST(ksyms_say_why_not)
{
	struct ksyms *ksyms;
	struct err err = ERR_INIT;
	uint64_t offset;

	ck_assert_int_eq(read_list("0000000000000000 T _text\n0000000000000000 T x\n", &ksyms, &err),
			 -EPERM);
	ck_assert_ptr_nonnull(strstr(err.hint, "kptr_restrict"));
	ck_assert_int_eq(read_list("", &ksyms, &err), -EPERM);
	ck_assert_int_eq(ksyms_read("/nonexistent", &ksyms, &err), -ENOENT);
	ck_assert_int_eq(read_list("0000000000001000 A only_per_cpu\n", &ksyms, &err), 0);
	ck_assert_ptr_null(ksyms_at(ksyms, UINT64_MAX, &offset));
	ksyms_free(ksyms);
	ksyms_free(NULL);
}
END_TEST

/* Each symbol of a long list is found at its place, whatever order the list has. */
START_TEST(ksyms_are_many)
{
	enum { MANY = 50000 };
	FILE *file = fopen(path, "w");
	struct ksyms *ksyms;
	uint64_t offset;
	char name[32];

	ck_assert_ptr_nonnull(file);
	for (unsigned int i = 0; i < MANY; i++)
		fprintf(file, "%llx t s%u\n", 0xffffffff80000000ull + i * 7919 % MANY * 16, i);
	fclose(file);
	ck_assert_int_eq(ksyms_read(path, &ksyms, NULL), 0);
	for (unsigned int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "s%u", i);
		ck_assert_str_eq(ksyms_at(ksyms, 0xffffffff80000000ull + i * 7919 % MANY * 16 + i % 16,
					  &offset), name);
		ck_assert_uint_eq(offset, i % 16);
	}
	ksyms_free(ksyms);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("runtime");
	TCase *tests = tcase_create("symbols");
	SRunner *runner = srunner_create(suite);
	int fd = mkstemp(path), failed;

	if (fd < 0)
		return 1;
	close(fd);
	suite_add_tcase(suite, tests);
	tcase_add_test(tests, ksyms_are_found);
	tcase_add_test(tests, ksyms_say_why_not);
	tcase_add_test(tests, ksyms_are_many);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	unlink(path);
	return failed != 0;
}
