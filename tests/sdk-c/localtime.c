// SPDX-License-Identifier: MIT
/* Prints many local times by TZ: built for the host with glibc's localtime() and as a
 * guest with the SDK's, to say the same. */
#include <stdio.h>
#include <time.h>

static void print(time_t time)
{
	const struct tm *tm = localtime(&time);

	printf("%lld %04d-%02d-%02d %02d:%02d:%02d %d %d %d\n", (long long)time, tm->tm_year + 1900,
	       tm->tm_mon + 1, tm->tm_mday, tm->tm_hour, tm->tm_min, tm->tm_sec, tm->tm_wday,
	       tm->tm_yday, tm->tm_isdst > 0);
}

int main(void)
{
	/* Half-hours of two years, one of them a leap year, then days of sixty. */
	for (time_t time = 1704060000; time < 1704060000 + 2 * 366 * 86400; time += 1800)
		print(time + 1), print(time - 1);
	for (time_t time = 1000; time < 60ll * 366 * 86400; time += 86400)
		print(time);
	return 0;
}
