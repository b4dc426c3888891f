/* SPDX-License-Identifier: MIT */
/* The judge: glibc's offsets of local time at many times. */
#include <stdio.h>
#include <time.h>

int main(void)
{
	for (time_t at = 0; at < 4100000000; at += 98765) {
		struct tm local;

		localtime_r(&at, &local);
		printf("%ld %ld\n", (long)at, local.tm_gmtoff);
	}
	return 0;
}
