// SPDX-License-Identifier: MIT
/*
 * Handles, which stand for what a guest holds.
 *
 * rooms: base lib
 */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/handles.h"

START_TEST(handles_are_found_until_removed)
{
	struct handles handles = { 0 };
	int objects[2];
	int32_t first = handles_add(&handles, &objects[0]);
	int32_t second = handles_add(&handles, &objects[1]);

	ck_assert_int_gt(first, 0);
	ck_assert_int_ne(first, second);
	ck_assert_ptr_eq(handles_find(&handles, first), &objects[0]);
	ck_assert_ptr_eq(handles_find(&handles, second), &objects[1]);
	ck_assert_ptr_eq(handles_at(&handles, 0), &objects[0]);
	ck_assert_ptr_eq(handles_at(&handles, 1), &objects[1]);
	handles_remove(&handles, first);
	handles_remove(&handles, first);
	ck_assert_ptr_null(handles_at(&handles, 0));
	for (uint32_t i = 2; i < handles.count; i++)
		ck_assert_ptr_null(handles_at(&handles, i));
	ck_assert_ptr_null(handles_find(&handles, first));
	ck_assert_int_ne(handles_add(&handles, &objects[0]), first);
	ck_assert_ptr_null(handles_find(&handles, first));
	handles_release(&handles);
}
END_TEST

START_TEST(handles_are_nothing_else)
{
	static const int64_t bad[] = { 0, -1, 2, 4095, 4096, 4097, INT32_MAX, INT32_MIN, INT64_MAX,
				       INT64_MIN, 1ll << 32, (1ll << 32) + 1 };
	struct handles handles = { 0 };
	int object;

	ck_assert_ptr_null(handles_find(&handles, 1));
	ck_assert_int_eq(handles_add(&handles, &object), 1);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_ptr_null(handles_find(&handles, bad[i]));
	handles_release(&handles);
}
END_TEST

START_TEST(handles_end)
{
	struct handles handles = { 0 };
	int32_t last = 0;
	int object;

	for (int i = 0; i < HANDLES_MAX; i++) {
		last = handles_add(&handles, &object);
		ck_assert_int_gt(last, 0);
	}
	ck_assert_int_eq(handles_add(&handles, &object), -EMFILE);
	handles_remove(&handles, last);
	/* Through all generations of a slot, and around. */
	for (int i = 0; i < 1100000; i++) {
		last = handles_add(&handles, &object);
		if (last <= 0 || handles_find(&handles, last) != &object)
			ck_abort();
		handles_remove(&handles, last);
	}
	handles_release(&handles);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("handles");
	TCase *tests = tcase_create("parts");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_test(tests, handles_are_found_until_removed);
	tcase_add_test(tests, handles_are_nothing_else);
	tcase_add_test(tests, handles_end);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
