// SPDX-License-Identifier: MIT
/* In the style of bcc's tools: histograms in a hash, taken one by one and all at once. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "btf_helpers.h"
#include "errno_helpers.h"
#include "map_helpers.h"
#include "runqlat.skel.h"
#include "trace_helpers.h"

#define SLOTS 27

struct hist {
	__u32 slots[SLOTS];
};

static int print_hists(int fd)
{
	__u32 lookup_key = -2, next_key;
	struct hist hist;
	int err, count = 0;

	while (!bpf_map_get_next_key(fd, &lookup_key, &next_key)) {
		err = bpf_map_lookup_elem(fd, &next_key, &hist);
		if (err < 0)
			return -1;
		print_log2_hist(hist.slots, SLOTS, "usecs");
		lookup_key = next_key;
		count++;
	}
	return count;
}

int main(void)
{
	LIBBPF_OPTS(bpf_object_open_opts, open_opts);
	struct runqlat_bpf *obj;
	static struct hist hists[64];
	__u32 keys[64], none = -2, count = 64;
	int fd, printed;

	if (errno_by_name("ENOENT") != 2 || ensure_core_btf(&open_opts))
		return 1;
	obj = runqlat_bpf__open_opts(&open_opts);
	if (!obj)
		return 1;
	bpf_map__set_max_entries(obj->maps.hists, 128);
	if (runqlat_bpf__load(obj) || runqlat_bpf__attach(obj))
		return 1;
	if (bpf_map__max_entries(obj->maps.hists) != 128)
		return 1;
	usleep(300000);
	runqlat_bpf__detach(obj);
	fd = bpf_map__fd(obj->maps.hists);
	printed = print_hists(fd);
	if (dump_hash(fd, keys, sizeof(keys[0]), hists, sizeof(hists[0]), &count, &none,
		      true))
		return 1;
	if (printed <= 0 || (int)count != printed || print_hists(fd) != 0)
		return 1;
	runqlat_bpf__destroy(obj);
	cleanup_core_btf(&open_opts);
	return 0;
}
