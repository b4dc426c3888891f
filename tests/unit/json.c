// SPDX-License-Identifier: MIT
/*
 * JSON as the programs write it.
 *
 * rooms: lib
 */
#include <check.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/json.h"

static struct buf text;
static struct json_writer json;

static void setup(void)
{
	text = (struct buf)BUF_INIT(4096);
	json = (struct json_writer){ .to = &text };
}

static void teardown(void)
{
	buf_release(&text);
}

START_TEST(nests_with_commas)
{
	json_write_begin(&json, NULL, '{');
	json_write_number(&json, "n", UINT64_MAX);
	json_write_begin(&json, "empty", '[');
	json_write_end(&json, ']');
	json_write_begin(&json, "list", '[');
	json_write_text(&json, NULL, "a");
	json_write_bool(&json, NULL, true);
	json_write_begin(&json, NULL, '{');
	json_write_text(&json, "none", NULL);
	json_write_decimal(&json, "ms", 1.25);
	json_write_end(&json, '}');
	json_write_end(&json, ']');
	json_write_signed(&json, "least", INT64_MIN);
	json_write_bool(&json, "last", false);
	json_write_end(&json, '}');
	ck_assert_str_eq(text.data, "{\"n\":18446744073709551615,\"empty\":[],"
			 "\"list\":[\"a\",true,{\"none\":null,\"ms\":1.250}],\"least\":-9223372036854775808,\"last\":false}");
}
END_TEST

START_TEST(escapes_what_is_not_plain)
{
	json_write_bytes(&json, NULL, "a\"b\\c\n\0\x1b\x7f\xff!", 11);
	ck_assert_str_eq(text.data, "\"a\\\"b\\\\c\\u000a\\u0000\\u001b\\u007f\\u00ff!\"");
}
END_TEST

START_TEST(texts_may_be_empty_or_all_special)
{
	json_write_begin(&json, NULL, '[');
	json_write_text(&json, NULL, "");
	json_write_text(&json, NULL, "\"\"");
	json_write_end(&json, ']');
	ck_assert_str_eq(text.data, "[\"\",\"\\\"\\\"\"]");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("json");
	TCase *tests = tcase_create("json");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, nests_with_commas);
	tcase_add_test(tests, escapes_what_is_not_plain);
	tcase_add_test(tests, texts_may_be_empty_or_all_special);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
