// SPDX-License-Identifier: MIT
#include "streams/named_metric.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns/kind.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "streams/quantile.h"

enum { LABEL_MAX = 4096, KEYS_MAX = 16 << 10 };

/* --- the text ------------------------------------------------------------------------------ */

/* Where an expression has its parts; null: it has none. */
struct parts {
	char *name, *type, *column, *labels, *unit, *help;
};

__attribute__((format(printf, 3, 4))) static int bad(const char *text, struct err *err,
						     const char *what, ...)
{
	char reason[256];
	va_list args;

	va_start(args, what);
	vsnprintf(reason, sizeof(reason), what, args);
	va_end(args);
	err_set(err, EINVAL, "--metric '%.128s': %s", text, reason);
	return err_hint(err, "the form is NAME=counter|gauge|histogram[(COLUMN)]"
			     "[{LABEL[=COLUMN],...}][ UNIT][: HELP]");
}

/* Cuts "OPEN...CLOSE" off *at, which moves behind it. False if it does not end. */
static bool take_between(char **at, char open, char close, char **ret_between)
{
	char *end;

	if (**at != open)
		return true;
	end = strchr(*at, close);
	if (!end)
		return false;
	**at = '\0';
	*end = '\0';
	*ret_between = *at + 1;
	*at = end + 1;
	return true;
}

/* Ends what stands before, at a blank, and skips blanks. */
static char *end_word(char *at)
{
	if (*at == ' ')
		*at++ = '\0';
	return at + strspn(at, " ");
}

/* " UNIT", ": HELP" */
static bool take_rest(char *at, struct parts *parts)
{
	const bool has_blank = *at == ' ';

	at = end_word(at);
	if (has_blank && *at && *at != ':') {
		parts->unit = at;
		at = end_word(at + strcspn(at, ": "));
	}
	if (*at == ':') {
		*at++ = '\0';
		parts->help = at + strspn(at, " ");
		return true;
	}
	return !*at;
}

static bool split(char *text, struct parts *parts)
{
	char *at = strchr(text, '=');

	*parts = (struct parts){ .name = text };
	if (!at)
		return false;
	*at++ = '\0';
	parts->type = at;
	at += strcspn(at, "({ :");
	return take_between(&at, '(', ')', &parts->column) &&
	       take_between(&at, '{', '}', &parts->labels) && take_rest(at, parts);
}

static bool is_name(const char *name, bool is_label)
{
	if (!isalpha((unsigned char)*name) && *name != '_')
		return false;
	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && *name != '_' && (*name != ':' || is_label))
			return false;
	return true;
}

static bool find_type(const char *name, enum metric_type *ret_type)
{
	static const char *const names[] = { "counter", "gauge", "histogram" };

	for (int i = 0; i < 3; i++)
		if (strcmp(name, names[i]) == 0) {
			*ret_type = (enum metric_type)i;
			return true;
		}
	return false;
}

/* Collectors refuse a text with such labels, or take it for something else. */
static int check_label(const struct named_metric *named, size_t count, const char *label,
		       struct err *err)
{
	const char *text = named->given;

	if (!is_name(label, true))
		return bad(text, err, "labels have letters, digits and '_'");
	if (strncmp(label, "__", 2) == 0)
		return bad(text, err,
			   "the label '%.64s' begins with '__', as only Prometheus' own do", label);
	if (strcmp(label, "le") == 0 || strcmp(label, "quantile") == 0)
		return bad(text, err, "the label '%s' is that of histograms and summaries", label);
	for (size_t i = 0; i < count; i++)
		if (strcmp(named->labels[i], label) == 0)
			return bad(text, err, "the label '%.64s' is there twice", label);
	if (count == GROUP_KEYS_MAX)
		return bad(text, err, "there are more than %d labels", GROUP_KEYS_MAX);
	return 0;
}

/* "LABEL=COLUMN,COLUMN": the labels' names are kept, the columns' go to `keys`. */
static int read_labels(struct named_metric *named, char *labels, struct buf *keys, struct err *err)
{
	size_t count = 0;

	for (char *label; (label = strsep(&labels, ","));) {
		char *column = strchr(label, '=');
		const char *last;
		int ret;

		if (column)
			*column++ = '\0';
		last = strrchr(label, '.');
		if (!column)
			column = label;
		if (column == label && last)
			label += last + 1 - label;
		ret = check_label(named, count, label, err);
		if (ret)
			return ret;
		named->labels[count++] = label;
		buf_printf(keys, "%s%s", keys->len ? "," : "", column);
	}
	return 0;
}

/* --- units --------------------------------------------------------------------------------- */

/* Durations are in seconds, unless another unit of time is wanted. */
static void find_scale(struct named_metric *named)
{
	static const struct {
		const char *name;
		double ns;
	} times[] = { { "seconds", 1e9 },
		      { "milliseconds", 1e6 },
		      { "microseconds", 1e3 },
		      { "nanoseconds", 1 } };

	named->scale = 1;
	if (!named->group.number || !kind_is_duration(named->group.number->kind))
		return;
	if (!named->unit)
		named->unit = "seconds";
	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++)
		if (strcmp(named->unit, times[i].name) == 0)
			named->scale = times[i].ns;
}

static bool ends_in_total(const char *name)
{
	const size_t len = strlen(name);

	return len > 6 && strcmp(name + len - 6, "_total") == 0;
}

/* OpenMetrics wants the unit at the end of the name, before "_total". */
static int finish_name(struct named_metric *named, const char *name)
{
	const size_t len = strlen(name), unit = named->unit ? strlen(named->unit) : 0;
	const size_t stem = named->type == METRIC_COUNTER && ends_in_total(name) ? len - 6 : len;
	const bool has = !unit || (stem > unit && name[stem - unit - 1] == '_' &&
				   strncmp(name + stem - unit, named->unit, unit) == 0);

	if (asprintf(&named->name, "%.*s%s%s", (int)stem, name, has ? "" : "_",
		     has ? "" : named->unit) < 0) {
		named->name = NULL;
		return -ENOMEM;
	}
	return 0;
}

/* --- names --------------------------------------------------------------------------------- */

enum { SUFFIXES_MAX = 5 };

/* What stands behind the name in one of the formats, or may: OpenMetrics keeps "_created". */
static const char *const suffixes[][SUFFIXES_MAX] = {
	[METRIC_COUNTER] = { "", "_total", "_created" },
	[METRIC_GAUGE] = { "" },
	[METRIC_HISTOGRAM] = { "", "_bucket", "_sum", "_count", "_created" },
};

static bool has_name(const struct named_metric *named, const char *name)
{
	const size_t len = strlen(named->name);

	if (strncmp(name, named->name, len) != 0)
		return false;
	for (size_t i = 0; i < SUFFIXES_MAX && suffixes[named->type][i]; i++)
		if (strcmp(name + len, suffixes[named->type][i]) == 0)
			return true;
	return false;
}

static int check_name(const struct named_metric *named, const char *name,
		      const struct named_metric *others, size_t count, struct err *err)
{
	if (strncmp(name, "wasm_bpf_", 9) == 0)
		return bad(named->given, err, "'%.64s' begins with 'wasm_bpf_', as only our own do",
			   name);
	for (size_t i = 0; i < count; i++)
		if (has_name(&others[i], name)) {
			bad(named->given, err, "its name '%.64s' is that of '%.128s', too", name,
			    others[i].given);
			return err_hint(err, "give one of them another name");
		}
	return 0;
}

int named_metric_check(const struct named_metric *named, const struct named_metric *others,
		       size_t count, struct err *err)
{
	char *name;
	int ret = 0;

	if (named->type == METRIC_COUNTER && ends_in_total(named->name))
		return bad(named->given, err,
			   "the name of a counter gets '_total' at its end, once");
	for (size_t i = 0; !ret && i < SUFFIXES_MAX && suffixes[named->type][i]; i++) {
		if (asprintf(&name, "%s%s", named->name, suffixes[named->type][i]) < 0)
			return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
		ret = check_name(named, name, others, count, err);
		free(name);
	}
	return ret;
}

/* --- making one ---------------------------------------------------------------------------- */

static int check(const struct parts *parts, enum metric_type *ret_type, const char *text,
		 struct err *err)
{
	if (!is_name(parts->name, false))
		return bad(text, err, "a name has letters, digits, '_' and ':'");
	if (!find_type(parts->type, ret_type))
		return bad(text, err, "the type is counter, gauge or histogram");
	if (*ret_type != METRIC_COUNTER && !parts->column)
		return bad(text, err, "only a counter needs no column");
	if (parts->unit && !is_name(parts->unit, true))
		return bad(text, err, "a unit is a word, such as seconds");
	return 0;
}

int named_metric_make(struct named_metric *named, const struct stream *stream, const char *text,
		      struct err *err)
{
	struct buf keys = BUF_INIT(KEYS_MAX);
	struct parts parts;
	int ret;

	*named = (struct named_metric){ .given = text, .text = strdup(text) };
	if (!named->text)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	if (!split(named->text, &parts))
		return bad(text, err, "it does not end");
	ret = check(&parts, &named->type, text, err);
	if (!ret && parts.labels)
		ret = read_labels(named, parts.labels, &keys, err);
	named->help = parts.help ? parts.help : parts.column ? parts.column : "records";
	named->unit = parts.unit;
	if (!ret)
		ret = group_make(&named->group, stream, keys.data ? keys.data : "", parts.column,
				 named->type == METRIC_HISTOGRAM ? "50" : NULL, err);
	buf_release(&keys);
	if (ret)
		return ret;
	find_scale(named);
	ret = finish_name(named, parts.name);
	return ret ? err_set(err, ENOMEM, "%s", strerror(ENOMEM)) : 0;
}

void named_metric_release(struct named_metric *named)
{
	group_release(&named->group);
	free(named->name);
	free(named->text);
	*named = (struct named_metric){ 0 };
}

void named_metric_take(struct named_metric *named, const void *record)
{
	if (named->type == METRIC_GAUGE)
		group_keep(&named->group, record);
	else
		group_take(&named->group, record);
}

/* --- measuring ----------------------------------------------------------------------------- */

static void add_labels(const struct named_metric *named, const char *row, struct metrics *metrics)
{
	for (size_t i = 0; i < named->group.key_count; i++) {
		const struct column *key = named->group.keys[i];
		struct buf text = BUF_INIT(LABEL_MAX);

		key->kind->print(&text, key, row + key->offset);
		metrics_label(metrics, named->labels[i], text.data, text.len);
		buf_release(&text);
	}
}

/* Up to the largest power of two that was seen, then infinity. */
static void add_buckets(const struct named_metric *named, size_t row, struct metric_point *point)
{
	const struct quantiles *counts = group_quantiles(&named->group, row);
	struct metric_bucket *buckets;
	unsigned int end = counts ? quantiles_powers(counts) : 0;

	buckets = metrics_buckets(point, end + 1);
	if (!buckets)
		return;
	for (unsigned int i = 0; i < end; i++)
		buckets[i] = (struct metric_bucket){
			(ldexp(1, (int)i) - (i < 53)) / named->scale,
			(double)quantiles_power(counts, i),
		};
	buckets[end].bound = (double)INFINITY;
	point->sum = group_sum(&named->group, row) / named->scale;
	point->count = group_count(&named->group, row);
}

static void add_number(const struct named_metric *named, size_t row, struct metric_point *point)
{
	const struct group *group = &named->group;
	struct value value;

	if (named->type == METRIC_GAUGE) {
		value = column_value(group->number, group->rows.bytes + row * group->rows.size);
		point->value = value_number(&value) / named->scale;
	} else {
		point->value = group->number ? group_sum(group, row) / named->scale
					     : (double)group_count(group, row);
	}
}

void named_metric_measure(const struct named_metric *named, struct metrics *metrics)
{
	struct metric_point *point;

	for (size_t i = 0; i < named->group.rows.count; i++) {
		add_labels(named, named->group.rows.bytes + i * named->group.rows.size, metrics);
		point = metrics_add_unit(metrics, named->name, named->help, named->type,
					 named->unit);
		if (point && named->type == METRIC_HISTOGRAM)
			add_buckets(named, i, point);
		else if (point)
			add_number(named, i, point);
	}
}
