// SPDX-License-Identifier: MIT
#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file.h"
#include "observe/observe.h"

enum {
	OPT_RECORD_TYPE = 0x3000,
	OPT_MAP,
	OPT_COLUMNS,
	OPT_FILTER,
	OPT_SORT,
	OPT_INTERVAL,
	OPT_MAX,
	OPT_TIMESTAMP,
	OPT_TYPES,
	OPT_BY,
	OPT_STATS_OF,
	OPT_HIST,
	OPT_QUANTILES,
	OPT_TOP,
	OPT_WITHOUT,
	OPT_STREAM,
	OPT_METRICS,
	OPT_METRIC,
	OPT_CONTAINER,
	OPT_OTLP,
	OPT_OTLP_HEADER,
	OPT_KUBELET,
	OPT_KUBELET_CA,
	OPT_KUBELET_TOKEN,
};

static const struct argp_option option_table[] = {
	{ "param", 'p', "VARIABLE=VALUE", 0, "Set a variable of the object before it is loaded",
	  0 },
	{ "output", 'o', "FORMAT[=FILE]", 0,
	  "Show records as a table, json (a line each), csv or folded stacks; can be repeated", 0 },
	{ "stream", OPT_STREAM, "NAME", 0,
	  "Show only this stream: a buffer, or what a guest emits; can be repeated", 0 },
	{ "columns", OPT_COLUMNS, "NAME,...", 0, "Show these columns, in this order", 0 },
	{ "filter", OPT_FILTER, "EXPRESSION", 0,
	  "Show only records that it is true for: 'pid == 7 && comm ~ \"ba*\"'", 0 },
	{ "container", OPT_CONTAINER, "NAME", 0,
	  "Show only what happens in the container or pod with this name", 0 },
	{ "kubelet", OPT_KUBELET, "URL", 0,
	  "Ask the kubelet for names of pods and containers: https://ADDRESS:10250", 0 },
	{ "kubelet-ca", OPT_KUBELET_CA, "FILE", 0,
	  "Check its certificate with these, in place of the service account's", 0 },
	{ "kubelet-token", OPT_KUBELET_TOKEN, "FILE", 0,
	  "Show it this token, in place of the service account's", 0 },
	{ "by", OPT_BY, "NAME,...", 0, "Count records by these columns, instead of showing them",
	  0 },
	{ "of", OPT_STATS_OF, "NAME", 0,
	  "With --by: sum, least, average and largest of this column", 0 },
	{ "quantiles", OPT_QUANTILES, "PERCENT,...", 0,
	  "With --of: what so many percent do not exceed, such as 50,99", 0 },
	{ "hist", OPT_HIST, "NAME[:STEP]", 0,
	  "Show how this column is distributed, in powers of two or equal steps", 0 },
	{ "max", OPT_MAX, "N", 0, "Show N records, or N rows of maps and groups", 0 },
	{ "top", OPT_TOP, "N", 0,
	  "Show the N largest rows of maps and groups, each second or --interval", 0 },
	{ "metrics", OPT_METRICS, "ADDRESS:PORT|FILE", 0,
	  "Offer numbers of groups, distributions, maps and tagged columns to Prometheus, or write "
	  "them to a file, each 5 seconds or --interval",
	  0 },
	{ "metric", OPT_METRIC, "NAME=TYPE[(COLUMN)][{LABEL,...}]", 0,
	  "Name a metric of the records: counter, counter(COLUMN), gauge(COLUMN) or "
	  "histogram(COLUMN), its labels, ' UNIT' and ': HELP'; can be repeated",
	  0 },
	{ "otlp", OPT_OTLP, "URL", 0, "Send records as logs, and metrics, to a collector", 0 },
	{ "otlp-header", OPT_OTLP_HEADER, "'NAME: VALUE'", 0, "Add a header to these requests", 0 },
	{ "timestamp", OPT_TIMESTAMP, NULL, 0, "Say when each record came", 0 },
	{ "record-type", OPT_RECORD_TYPE, "BUFFER=TYPE", 0,
	  "Say which struct a buffer's records are", 0 },
	{ "types", OPT_TYPES, "FILE", 0, "Look for these structs in the BTF of FILE", 0 },
	{ "map", OPT_MAP, "NAME", 0, "Show the entries of a map, at the end or at --interval", 0 },
	{ "without", OPT_WITHOUT, "PROGRAM", 0, "Do not load this program of the object", 0 },
	{ "interval", OPT_INTERVAL, "SECONDS", 0,
	  "Show maps, groups and distributions so often; otherwise at the end", 0 },
	{ "sort", OPT_SORT, "[-]COLUMN", 0,
	  "Sort rows of maps and groups; with - the largest come first", 0 },
	{ 0 },
};

/* Whether the option is about streams, whoever makes their records. */
static bool is_for_guests(int key)
{
	switch (key) {
	case 'p':
	case OPT_RECORD_TYPE:
	case OPT_TYPES:
	case OPT_MAP:
	case OPT_WITHOUT:
		return false;
	default:
		return true;
	}
}

static void add_given(struct observe_given *given, const char *arg, const char *form,
		      struct argp_state *state)
{
	if (form && (!strchr(arg, '=') || *arg == '='))
		argp_error(state, "'%s': expected %s", arg, form);
	if (given->count == OBSERVE_GIVEN_MAX)
		argp_error(state, "'%s': there are too many of these", arg);
	given->list[given->count++] = arg;
}

static double positive(const char *arg, const char *option, struct argp_state *state)
{
	char *end;
	const double number = strtod(arg, &end);

	if (!*arg || *end || !(number > 0) || number > 1e9)
		argp_error(state, "--%s takes a number above 0, not '%s'", option, arg);
	return number;
}

static uint64_t whole(const char *arg, const char *option, struct argp_state *state)
{
	const double number = positive(arg, option, state);

	if (number != (double)(uint64_t)number)
		argp_error(state, "--%s takes a whole number, not '%s'", option, arg);
	return (uint64_t)number;
}

/* Options that need others, or exclude them; and what follows from one. */
static void finish(struct observe_options *options, struct argp_state *state)
{
	const struct view_options *view = &options->view;

	if (view->of && !view->by)
		argp_error(state, "--of needs --by");
	if (view->quantiles && !view->of)
		argp_error(state, "--quantiles needs --of");
	if (view->hist && view->by)
		argp_error(state, "--hist and --by exclude each other");
	if (options->is_top && !view->by && !options->maps.count)
		argp_error(state, "--top needs --by or --map");
	if (options->headers.count && !options->otlp)
		argp_error(state, "--otlp-header needs --otlp");
	if ((options->kubelet_ca || options->kubelet_token) && !options->kubelet)
		argp_error(state, "--kubelet-ca and --kubelet-token need --kubelet");
	if (options->named.count && !options->metrics && !options->otlp)
		argp_error(state, "--metric needs --metrics or --otlp");
	options->view.metrics = options->named.list;
	options->view.metric_count = options->named.count;
	options->view.is_measured = options->metrics || options->otlp;
	if (options->is_top && options->view.is_measured)
		argp_error(state, "--top and metrics exclude each other");
	if (options->is_top && !options->interval)
		options->interval = 1;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct observe_options *options = state->input;

	switch (key) {
	case 'p':
		add_given(&options->params, arg, "VARIABLE=VALUE", state);
		break;
	case 'o':
		add_given(&options->outputs, arg, NULL, state);
		break;
	case OPT_COLUMNS:
		options->view.columns = arg;
		break;
	case OPT_FILTER:
		options->view.filter = arg;
		break;
	case OPT_MAX:
		options->view.max = whole(arg, "max", state);
		break;
	case OPT_TIMESTAMP:
		options->is_timed = true;
		break;
	case OPT_RECORD_TYPE:
		add_given(&options->records, arg, "BUFFER=TYPE", state);
		break;
	case OPT_BY:
		options->view.by = arg;
		break;
	case OPT_STATS_OF:
		options->view.of = arg;
		break;
	case OPT_CONTAINER:
		options->container = arg;
		break;
	case OPT_KUBELET:
		options->kubelet = arg;
		break;
	case OPT_KUBELET_CA:
		options->kubelet_ca = arg;
		break;
	case OPT_KUBELET_TOKEN:
		options->kubelet_token = arg;
		break;
	case OPT_METRICS:
		options->metrics = arg;
		break;
	case OPT_METRIC:
		add_given(&options->named, arg, "NAME=TYPE[(COLUMN)][{LABEL,...}]", state);
		break;
	case OPT_OTLP:
		options->otlp = arg;
		break;
	case OPT_OTLP_HEADER:
		add_given(&options->headers, arg, NULL, state);
		break;
	case OPT_STREAM:
		add_given(&options->streams, arg, NULL, state);
		break;
	case OPT_WITHOUT:
		add_given(&options->without, arg, NULL, state);
		break;
	case OPT_QUANTILES:
		options->view.quantiles = arg;
		break;
	case OPT_TOP:
		options->is_top = true;
		options->view.max = whole(arg, "top", state);
		break;
	case OPT_HIST:
		options->view.hist = arg;
		break;
	case ARGP_KEY_END:
		finish(options, state);
		return 0;
	case OPT_TYPES:
		options->types = arg;
		break;
	case OPT_MAP:
		add_given(&options->maps, arg, NULL, state);
		break;
	case OPT_INTERVAL:
		options->interval = positive(arg, "interval", state);
		break;
	case OPT_SORT:
		options->view.sort = arg;
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	for (const struct argp_option *i = option_table; i->name; i++) {
		if (i->key != key)
			continue;
		options->any = options->any ? options->any : i->name;
		if (is_for_guests(key))
			options->any_of_guests = options->any_of_guests ? options->any_of_guests
									: i->name;
		else
			options->any_of_objects = options->any_of_objects ? options->any_of_objects
									  : i->name;
	}
	return 0;
}

bool observe_wants(const struct observe_options *options, const char *stream)
{
	for (size_t i = 0; i < options->streams.count; i++)
		if (strcmp(options->streams.list[i], stream) == 0)
			return true;
	return !options->streams.count;
}

const struct argp observe_argp = { option_table, parse, NULL, NULL, NULL, NULL, NULL };

bool observe_is_object(const char *path)
{
	struct stat st;
	const int fd = file_open_regular(path, &st, NULL);
	Elf64_Ehdr header = { 0 };
	bool is_object = false;

	if (fd >= 0)
		is_object = pread(fd, &header, sizeof(header), 0) == sizeof(header) &&
			    memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
			    header.e_machine == EM_BPF;
	if (fd >= 0)
		close(fd);
	return is_object;
}
