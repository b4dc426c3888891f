// SPDX-License-Identifier: MIT
/* Prints the processes that start and end, like libbpf-bootstrap's example bootstrap. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "bootstrap.types.h"
#include "bootstrap.skel.h"

static bool verbose;
static unsigned long min_duration_ms;
static volatile sig_atomic_t exiting;

static void usage(FILE *out)
{
	fputs("Usage: bootstrap [-d MS] [-v]\n"
	      "Prints the processes that start and end, until it is interrupted.\n"
	      "\n"
	      "  -d, --duration=MS  only the ends of processes that ran at least so long\n"
	      "  -v, --verbose      print libbpf's debugging messages\n"
	      "  -h, --help         print this\n", out);
}

static unsigned long parse_duration(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	if (!digits || digits > 9 || text[digits]) {
		fprintf(stderr, "bootstrap: '%s' is no duration in ms\n", text);
		exit(2);
	}
	return atol(text);
}

static void parse_args(int argc, char **argv)
{
	static const struct option options[] = {
		{ "duration", required_argument, NULL, 'd' },
		{ "verbose", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "d:vh", options, NULL)) != -1) {
		switch (option) {
		case 'd':
			min_duration_ms = parse_duration(optarg);
			break;
		case 'v':
			verbose = true;
			break;
		case 'h':
			usage(stdout);
			exit(0);
		default:
			usage(stderr);
			exit(2);
		}
	}
	if (optind < argc) {
		usage(stderr);
		exit(2);
	}
}

static int print_libbpf(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	return level == LIBBPF_DEBUG && !verbose ? 0 : vfprintf(stderr, fmt, ap);
}

static void stop(int signal_number)
{
	(void)signal_number;
	exiting = true;
}

static int handle_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;
	time_t now = time(NULL);
	const struct tm *tm = localtime(&now);

	(void)ctx, (void)size;
	printf("%02d:%02d:%02d %-5s %-16.16s %-7d %-7d ", tm->tm_hour, tm->tm_min, tm->tm_sec,
	       e->exit_event ? "EXIT" : "EXEC", e->comm, e->pid, e->ppid);
	if (!e->exit_event)
		printf("%s\n", e->filename);
	else if (e->duration_ns)
		printf("[%u] (%llums)\n", e->exit_code,
		       (unsigned long long)e->duration_ns / 1000000);
	else
		printf("[%u]\n", e->exit_code);
	return 0;
}

static int run(struct bootstrap_bpf *skel)
{
	struct ring_buffer *rb;
	int err;

	skel->rodata->min_duration_ns = min_duration_ms * 1000000ull;
	err = bootstrap_bpf__load(skel);
	if (err) {
		fprintf(stderr, "bootstrap: cannot load the BPF object\n");
		return err;
	}
	err = bootstrap_bpf__attach(skel);
	if (err) {
		fprintf(stderr, "bootstrap: cannot attach the BPF object\n");
		return err;
	}
	rb = ring_buffer__new(bpf_map__fd(skel->maps.rb), handle_event, NULL, NULL);
	if (!rb) {
		fprintf(stderr, "bootstrap: cannot make the ring buffer\n");
		return -errno;
	}
	printf("%-8s %-5s %-16s %-7s %-7s %s\n", "TIME", "EVENT", "COMM", "PID", "PPID",
	       "FILENAME/EXIT CODE");
	while (!exiting && err >= 0)
		err = ring_buffer__poll(rb, 100);
	if (err < 0 && err != -EINTR)
		fprintf(stderr, "bootstrap: cannot poll the ring buffer: %d\n", err);
	ring_buffer__free(rb);
	return err < 0 && err != -EINTR ? err : 0;
}

int main(int argc, char **argv)
{
	struct bootstrap_bpf *skel;
	int err;

	parse_args(argc, argv);
	setvbuf(stdout, NULL, _IOLBF, 0);
	libbpf_set_print(print_libbpf);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);

	skel = bootstrap_bpf__open();
	if (!skel) {
		fprintf(stderr, "bootstrap: cannot open the BPF object\n");
		return 1;
	}
	err = run(skel);
	bootstrap_bpf__destroy(skel);
	return err ? 1 : 0;
}
