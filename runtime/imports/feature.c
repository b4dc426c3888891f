// SPDX-License-Identifier: MIT
#include "imports/feature.h"

#include <bpf/libbpf.h>
#include <errno.h>

int feature_program(int type)
{
	return type < 0 ? -EINVAL : libbpf_probe_bpf_prog_type((enum bpf_prog_type)type, NULL);
}

int feature_map(int type)
{
	return type < 0 ? -EINVAL : libbpf_probe_bpf_map_type((enum bpf_map_type)type, NULL);
}

int feature_helper(int program_type, int helper)
{
	if (program_type < 0 || helper < 0)
		return -EINVAL;
	return libbpf_probe_bpf_helper((enum bpf_prog_type)program_type, (enum bpf_func_id)helper,
				       NULL);
}
