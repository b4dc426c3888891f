/* SPDX-License-Identifier: MIT */
/* What all languages print alike: see tests/t/report.sh. */
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <syscall_helpers.h>
#include <trace_helpers.h>

int main(void)
{
	static const int numbers[] = { -1, 0, 1, 2, 9, 31, 41, 133, 134, 335, 451, 999 };
	unsigned few[8] = { 1, 0, 7, 20 }, many[40] = { [0] = 3, [39] = 4000000000 },
		 none[4] = { 0 };
	char text[64];

	print_log2_hist(few, 8, "usecs");
	print_log2_hist(many, 40, "nsecs");
	print_log2_hist(none, 4, "none");
	print_linear_hist(few + 1, 7, 100, 25, "percent");
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		int n = numbers[i];
		const char *error = n > 0 ? strerrorname_np(n) : NULL;
		const char *signal = n > 0 ? sigabbrev_np(n) : NULL;

		if (n < 0 || syscall_name(n, text, sizeof(text)))
			snprintf(text, sizeof(text), "%d", n);
		printf("%s", text);
		snprintf(text, sizeof(text), "%d", n);
		printf(" %s %s%s\n", error ? error : text, signal ? "SIG" : "",
		       signal ? signal : text);
	}
	printf("%s", getpwuid(0)->pw_name);
	printf(" %s", getpwuid(4000000000u) ? "somebody" : "4000000000");
	printf(" %s\n", getgrgid(0)->gr_name);
	str_timestamp("%H:%M", text, sizeof(text));
	puts(text);
	return 0;
}
