// SPDX-License-Identifier: MIT
/* <map_helpers.h>: in batches, or one by one where the kernel does none for the map. */
#include <errno.h>
#include <string.h>
#include <bpf/bpf.h>
#include <map_helpers.h>

enum { PLACE_MAX = 256 };  /* bytes of a key; a hash with larger ones goes the other way */

/* Until the end, or until there is no room. */
static int read_batched(int fd, char *keys, __u32 key_size, char *values, __u32 value_size,
			__u32 *count, bool take)
{
	__u64 places[2][PLACE_MAX / sizeof(__u64)];
	__u32 n = 0, most = *count, pass = 0;
	int err = 0;

	while (!err && n < most) {
		void *in = pass ? places[pass & 1] : NULL, *out = places[++pass & 1];
		__u32 got = most - n;

		err = (take ? bpf_map_lookup_and_delete_batch : bpf_map_lookup_batch)(
			fd, in, out, keys + n * key_size, values + n * value_size, &got, NULL);
		if (!err || err == -ENOENT)
			n += got;
	}
	*count = err && err != -ENOENT ? most : n;
	return err == -ENOENT ? 0 : err;
}

static int read_each(int fd, char *keys, __u32 key_size, char *values, __u32 value_size,
		     __u32 *count, const void *invalid_key, bool take)
{
	const void *key = invalid_key;
	__u32 n = 0, most = *count;

	while (n < most && !bpf_map_get_next_key(fd, key, keys + n * key_size)) {
		key = keys + n * key_size;
		if (!bpf_map_lookup_elem(fd, key, values + n * value_size))
			n++;
	}
	*count = n;
	while (take && n--)
		bpf_map_delete_elem(fd, keys + n * key_size);
	return 0;
}

__attribute__((weak)) int dump_hash(int map_fd, void *keys, __u32 key_size, void *values,
				    __u32 value_size, __u32 *count, void *invalid_key,
				    bool lookup_and_delete)
{
	int err = -EINVAL;

	if (!keys || !values || !count || !key_size || !value_size) {
		errno = EINVAL;
		return -1;
	}
	if (key_size <= PLACE_MAX)
		err = read_batched(map_fd, keys, key_size, values, value_size, count,
				   lookup_and_delete);
	if (err == -EINVAL || err == -EOPNOTSUPP)
		err = read_each(map_fd, keys, key_size, values, value_size, count, invalid_key,
				lookup_and_delete);
	return err ? -1 : 0;
}
