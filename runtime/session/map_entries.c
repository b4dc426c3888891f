// SPDX-License-Identifier: MIT
#include "session/map_entries.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "session/map.h"

/* What a batch asks for at first: bytes, and entries. */
enum { BATCH_BYTES = 256 << 10, BATCH_MAX = 4096 };

/* The kernel's number for an operation that a kind of map does not have. */
enum { NOT_SUPPORTED = 524 };

/* How often a walk that others disturb goes on. */
enum { TRIES_MAX = 100 };

static int no_memory(struct err *err)
{
	return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
}

static int fail(const struct map *map, int ret, const char *what, struct err *err)
{
	return err_set(err, -ret, "cannot %s '%s': %s", what, map->name, strerror(-ret));
}

static bool is_hash(const struct map *map)
{
	return map->type == BPF_MAP_TYPE_HASH || map->type == BPF_MAP_TYPE_LRU_HASH ||
	       map->type == BPF_MAP_TYPE_PERCPU_HASH || map->type == BPF_MAP_TYPE_LRU_PERCPU_HASH;
}

static bool is_array(const struct map *map)
{
	return map->type == BPF_MAP_TYPE_ARRAY || map->type == BPF_MAP_TYPE_PERCPU_ARRAY;
}

/* Whether the kernel has no such batch for the map, as kernels say it. */
static bool has_no_batch(int ret)
{
	return ret == -EINVAL || ret == -EOPNOTSUPP || ret == -NOT_SUPPORTED;
}

/* --- room ------------------------------------------------------------------------------------- */

static char *key_of(const struct map_entries *entries, const struct map *map, uint32_t i)
{
	return entries->keys + (size_t)i * map->key_size;
}

static char *value_of(const struct map_entries *entries, const struct map *map, uint32_t i)
{
	return entries->values + i * map->value_size;
}

static bool grow(struct map_entries *entries, const struct map *map, uint32_t room)
{
	char *keys, *values;

	if (room <= entries->room)
		return true;
	keys = realloc(entries->keys, (size_t)room * map->key_size + 1);
	if (!keys)
		return false;
	entries->keys = keys;
	values = realloc(entries->values, room * map->value_size + 1);
	if (!values)
		return false;
	entries->values = values;
	entries->room = room;
	return true;
}

int map_entries_init(struct map_entries *entries, const struct map *map, uint32_t count,
		     struct err *err)
{
	*entries = (struct map_entries){ 0 };
	if (grow(entries, map, count + 1)) {
		memset(entries->values, 0, count * map->value_size);
		memset(entries->keys, 0, (size_t)count * map->key_size);
		return 0;
	}
	map_entries_release(entries);
	return no_memory(err);
}

void map_entries_release(struct map_entries *entries)
{
	free(entries->keys);
	free(entries->values);
	*entries = (struct map_entries){ 0 };
}

/* --- keys that came twice --------------------------------------------------------------------- */

static int by_key(const void *left, const void *right, void *context)
{
	const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
	const struct map_entries *entries = ((void **)context)[0];
	const struct map *map = ((void **)context)[1];
	const int order = memcmp(key_of(entries, map, a), key_of(entries, map, b), map->key_size);

	return order ? order : a < b ? -1 : a > b;
}

static void keep_marked(struct map_entries *entries, const struct map *map, const bool *marked)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < entries->count; i++) {
		if (!marked[i])
			continue;
		memmove(key_of(entries, map, kept), key_of(entries, map, i), map->key_size);
		memmove(value_of(entries, map, kept), value_of(entries, map, i), map->value_size);
		kept++;
	}
	entries->count = kept;
}

/* A walk from key to key begins anew where its key is deleted. The first of each key stays. */
static int drop_repeated(struct map_entries *entries, const struct map *map, struct err *err)
{
	void *context[] = { entries, (void *)map };
	uint32_t *order = calloc(entries->count + 1, sizeof(*order));
	bool *marked = calloc(entries->count + 1, sizeof(*marked));
	int ret = order && marked ? 0 : no_memory(err);

	for (uint32_t i = 0; i < entries->count && !ret; i++)
		order[i] = i;
	if (!ret)
		qsort_r(order, entries->count, sizeof(*order), by_key, context);
	for (uint32_t i = 0; i < entries->count && !ret; i++)
		marked[order[i]] = !i || memcmp(key_of(entries, map, order[i - 1]),
						key_of(entries, map, order[i]), map->key_size) != 0;
	if (!ret)
		keep_marked(entries, map, marked);
	free(order);
	free(marked);
	return ret;
}

/* --- batches ---------------------------------------------------------------------------------- */

/* A walk over all entries. */
struct walk {
	const struct map *map;
	bool takes; /* deletes what it gives */
	bool is_part; /* `most` of them are enough */
	uint32_t most;
	struct map_entries *entries;
	uint32_t batch;
	char *in, *out; /* positions, which are the kernel's */
	bool has_begun;
	bool has_none; /* of batches */
	uint32_t tries;
	struct err *err;
};

/* The next entries, behind those that are there. */
static int do_batch(const struct walk *w, uint32_t *count)
{
	const struct map *map = w->map;
	char *keys = key_of(w->entries, map, w->entries->count);
	char *values = value_of(w->entries, map, w->entries->count);
	LIBBPF_OPTS(bpf_map_batch_opts, opts);

	return (w->takes ? bpf_map_lookup_and_delete_batch : bpf_map_lookup_batch)(
		map->fd, w->has_begun ? w->in : NULL, w->out, keys, values, count, &opts);
}

static int too_many(const struct walk *w)
{
	return err_set(w->err, E2BIG, "'%s' has too many entries for a list", w->map->name);
}

/* There are more than `most`. */
static int end_at_most(const struct walk *w)
{
	if (!w->is_part)
		return too_many(w);
	if (w->entries->count > w->most)
		w->entries->count = w->most;
	return 0;
}

/* What is taken already is given, whatever comes then. */
static int fail_batch(const struct walk *w, int ret)
{
	if (w->takes && w->entries->count)
		return 0;
	return fail(w->map, ret, w->takes ? "empty" : "read", w->err);
}

/* Moves on behind `count` entries that came. */
static void advance(struct walk *w, uint32_t count)
{
	char *out = w->out;

	if (!count)
		return;
	w->entries->count += count;
	w->out = w->in;
	w->in = out;
	w->has_begun = true;
}

/* One batch. 1: there are more; 0: these are all. */
static int step(struct walk *w)
{
	const uint32_t left = w->most - w->entries->count;
	const bool is_last = w->takes && left <= w->batch;
	uint32_t count = is_last ? left : w->batch;
	int ret;

	if (!grow(w->entries, w->map, w->entries->count + count))
		return w->takes && w->entries->count ? 0 : no_memory(w->err);
	ret = do_batch(w, &count);
	w->has_none = !w->has_begun && has_no_batch(ret);
	if (w->has_none)
		return 0;
	if (ret == -ENOSPC) { /* a bucket comes whole, and has more entries than that */
		if (is_last && w->entries->count)
			return 0;
		if (w->batch > w->most)
			return too_many(w);
		w->batch *= 2;
		return 1;
	}
	if (ret < 0 && ret != -ENOENT && ret != -EINTR)
		return fail_batch(w, ret);
	advance(w, count);
	if (ret == -ENOENT || (w->takes && w->entries->count >= w->most))
		return 0;
	if (w->entries->count > w->most)
		return end_at_most(w);
	/* Others who delete keys disturb a walk from key to key, or send it back without end. */
	if (!count && ++w->tries > TRIES_MAX)
		return fail_batch(w, -EINTR);
	return is_hash(w->map) || w->entries->count / 2 < w->map->max_entries;
}

static int walk_batches(struct walk *w)
{
	const size_t size = w->map->key_size < 4 ? 4 : w->map->key_size;
	char *positions = calloc(2, size);
	int ret = positions ? 1 : no_memory(w->err);

	w->in = positions;
	w->out = positions + size;
	while (ret > 0)
		ret = step(w);
	free(positions);
	return ret;
}

/* --- one by one ------------------------------------------------------------------------------- */

/* Puts the next entry behind those that are there; its key is in `key`. */
static int next_entry(struct walk *w, char *key, bool *is_first)
{
	const struct map *map = w->map;
	struct map_entries *entries = w->entries;
	char *next;
	int ret;

	if (entries->count == entries->room && !grow(entries, map, 2 * entries->room + 64))
		return no_memory(w->err);
	next = key_of(entries, map, entries->count);
	ret = bpf_map_get_next_key(map->fd, *is_first ? NULL : key, next);
	if (ret)
		return ret;
	*is_first = false;
	memcpy(key, next, map->key_size);
	ret = bpf_map_lookup_elem(map->fd, next, value_of(entries, map, entries->count));
	entries->count += !ret;
	return ret == -ENOENT ? 0 : ret; /* it was deleted meanwhile */
}

static int walk_keys(struct walk *w)
{
	char *key = calloc(1, w->map->key_size + 1);
	bool is_first = true;
	int ret = key ? 0 : no_memory(w->err);

	while (!ret && w->entries->count <= w->most && w->entries->count / 2 < w->map->max_entries)
		ret = next_entry(w, key, &is_first);
	free(key);
	if (!ret && w->entries->count > w->most)
		return end_at_most(w);
	if (!ret || ret == -ENOENT || w->err->code)
		return ret == -ENOENT ? 0 : ret;
	return fail(w->map, ret, "read", w->err);
}

/* --- reading ---------------------------------------------------------------------------------- */

static uint32_t first_batch(const struct map *map)
{
	const size_t fit = BATCH_BYTES / (map->key_size + map->value_size + 1);
	const uint32_t most = map->max_entries < BATCH_MAX ? map->max_entries : BATCH_MAX;

	return fit && most ? (fit < most ? (uint32_t)fit : most) : 1;
}

/* Ends with `walk.has_none` if it takes, and there is no batch for that. */
static int read_all(struct walk *w)
{
	const bool by_key = !is_hash(w->map) && !is_array(w->map);
	int ret;

	w->batch = first_batch(w->map);
	ret = walk_batches(w);
	if (w->has_none && !w->takes)
		ret = walk_keys(w);
	if (ret || (!by_key && !w->has_none) || is_array(w->map))
		return ret;
	return drop_repeated(w->entries, w->map, w->err);
}

static int end(int ret, struct map_entries *entries, struct map_entries *ret_entries)
{
	if (ret)
		map_entries_release(entries);
	else
		*ret_entries = *entries;
	return ret;
}

int map_entries_read(const struct map *map, uint32_t most, struct map_entries *ret_entries,
		     struct err *err)
{
	struct map_entries entries = { 0 };
	struct walk w = { .map = map, .most = most, .entries = &entries, .err = err };

	return end(read_all(&w), &entries, ret_entries);
}

/* --- taking ----------------------------------------------------------------------------------- */

static bool is_zero(const char *value, size_t size)
{
	return !size || (!*value && memcmp(value, value + 1, size - 1) == 0);
}

/* Reads a value again, and clears it at once. 1: it was zero, or is gone; or -errno. */
static int take_one(const struct map *map, const char *key, char *value, const char *zero,
		    bool *has_take)
{
	int ret = -EOPNOTSUPP;

	if (*has_take)
		ret = bpf_map_lookup_and_delete_elem(map->fd, key, value);
	*has_take = *has_take && !has_no_batch(ret);
	if (has_no_batch(ret)) {
		ret = bpf_map_lookup_elem(map->fd, key, value);
		if (!ret && is_array(map) && is_zero(value, map->value_size))
			return 1;
		if (!ret)
			ret = is_array(map) ? bpf_map_update_elem(map->fd, key, zero, BPF_ANY)
					    : bpf_map_delete_elem(map->fd, key);
	}
	return ret == -ENOENT ? 1 : ret;
}

static int take_each(const struct map *map, struct map_entries *entries, struct err *err)
{
	char *zero = calloc(1, map->value_size + 1);
	bool *marked = calloc(entries->count + 1, sizeof(*marked));
	bool has_take = is_hash(map), is_any = false;
	int ret = zero && marked ? 0 : no_memory(err);

	for (uint32_t i = 0; i < entries->count && ret >= 0; i++) {
		ret = take_one(map, key_of(entries, map, i), value_of(entries, map, i), zero,
			       &has_take);
		marked[i] = !ret;
		is_any |= !ret;
	}
	if (is_any || ret > 0)
		ret = 0; /* what is taken already is given */
	if (!ret)
		keep_marked(entries, map, marked);
	free(zero);
	free(marked);
	return ret < 0 && !err->code ? fail(map, ret, "empty", err) : ret;
}

int map_entries_take(const struct map *map, uint32_t most, struct map_entries *ret_entries,
		     struct err *err)
{
	struct map_entries entries = { 0 };
	struct walk w = { .map = map, .most = most, .entries = &entries, .err = err };
	int ret;

	w.is_part = true;
	w.takes = is_hash(map);
	ret = read_all(&w);
	if (w.has_none && w.takes) {
		w.takes = w.has_none = false;
		ret = read_all(&w);
	}
	if (!ret && !w.takes)
		ret = take_each(map, &entries, err);
	return end(ret, &entries, ret_entries);
}

/* --- setting ---------------------------------------------------------------------------------- */

static int set_each(const struct map *map, const struct map_entries *entries, uint32_t *count)
{
	int ret = 0;

	for (*count = 0; *count < entries->count && !ret; *count += !ret)
		ret = bpf_map_update_elem(map->fd, key_of(entries, map, *count),
					  value_of(entries, map, *count), BPF_ANY);
	return ret;
}

int map_entries_set(const struct map *map, const struct map_entries *entries, struct err *err)
{
	LIBBPF_OPTS(bpf_map_batch_opts, opts);
	uint32_t count = entries->count;
	int ret = count ? bpf_map_update_batch(map->fd, entries->keys, entries->values, &count,
					       &opts)
			: 0;

	if (has_no_batch(ret))
		ret = set_each(map, entries, &count);
	if (!ret)
		return 0;
	return err_set(err, -ret, "cannot set an entry of '%s': %s; %u of %u are set", map->name,
		       strerror(-ret), count, entries->count);
}
