// SPDX-License-Identifier: MIT
/*
 * The numbers that guests get for libbpf's own.
 *
 * rooms: base lib
 */
#include <bpf/libbpf.h>
#include <check.h>
#include <errno.h>

#include "base/bpf_error.h"

START_TEST(numbers_of_libbpf_become_those_of_linux)
{
	for (int code = __LIBBPF_ERRNO__START; code < __LIBBPF_ERRNO__END; code++)
		ck_assert_int_gt(bpf_errno(-code), -600);
	ck_assert_int_eq(bpf_errno(-LIBBPF_ERRNO__LIBELF), -EINVAL);
	ck_assert_int_eq(bpf_errno(-LIBBPF_ERRNO__VERIFY), -EACCES);
	ck_assert_int_eq(bpf_errno(-LIBBPF_ERRNO__NLPARSE), -EPROTO);
}
END_TEST

START_TEST(others_stay)
{
	static const int others[] = { 0, 1, -1, -EINTR, -524, -3999, -4095, 1 << 30, -(1 << 30) };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		ck_assert_int_eq(bpf_errno(others[i]), others[i]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bpf_error");
	TCase *tests = tcase_create("bpf_error");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_test(tests, numbers_of_libbpf_become_those_of_linux);
	tcase_add_test(tests, others_stay);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
