// SPDX-License-Identifier: MIT
/* The functions of host.wit about objects, programs, links and the host that are more than one of
 * abi.def: they give records or lists, or know of the object that the guest's file has. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "sdk/c/include/wasm_bpf_abi.h"
#include "session/object.h"
#include "session/program.h"
#include "session/session.h"
#include "typed/host.h"

enum { RUN_MAX = 1 << 20, SYMBOL_SIZE = 1024, READ_MAX = 4 << 20 };

/* Gives a handle. */
static int64_t give(const struct host_call *h, int64_t ret)
{
	const uint32_t handle = (uint32_t)ret;

	if (ret >= 0)
		host_put(h, h->ok, &handle, sizeof(handle));
	return ret;
}

int64_t host_info(struct host_call *h, host_abi *function, void *info, size_t size)
{
	const uint64_t handle = host_number(h);
	const uint64_t to = host_lend(h, NULL, size);
	const uint64_t args[] = { handle, to, size };
	int64_t ret;

	if (!to)
		return host_fail_memory(h);
	ret = host_do(h, function, args);
	if (ret >= 0)
		memcpy(info, host_lent(h, to), size);
	return ret;
}

/* --- objects -------------------------------------------------------------------------------- */

static bool is_own(const struct host_call *h, uint64_t handle)
{
	return handle == (uint64_t)h->typed->object->handle;
}

int64_t host_object_carried(struct host_call *h)
{
	return give(h, h->typed->object->handle);
}

/* The file's own object is the world's, too: its buffers are opened with the load. */
int64_t host_object_load(struct host_call *h)
{
	const uint64_t handle = host_number(h);

	if (is_own(h, handle))
		return h->typed->host.load(h->typed->host.context, h->err);
	return host_do(h, v2_object_load, &handle);
}

int64_t host_object_close(struct host_call *h)
{
	const uint64_t handle = host_number(h);

	if (is_own(h, handle))
		return err_set(h->err, EBUSY, "the object of the guest's file ends with the guest");
	return host_do(h, v2_object_close, &handle);
}

/* A list of the handles that `next` gives, one after the other. */
static int64_t list(struct host_call *h, host_abi *next)
{
	uint64_t args[] = { host_number(h), 0 };
	struct buf handles = BUF_INIT(1 << 20);
	int64_t ret;

	while ((ret = host_do(h, next, args)) > 0) {
		const uint32_t handle = (uint32_t)ret;

		args[1] = handle;
		buf_add(&handles, &handle, sizeof(handle));
	}
	if (!ret) {
		const size_t count = handles.len / sizeof(uint32_t);
		const size_t at = handles.error ? SIZE_MAX
						: component_put_list(h->call->values, h->ok, 4,
								     count, sizeof(uint32_t));

		if (at == SIZE_MAX)
			ret = host_fail_memory(h);
		else if (count)
			host_put(h, at, handles.data, handles.len);
	}
	buf_release(&handles);
	return ret;
}

int64_t host_object_programs(struct host_call *h)
{
	return list(h, v2_program_next);
}

int64_t host_object_maps(struct host_call *h)
{
	return list(h, v2_map_next);
}

/* --- programs ------------------------------------------------------------------------------- */

int64_t host_program_info(struct host_call *h)
{
	struct wasm_bpf_program_info info;
	const size_t name = offsetof(struct wasm_bpf_program_info, name);
	int64_t ret = host_info(h, v2_program_info, &info, sizeof(info));

	if (ret < 0)
		return ret;
	/* The fields before the name lie as in C. */
	host_put(h, h->ok, &info, name);
	return host_put_text(h, h->ok + name, info.name) ? host_fail_memory(h) : 0;
}

static int64_t program_text(struct host_call *h, enum wasm_bpf_program_text which)
{
	const uint64_t handle = host_number(h);
	const uint64_t to = host_lend(h, NULL, SYMBOL_SIZE);
	const uint64_t args[] = { handle, which, to, SYMBOL_SIZE };
	int64_t ret = to ? host_do(h, v2_program_text, args) : host_fail_memory(h);

	if (ret < 0)
		return ret;
	return host_put_text(h, h->ok, host_lent(h, to)) ? host_fail_memory(h) : 0;
}

int64_t host_program_name(struct host_call *h)
{
	return program_text(h, WASM_BPF_PROGRAM_NAME);
}

int64_t host_program_section(struct host_call *h)
{
	return program_text(h, WASM_BPF_PROGRAM_SECTION);
}

/* attach-all of the world leaves out what this has attached. */
int64_t host_program_attach(struct host_call *h)
{
	const struct typed_host *host = &h->typed->host;
	const struct program *program;
	int64_t ret = host_take_all(h);

	if (!ret)
		ret = host_do_taken(h, v2_program_attach);
	if (ret < 0)
		return ret;
	program = handles_find(&h->session->programs, (int64_t)h->args[0]);
	host->attached(host->context, program && program->object == h->typed->object
					      ? bpf_program__name(program->bpf)
					      : NULL);
	return give(h, ret);
}

static bool lend_run(struct host_call *h, struct wasm_bpf_test_run *run)
{
	const char *data, *context;
	uint64_t at[4];

	host_bytes(h, &data, &run->data_in_size);
	host_bytes(h, &context, &run->context_in_size);
	run->repeat = (uint32_t)host_number(h);
	run->data_out_size = run->data_in_size ? run->data_in_size + 256 : 0;
	run->context_out_size = run->context_in_size;
	at[0] = host_lend(h, data, run->data_in_size);
	at[1] = host_lend(h, NULL, run->data_out_size);
	at[2] = host_lend(h, context, run->context_in_size);
	at[3] = host_lend(h, NULL, run->context_out_size);
	run->data_in = run->data_in_size ? (uint32_t)at[0] : 0;
	run->data_out = run->data_out_size ? (uint32_t)at[1] : 0;
	run->context_in = run->context_in_size ? (uint32_t)at[2] : 0;
	run->context_out = run->context_out_size ? (uint32_t)at[3] : 0;
	return at[0] && at[1] && at[2] && at[3];
}

int64_t host_program_test_run(struct host_call *h)
{
	const uint64_t handle = host_number(h);
	struct wasm_bpf_test_run run = { 0 };
	uint64_t args[] = { handle, 0, sizeof(run) };
	int64_t ret = 0;

	if (!lend_run(h, &run))
		return host_fail_memory(h);
	if (run.data_in_size > RUN_MAX || run.context_in_size > RUN_MAX)
		return err_set(h->err, E2BIG, "a test run has at most 1 MiB");
	args[1] = host_lend(h, &run, sizeof(run));
	ret = args[1] ? host_do(h, v2_program_test_run, args) : host_fail_memory(h);
	if (ret < 0)
		return ret;
	memcpy(&run, host_lent(h, args[1]), sizeof(run));
	host_put(h, h->ok, &run.retval, 2 * sizeof(uint32_t));
	ret = host_put_bytes(h, h->ok + 8, host_lent(h, run.data_out),
			     run.data_out ? run.data_out_size : 0);
	if (!ret)
		ret = host_put_bytes(h, h->ok + 16, host_lent(h, run.context_out),
				     run.context_out ? run.context_out_size : 0);
	return ret ? host_fail_memory(h) : 0;
}

/* --- links, iterators ----------------------------------------------------------------------- */

int64_t host_link_info(struct host_call *h)
{
	struct wasm_bpf_link_info info;
	int64_t ret = host_info(h, v2_link_info, &info, sizeof(info));

	if (ret >= 0)
		host_put(h, h->ok, &info, offsetof(struct wasm_bpf_link_info, program));
	return ret;
}

int64_t host_iter_read(struct host_call *h)
{
	const uint64_t handle = host_number(h), size = host_number(h);
	const uint64_t to = size && size <= READ_MAX ? host_lend(h, NULL, size) : 0;
	const uint64_t args[] = { handle, to, size };
	int64_t ret;

	if (!to)
		return err_set(h->err, EINVAL, "it reads from 1 byte to 4 MiB");
	ret = host_do(h, v2_iter_read, args);
	if (ret < 0)
		return ret;
	return host_put_bytes(h, h->ok, host_lent(h, to), (size_t)ret) ? host_fail_memory(h) : 0;
}

int64_t host_map_attach(struct host_call *h)
{
	const uint64_t handle = host_number(h);
	int64_t ret = host_do(h, v2_map_attach, &handle);

	if (ret >= 0)
		h->typed->host.attached(h->typed->host.context, NULL);
	return give(h, ret);
}

/* --- streams -------------------------------------------------------------------------------- */

int64_t host_stream_open(struct host_call *h)
{
	int64_t ret;

	h->args[0] = host_number(h);
	h->args[1] = h->args[2] = 0;
	h->arg_count = 3;
	ret = host_take_all(h);
	return give(h, ret < 0 ? ret : host_do_taken(h, v2_stream_open));
}

int64_t host_stream_open_btf(struct host_call *h)
{
	int64_t ret;

	h->args[0] = 0;
	h->arg_count = 1;
	ret = host_take_all(h);
	return give(h, ret < 0 ? ret : host_do_taken(h, v2_stream_open));
}

/* --- the host ------------------------------------------------------------------------------- */

/* A symbol, by a function whose last arguments are where its offset, and its name, go. */
static int64_t symbol(struct host_call *h, host_abi *function)
{
	int64_t ret = host_take_all(h);
	uint64_t offset, to;

	offset = host_lend(h, NULL, sizeof(uint64_t));
	to = host_lend(h, NULL, SYMBOL_SIZE);
	if (ret < 0 || !offset || !to)
		return ret < 0 ? ret : host_fail_memory(h);
	h->args[h->arg_count] = offset;
	h->args[h->arg_count + 1] = to;
	h->args[h->arg_count + 2] = SYMBOL_SIZE;
	ret = host_do_taken(h, function);
	if (ret < 0)
		return ret;
	host_put(h, h->ok + 8, host_lent(h, offset), sizeof(uint64_t));
	return host_put_text(h, h->ok, host_lent(h, to)) ? host_fail_memory(h) : 0;
}

int64_t host_ksym(struct host_call *h)
{
	return symbol(h, v2_ksym);
}

int64_t host_usym(struct host_call *h)
{
	return symbol(h, v2_usym);
}

int64_t host_usym_module(struct host_call *h)
{
	return symbol(h, v2_usym_module);
}
