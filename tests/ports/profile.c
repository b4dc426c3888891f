// SPDX-License-Identifier: MIT
/* A perf event on each CPU that is online; the kernel's symbols. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <asm/unistd.h>
#include <linux/perf_event.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "profile.skel.h"
#include "trace_helpers.h"

extern int parse_cpu_mask_file(const char *fcpu, bool **mask, int *mask_sz);

struct sample {
	__u32 pid, cpu;
	__s32 kernel_size;
	__u32 reserved;
	__u64 kernel[32];
};

static long perf_event_open(struct perf_event_attr *hw_event, pid_t pid, int cpu, int group_fd,
			    unsigned long flags)
{
	return syscall(__NR_perf_event_open, hw_event, pid, cpu, group_fd, flags);
}

static int named, samples;

static int event_handler(void *ctx, void *data, size_t size)
{
	const struct sample *sample = data;

	samples++;
	for (int i = 0; i < sample->kernel_size / 8; i++) {
		const struct ksym *ksym = ksyms__map_addr(ctx, sample->kernel[i]);

		named += ksym != NULL;
		if (ksym && i == 0)
			printf("%u on CPU %u: %s\n", sample->pid, sample->cpu, ksym->name);
	}
	return 0;
}

int main(void)
{
	const char *online_cpus_file = "/sys/devices/system/cpu/online";
	struct bpf_link **links = NULL;
	struct ring_buffer *ring_buf = NULL;
	struct perf_event_attr attr;
	struct ksyms *ksyms = ksyms__load();
	struct profile_bpf *skel;
	int num_cpus, *pefds = NULL, num_online_cpus, err = 1;
	bool *online_mask = NULL;

	if (parse_cpu_mask_file(online_cpus_file, &online_mask, &num_online_cpus))
		return 1;
	num_cpus = libbpf_num_possible_cpus();
	skel = profile_bpf__open_and_load();
	if (!skel)
		return 1;
	ring_buf = ring_buffer__new(bpf_map__fd(skel->maps.events), event_handler, ksyms, NULL);
	pefds = malloc(num_cpus * sizeof(int));
	links = calloc(num_cpus, sizeof(struct bpf_link *));
	memset(&attr, 0, sizeof(attr));
	attr.type = PERF_TYPE_SOFTWARE;
	attr.size = sizeof(attr);
	attr.config = PERF_COUNT_SW_CPU_CLOCK;
	attr.sample_freq = 99;
	attr.freq = 1;
	for (int cpu = 0; cpu < num_cpus; cpu++) {
		pefds[cpu] = -1;
		if (cpu >= num_online_cpus || !online_mask[cpu])
			continue;
		pefds[cpu] = perf_event_open(&attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
		if (pefds[cpu] < 0)
			goto cleanup;
		links[cpu] = bpf_program__attach_perf_event(skel->progs.profile, pefds[cpu]);
		if (!links[cpu])
			goto cleanup;
	}
	for (int i = 0; i < 50 && !(samples && named); i++)
		if (ring_buffer__poll(ring_buf, 100) < 0)
			break;
	err = !samples || !named;
cleanup:
	for (int cpu = 0; links && cpu < num_cpus; cpu++)
		bpf_link__destroy(links[cpu]);
	free(links);
	free(pefds);
	free(online_mask);
	ring_buffer__free(ring_buf);
	profile_bpf__destroy(skel);
	ksyms__free(ksyms);
	return err;
}
