// SPDX-License-Identifier: MIT
/*
 * Names near to a misspelt one.
 *
 * rooms: lib
 */
#include "lib/near.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = { "handle_exec", "handle_exit", "on_open", "x" };

static const char *near(const char *name)
{
	return near_name(name, names, sizeof(names) / sizeof(names[0]));
}

START_TEST(letters_may_be_wrong)
{
	ck_assert_str_eq(near("handle_exc"), "handle_exec");
	ck_assert_str_eq(near("handle_eixt"), "handle_exit");
	ck_assert_str_eq(near("onn_open"), "on_open");
	ck_assert_str_eq(near("handle_exec"), "handle_exec");
}
END_TEST

START_TEST(others_are_not_near)
{
	ck_assert_ptr_null(near("close"));
	ck_assert_ptr_null(near("y"));
	ck_assert_ptr_null(near(""));
	ck_assert_ptr_null(near_name("a", NULL, 0));
}
END_TEST

/* Those of kernels and C++ have any length. */
START_TEST(long_names_are_not_compared)
{
	char text[2000];
	const char *const longer[] = { text, "short_one" };

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	ck_assert_str_eq(near_name("short_on", longer, 2), "short_one");
	ck_assert_ptr_null(near_name(text, longer, 2));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("near");
	TCase *tests = tcase_create("near");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_test(tests, letters_may_be_wrong);
	tcase_add_test(tests, others_are_not_near);
	tcase_add_test(tests, long_names_are_not_compared);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
