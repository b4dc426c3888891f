// SPDX-License-Identifier: MIT
/*
 * Parts of the runtime that need neither a guest nor a kernel.
 *
 * rooms: attach policy kinds base session records imports engine btf symbols lib
 */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "attach/attach.h"
#include "base/handles.h"
#include "kinds/target.h"

static struct target target;

START_TEST(target_takes_what_is_known)
{
	ck_assert_int_eq(target_parse(&target, "eth0,ingress,prio=10,handle=0x1f",
				      "ingress egress prio= handle="), 0);
	ck_assert_str_eq(target.main, "eth0");
	ck_assert(target_has(&target, "ingress"));
	ck_assert(!target_has(&target, "egress"));
	ck_assert_uint_eq(target_number(&target, "prio", 0), 10);
	ck_assert_uint_eq(target_number(&target, "handle", 0), 31);
	ck_assert_uint_eq(target_number(&target, "pid", 77), 77);
	ck_assert_int_eq(target_parse(&target, "/sys/fs/cgroup", ""), 0);
	ck_assert_str_eq(target.main, "/sys/fs/cgroup");
}
END_TEST

START_TEST(target_refuses_what_is_not)
{
	static const char *const bad[] = {
		"", ",ingress", "eth0,", "eth0,,ingress", "eth0,nosuch", "eth0,ingress,ingress",
		"eth0,ingress=1", "eth0,prio", "eth0,prio=", "eth0,prio=x", "eth0,prio=1x",
		"eth0,prio=-1", "eth0,prio=4294967296", "eth0,pri=1", "eth0,prio=1,prio=2",
	};
	char *text = calloc(1, TARGET_MAX + 1);

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(target_parse(&target, bad[i], "ingress egress prio=") == -EINVAL,
			      "'%s'", bad[i]);
	memset(text, 'x', TARGET_MAX);
	ck_assert_int_eq(target_parse(&target, text, ""), -ENAMETOOLONG);
	free(text);
}
END_TEST

START_TEST(target_cuts_offsets)
{
	char plain[] = "do_exit", with[] = "do_exit+0x10", bad[] = "do_exit+x", none[] = "do_exit+";
	uint64_t offset = 1;

	ck_assert_int_eq(target_cut_offset(plain, &offset), 0);
	ck_assert_uint_eq(offset, 0);
	ck_assert_int_eq(target_cut_offset(with, &offset), 0);
	ck_assert_uint_eq(offset, 16);
	ck_assert_str_eq(with, "do_exit");
	ck_assert_int_eq(target_cut_offset(bad, &offset), -EINVAL);
	ck_assert_int_eq(target_cut_offset(none, &offset), -EINVAL);
}
END_TEST

START_TEST(sections_have_grammars)
{
	ck_assert_str_eq(attach_grammar("tp/sched/sched_switch"), "category/name");
	ck_assert_str_eq(attach_grammar("tracepoint/a/b"), "category/name");
	ck_assert_str_eq(attach_grammar("xdp.frags"), attach_grammar("xdp"));
	ck_assert_str_eq(attach_grammar("kretprobe/do_exit"), "function[+offset]");
	ck_assert_str_eq(attach_grammar("kprobe.multi/do_*"), "function_pattern*");
	ck_assert_str_eq(attach_grammar("cgroup/connect4"), attach_grammar("sockops"));
	ck_assert_ptr_null(attach_grammar("xdpx"));
	ck_assert_ptr_null(attach_grammar(""));
	ck_assert(attach_is_bound("fentry.s/do_exit"));
	ck_assert(!attach_is_bound("kprobe/do_exit"));
}
END_TEST

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
	Suite *suite = suite_create("runtime");
	TCase *tests = tcase_create("parts");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_test(tests, target_takes_what_is_known);
	tcase_add_test(tests, target_refuses_what_is_not);
	tcase_add_test(tests, target_cuts_offsets);
	tcase_add_test(tests, sections_have_grammars);
	tcase_add_test(tests, handles_are_found_until_removed);
	tcase_add_test(tests, handles_are_nothing_else);
	tcase_add_test(tests, handles_end);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
