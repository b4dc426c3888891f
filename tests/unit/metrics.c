// SPDX-License-Identifier: MIT
/*
 * Metrics as text and as OTLP: what streams keep, and what strangers put into labels.
 *
 * rooms: streams columns lib
 */
#include <bpf/btf.h>
#include <check.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "streams/measure.h"
#include "streams/metrics.h"
#include "streams/rows.h"
#include "streams/sink.h"
#include "streams/view.h"

struct entry {
	char comm[8];
	uint64_t total;
	uint32_t level;
	uint32_t slots[3];
} __attribute__((packed));

static struct btf *btf;
static struct metrics metrics;
static struct buf text;

/* comm is a key, total a counter, and level a gauge by its typedef. */
static int entry_type(void)
{
	const int u32 = btf__add_int(btf, "unsigned int", 4, 0);
	const int u64 = btf__add_int(btf, "unsigned long long", 8, 0);
	const int character = btf__add_int(btf, "char", 1, BTF_INT_SIGNED);
	const int comm = btf__add_array(btf, u32, character, 8);
	const int slots = btf__add_array(btf, u32, u32, 3);
	const int gauge = btf__add_typedef(btf, "gadget_gauge__u32", u32);
	const int id = btf__add_struct(btf, "entry", sizeof(struct entry));

	btf__add_field(btf, "comm", comm, 0, 0);
	btf__add_field(btf, "total", u64, 8 * offsetof(struct entry, total), 0);
	btf__add_field(btf, "level", gauge, 8 * offsetof(struct entry, level), 0);
	btf__add_field(btf, "slots", slots, 8 * offsetof(struct entry, slots), 0);
	btf__add_decl_tag(btf, "wasm_bpf:key", id, 0);
	btf__add_decl_tag(btf, "wasm_bpf:counter", id, 1);
	return id;
}

static struct view_options options;
static struct view view;
static struct sink sink = { .format = &sink_json, .fd = -1, .error = 5, .text = BUF_INIT(1 << 20) };

static void make_view(void)
{
	struct err err = ERR_INIT;

	view = (struct view){ .stream.name = "entries" };
	ck_assert_int_eq(
		columns_make(&view.stream.columns, btf, (uint32_t)entry_type(), NULL, &err), 0);
	ck_assert_int_eq(view_make(&view, &options, &sink, &err), 0);
}

static void setup(void)
{
	btf = btf__new_empty();
	text = (struct buf)BUF_INIT(1 << 20);
	options = (struct view_options){ .is_measured = true };
}

static void teardown(void)
{
	view_release(&view);
	metrics_release(&metrics);
	buf_release(&text);
	btf__free(btf);
}

static void take(const char *comm, uint64_t total, uint32_t level)
{
	struct entry entry = { .total = total, .level = level, .slots = { 1, 0, 2 } };

	memcpy(entry.comm, comm, strlen(comm));
	view_take(&view, &entry, sizeof(entry), NULL, &sink);
}

START_TEST(the_last_record_of_each_key_counts)
{
	make_view();
	take("a", 5, 1);
	take("b", 1, 2);
	take("a", 7, 0);
	measure_view(&view, "app", &metrics);
	metrics_text(&metrics, false, &text);
	ck_assert_str_eq(text.data, "# HELP wasm_bpf_records_total records that came\n"
				    "# TYPE wasm_bpf_records_total counter\n"
				    "wasm_bpf_records_total{stream=\"entries\"} 3\n"
				    "# HELP app_entries_total entry\n"
				    "# TYPE app_entries_total counter\n"
				    "app_entries_total{comm=\"a\"} 7\n"
				    "app_entries_total{comm=\"b\"} 1\n"
				    "# HELP app_entries_level entry\n"
				    "# TYPE app_entries_level gauge\n"
				    "app_entries_level{comm=\"a\"} 0\n"
				    "app_entries_level{comm=\"b\"} 2\n"
				    "# HELP app_entries_slots entry\n"
				    "# TYPE app_entries_slots histogram\n"
				    "app_entries_slots_bucket{comm=\"a\",le=\"1\"} 1\n"
				    "app_entries_slots_bucket{comm=\"a\",le=\"3\"} 1\n"
				    "app_entries_slots_bucket{comm=\"a\",le=\"7\"} 3\n"
				    "app_entries_slots_bucket{comm=\"a\",le=\"+Inf\"} 3\n"
				    "app_entries_slots_count{comm=\"a\"} 3\n"
				    "app_entries_slots_bucket{comm=\"b\",le=\"1\"} 1\n"
				    "app_entries_slots_bucket{comm=\"b\",le=\"3\"} 1\n"
				    "app_entries_slots_bucket{comm=\"b\",le=\"7\"} 3\n"
				    "app_entries_slots_bucket{comm=\"b\",le=\"+Inf\"} 3\n"
				    "app_entries_slots_count{comm=\"b\"} 3\n");
}
END_TEST

START_TEST(groups_have_counts_and_quantiles)
{
	options.by = "comm";
	options.of = "level";
	options.quantiles = "50";
	make_view();
	take("a", 0, 10);
	take("a", 0, 10);
	measure_view(&view, "app", &metrics);
	metrics_text(&metrics, true, &text);
	ck_assert_ptr_nonnull(strstr(text.data, "# TYPE app_entries_records counter\n"
						"app_entries_records_total{comm=\"a\"} 2\n"));
	ck_assert_ptr_nonnull(strstr(text.data,
				     "# TYPE app_entries_level summary\n"
				     "app_entries_level{comm=\"a\",quantile=\"0.5\"} 10\n"
				     "app_entries_level_sum{comm=\"a\"} 20\n"
				     "app_entries_level_count{comm=\"a\"} 2\n"));
	ck_assert_str_eq(text.data + text.len - 6, "# EOF\n");
}
END_TEST

START_TEST(distributions_have_buckets_that_add_up)
{
	options.hist = "total";
	make_view();
	take("a", 0, 0);
	take("a", 3, 0);
	take("a", 3, 0);
	measure_view(&view, "app", &metrics);
	metrics_text(&metrics, false, &text);
	ck_assert_ptr_nonnull(strstr(text.data, "app_entries_total_bucket{le=\"0\"} 1\n"
						"app_entries_total_bucket{le=\"1\"} 1\n"
						"app_entries_total_bucket{le=\"3\"} 3\n"
						"app_entries_total_bucket{le=\"+Inf\"} 3\n"
						"app_entries_total_sum 6\n"
						"app_entries_total_count 3\n"));
}
END_TEST

static const char *const named[] = {
	"events=counter{who=comm}: what came",
	"level_total_bytes=counter(level)",
	"height=gauge(level){comm} meters",
	"totals=histogram(total)",
};

START_TEST(names_are_those_that_are_given)
{
	options.metrics = named;
	options.metric_count = 4;
	make_view();
	take("a", 5, 1);
	take("b", 0, 2);
	take("a", 7, 4);
	measure_view(&view, "app", &metrics);
	metrics_text(&metrics, true, &text);
	ck_assert_ptr_nonnull(strstr(text.data, "# HELP events what came\n"
						"# TYPE events counter\n"
						"events_total{who=\"a\"} 2\n"
						"events_total{who=\"b\"} 1\n"
						"# HELP level_total_bytes level\n"
						"# TYPE level_total_bytes counter\n"
						"level_total_bytes_total 7\n"
						"# HELP height_meters level\n"
						"# TYPE height_meters gauge\n"
						"# UNIT height_meters meters\n"
						"height_meters{comm=\"a\"} 4\n"
						"height_meters{comm=\"b\"} 2\n"
						"# HELP totals total\n"
						"# TYPE totals histogram\n"
						"totals_bucket{le=\"0\"} 1\n"
						"totals_bucket{le=\"1\"} 1\n"
						"totals_bucket{le=\"3\"} 1\n"
						"totals_bucket{le=\"7\"} 3\n"
						"totals_bucket{le=\"+Inf\"} 3\n"
						"totals_sum 12\ntotals_count 3\n"));
}
END_TEST

START_TEST(what_is_no_metric_is_refused)
{
	static const struct {
		const char *text;
		int code;
	} rows[] = {
		{ "x", EINVAL },
		{ "x=sum(total)", EINVAL },
		{ "2x=counter", EINVAL },
		{ "x-y=counter", EINVAL },
		{ "x=gauge", EINVAL },
		{ "x=counter(total", EINVAL },
		{ "x=counter{comm", EINVAL },
		{ "x=counter{}", EINVAL },
		{ "x=counter{a-b=comm}", EINVAL },
		{ "x=counter{comm}more", EINVAL },
		{ "x=counter m/s", EINVAL },
		{ "x=counter m s", EINVAL },
		{ "x=counter m : help: it", 0 },
		{ "x=counter : help", 0 },
		{ "x=gauge(level){comm} m:", 0 },
		{ "x=gauge(comm)", EINVAL },
		{ "x=counter(none)", ENOENT },
		{ "x=counter{none}", ENOENT },
		{ "x=counter{comm,comm}", EINVAL },
		{ "x=counter{a=comm,a=level}", EINVAL },
		{ "x=counter{a=comm,b=comm}", 0 },
		{ "x=counter{__a=comm}", EINVAL },
		{ "x=counter{_a=comm}", 0 },
		{ "x=counter{le=comm}", EINVAL },
		{ "x=gauge(level){quantile=comm}", EINVAL },
		{ "x=counter{les=comm}", 0 },
		{ "x=counter{a=comm,b=comm,c=comm,d=comm,e=comm,f=comm,g=comm,h=comm,i=comm,j=comm,"
		  "k=comm,l=comm,m=comm,n=comm,o=comm,p=comm}",
		  0 },
		{ "x=counter{a=comm,b=comm,c=comm,d=comm,e=comm,f=comm,g=comm,h=comm,i=comm,j=comm,"
		  "k=comm,l=comm,m=comm,n=comm,o=comm,p=comm,q=comm}",
		  EINVAL },
	};

	make_view();
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct named_metric made;
		struct err err = ERR_INIT;

		ck_assert_msg(named_metric_make(&made, &view.stream, rows[i].text, &err) ==
				      -rows[i].code,
			      "%s", rows[i].text);
		named_metric_release(&made);
	}
}
END_TEST

/* A view with metrics of two texts: what is wrong with them, or "". */
static const char *refusal(const char *one, const char *other)
{
	static struct err err;
	const char *both[] = { one, other };

	options.metrics = both;
	options.metric_count = 2;
	err = (struct err)ERR_INIT;
	view = (struct view){ .stream.name = "entries" };
	ck_assert_int_eq(
		columns_make(&view.stream.columns, btf, (uint32_t)entry_type(), NULL, &err), 0);
	ck_assert_int_eq(view_make(&view, &options, &sink, &err), -err.code);
	ck_assert(err.code == 0 || err.code == EINVAL);
	view_release(&view);
	view = (struct view){ 0 };
	return err.msg;
}

START_TEST(each_name_is_of_one_metric)
{
	static const char *const pairs[][2] = {
		{ "x=counter", "x=counter{comm}" },
		{ "x=counter", "x=gauge(level)" },
		{ "x=counter", "x_total=counter(level)" },
		{ "x=counter", "x_total=gauge(level)" },
		{ "x=counter", "x_created=gauge(level)" },
		{ "x=counter(level) bytes", "x_bytes=gauge(level)" },
		{ "h=histogram(level)", "h_bucket=gauge(level)" },
		{ "h=histogram(level)", "h_sum=gauge(level)" },
		{ "h=histogram(level)", "h_count=gauge(level)" },
		{ "h=histogram(level)", "h_count=counter" },
		{ "h=histogram(level)", "h_total=counter" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		for (int from = 0; from < 2; from++)
			ck_assert_msg(strstr(refusal(pairs[i][from], pairs[i][!from]), ", too"),
				      "%s", pairs[i][1]);
	ck_assert_str_eq(refusal("h=histogram(level)", "h_count=gauge(level)"),
			 "--metric 'h_count=gauge(level)': its name 'h_count' is that of "
			 "'h=histogram(level)', too");
	ck_assert_str_eq(refusal("h=histogram(level)", "h_total=gauge(level)"), "");
	ck_assert_str_eq(refusal("x=counter", "x_count=gauge(level)"), "");
	ck_assert_str_eq(refusal("x=gauge(level)", "x_total=gauge(level)"), "");
	ck_assert_str_eq(refusal("x=counter", "xx=counter"), "");
}
END_TEST

START_TEST(names_are_not_our_own)
{
	static const char *const texts[] = {
		"wasm_bpf_records=counter",     "wasm_bpf_x=gauge(level)",   "wasm_bpf=counter",
		"wasm_bpf=gauge(level) meters", "wasm_bpf=histogram(level)",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		ck_assert_msg(strstr(refusal("x=counter", texts[i]), "begins with 'wasm_bpf_'"),
			      "%s", texts[i]);
	ck_assert_str_eq(refusal("x=counter", "wasm_bpf=gauge(level)"), "");
	ck_assert_str_eq(refusal("wasm_bpfs=counter", "my_wasm_bpf_x=counter"), "");
}
END_TEST

/* Else the second would be taken for the one that is added. */
START_TEST(counters_end_in_total_once)
{
	ck_assert_ptr_nonnull(strstr(refusal("x=counter", "y_total_total=counter"), "once"));
	ck_assert_ptr_nonnull(strstr(refusal("x=counter", "y=counter total"), "once"));
	ck_assert_str_eq(refusal("x=counter", "y_total=counter"), "");
}
END_TEST

/* Counts what comes. */
static int count(void *context, const char *data, size_t len)
{
	(void)data;
	*(size_t *)context += len;
	return 0;
}

START_TEST(distributions_are_no_log_records)
{
	size_t written = 0;
	struct sink logs = { .format = &sink_logs,
			     .fd = -1,
			     .write = count,
			     .context = &written,
			     .text = BUF_INIT(1 << 20) };

	options.hist = "level";
	make_view();
	take("a", 0, 5);
	hist_show(&view.hist, &logs);
	ck_assert_uint_eq(written, 0);
}
END_TEST

START_TEST(strangers_break_no_line)
{
	struct metric_point *point;

	metrics_label(&metrics, "0 bad\nname", "a\"b\\c\n\xff", 7);
	point = metrics_add(&metrics, "a.b-c", "two\nlines", METRIC_GAUGE);
	point->value = -1.5;
	metrics_text(&metrics, false, &text);
	ck_assert_str_eq(text.data, "# HELP a_b_c two\\nlines\n"
				    "# TYPE a_b_c gauge\n"
				    "a_b_c{_0_bad_name=\"a\\\"b\\\\c\\n?\"} -1.5\n");
}
END_TEST

START_TEST(otlp_is_json)
{
	struct metric_point *point;
	struct metric_bucket *buckets;

	metrics_label(&metrics, "comm", "a\"b", 3);
	point = metrics_add(&metrics, "runs", "runs of it", METRIC_COUNTER);
	point->value = 3;
	point = metrics_add(&metrics, "sizes", "sizes", METRIC_HISTOGRAM);
	buckets = metrics_buckets(point, 2);
	buckets[0] = (struct metric_bucket){ 1, 4 };
	buckets[1] = (struct metric_bucket){ (double)INFINITY, 1 };
	point->count = 5;
	metrics_otlp(&metrics, "app", 1, 2, &text);
	ck_assert_str_eq(
		text.data,
		"{\"resourceMetrics\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\","
		"\"value\":{\"stringValue\":\"app\"}}]},\"scopeMetrics\":[{\"scope\":{\"name\":"
		"\"wasm-bpf\"},\"metrics\":[{\"name\":\"runs\",\"description\":\"runs of it\","
		"\"sum\":{\"dataPoints\":[{\"attributes\":[{\"key\":\"comm\",\"value\":{"
		"\"stringValue\":\"a\\\"b\"}}],\"startTimeUnixNano\":\"1\",\"timeUnixNano\":\"2\","
		"\"asDouble\":3}],\"aggregationTemporality\":2,\"isMonotonic\":true}},"
		"{\"name\":\"sizes\",\"description\":\"sizes\",\"histogram\":{\"dataPoints\":[{"
		"\"attributes\":[],\"startTimeUnixNano\":\"1\",\"timeUnixNano\":\"2\","
		"\"count\":\"5\",\"bucketCounts\":[\"4\",\"1\"],\"explicitBounds\":[1]}],"
		"\"aggregationTemporality\":2}}]}]}]}");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("metrics");
	TCase *tests = tcase_create("metrics");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, the_last_record_of_each_key_counts);
	tcase_add_test(tests, groups_have_counts_and_quantiles);
	tcase_add_test(tests, distributions_have_buckets_that_add_up);
	tcase_add_test(tests, names_are_those_that_are_given);
	tcase_add_test(tests, what_is_no_metric_is_refused);
	tcase_add_test(tests, each_name_is_of_one_metric);
	tcase_add_test(tests, names_are_not_our_own);
	tcase_add_test(tests, counters_end_in_total_once);
	tcase_add_test(tests, distributions_are_no_log_records);
	tcase_add_test(tests, strangers_break_no_line);
	tcase_add_test(tests, otlp_is_json);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
