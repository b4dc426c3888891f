// SPDX-License-Identifier: MIT
#include "stats.h"

#include <sys/resource.h>
#include <time.h>

#include "engine.h"
#include "session.h"

struct totals {
	double attached_ms;  /* from the beginning; 0 where nothing was attached */
	double run_ms;
	size_t guest_memory;
	long rss_kib;
	unsigned long long host_calls;
};

uint64_t stats_clock(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static struct totals add_up(const struct session *session, uint64_t begin)
{
	struct totals totals = { 0 };
	struct rusage usage;

	totals.run_ms = (double)(stats_clock() - begin) / 1e6;
	if (session->attached_at)
		totals.attached_ms = (double)(session->attached_at - begin) / 1e6;
	totals.host_calls = engine_host_calls(session->instance);
	engine_memory(session->instance, &totals.guest_memory);
	if (getrusage(RUSAGE_SELF, &usage) == 0)
		totals.rss_kib = usage.ru_maxrss;
	return totals;
}

static void print_json(const struct session *session, const struct totals *totals, FILE *out)
{
	fprintf(out, "{\"run_ms\":%.3f,\"attached_ms\":%.3f,\"host_calls\":%llu,"
		"\"guest_memory\":%zu,\"rss_kib\":%ld,\"buffers\":[",
		totals->run_ms, totals->attached_ms, totals->host_calls, totals->guest_memory,
		totals->rss_kib);
	/* The name of a map that the kernel took holds nothing that JSON would escape. */
	for (const struct counts *i = session->counts; i; i = i->next)
		fprintf(out, "{\"name\":\"%s\",\"polls\":%llu,\"delivered\":%llu,\"cut\":%llu,"
			"\"lost\":%llu}%s", i->name, (unsigned long long)i->polls,
			(unsigned long long)i->delivered, (unsigned long long)i->cut,
			(unsigned long long)i->lost, i->next ? "," : "");
	fprintf(out, "]}\n");
}

static void print_text(const struct session *session, const struct totals *totals, FILE *out)
{
	fprintf(out, "run                %12.3f ms\n", totals->run_ms);
	if (totals->attached_ms > 0)
		fprintf(out, "all attached after %12.3f ms\n", totals->attached_ms);
	fprintf(out, "host calls         %12llu\n", totals->host_calls);
	fprintf(out, "guest's memory     %12zu KiB\n", totals->guest_memory / 1024);
	fprintf(out, "resident memory    %12ld KiB, at most\n", totals->rss_kib);
	for (const struct counts *i = session->counts; i; i = i->next)
		fprintf(out, "buffer %-16s %llu delivered, %llu cut, %llu lost, in %llu polls\n",
			i->name, (unsigned long long)i->delivered, (unsigned long long)i->cut,
			(unsigned long long)i->lost, (unsigned long long)i->polls);
}

void stats_print(const struct session *session, uint64_t begin, bool json, FILE *out)
{
	const struct totals totals = add_up(session, begin);

	if (json)
		print_json(session, &totals, out);
	else
		print_text(session, &totals, out);
}
