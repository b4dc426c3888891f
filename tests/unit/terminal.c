// SPDX-License-Identifier: MIT
/*
 * What passes to a terminal.
 *
 * rooms: lib
 */
#include "lib/terminal.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* Filters the bytes in parts of `part`. */
static const char *filter(const char *in, size_t size, size_t part)
{
	static char out[4096];
	struct terminal terminal = { 0 };
	size_t len = 0;

	for (size_t i = 0; i < size; i += part)
		len += terminal_filter(&terminal, in + i, size - i < part ? size - i : part,
				       out + len);
	out[len] = '\0';
	return out;
}

static void becomes(const char *in, const char *wanted)
{
	for (size_t part = 1; part <= strlen(in) + 1; part++)
		ck_assert_str_eq(filter(in, strlen(in), part), wanted);
}

static void passes(const char *in)
{
	becomes(in, in);
}

START_TEST(text_passes)
{
	passes("plain text, tabs\tand lines\r\n\b\a\v\f");
	passes("é ü ß Ж 漢字 \xf0\x9f\x90\x9d \xc2\xa0 \xef\xbb\xbf \xed\x9f\xbf \xf4\x8f\xbf\xbf");
}
END_TEST

START_TEST(colours_moves_and_clearing_pass)
{
	passes("\033[m\033[0;1;31mred\033[38;2;1;2;3m\033[4:3m\033(B");
	passes("\033[H\033[2J\033[K\033[10;20H\033[3A\033[2X\033[L\033[s\033[u\0337\0338\033D\033M");
	passes("\033[?25l\033[?25h\033[?1049h\033[?1049l\033[?7;25h\033[2T");
}
END_TEST

START_TEST(strings_do_not)
{
	becomes("a\033]0;title\007b", "ab");
	becomes("a\033]52;c;aGk=\033\\b", "ab");
	becomes("a\033]8;;http://x\033\\link\033]8;;\033\\b", "alinkb");
	becomes("a\033P$q\"p\033\\b\033_x\033\\c\033^y\033\\d\033Xz\033\\e\033ktitle\033\\f",
		"abcdef");
	becomes("a\033]0;\xc3\x9c\033\\b", "ab");
	becomes("a\033]0;never ended\nb", "a\nb");
	becomes("a\033]0;x\030b\033]0;x\032c", "abc");
	becomes("a\033]0;x\033[31mb", "a\033[31mb");
}
END_TEST

START_TEST(requests_do_not)
{
	becomes("\033[c\033[>c\033[=c\033[0c\033[6n\033[5n\033[?6n\033[x\033[?25$p\033[4$p", "");
	becomes("\033[18t\033[21t\033[>q\033[1*y\033[1$w\033[?u\033[?1S\033[>m\033[?m\033Z\005",
		"");
	becomes("\033[5i\033[?1000h\033[?2004h\033[?25;1003h\033[?h\033[?;h\033[4h\033[1;2;3;4;5T",
		"");
	becomes("\033c\033#8\033=\033>\033(0\033)0\033%G\016\017\033[!p\033[ q\033[9999b\033[?1r",
		"");
	becomes("\033[1;2s\033[1u\033[?25;", "");
}
END_TEST

START_TEST(controls_of_8_bits_do_not)
{
	becomes("a\x9b" "6nb", "a\357\277\275" "6nb");
	becomes("a\xc2\x9b" "6nb", "a\357\277\275" "6nb");
	becomes("a\xc2\x9d" "0;t\xc2\x9c", "a\357\277\275" "0;t\357\277\275");
	becomes("\x80\x9f", "\357\277\275\357\277\275");
}
END_TEST

START_TEST(what_is_not_utf_8_does_not)
{
	becomes("caf\xe9 x", "caf\357\277\275 x");
	becomes("\xe2\x82", "");
	becomes("\xe2\x82z", "\357\277\275z");
	becomes("\xc3\033[31mx", "\357\277\275\033[31mx");
	becomes("\xc2\033]0;t\007\x9bx", "\357\277\275\357\277\275x");
	becomes("\xc0\x9b\xff", "\357\277\275\357\277\275\357\277\275");
}
END_TEST

START_TEST(what_is_broken_off_does_not)
{
	becomes("a\033", "a");
	becomes("a\033[31", "a");
	becomes("a\033[31\nb", "a\nb");
	becomes("a\033[3\033[1mb", "a\033[1mb");
	becomes("a\033\303\274", "a\303\274");
	becomes("a\033\033[1mb", "a\033[1mb");
	ck_assert_str_eq(filter("a\0b\x7f", 4, 9), "ab");
}
END_TEST

START_TEST(what_is_too_long_does_not)
{
	char in[200] = "\033[", out[300];

	memset(in + 2, '1', 100);
	strcpy(in + 102, "mx");
	becomes(in, "x");
	memset(in + 2, ';', TERMINAL_HELD_MAX - 3);
	strcpy(in + TERMINAL_HELD_MAX - 1, "m");
	snprintf(out, sizeof(out), "%s", in);
	becomes(in, out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("terminal");
	TCase *tests = tcase_create("terminal");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_test(tests, text_passes);
	tcase_add_test(tests, colours_moves_and_clearing_pass);
	tcase_add_test(tests, strings_do_not);
	tcase_add_test(tests, requests_do_not);
	tcase_add_test(tests, controls_of_8_bits_do_not);
	tcase_add_test(tests, what_is_not_utf_8_does_not);
	tcase_add_test(tests, what_is_broken_off_does_not);
	tcase_add_test(tests, what_is_too_long_does_not);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
