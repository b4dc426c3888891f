// SPDX-License-Identifier: MIT
/*
 * Columns, filters and formats of records.
 *
 * rooms: streams columns lib
 */
#include <bpf/btf.h>
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "columns/column.h"
#include "columns/escape.h"
#include "columns/kind.h"
#include "lib/err.h"
#include "streams/filter.h"
#include "streams/group.h"
#include "streams/hist.h"
#include "streams/quantile.h"
#include "streams/sink.h"
#include "streams/stream.h"

struct event {
	int32_t pid;
	int32_t ret;
	uint64_t duration_ns;
	char comm[16];
	uint8_t saddr[4];
	uint16_t port;   /* of the network's order */
	uint8_t is_last;
	uint8_t bits;    /* low:3, high:5, signed */
	int32_t state;
	uint32_t list[3];
	uint8_t raw[6];
	uint16_t wide_at[1];
	uint64_t wide[2];
} __attribute__((packed));

static struct btf *btf;
static struct columns columns;
static struct event event;

static void make_types(void)
{
	const int s32 = (btf = btf__new_empty(), btf__add_int(btf, "int", 4, BTF_INT_SIGNED));
	const int u64 = btf__add_int(btf, "unsigned long long", 8, 0);
	const int u32 = btf__add_int(btf, "unsigned int", 4, 0);
	const int u16 = btf__add_int(btf, "unsigned short", 2, 0);
	const int be16 = btf__add_typedef(btf, "__be16", u16);
	const int character = btf__add_int(btf, "char", 1, BTF_INT_SIGNED);
	const int u8 = btf__add_int(btf, "unsigned char", 1, 0);
	const int s8 = btf__add_int(btf, "signed char", 1, BTF_INT_SIGNED);
	const int boolean = btf__add_int(btf, "_Bool", 1, BTF_INT_BOOL);
	const int wide = btf__add_int(btf, "unsigned __int128", 16, 0);
	const int comm = btf__add_array(btf, s32, character, 16);
	const int four = btf__add_array(btf, s32, u8, 4), six = btf__add_array(btf, s32, u8, 6);
	const int three = btf__add_array(btf, s32, u32, 3);
	const int state = btf__add_enum(btf, "state", 4);
	int inner, outer;

	btf__add_enum_value(btf, "IDLE", 0);
	btf__add_enum_value(btf, "BUSY", 1);
	inner = btf__add_struct(btf, "inner", 16);
	btf__add_field(btf, "value", wide, 0, 0);
	outer = btf__add_struct(btf, "event", sizeof(struct event));
	btf__add_field(btf, "pid", s32, 0, 0);
	btf__add_field(btf, "ret", s32, 32, 0);
	btf__add_field(btf, "duration_ns", u64, 64, 0);
	btf__add_field(btf, "comm", comm, 128, 0);
	btf__add_field(btf, "saddr", four, 256, 0);
	btf__add_field(btf, "port", be16, 288, 0);
	btf__add_field(btf, "is_last", boolean, 304, 0);
	btf__add_field(btf, "low", u8, 312, 3);
	btf__add_field(btf, "high", s8, 315, 5);
	btf__add_field(btf, "state", state, 320, 0);
	btf__add_field(btf, "list", three, 352, 0);
	btf__add_field(btf, "raw", six, 448, 0);
	btf__add_field(btf, "in", inner, 512, 0);
	btf__add_decl_tag(btf, "wasm_bpf:hidden", outer, 11);
	ck_assert_int_eq(columns_make(&columns, btf, (uint32_t)outer, NULL, NULL), 0);
}

static void begin(void)
{
	make_types();
	event = (struct event){
		.pid = -7,
		.ret = -2,
		.duration_ns = 1500000,
		.comm = "b\"a,\033\xc3\xbc\xff",
		.saddr = { 10, 0, 0, 1 },
		.port = __builtin_bswap16(443),
		.is_last = 1,
		.bits = 5 | 0x1e << 3,
		.state = 1,
		.list = { 1, 2, 4294967295u },
		.raw = { 0, 0xab },
		.wide = { 0, 1 },
	};
}

static void end(void)
{
	columns_release(&columns);
	btf__free(btf);
}

/* What a format makes of the event, without its heading. */
static const char *shown(const struct sink_format *format, const char *names)
{
	static char text[4096];
	struct stream stream = { .name = "events", .columns = columns };
	struct buf buf = BUF_INIT(sizeof(text) - 1);

	ck_assert_int_eq(stream_show(&stream, names, NULL), 0);
	format->record(&buf, &stream, &event);
	snprintf(text, sizeof(text), "%s", buf.data);
	buf_release(&buf);
	stream.columns = (struct columns){ 0 };
	stream_release(&stream);
	return text;
}

START_TEST(each_kind_is_json)
{
	ck_assert_str_eq(shown(&sink_json, NULL),
			 "\"pid\":-7,\"ret\":-2,\"duration_ns\":1500000,"
			 "\"comm\":\"b\\\"a,\\u001b\xc3\xbc\xef\xbf\xbd\",\"saddr\":\"10.0.0.1\","
			 "\"port\":443,\"is_last\":true,\"low\":5,\"high\":-2,\"state\":\"BUSY\","
			 "\"list\":[1,2,4294967295],"
			 "\"in.value\":18446744073709551616}\n");
}
END_TEST

START_TEST(tags_hide_columns_that_can_be_asked_for)
{
	ck_assert_str_eq(shown(&sink_json, "raw"), "\"raw\":\"00ab00000000\"}\n");
}
END_TEST

START_TEST(tables_have_names_and_units)
{
	ck_assert_str_eq(shown(&sink_table, "pid,ret,duration_ns"),
			 "     -7 -ENOENT            1.5ms\n");
	ck_assert_str_eq(shown(&sink_table, "state,comm"),
			 "BUSY             b\"a,\\x1b\xc3\xbc\\xff\n");
	ck_assert_str_eq(shown(&sink_table, "comm,pid"), "b\"a,\\x1b\xc3\xbc\\xff         -7\n");
}
END_TEST

START_TEST(csv_quotes_what_it_must)
{
	ck_assert_str_eq(shown(&sink_csv, "pid,comm,list,state"),
			 "-7,\"b\"\"a,\\x1b\xc3\xbc\\xff\",\"[1,2,4294967295]\",BUSY\n");
}
END_TEST

static int wants(const char *expression)
{
	struct err err = ERR_INIT;
	struct filter *filter;
	int ret = filter_compile(expression, &columns, &filter, &err);

	if (ret)
		return ret;
	ret = filter_wants(filter, &event);
	filter_free(filter);
	return ret;
}

START_TEST(filters_compare)
{
	static const char *const hold[] = {
		"pid == -7",
		"pid=-7",
		"pid < 0",
		"pid <= -7",
		"pid != 7",
		"pid > -8",
		"ret == -ENOENT",
		"ret in (-EAGAIN, -ENOENT)",
		"duration_ns > 1ms",
		"duration_ns < 1.6ms",
		"duration_ns == 1500us",
		"comm ~ 'b*'",
		"comm !~ x*",
		"saddr == 10.0.0.1",
		"port == 443",
		"is_last",
		"is_last == true",
		"low == 5",
		"high == -2",
		"state == BUSY",
		"state != IDLE",
		"raw == 00ab00000000",
		"in.value > 1",
		"value > 1",
		"pid < ret",
		"!(pid == 1 || pid == 2)",
		"pid == 1 || pid == -7 && is_last",
		"!pid == 1 && pid != ret",
		"(pid == 1 || is_last) && (low == 5)",
		"pid in (1,2,-7) && ret in (-2)",
		"list ~ x || is_last",
	};
	static const char *const fail[] = {
		"pid == 7",
		"pid > 0",
		"ret == ENOENT",
		"comm == b",
		"!is_last",
		"pid == 1 && is_last || low == 4",
		"pid in (1, 2, 3) || state == IDLE",
		"duration_ns < 1K",
		"comm ~ b",
		"in.value < 1G",
	};

	for (size_t i = 0; i < sizeof(hold) / sizeof(*hold); i++)
		ck_assert_msg(wants(hold[i]) == 1, "%s", hold[i]);
	for (size_t i = 0; i < sizeof(fail) / sizeof(*fail); i++)
		ck_assert_msg(wants(fail[i]) == 0, "%s", fail[i]);
}
END_TEST

START_TEST(filters_say_what_is_wrong)
{
	static const char *const wrong[] = {
		"",         "pid ==",          "pid == x",          "pid = 1 &&",
		"(pid = 1", "pid = 1)",        "pid in 1",          "pid in (1",
		"pid 1",    "comm = 'x",       "state == SLEEPING", "pid == 1ks",
		"&& pid",   "saddr == 10.0.0", "raw == 0g",         "pid = 1 & is_last",
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		ck_assert_msg(wants(wrong[i]) == -EINVAL, "%s", wrong[i]);
	ck_assert_int_eq(wants("pod == 1"), -ENOENT);
}
END_TEST

START_TEST(filters_have_limits)
{
	char deep[1000], *longer = malloc(100000);

	memset(deep, '!', sizeof(deep));
	strcpy(deep + sizeof(deep) - 4, "pid");
	ck_assert_int_eq(wants(deep), -E2BIG);
	strcpy(longer, "pid");
	for (int i = 0; i < 9000; i++)
		strcpy(longer + 3 + 5 * i, "||pid");
	ck_assert_int_eq(wants(longer), -E2BIG);
	free(longer);
}
END_TEST

START_TEST(values_compare_by_what_they_are)
{
	const struct value big = { .type = VALUE_UNSIGNED, .u = UINT64_MAX };
	const struct value less = { .type = VALUE_SIGNED, .s = -1 };
	const struct value half = { .type = VALUE_FLOAT, .f = 0.5 };
	const struct value text = { .type = VALUE_TEXT, .text = { "a", 1 } };

	ck_assert_int_gt(value_compare(&big, &less), 0);
	ck_assert_int_lt(value_compare(&less, &half), 0);
	ck_assert_int_gt(value_compare(&big, &half), 0);
	ck_assert_int_gt(value_compare(&text, &big), 0);
	ck_assert_int_eq(value_compare(&big, &big), 0);
}
END_TEST

START_TEST(records_that_are_short_lack_nothing_but_values)
{
	struct stream stream = { .name = "events", .columns = columns };
	struct sink sink = { .format = &sink_json, .fd = -1, .text = BUF_INIT(4096) };
	char room[sizeof(event)];

	ck_assert_int_eq(stream_show(&stream, "pid,ret", NULL), 0);
	ck_assert(stream_take(&stream, &event, 4, room, &sink));
	ck_assert_str_eq(sink.text.data, "{\"pid\":-7,\"ret\":0}\n");
	ck_assert_uint_eq(stream.odd, 1);
	buf_release(&sink.text);
	stream.columns = (struct columns){ 0 };
	stream_release(&stream);
}
END_TEST

START_TEST(names_of_strangers_are_harmless)
{
	struct columns own = { 0 };
	int id;

	id = btf__add_struct(btf, "bad", 4);
	btf__add_field(btf, "a\033[2Jb\xff", 1, 0, 0);
	ck_assert_int_eq(columns_make(&own, btf, (uint32_t)id, NULL, NULL), 0);
	ck_assert_str_eq(own.list[0].name, "a?[2Jb?");
	columns_release(&own);
}
END_TEST

/* Many groups, so that their table grows; the last one is the largest. */
START_TEST(groups_count_and_sum)
{
	static const char *const bad[] = { "", "50,", "x", "0", "101", "50;99" };
	struct stream stream = { .name = "events", .columns = columns };
	struct sink sink = { .format = &sink_json, .fd = -1, .text = BUF_INIT(1 << 20) };
	struct err err = ERR_INIT;
	struct group group;

	ck_assert_int_eq(group_make(&group, &stream, "pid,comm", "duration_ns", NULL, &err), 0);
	for (int i = 0; i < 6000; i++) {
		event.pid = i < 5000 ? i : 7000;
		event.duration_ns = (uint64_t)i;
		event.comm[15] = (char)i; /* behind the end of the text: it is the same group */
		group_take(&group, &event);
	}
	ck_assert_uint_eq(group.rows.count, 5001);
	sink.error = EIO; /* so that the text stays to be looked at */
	rows_sort(&group.rows, &group.shown.columns.list[2], true);
	group.shown.passed = 0;
	sink.text.len = 0;
	sink_put(&sink, &group.shown, group.rows.bytes);
	ck_assert_str_eq(sink.text.data,
			 "{\"pid\":7000,\"comm\":\"b\\\"a,\\u001b\xc3\xbc\xef\xbf\xbd\","
			 "\"count\":1000,\"sum\":5499500,\"min\":5000,\"avg\":5499.5,"
			 "\"max\":5999}\n");
	group_show(&group, NULL, false, 0, &sink);
	ck_assert_uint_eq(group.rows.count, 0);
	group_take(&group, &event);
	ck_assert_uint_eq(group.rows.count, 1);
	buf_release(&sink.text);
	group_release(&group);
	ck_assert_int_eq(group_make(&group, &stream, "pid,pod", NULL, NULL, &err), -ENOENT);
	group_release(&group);
	ck_assert_int_eq(group_make(&group, &stream, "pid", "comm", NULL, &err), -EINVAL);
	group_release(&group);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		ck_assert_int_eq(group_make(&group, &stream, "pid", "duration_ns", bad[i], &err),
				 -EINVAL);
		group_release(&group);
	}
}
END_TEST

/* A tenth of the numbers is ten times as large. */
START_TEST(groups_have_quantiles)
{
	struct stream stream = { .name = "events", .columns = columns };
	struct sink sink = { .format = &sink_json,
			     .fd = memfd_create("shown", 0),
			     .text = BUF_INIT(1 << 20) };
	struct err err = ERR_INIT;
	struct group group;
	double p50, p99, p100;
	char text[512] = "";
	const char *found;

	ck_assert_int_eq(group_make(&group, &stream, "comm", "duration_ns", "50,99,100", &err), 0);
	for (int i = 0; i < 1000; i++) {
		event.duration_ns = i % 10 ? 1000000 : 10000000;
		group_take(&group, &event);
	}
	group_show(&group, NULL, false, 0, &sink);
	ck_assert_uint_eq(group.rows.count, 0);
	ck_assert_int_gt(pread(sink.fd, text, sizeof(text) - 1, 0), 0);
	found = strstr(text, "\"p50\":");
	ck_assert_ptr_nonnull(found);
	ck_assert_int_eq(sscanf(found, "\"p50\":%lf,\"p99\":%lf,\"p100\":%lf}", &p50, &p99, &p100),
			 3);
	ck_assert_double_eq_tol(p50, 1e6, 1e6 / 31);
	ck_assert_double_eq_tol(p99, 1e7, 1e7 / 31);
	ck_assert_double_eq_tol(p100, 1e7, 1e7 / 31);
	close(sink.fd);
	group_release(&group);
}
END_TEST

START_TEST(quantiles_hold_all_numbers)
{
	struct quantiles *quantiles = quantiles_new();

	ck_assert_double_eq(quantiles_get(quantiles, 50), 0);
	for (int i = 0; i < 64; i++) {
		struct quantiles *one = quantiles_new();
		const double number = (double)(1ull << i);

		quantiles_take(one, number);
		ck_assert_double_eq_tol(quantiles_get(one, 50), number, number / 31);
		quantiles_free(one);
	}
	quantiles_take(quantiles, -1);
	quantiles_take(quantiles, 1e30);
	ck_assert_double_eq(quantiles_get(quantiles, 50), 0);
	ck_assert_double_ge(quantiles_get(quantiles, 100), 1.7e19);
	quantiles_free(quantiles);
}
END_TEST

START_TEST(distributions_have_powers_of_two)
{
	struct err err = ERR_INIT;
	struct hist hist;
	static const struct {
		uint64_t number;
		int slot;
	} numbers[] = { { 0, 0 }, { 1, 1 },     { 2, 2 },     { 3, 2 },
			{ 4, 3 }, { 1023, 10 }, { 1024, 11 }, { UINT64_MAX, 64 } };

	ck_assert_int_eq(hist_make(&hist, &columns, "duration_ns", &err), 0);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		const uint64_t before = hist.slots[numbers[i].slot];

		event.duration_ns = numbers[i].number;
		hist_take(&hist, &event);
		ck_assert_uint_eq(hist.slots[numbers[i].slot], before + 1);
	}
	hist.column = columns_find(&columns, "pid");
	hist_take(&hist, &event);
	ck_assert_uint_eq(hist.negative, 1);
	hist_release(&hist);
}
END_TEST

START_TEST(distributions_have_steps)
{
	static const char *const bad[] = { "duration_ns:", "duration_ns:0", "duration_ns:-1",
					   "duration_ns:x", "comm" };
	struct err err = ERR_INIT;
	struct hist hist;

	ck_assert_int_eq(hist_make(&hist, &columns, "duration_ns:1us", &err), 0);
	ck_assert_uint_eq(hist.step, 1000);
	event.duration_ns = 999;
	hist_take(&hist, &event);
	event.duration_ns = 1000;
	hist_take(&hist, &event);
	event.duration_ns = UINT64_MAX;
	hist_take(&hist, &event);
	ck_assert_uint_eq(hist.slots[0], 1);
	ck_assert_uint_eq(hist.slots[1], 1);
	ck_assert_uint_eq(hist.slots[hist.slot_count - 1], 1);
	hist_release(&hist);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		ck_assert_int_eq(hist_make(&hist, &columns, bad[i], &err), -EINVAL);
		hist_release(&hist);
	}
	ck_assert_int_eq(hist_make(&hist, &columns, "pod", &err), -ENOENT);
}
END_TEST

/* Nothing of it moves a cursor. */
START_TEST(texts_of_strangers_are_harmless)
{
	static const char bad[] = "a\r\n\t\x7f\xc2\x9b[2J\xe2\x80\xaez\xed\xa0\x80\xf4\x90\x80\x80";
	struct buf text = BUF_INIT(4096);

	escape_text(&text, bad, sizeof(bad) - 1);
	ck_assert_str_eq(text.data, "a\\x0d\\x0a\\x09\\x7f\\xc2\\x9b[2J\\xe2\\x80\\xaez"
				    "\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80");
	buf_release(&text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("streams");
	TCase *tests = tcase_create("streams");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, each_kind_is_json);
	tcase_add_test(tests, tags_hide_columns_that_can_be_asked_for);
	tcase_add_test(tests, tables_have_names_and_units);
	tcase_add_test(tests, csv_quotes_what_it_must);
	tcase_add_test(tests, filters_compare);
	tcase_add_test(tests, filters_say_what_is_wrong);
	tcase_add_test(tests, filters_have_limits);
	tcase_add_test(tests, values_compare_by_what_they_are);
	tcase_add_test(tests, records_that_are_short_lack_nothing_but_values);
	tcase_add_test(tests, names_of_strangers_are_harmless);
	tcase_add_test(tests, groups_count_and_sum);
	tcase_add_test(tests, groups_have_quantiles);
	tcase_add_test(tests, quantiles_hold_all_numbers);
	tcase_add_test(tests, distributions_have_powers_of_two);
	tcase_add_test(tests, distributions_have_steps);
	tcase_add_test(tests, texts_of_strangers_are_harmless);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
