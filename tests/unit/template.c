// SPDX-License-Identifier: MIT
/*
 * Templates: what they make, and that no mistake in one is silent.
 *
 * rooms: btf2h bindings lib
 */
#include "btf2h/template.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "btf2h/language.h"
#include "lib/buf.h"
#include "lib/err.h"

/* The model: which number is at hand, of how many. */
struct numbers {
	unsigned int at, count;
};

static bool next_number(void *model, bool first)
{
	struct numbers *n = model;

	n->at = first ? 0 : n->at + 1;
	return n->at < n->count;
}

static bool if_odd(void *model, bool first)
{
	const struct numbers *n = model;

	return first && n->at % 2;
}

static void write_number(struct buf *out, const void *model)
{
	const struct numbers *n = model;

	buf_printf(out, "%u", n->at);
}

static void write_lines(struct buf *out, const void *model)
{
	(void)model;
	buf_puts(out, "one\ntwo\n");
}

static void write_nothing(struct buf *out, const void *model)
{
	(void)out;
	(void)model;
}

static const struct template_list lists[] = { { "number", next_number }, { "odd", if_odd }, { 0 } };
static const struct template_hole own[] = { { "n", write_number }, { 0 } };
static const struct template_hole shared[] = { { "lines", write_lines },
					       { "nothing", write_nothing }, { 0 } };

static const struct {
	const char *text;
	unsigned int count;
	const char *wanted; /* the text that is made; null: an error, which says ... */
	const char *why;
} cases[] = {
	{ "a @n@b@n@@n@\n", 1, "a 0b00\n", NULL },
	{ "@lines@\n@n@\nb @lines@\n", 1, "one\ntwo\n0b one\ntwo\n\n", NULL },
	{ "@nothing@\n @nothing@\n@n@\n", 1, " \n0", NULL },
	{ "@each number\n<@n@>\n@end\n", 3, "<0>\n<1>\n<2>\n", NULL },
	{ "@each number\n<@n@>\n@end\n.\n", 0, ".\n", NULL },
	{ "@each number\n@if odd\n<@n@>\n@else\nno\n@end\n@end\n", 3, "no\n<1>\nno\n", NULL },
	{ "@if number\nsome @n@\n@end\n", 0, "", NULL },
	{ "@if number\n@n@\n@else\nnone\n@end\n", 0, "none\n", NULL },
	/* mistakes, where they would not have been met, too */
	{ "@n@\n@if odd\n@m@\n@end\n", 0, NULL, "nothing fills: 'm'" },
	{ "@n@\n@each numbers\n@end\n", 0, NULL, "list that there is not: 'numbers'" },
	{ "no hole\n", 1, NULL, "no hole 'n'" },
	{ "@n@ @n\n", 1, NULL, "without an end: 'n'" },
	{ "@each number\n@n@\n", 1, NULL, "no end of '@each'" },
	{ "@if number\n@n@\n@else\n", 1, NULL, "no end of '@if'" },
	{ "@each number\n@n@\n@else\n@end\n", 1, NULL, "no end of '@each'" },
	{ "@n@\n@end\n", 1, NULL, "too many of '@end'" },
};

START_TEST(makes_text)
{
	const struct template template = { cases[_i].text, own, shared, lists };
	struct numbers model = { .count = cases[_i].count };
	struct buf out = BUF_INIT(1000);
	struct err err = ERR_INIT;
	int ret = template_emit(&out, &template, &model, &err);

	if (cases[_i].wanted) {
		ck_assert_msg(ret == 0, "%s", err.msg);
		ck_assert_str_eq(out.data ? out.data : "", cases[_i].wanted);
	} else {
		ck_assert_int_eq(ret, -EINVAL);
		ck_assert_msg(strstr(err.msg, cases[_i].why) != NULL, "%s", err.msg);
		ck_assert_uint_eq(out.len, 0);
	}
	buf_release(&out);
}
END_TEST

/* A row without the files that show what it makes is not a language yet. */
START_TEST(languages_have_golden_files)
{
	for (const struct language *language = languages; language->name; language++) {
		struct buf path = BUF_INIT(1000);

		ck_assert_ptr_eq(language_find(language->name), language);
		buf_printf(&path, "tests/golden/app.skel%s", language->suffix);
		ck_assert_msg(access(path.data, R_OK) == 0, "%s has no %s", language->name,
			      path.data);
		buf_release(&path);
	}
	ck_assert_ptr_null(language_find("cobol"));
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("template");
	Suite *suite = suite_create("template");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, makes_text, 0, sizeof(cases) / sizeof(*cases));
	tcase_add_test(tcase, languages_have_golden_files);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
