// SPDX-License-Identifier: MIT
/*
 * The names of perf events.
 *
 * rooms: attach policy kinds base lib
 */
#include <check.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <stdlib.h>

#include "attach/event.h"
#include "kinds/target.h"

static int parse(const char *text, struct perf_event_attr *attr)
{
	static struct target target;

	ck_assert_int_eq(target_parse(&target, text, kind_find("perf_event")), 0);
	return event_parse(&target, attr);
}

START_TEST(names)
{
	static const struct {
		const char *text;
		__u32 type;
		__u64 config;
	} events[] = {
		{ "cpu-clock@99hz", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK },
		{ "page-faults@1hz", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS },
		{ "cache-misses@99hz", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES },
		{ "L1-dcache-loads@99hz", PERF_TYPE_HW_CACHE, 0 },
		{ "LLC-store-misses@99hz", PERF_TYPE_HW_CACHE, 2 | 1 << 8 | 1 << 16 },
		{ "branch-load-misses@99hz", PERF_TYPE_HW_CACHE, 5 | 1 << 16 },
		{ "r1a8@99hz", PERF_TYPE_RAW, 0x1a8 },
	};
	struct perf_event_attr attr;

	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		ck_assert_int_eq(parse(events[i].text, &attr), 0);
		ck_assert_uint_eq(attr.type, events[i].type);
		ck_assert_uint_eq(attr.config, events[i].config);
	}
}
END_TEST

START_TEST(how_often)
{
	struct perf_event_attr attr;

	ck_assert_int_eq(parse("cycles:u@4000hz", &attr), 0);
	ck_assert(attr.freq && attr.sample_freq == 4000 && attr.exclude_kernel &&
		  !attr.exclude_user);
	ck_assert_int_eq(parse("cycles:k,period=5000", &attr), 0);
	ck_assert(!attr.freq && attr.sample_period == 5000 && !attr.exclude_kernel &&
		  attr.exclude_user);
	ck_assert_int_eq(parse("mem:0x1000/8:wr:u,period=1", &attr), 0);
	ck_assert(attr.type == PERF_TYPE_BREAKPOINT && attr.bp_addr == 0x1000 && attr.bp_len == 8 &&
		  attr.bp_type == HW_BREAKPOINT_RW && attr.exclude_kernel);
	ck_assert_int_eq(parse("mem:4096:x,period=1", &attr), 0);
	ck_assert(attr.bp_type == HW_BREAKPOINT_X && attr.bp_len == sizeof(long));
}
END_TEST

START_TEST(bad)
{
	static const char *const texts[] = {
		"cpu-clock",
		"cpu-clock@hz",
		"cpu-clock@0hz",
		"cpu-clock@1000001hz",
		"cpu-clock@99",
		"cpu-clock@99hz,period=1",
		"cpu-clocks@99hz",
		"cpu-clock:x@99hz",
		"@99hz",
		"r@99hz",
		"r12345678901234567@99hz",
		"rg@99hz",
		"LLC@99hz",
		"LLC-@99hz",
		"LLC-load@99hz",
		"mem:@99hz",
		"mem:1:q,period=1",
		"mem:1/9,period=1",
		"mem:1/,period=1",
		"mem:1:,period=1",
		"a-name-that-is-longer-than-the-longest-of-all-events-of-the-kernel@99hz",
	};
	struct perf_event_attr attr;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		ck_assert_msg(parse(texts[i], &attr) < 0, "'%s' is parsed", texts[i]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("event");
	TCase *tests = tcase_create("event");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tests, names);
	tcase_add_test(tests, how_often);
	tcase_add_test(tests, bad);
	suite_add_tcase(suite, tests);
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
