// SPDX-License-Identifier: MIT
/* Prints the processes that start and end: ../bootstrap with its guest in C++. */
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include "bootstrap.skel.hpp"

using bootstrap_bpf::event;

static int usage(FILE *out, int status)
{
	fputs("Usage: cpp-bootstrap [-d MS]\n"
	      "Prints the processes that start and end, until it is interrupted.\n"
	      "\n"
	      "  -d MS   only the ends of processes that ran at least so long\n"
	      "  --help  print this\n", out);
	return status;
}

/* A number of milliseconds, or nothing. */
static std::optional<uint64_t> parse_duration(const char *text)
{
	const size_t digits = strspn(text, "0123456789");

	if (!digits || digits > 9 || text[digits])
		return std::nullopt;
	return strtoull(text, nullptr, 10);
}

static void print_event(const event &e)
{
	const time_t now = time(nullptr);
	const tm *local = localtime(&now);

	printf("%02d:%02d:%02d %-5s %-16.16s %-7d %-7d ", local->tm_hour, local->tm_min,
	       local->tm_sec, e.exit_event ? "EXIT" : "EXEC", e.comm, e.pid, e.ppid);
	if (!e.exit_event)
		printf("%s\n", e.filename);
	else if (e.duration_ns)
		printf("[%u] (%" PRIu64 "ms)\n", e.exit_code, e.duration_ns / 1000000);
	else
		printf("[%u]\n", e.exit_code);
}

static bpf::Result<void> run(uint64_t min_duration_ms)
{
	auto skel = bootstrap_bpf::Skeleton::open();

	if (!skel)
		return skel.error();
	skel->rodata->min_duration_ns = min_duration_ms * 1000000;
	if (auto loaded = skel->load(); !loaded)
		return loaded;
	if (auto attached = skel->attach(); !attached)
		return attached;
	auto events = bpf::RingBuffer<event>::open(skel->maps.rb, print_event);
	if (!events)
		return events.error();
	printf("%-8s %-5s %-16s %-7s %-7s %s\n", "TIME", "EVENT", "COMM", "PID", "PPID",
	       "FILENAME/EXIT CODE");
	return events->run();
}

int main(int argc, char **argv)
{
	std::optional<uint64_t> min_duration_ms = 0;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return usage(stdout, 0);
	if (argc == 3 && strcmp(argv[1], "-d") == 0)
		min_duration_ms = parse_duration(argv[2]);
	else if (argc > 1)
		return usage(stderr, 2);
	if (!min_duration_ms) {
		fprintf(stderr, "cpp-bootstrap: '%s' is no duration in ms\n", argv[2]);
		return 2;
	}
	setvbuf(stdout, nullptr, _IOLBF, 0);
	auto done = run(*min_duration_ms);
	if (!done)
		done.error().print();
	return done ? 0 : 1;
}
