// SPDX-License-Identifier: MIT
/* Maps by descriptor. */
#include <errno.h>
#include <string.h>
#include <bpf/bpf.h>
#include <wasm_bpf.h>
#include "object.h"

int sdk_map_handle(int fd)
{
	const struct sdk_descriptor *descriptor;

	if (fd < SDK_DESCRIPTORS)
		return fd;
	descriptor = sdk_descriptor_find(fd, SDK_MAP);
	return descriptor ? descriptor->handle : -1;
}

/* --- values that are descriptors ------------------------------------------------------ */

static bool is_descriptor(__u32 word)
{
	return word - SDK_DESCRIPTORS < SDK_DESCRIPTORS_MAX;
}

/* Whether a value may begin with a descriptor of ours, or have one in its second word. How
 * many bytes it has is not known yet: what lies behind it is read, too. */
static bool may_have_descriptor(const void *value)
{
	__u32 words[2];

	if (!value || (uintptr_t)value > __builtin_wasm_memory_size(0) * WASM_PAGE - sizeof(words))
		return false;
	memcpy(words, value, sizeof(words));
	return is_descriptor(words[0]) || is_descriptor(words[1]);
}

/* Puts the handle in the place of a descriptor, if it is one. 0 or -errno. */
static int set_handle(__u32 *word, enum sdk_descriptor_kind kind)
{
	const struct sdk_descriptor *descriptor;

	if (!is_descriptor(*word))
		return 0;
	descriptor = sdk_descriptor_find(*word, kind);
	if (!descriptor)
		return -errno;
	*word = descriptor->handle;
	return 0;
}

/* `words` is the beginning of a value of the map. 0 or -errno. */
static int set_handles(__u32 type, __u32 words[2])
{
	switch (type) {
	case BPF_MAP_TYPE_PROG_ARRAY:
		return set_handle(&words[0], SDK_PROGRAM);
	case BPF_MAP_TYPE_ARRAY_OF_MAPS:
	case BPF_MAP_TYPE_HASH_OF_MAPS:
		return set_handle(&words[0], SDK_MAP);
	case BPF_MAP_TYPE_DEVMAP:
	case BPF_MAP_TYPE_DEVMAP_HASH:
	case BPF_MAP_TYPE_CPUMAP:
		return set_handle(&words[1], SDK_PROGRAM);
	}
	return 0;
}

/* The host takes handles where the kernel takes descriptors. */
static int update(int handle, const void *key, const void *value, __u64 flags)
{
	return sdk_result(wasm_bpf_map_operate(handle, WASM_BPF_MAP_UPDATE, key, (void *)value,
					       NULL, flags));
}

static int update_descriptor(int handle, const void *key, const void *value, __u64 flags)
{
	struct wasm_bpf_map_info info;
	__u32 words[2] = { 0 };
	int err = sdk_result(wasm_bpf_map_info(handle, &info, sizeof(info)));

	if (err < 0)
		return err;
	if (info.value_size > sizeof(words))
		return update(handle, key, value, flags);
	memcpy(words, value, info.value_size);
	err = set_handles(info.type, words);
	return err ? err : update(handle, key, words, flags);
}

/* --- one key ---------------------------------------------------------------------------- */

int bpf_map_lookup_elem_flags(int fd, const void *key, void *value, __u64 flags)
{
	return sdk_result(wasm_bpf_map_operate(sdk_map_handle(fd), WASM_BPF_MAP_LOOKUP, key, value,
					       NULL, flags));
}

int bpf_map_lookup_elem(int fd, const void *key, void *value)
{
	return bpf_map_lookup_elem_flags(fd, key, value, 0);
}

int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags)
{
	int handle = sdk_map_handle(fd);

	return may_have_descriptor(value) ? update_descriptor(handle, key, value, flags) :
					    update(handle, key, value, flags);
}

int bpf_map_delete_elem_flags(int fd, const void *key, __u64 flags)
{
	return sdk_result(wasm_bpf_map_operate(sdk_map_handle(fd), WASM_BPF_MAP_DELETE, key, NULL,
					       NULL, flags));
}

int bpf_map_delete_elem(int fd, const void *key)
{
	return bpf_map_delete_elem_flags(fd, key, 0);
}

int bpf_map_get_next_key(int fd, const void *key, void *next_key)
{
	return sdk_result(wasm_bpf_map_operate(sdk_map_handle(fd), WASM_BPF_MAP_GET_NEXT_KEY, key,
					       NULL, next_key, 0));
}

int bpf_map_lookup_and_delete_elem_flags(int fd, const void *key, void *value, __u64 flags)
{
	return sdk_result(wasm_bpf_map_take(sdk_map_handle(fd), key, value, flags));
}

int bpf_map_lookup_and_delete_elem(int fd, const void *key, void *value)
{
	return bpf_map_lookup_and_delete_elem_flags(fd, key, value, 0);
}

int bpf_map_freeze(int fd)
{
	return sdk_result(wasm_bpf_map_freeze(sdk_map_handle(fd)));
}

/* --- many keys ---------------------------------------------------------------------------- */

static int batch(int fd, int command, const void *in, void *out, const void *keys,
		 const void *values, __u32 *count, const struct bpf_map_batch_opts *opts)
{
	if (sdk_option(opts, flags))
		return sdk_error(EINVAL);
	return sdk_result(wasm_bpf_map_batch(sdk_map_handle(fd), command, in, out, (void *)keys,
					     (void *)values, count, sdk_option(opts, elem_flags)));
}

int bpf_map_lookup_batch(int fd, void *in_batch, void *out_batch, void *keys, void *values,
			 __u32 *count, const struct bpf_map_batch_opts *opts)
{
	return batch(fd, WASM_BPF_BATCH_LOOKUP, in_batch, out_batch, keys, values, count, opts);
}

int bpf_map_lookup_and_delete_batch(int fd, void *in_batch, void *out_batch, void *keys,
				    void *values, __u32 *count,
				    const struct bpf_map_batch_opts *opts)
{
	return batch(fd, WASM_BPF_BATCH_TAKE, in_batch, out_batch, keys, values, count, opts);
}

int bpf_map_update_batch(int fd, const void *keys, const void *values, __u32 *count,
			 const struct bpf_map_batch_opts *opts)
{
	return batch(fd, WASM_BPF_BATCH_UPDATE, NULL, NULL, keys, values, count, opts);
}

int bpf_map_delete_batch(int fd, const void *keys, __u32 *count,
			 const struct bpf_map_batch_opts *opts)
{
	return batch(fd, WASM_BPF_BATCH_DELETE, NULL, NULL, keys, NULL, count, opts);
}

/* --- without an object ---------------------------------------------------------------------- */

/* A descriptor of a new handle, or of a negative one the error. */
static int map_descriptor(int handle)
{
	struct sdk_descriptor *descriptor;

	if (sdk_failed(handle) < 0)
		return -errno;
	descriptor = sdk_descriptor_new(SDK_MAP, handle);
	if (!descriptor) {
		wasm_bpf_map_close(handle);
		return sdk_error(ENOMEM);
	}
	descriptor->close = wasm_bpf_map_close;
	return descriptor->fd;
}

int bpf_map_create(enum bpf_map_type map_type, const char *map_name, __u32 key_size,
		   __u32 value_size, __u32 max_entries, const struct bpf_map_create_opts *opts)
{
	struct wasm_bpf_map_definition definition = {
		.type = map_type,
		.key_size = key_size,
		.value_size = value_size,
		.max_entries = max_entries,
		.flags = sdk_option(opts, map_flags),
		.extra = sdk_option(opts, map_extra),
	};
	__u32 inner = sdk_option(opts, inner_map_fd);

	if (sdk_option(opts, btf_fd) || sdk_option(opts, btf_key_type_id) ||
	    sdk_option(opts, btf_value_type_id) || sdk_option(opts, btf_vmlinux_value_type_id) ||
	    sdk_option(opts, numa_node) || sdk_option(opts, map_ifindex) ||
	    sdk_option(opts, value_type_btf_obj_fd) || sdk_option(opts, token_fd))
		return sdk_unsupported(__func__, "only inner_map_fd, map_flags and map_extra");
	if (inner)
		definition.inner = sdk_map_handle(inner);
	if (map_name)
		strlcpy(definition.name, map_name, sizeof(definition.name));
	return map_descriptor(wasm_bpf_map_create(&definition, sizeof(definition)));
}

int bpf_obj_get(const char *pathname)
{
	return map_descriptor(wasm_bpf_map_open_pinned(pathname));
}
