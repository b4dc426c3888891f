// SPDX-License-Identifier: MIT
/* Refuses to execute files, and prints who tried. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include "lsm.skel.h"
#include "lsm.types.h"

static volatile sig_atomic_t exiting;

static void stop(int signal_number)
{
	(void)signal_number;
	exiting = true;
}

static int print_event(void *ctx, void *data, size_t size)
{
	const struct event *e = data;

	(void)ctx, (void)size;
	printf("%-7d %-16s %s\n", e->pid, e->comm, e->filename);
	return 0;
}

static int refuse(const struct bpf_map *refused, const char *file)
{
	static const uint8_t yes = 1;
	char key[128] = "";

	if (strlen(file) >= sizeof(key)) {
		fprintf(stderr, "lsm: '%s' is too long\n", file);
		return -ENAMETOOLONG;
	}
	strcpy(key, file);
	return bpf_map__update_elem(refused, key, sizeof(key), &yes, sizeof(yes), BPF_ANY);
}

static int run(struct lsm_bpf *skel)
{
	struct ring_buffer *events;
	int err = lsm_bpf__attach(skel);

	if (err)
		return err;
	events = ring_buffer__new(bpf_map__fd(skel->maps.events), print_event, NULL, NULL);
	if (!events)
		return -errno;
	printf("%-7s %-16s %s\n", "PID", "COMM", "REFUSED");
	while (!exiting && err >= 0)
		err = ring_buffer__poll(events, 100);
	ring_buffer__free(events);
	return err == -EINTR || err > 0 ? 0 : err;
}

int main(int argc, char **argv)
{
	struct lsm_bpf *skel;
	int err = 0;

	if (argc < 2 || argv[1][0] == '-') {
		fputs("Usage: lsm FILE...\n"
		      "Keeps the FILEs from being executed by these paths, and prints who tried,\n"
		      "until it is interrupted. The kernel must have 'bpf' among its security modules\n"
		      "(/sys/kernel/security/lsm).\n",
		      stderr);
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	skel = lsm_bpf__open_and_load();
	if (!skel)
		return 1;
	for (int i = 1; i < argc && !err; i++)
		err = refuse(skel->maps.refused, argv[i]);
	if (!err)
		err = run(skel);
	lsm_bpf__destroy(skel);
	return err ? 1 : 0;
}
