// SPDX-License-Identifier: MIT
/*
 * Local time by the environment variable TZ, where the user gives it to the guest:
 *
 *	wasm-bpf --env TZ=Europe/Berlin app.wasm
 *
 * whose rule comes in POSIX' form, CET-1CEST,M3.5.0,M10.5.0/3; else UTC, all that WASI's libc
 * knows.
 * The functions are weak: where the libc's are linked for another reason, they are used.
 * https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html (TZ)
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define HOUR 3600
#define DAY 86400

/* When summer time begins or ends: seconds of local time on a day of the year. */
struct change {
	enum { WEEKDAY, JULIAN, ZERO_BASED } kind;
	int month, week, day;  /* WEEKDAY: 1-12, 1-5 (5 is the last), 0-6; else the day alone */
	int seconds;
};

struct zone {
	int offset, summer_offset;  /* seconds east of Greenwich */
	bool has_summer;
	struct change begin, end;
};

/* --- reading ---------------------------------------------------------------- */

/* A number of at most `max`, which becomes the result of a failed read, too: null. */
static const char *read_number(const char *text, int max, int *ret_number)
{
	int number = 0;

	if (!text || !isdigit((unsigned char)*text))
		return NULL;
	while (isdigit((unsigned char)*text) && number <= max)
		number = number * 10 + *text++ - '0';
	*ret_number = number;
	return number <= max ? text : NULL;
}

/* [+-]hh[:mm[:ss]] */
static const char *read_time(const char *text, int *ret_seconds)
{
	int sign = 1, seconds = 0;

	if (text && (*text == '+' || *text == '-'))
		sign = *text++ == '-' ? -1 : 1;
	for (int unit = HOUR; unit; unit /= 60) {
		int number;

		text = read_number(text, unit == HOUR ? 167 : 59, &number);
		if (!text)
			return NULL;
		seconds += number * unit;
		if (*text != ':')
			break;
		text++;
	}
	*ret_seconds = sign * seconds;
	return text;
}

/* Letters, or anything in angle brackets. */
static const char *skip_name(const char *text)
{
	const char *begin = text;

	if (*text == '<') {
		text = strchr(text, '>');
		return text ? text + 1 : NULL;
	}
	while (isalpha((unsigned char)*text))
		text++;
	return text - begin >= 3 ? text : NULL;
}

/* ,Mm.w.d or ,Jn or ,n and then, if it is not at two o'clock, /time */
static const char *read_change(const char *text, struct change *change)
{
	if (!text || *text++ != ',')
		return NULL;
	change->seconds = 2 * HOUR;
	if (*text == 'M') {
		change->kind = WEEKDAY;
		text = read_number(text + 1, 12, &change->month);
		text = text && *text == '.' ? read_number(text + 1, 5, &change->week) : NULL;
		text = text && *text == '.' ? read_number(text + 1, 6, &change->day) : NULL;
		if (!change->month || !change->week)
			return NULL;
	} else {
		change->kind = *text == 'J' ? JULIAN : ZERO_BASED;
		text = read_number(text + (*text == 'J'), 365, &change->day);
	}
	return text && *text == '/' ? read_time(text + 1, &change->seconds) : text;
}

static bool read_zone(const char *text, struct zone *zone)
{
	*zone = (struct zone){ 0 };
	text = skip_name(text);
	text = text ? read_time(text, &zone->offset) : NULL;
	if (!text)
		return false;
	zone->offset = -zone->offset; /* it is given as hours west */
	if (!*text)
		return true;
	zone->has_summer = true;
	zone->summer_offset = zone->offset + HOUR;
	text = skip_name(text);
	if (text && *text && *text != ',') {
		text = read_time(text, &zone->summer_offset);
		zone->summer_offset = -zone->summer_offset;
	}
	if (text && !*text) /* as glibc: the rules of the United States */
		text = ",M3.2.0,M11.1.0";
	text = read_change(text, &zone->begin);
	text = read_change(text, &zone->end);
	return text && !*text;
}

/* --- reckoning -------------------------------------------------------------- */

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days from 1970 to the first of January. */
static long long days_before(int year)
{
	long long before = year - 1;

	return 365 * (year - 1970ll) + before / 4 - before / 100 + before / 400 - 477;
}

/* The day of the year, from 0. */
static int day_of(const struct change *change, int year)
{
	static const short before[] = {
		0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365
	};
	int leap = is_leap(year), first, end, weekday, day;

	if (change->kind == JULIAN) /* which does not count the 29th of February */
		return change->day - 1 + (leap && change->day > 59);
	if (change->kind == ZERO_BASED)
		return change->day;
	first = before[change->month - 1] + (leap && change->month > 2);
	end = before[change->month] + (leap && change->month > 1);
	weekday = (days_before(year) + first + 4) % 7; /* 1970 began on a Thursday */
	day = first + (change->day - weekday + 7) % 7 + 7 * (change->week - 1);
	return day < end ? day : day - 7;
}

static long long time_of(const struct change *change, int year, int offset)
{
	return (days_before(year) + day_of(change, year)) * DAY + change->seconds - offset;
}

static bool is_summer(const struct zone *zone, time_t time)
{
	time_t local = time + zone->offset;
	struct tm tm;
	long long begin, end;

	if (!zone->has_summer || !gmtime_r(&local, &tm))
		return false;
	begin = time_of(&zone->begin, tm.tm_year + 1900, zone->offset);
	end = time_of(&zone->end, tm.tm_year + 1900, zone->summer_offset);
	if (begin < end)
		return time >= begin && time < end;
	return time < end || time >= begin; /* the year's turn lies in the summer */
}

static const struct zone *local_zone(void)
{
	static struct zone zone;
	static bool known;
	const char *text = getenv("TZ");

	if (!known && text && !read_zone(text + (*text == ':'), &zone))
		zone = (struct zone){ 0 };
	known = true;
	return &zone;
}

__attribute__((weak)) struct tm *localtime_r(const time_t *restrict time, struct tm *restrict tm)
{
	const struct zone *zone = local_zone();
	bool summer = is_summer(zone, *time);
	time_t local = *time + (summer ? zone->summer_offset : zone->offset);

	if (!gmtime_r(&local, tm))
		return NULL;
	tm->tm_isdst = summer;
	return tm;
}

__attribute__((weak)) struct tm *localtime(const time_t *time)
{
	static struct tm tm;

	return localtime_r(time, &tm);
}
