// SPDX-License-Identifier: MIT
/*
 * rooms: btf2h btf2wit values types bindings lib
 */
#include "bindings/names.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "btf2h/emit_c.h"
#include "btf2h/emit_go.h"
#include "btf2h/emit_rust.h"
#include "values/naming_wit.h"

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
	{ &naming_rust, CASE_CAMEL, "option", "Option_" },
	{ &naming_rust, CASE_SNAKE, "option", "option" },
	{ &naming_c, CASE_KEEP, "errno", "errno_" },
	{ &naming_c, CASE_KEEP, "pid_t", "pid_t_" },
	{ &naming_c, CASE_KEEP, "bpf_prog_type", "bpf_prog_type_" },
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
	ck_assert_str_eq(names_take(names, 7, "stdin", CASE_KEEP), "stdin_");
	names_free(names);
}
END_TEST

/* A struct can be called as a function is, a constant as a struct is, a typedef as neither. */
START_TEST(meets_what_is_of_its_kind)
{
	static const struct {
		const char *source, *tag, *type, *value;
	} wanted[] = {
		{ "log", "log", "log_", "log_" },
		{ "timespec", "timespec_", "timespec_", "timespec" },
		{ "perf_buffer", "perf_buffer", "perf_buffer_", "perf_buffer_" },
		{ "FILE", "FILE_", "FILE_", "FILE_" },
		{ "BPF_MAP_TYPE_HASH", "BPF_MAP_TYPE_HASH", "BPF_MAP_TYPE_HASH_",
		  "BPF_MAP_TYPE_HASH_" },
	};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		const char *const all[] = { wanted[i].tag, wanted[i].type, wanted[i].value };

		for (int kind = NAME_TAG; kind <= NAME_VALUE; kind++) {
			struct names *names = names_new(&naming_c);

			ck_assert_str_eq(names_take_global(names, (enum name_kind)kind,
							   wanted[i].source, CASE_KEEP),
					 all[kind]);
			names_free(names);
		}
	}
}
END_TEST

START_TEST(keeps_tags_and_values_apart)
{
	struct names *names = names_new(&naming_c);

	ck_assert_str_eq(names_take_global(names, NAME_TAG, "x", CASE_KEEP), "x");
	ck_assert_str_eq(names_take_global(names, NAME_VALUE, "x", CASE_KEEP), "x");
	ck_assert_str_eq(names_take_global(names, NAME_VALUE, "x", CASE_KEEP), "x__2");
	ck_assert_str_eq(names_take_global(names, NAME_TYPE, "x", CASE_KEEP), "x__3");
	ck_assert_str_eq(names_take_global(names, NAME_TYPE, "y", CASE_KEEP), "y");
	ck_assert_str_eq(names_take_global(names, NAME_VALUE, "y", CASE_KEEP), "y__2");
	names_free(names);
	names = names_new(&naming_go);
	ck_assert_str_eq(names_take_global(names, NAME_TAG, "x", CASE_CAMEL), "X");
	ck_assert_str_eq(names_take_global(names, NAME_VALUE, "x", CASE_CAMEL), "X_2");
	names_free(names);
}
END_TEST

/* As many of one name as there can be in BTF, in a time that nobody notices. */
START_TEST(forgets_what_passes)
{
	struct names *names = names_new(&naming_c);
	static char sources[3000][16]; /* which the names are */

	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 3000; i++) {
			const uint32_t scope = SCOPE_PASSING + (uint32_t)i / 1500;

			snprintf(sources[i], sizeof(sources[i]), "member%d", i % 1500);
			ck_assert(!names_has(names, scope, sources[i]));
			ck_assert_ptr_eq(names_take(names, scope, sources[i], CASE_KEEP),
					 sources[i]);
		}
		ck_assert(names_has(names, SCOPE_PASSING, "member7"));
		names_forget(names);
	}
	names_free(names);
}
END_TEST

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
	tcase_add_test(tcase, meets_what_is_of_its_kind);
	tcase_add_test(tcase, keeps_tags_and_values_apart);
	tcase_add_test(tcase, forgets_what_passes);
	tcase_add_test(tcase, numbers_a_hundred_thousand);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
