// SPDX-License-Identifier: MIT
/*
 * The reader of ring buffers, on pages that no kernel fills.
 *
 * rooms: records base lib
 */
#include <check.h>
#include <linux/bpf.h>
#include <string.h>

#include "base/clock.h"
#include "records/ring.h"

enum { SIZE = 4096 };

static unsigned long consumer, producer;
static unsigned char data[2 * SIZE] __attribute__((aligned(8)));
static struct ring ring;
static struct ring_mark mark;
static unsigned int taken;
static unsigned long last_size;
static unsigned int stop_at;
static int stop_with;

static void setup(void)
{
	consumer = producer = 0;
	memset(data, 0, sizeof(data));
	ring = (struct ring){ .consumer = &consumer,
			      .producer = &producer,
			      .data = data,
			      .size = SIZE,
			      .mark = &mark };
	mark = (struct ring_mark){ 0 };
	taken = 0;
	stop_at = 0;
}

/* A record as the kernel has it, whose header is `header`; at both places of its bytes. */
static void put(uint32_t header)
{
	const unsigned long at = producer % SIZE, size = header & 0x3fffffff;

	memcpy(data + at, &header, sizeof(header));
	memcpy(data + (at + SIZE) % sizeof(data), &header, sizeof(header));
	producer += (size + 15) / 8 * 8;
}

static int take(void *context, const void *record, size_t size)
{
	ck_assert_ptr_eq(context, &taken);
	ck_assert((const unsigned char *)record >= data + 8);
	ck_assert_uint_eq(mark.held, 1);
	ck_assert_uint_gt(mark.taken, consumer);
	last_size = size;
	taken++;
	/* What comes meanwhile is for the next pass. */
	if (taken == 1)
		put(24);
	return taken == stop_at ? stop_with : 0;
}

static void consume(unsigned int records, unsigned long position)
{
	taken = 0;
	ring_consume(&ring, take, &taken);
	ck_assert_uint_eq(taken, records);
	ck_assert_uint_eq(consumer, position);
	ck_assert_uint_eq(mark.held, 0);
}

static void take_over(uint64_t held, unsigned long position)
{
	struct ring_estate estate;

	ring_take_over(&ring, &estate);
	ck_assert_uint_eq(estate.held, held);
	ck_assert_uint_eq(estate.waiting, producer - position);
	ck_assert_uint_eq(consumer, position);
	ck_assert_uint_eq(mark.held, 0);
}

START_TEST(who_comes_after_begins_behind_what_was_taken)
{
	for (int i = 0; i < 4; i++)
		put(8);
	mark = (struct ring_mark){ 32, 1 }; /* it was killed with the second one in its hands */
	take_over(1, 32);
	mark.taken = 16; /* older than the position, of a reader that leaves no word */
	take_over(0, 32);
	consumer = 48;
	ring_disarm(&ring);
	take_over(0, 48);
	for (uint64_t nonsense = 9; nonsense < 1 << 20; nonsense *= 9) {
		mark.taken = 48 + nonsense;
		take_over(0, 48);
	}
	consumer = 7;
	take_over(0, producer);
}
END_TEST

START_TEST(a_pass_ends_where_it_began)
{
	put(16);
	put(17);
	ck_assert_uint_eq(ring_filled(&ring), 24 + 32);
	consume(2, 56);
	ck_assert_uint_eq(last_size, 17);
	ck_assert_uint_eq(ring_filled(&ring), 32);
	consume(1, 88);
	/* A record that is being written ends it, one that is dropped does not count. */
	put(8 | BPF_RINGBUF_DISCARD_BIT);
	put(8 | BPF_RINGBUF_BUSY_BIT);
	put(8);
	consume(1, 88 + 32 + 16);
}
END_TEST

START_TEST(a_pass_ends_when_told)
{
	for (int i = 0; i < 3; i++)
		put(8);
	stop_at = 2;
	stop_with = 1;
	consume(2, 32);
	stop_with = BUFFER_KEEP;
	consume(2, 48);
	stop_at = 0;
	consume(2, 48 + 64);
}
END_TEST

START_TEST(nonsense_is_left_behind)
{
	static const unsigned long positions[] = { 1, 8 * SIZE, ~0ul, ~0ul - 7 };

	for (size_t i = 0; i < sizeof(positions) / sizeof(positions[0]); i++) {
		setup();
		put(8);
		consumer = positions[i];
		ck_assert_uint_eq(ring_filled(&ring), 0);
		taken = 0;
		ring_consume(&ring, take, &taken);
		ck_assert_uint_eq(taken, 0);
	}
	/* A length that no record has. */
	setup();
	put(8);
	memset(data, 0x3f, 4);
	consume(0, producer);
}
END_TEST

START_TEST(what_can_be_read_is_counted)
{
	ck_assert(!ring_is_ready(&ring));
	ck_assert_uint_eq(ring_count(&ring, 9), 0);
	put(16);
	put(8 | BPF_RINGBUF_DISCARD_BIT);
	put(24);
	ck_assert_uint_eq(ring_count(&ring, 9), 2);
	ck_assert_uint_eq(ring_count(&ring, 1), 1);
	put(8 | BPF_RINGBUF_BUSY_BIT);
	put(8);
	ck_assert_uint_eq(ring_count(&ring, 9), 2);
	ck_assert(ring_is_ready(&ring));
	consumer = 24 + 16 + 32;  /* where the busy one is */
	ck_assert(!ring_is_ready(&ring));
	ck_assert_uint_eq(ring_count(&ring, 9), 0);
	/* A length that no record has does not lead out of the ring. */
	setup();
	put(8);
	memset(data, 0x3f, 4);
	ck_assert_uint_le(ring_count(&ring, 9), 1);
}
END_TEST

/* The kernel wakes for a record that starts where the reader stands, by the ring's size. */
START_TEST(a_ring_that_is_disarmed_wakes_nobody)
{
	for (int i = 0; i < 200; i++) {
		put(8);
		consumer = producer;
		ring_disarm(&ring);
		ck_assert_uint_ne(consumer % SIZE, producer % SIZE);
		ck_assert_uint_le(producer - consumer, 8);
		ring_arm(&ring);
		ck_assert_uint_eq(consumer, producer);
	}
}
END_TEST

/* How many ns a rest takes. */
static uint64_t rest(void)
{
	const uint64_t begin = clock_now();

	ring_rest(&ring);
	return clock_now() - begin;
}

START_TEST(rests_where_records_come_fast)
{
	ring_rest(&ring);
	consumer = producer = 1ul << 40;  /* since then: a terabyte */
	ck_assert_uint_ge(rest(), 10000);
	/* Whether it rests in vain cannot be told by the clock of a busy machine alone: the
	 * shortest of many. */
	uint64_t shortest = ~0ull;

	for (int i = 0; i < 1000; i++) {
		const uint64_t spent = rest();  /* nothing came */

		shortest = spent < shortest ? spent : shortest;
	}
	ck_assert_uint_lt(shortest, 10000);
	shortest = ~0ull;
	for (int i = 0; i < 1000; i++) {
		uint64_t spent;

		consumer += 1ul << 40;
		producer = consumer + SIZE / 4;  /* there is enough to read */
		spent = rest();
		shortest = spent < shortest ? spent : shortest;
	}
	ck_assert_uint_lt(shortest, 10000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("runtime");
	TCase *tests = tcase_create("ring");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, setup, NULL);
	tcase_add_test(tests, a_pass_ends_where_it_began);
	tcase_add_test(tests, who_comes_after_begins_behind_what_was_taken);
	tcase_add_test(tests, a_pass_ends_when_told);
	tcase_add_test(tests, nonsense_is_left_behind);
	tcase_add_test(tests, what_can_be_read_is_counted);
	tcase_add_test(tests, a_ring_that_is_disarmed_wakes_nobody);
	tcase_add_test(tests, rests_where_records_come_fast);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
