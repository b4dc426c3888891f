// SPDX-License-Identifier: MIT
/*
 * rooms: btf2h btf2wit bindings lib
 */
#include "bindings/names.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "btf2h/emit_c.h"
#include "btf2h/emit_go.h"
#include "btf2h/emit_rust.h"
#include "btf2wit/naming_wit.h"

struct shape {
	const struct naming *naming;
	enum name_case name_case;
	const char *source, *wanted;
};

static const struct shape shapes[] = {
	{ &naming_c, CASE_KEEP, "exit_code", "exit_code" },
	{ &naming_c, CASE_KEEP, "class", "class_" },
	{ &naming_c, CASE_KEEP, "core::option::Option<u32>", "core__option__Option_u32_" },
	{ &naming_c, CASE_KEEP, "9lives", "_9lives" },
	{ &naming_c, CASE_KEEP, "", "_" },
	{ &naming_c, CASE_KEEP, "timespec", "timespec_" },
	{ &naming_rust, CASE_CAMEL, "task_struct", "TaskStruct" },
	{ &naming_rust, CASE_CAMEL, "HTTPServer2x", "HttpServer2x" },
	{ &naming_rust, CASE_CAMEL, "__u64", "U64" },
	{ &naming_rust, CASE_CAMEL, "foo_1_2", "Foo1_2" },
	{ &naming_rust, CASE_CAMEL, "self", "Self_" },
	{ &naming_rust, CASE_CAMEL, "___", "X" },
	{ &naming_rust, CASE_SNAKE, "fooBar", "foo_bar" },
	{ &naming_rust, CASE_SNAKE, "type", "r#type" },
	{ &naming_rust, CASE_SNAKE, "self", "self_" },
	{ &naming_rust, CASE_SNAKE, "9p", "n9p" },
	{ &naming_rust, CASE_UPPER, "taskRunning", "TASK_RUNNING" },
	{ &naming_wit, CASE_KEBAB, "exit_code", "exit-code" },
	{ &naming_wit, CASE_KEBAB, "HTTPServer", "http-server" },
	{ &naming_wit, CASE_KEBAB, "record", "%record" },
	{ &naming_wit, CASE_KEBAB, "__a__b__", "a-b" },
};

START_TEST(shapes_a_name)
{
	struct names *names = names_new(shapes[_i].naming);

	ck_assert_str_eq(names_take(names, SCOPE_GLOBAL, shapes[_i].source, shapes[_i].name_case),
			 shapes[_i].wanted);
	names_free(names);
}
END_TEST

START_TEST(numbers_what_is_taken)
{
	struct names *names = names_new(&naming_c);

	ck_assert_str_eq(names_take(names, 1, "foo", CASE_KEEP), "foo");
	ck_assert_str_eq(names_take(names, 1, "foo", CASE_KEEP), "foo__2");
	ck_assert_str_eq(names_take(names, 1, "foo__3", CASE_KEEP), "foo__3");
	ck_assert_str_eq(names_take(names, 1, "foo", CASE_KEEP), "foo__4");
	ck_assert_str_eq(names_take(names, 2, "foo", CASE_KEEP), "foo");
	ck_assert_str_eq(names_share(names, 2, "foo", CASE_KEEP), "foo");
	ck_assert(names_has(names, 2, "foo"));
	ck_assert(!names_has(names, 2, "bar"));
	names_free(names);
}
END_TEST

START_TEST(folds_case_and_hyphens)
{
	struct names *names = names_new(&naming_wit);

	ck_assert_str_eq(names_take(names, 1, "foo_bar", CASE_KEBAB), "foo-bar");
	ck_assert_str_eq(names_take(names, 1, "foobar", CASE_KEBAB), "foobar-2");
	ck_assert_str_eq(names_take(names, 1, "FOOBAR", CASE_KEBAB), "foobar-3");
	names_free(names);
}
END_TEST

START_TEST(only_types_meet_those_of_headers)
{
	struct names *names = names_new(&naming_c);

	ck_assert_str_eq(names_take(names, 7, "timespec", CASE_KEEP), "timespec");
	ck_assert_str_eq(names_take(names, 7, "uint8_t", CASE_KEEP), "uint8_t_");
	names_free(names);
}
END_TEST

/* As many of one name as there can be in BTF, in a time that nobody notices. */
START_TEST(numbers_a_hundred_thousand)
{
	struct names *names = names_new(&naming_c);
	char last[32];

	for (int i = 0; i < 100000; i++)
		snprintf(last, sizeof(last), "%s", names_take(names, 1, "x", CASE_KEEP));
	ck_assert_str_eq(last, "x__100000");
	ck_assert(!names_failed(names));
	names_free(names);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("names");
	TCase *tcase = tcase_create("names");
	SRunner *runner = srunner_create(suite);

	tcase_add_loop_test(tcase, shapes_a_name, 0, sizeof(shapes) / sizeof(*shapes));
	tcase_add_test(tcase, numbers_what_is_taken);
	tcase_add_test(tcase, folds_case_and_hyphens);
	tcase_add_test(tcase, only_types_meet_those_of_headers);
	tcase_add_test(tcase, numbers_a_hundred_thousand);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
