// SPDX-License-Identifier: MIT
/* <map_helpers.h>: in batches, or one by one where the kernel does none for the map. */
#include <errno.h>
#include <string.h>
#include <bpf/bpf.h>
#include <map_helpers.h>

static int take_batched(int fd, void *keys, void *values, __u32 *count)
{
	__u64 place[32]; /* as large as a key; what is larger goes the other way */
	__u32 most = *count;
	int err = bpf_map_lookup_and_delete_batch(fd, NULL, place, keys, values, count, NULL);

	if (err && err != -ENOENT)
		*count = most;
	return err == -ENOENT ? 0 : err;
}

static int take_each(int fd, char *keys, __u32 key_size, char *values, __u32 value_size,
		     __u32 *count, const void *invalid_key)
{
	const void *key = invalid_key;
	__u32 n = 0, most = *count;

	while (n < most && !bpf_map_get_next_key(fd, key, keys + n * key_size)) {
		key = keys + n * key_size;
		if (!bpf_map_lookup_elem(fd, key, values + n * value_size))
			n++;
	}
	*count = n;
	while (n--)
		bpf_map_delete_elem(fd, keys + n * key_size);
	return 0;
}

__attribute__((weak)) int dump_hash(int map_fd, void *keys, __u32 key_size, void *values,
				    __u32 value_size, __u32 *count, void *invalid_key)
{
	int err = -EINVAL;

	if (!keys || !values || !count || !key_size || !value_size) {
		errno = EINVAL;
		return -1;
	}
	if (key_size <= sizeof(__u64) * 32)
		err = take_batched(map_fd, keys, values, count);
	if (err == -EINVAL || err == -EOPNOTSUPP)
		err = take_each(map_fd, keys, key_size, values, value_size, count, invalid_key);
	return err ? -1 : 0;
}
