// SPDX-License-Identifier: MIT
/* What is known of programs, maps and links, and of the kernel. */
#include <errno.h>
#include <string.h>
#include <bpf/bpf.h>
#include "object.h"

/* As much of it as the caller has room for. */
static int store_info(void *to, __u32 *len, const void *info, size_t size)
{
	if (*len > size)
		*len = size;
	memcpy(to, info, *len);
	return 0;
}

int bpf_prog_get_info_by_fd(int prog_fd, struct bpf_prog_info *info, __u32 *info_len)
{
	const struct bpf_program *prog = sdk_program_by_fd(prog_fd);
	struct bpf_prog_info asked = { 0 }, stored;
	struct wasm_bpf_program_info host;
	int err;

	if (!prog)
		return -errno;
	memcpy(&asked, info, *info_len < sizeof(asked) ? *info_len : sizeof(asked));
	if (asked.xlated_prog_len || asked.jited_prog_len || asked.nr_map_ids ||
	    asked.nr_jited_ksyms || asked.nr_jited_func_lens || asked.nr_func_info ||
	    asked.nr_line_info || asked.nr_jited_line_info || asked.nr_prog_tags)
		return sdk_unsupported(__func__, "ask for no code and no arrays");
	err = sdk_result(wasm_bpf_program_info(prog->handle, &host, sizeof(host)));
	if (err < 0)
		return err;
	stored = (struct bpf_prog_info){
		.type = host.type,
		.id = host.id,
		.jited_prog_len = host.jited_size,
		.xlated_prog_len = host.xlated_size,
		.load_time = host.loaded_at,
		.run_time_ns = host.run_time_ns,
		.run_cnt = host.runs,
		.recursion_misses = host.recursion_misses,
		.verified_insns = host.verified_instructions,
	};
	memcpy(stored.tag, host.tag, sizeof(stored.tag));
	strlcpy(stored.name, host.name, sizeof(stored.name));
	return store_info(info, info_len, &stored, sizeof(stored));
}

int bpf_map_get_info_by_fd(int map_fd, struct bpf_map_info *info, __u32 *info_len)
{
	struct wasm_bpf_map_info host = { 0 };
	struct bpf_map_info stored;
	int err = sdk_result(wasm_bpf_map_info(sdk_map_handle(map_fd), &host, sizeof(host)));

	if (err < 0)
		return err;
	stored = (struct bpf_map_info){
		.type = host.type,
		.id = host.id,
		.key_size = host.key_size,
		.value_size = host.value_size,
		.max_entries = host.max_entries,
		.map_flags = host.flags,
	};
	if (sdk_is_per_cpu(host.type))
		stored.value_size /= wasm_bpf_cpus();
	strlcpy(stored.name, host.name, sizeof(stored.name));
	return store_info(info, info_len, &stored, sizeof(stored));
}

int bpf_link_get_info_by_fd(int link_fd, struct bpf_link_info *info, __u32 *info_len)
{
	const struct sdk_descriptor *link = sdk_descriptor_find(link_fd, SDK_LINK);
	struct wasm_bpf_link_info host;
	struct bpf_link_info stored;
	int err;

	if (!link)
		return -errno;
	err = sdk_result(wasm_bpf_link_info(link->handle, &host, sizeof(host)));
	if (err < 0)
		return err;
	stored = (struct bpf_link_info){ host.type, host.id, host.program_id };
	return store_info(info, info_len, &stored, sizeof(stored));
}

int bpf_obj_get_info_by_fd(int bpf_fd, void *info, __u32 *info_len)
{
	if (bpf_fd < SDK_DESCRIPTORS || sdk_descriptor_find(bpf_fd, SDK_MAP))
		return bpf_map_get_info_by_fd(bpf_fd, info, info_len);
	if (sdk_descriptor_find(bpf_fd, SDK_LINK))
		return bpf_link_get_info_by_fd(bpf_fd, info, info_len);
	return bpf_prog_get_info_by_fd(bpf_fd, info, info_len);
}

static int disable_stats(int handle)
{
	(void)handle;
	return wasm_bpf_stats_enable(0);
}

int bpf_enable_stats(enum bpf_stats_type type)
{
	struct sdk_descriptor *descriptor;
	int err = type == BPF_STATS_RUN_TIME ? sdk_failed(wasm_bpf_stats_enable(1)) :
					       sdk_error(EINVAL);

	if (err < 0)
		return err;
	descriptor = sdk_descriptor_new(SDK_STATS, 0);
	if (!descriptor)
		return sdk_error(ENOMEM);
	descriptor->close = disable_stats;
	return descriptor->fd;
}

/* --- the kernel ------------------------------------------------------------------------- */

int libbpf_num_possible_cpus(void)
{
	return sdk_result(wasm_bpf_cpus());
}

static int ask(int what, int type, int helper, const void *opts)
{
	return opts ? sdk_error(EINVAL) : sdk_result(wasm_bpf_probe(what, type, helper));
}

int libbpf_probe_bpf_prog_type(enum bpf_prog_type prog_type, const void *opts)
{
	return ask(WASM_BPF_PROBE_PROGRAM, prog_type, 0, opts);
}

int libbpf_probe_bpf_map_type(enum bpf_map_type map_type, const void *opts)
{
	return ask(WASM_BPF_PROBE_MAP, map_type, 0, opts);
}

int libbpf_probe_bpf_helper(enum bpf_prog_type prog_type, int helper_id, const void *opts)
{
	return ask(WASM_BPF_PROBE_HELPER, prog_type, helper_id, opts);
}

/* --- running programs ---------------------------------------------------------------------- */

int bpf_prog_test_run_opts(int prog_fd, struct bpf_test_run_opts *opts)
{
	const struct bpf_program *prog = sdk_program_by_fd(prog_fd);
	struct wasm_bpf_test_run run;
	int err;

	if (!prog)
		return -errno;
	if (!opts || opts->sz < sizeof(*opts))
		return sdk_error(EINVAL);
	run = (struct wasm_bpf_test_run){
		.data_in = (uint32_t)opts->data_in,
		.data_in_size = opts->data_size_in,
		.data_out = (uint32_t)opts->data_out,
		.data_out_size = opts->data_size_out,
		.context_in = (uint32_t)opts->ctx_in,
		.context_in_size = opts->ctx_size_in,
		.context_out = (uint32_t)opts->ctx_out,
		.context_out_size = opts->ctx_size_out,
		.repeat = opts->repeat,
		.flags = opts->flags,
		.cpu = opts->cpu,
		.batch_size = opts->batch_size,
	};
	err = sdk_failed(wasm_bpf_program_test_run(prog->handle, &run, sizeof(run)));
	opts->data_size_out = run.data_out_size;
	opts->ctx_size_out = run.context_out_size;
	opts->retval = run.retval;
	opts->duration = run.duration_ns;
	return err < 0 ? err : 0;
}
