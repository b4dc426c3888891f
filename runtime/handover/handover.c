// SPDX-License-Identifier: MIT
#include "handover/handover.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bpf_fd.h"
#include "handover/place.h"
#include "handover/state.h"
#include "lib/buf.h"
#include "lib/err.h"

enum { STATE_LEAST = 64 << 10 };

struct handover {
	struct place *place;
	struct handover_item *items;
	unsigned int number;  /* the last one of a name or a group */
	int state_fd;  /* of the map with the state, or -1 */
	size_t state_size;
	char state_name[HANDOVER_NAME_MAX]; /* "s9" */
};

struct handover_item *handover_first(const struct handover *handover)
{
	return handover->items;
}

struct handover_item *handover_find(const struct handover *handover, bool is_map,
				    unsigned int object, const char *what, const char *where)
{
	for (struct handover_item *i = handover->items; i; i = i->next)
		if (!i->is_claimed && i->is_map == is_map && i->object == object &&
		    strcmp(i->what, what) == 0 && (!where || strcmp(i->where, where) == 0))
			return i;
	return NULL;
}

size_t handover_count(const struct handover *handover, bool is_map)
{
	size_t count = 0;

	for (const struct handover_item *i = handover->items; i; i = i->next)
		count += i->is_map == is_map;
	return count;
}

unsigned int handover_group(struct handover *handover)
{
	return ++handover->number;
}

struct handover_item *handover_add(struct handover *handover, const struct handover_item *like)
{
	struct handover_item *item = item_copy(like), **end = &handover->items;

	if (!item)
		return NULL;
	item->fd = fcntl(like->fd, F_DUPFD_CLOEXEC, 3);
	if (item->fd < 0) {
		item_free(item);
		return NULL;
	}
	snprintf(item->name, sizeof(item->name), "%c%u", like->is_map ? 'm' : 'l',
		 ++handover->number);
	item->is_claimed = true;
	item->is_stored = false;
	while (*end)
		end = &(*end)->next;
	*end = item;
	return item;
}

/* One call of the kernel, which is done or not, whenever the process is killed. */
static int write_state(int fd, const struct buf *state, size_t size)
{
	const uint32_t zero = 0;
	char *whole = calloc(1, size);
	int ret;

	if (!whole)
		return -ENOMEM;
	memcpy(whole, state->data, state->len);
	ret = bpf_map_update_elem(fd, &zero, whole, BPF_ANY) < 0 ? -errno : 0;
	free(whole);
	return ret;
}

static void drop_state(struct handover *handover)
{
	if (handover->state_fd < 0)
		return;
	handover->place->drop(handover->place, handover->state_name);
	close(handover->state_fd);
	handover->state_fd = -1;
	handover->state_size = 0;
}

/* Keeps the state in a new map, and the old one until then. */
static int make_state(struct handover *handover, const struct buf *state)
{
	char name[HANDOVER_NAME_MAX];
	size_t room = STATE_LEAST;
	int fd, ret;

	while (room < 2 * state->len)
		room *= 2;
	fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "wasm_bpf_state", sizeof(uint32_t), (uint32_t)room,
			    1, NULL);
	if (fd < 0)
		return -errno;
	snprintf(name, sizeof(name), "s%u", ++handover->number);
	ret = write_state(fd, state, room);
	if (!ret)
		ret = handover->place->put(handover->place, name, fd);
	if (ret < 0) {
		close(fd);
		return ret;
	}
	drop_state(handover);
	handover->state_fd = fd;
	handover->state_size = room;
	strcpy(handover->state_name, name);
	return 0;
}

static int save(struct handover *handover)
{
	struct buf buf = BUF_INIT(STATE_MAX);
	int ret;

	state_write(&buf, handover->items);
	ret = -buf.error;
	if (!ret)
		ret = buf.len > handover->state_size
			      ? make_state(handover, &buf)
			      : write_state(handover->state_fd, &buf, handover->state_size);
	buf_release(&buf);
	return ret;
}

/* First what it is, then the descriptor: one that nobody can name would stay attached beside its
 * successor. */
int handover_store(struct handover *handover, struct err *err)
{
	int ret = save(handover);

	if (ret < 0)
		return err_set(err, -ret, "cannot keep what is attached: %s", strerror(-ret));
	for (struct handover_item *i = handover->items; i; i = i->next) {
		if (i->is_stored)
			continue;
		ret = handover->place->put(handover->place, i->name, i->fd);
		if (ret < 0)
			return err_set(err, -ret, "cannot keep the %s '%s': %s",
				       i->is_map ? "map" : "link of", i->what, strerror(-ret));
		i->is_stored = true;
	}
	handover->place->flush(handover->place);
	return 0;
}

void handover_drop(struct handover *handover, struct handover_item *item)
{
	struct handover_item **link = &handover->items;

	while (*link != item)
		link = &(*link)->next;
	*link = item->next;
	handover->place->drop(handover->place, item->name);
	item_free(item);
	if (!handover->items)
		drop_state(handover);
}

/* --- what was left ----------------------------------------------------------------------- */

/* The bytes of the map that a state is in; null if it is no such map. */
static char *load_state(int fd, size_t *ret_size)
{
	struct bpf_map_info info = { 0 };
	uint32_t size = sizeof(info);
	const uint32_t zero = 0;
	char *data;

	if (!bpf_fd_is_map(fd) || bpf_obj_get_info_by_fd(fd, &info, &size) < 0 ||
	    info.type != BPF_MAP_TYPE_ARRAY || info.max_entries != 1 ||
	    info.value_size > 4 * STATE_MAX)
		return NULL;
	data = malloc(info.value_size);
	if (data && bpf_map_lookup_elem(fd, &zero, data) == 0) {
		*ret_size = info.value_size;
		return data;
	}
	free(data);
	return NULL;
}

static bool read_state(struct handover *handover, struct kept_fd *kept)
{
	size_t size = 0;
	char *data = load_state(kept->fd, &size);
	const bool good = data && state_read(data, size, &handover->items) == 0;

	free(data);
	if (!good)
		return false;
	handover->state_fd = kept->fd;
	handover->state_size = size;
	strcpy(handover->state_name, kept->name);
	kept->fd = -1;
	return true;
}

static unsigned int number_of(const char *name)
{
	const unsigned long number = strtoul(name + 1, NULL, 10);

	return number < UINT32_MAX ? (unsigned int)number : 0;
}

/* The newest of the states that can be read: a process was killed before it dropped the others. */
static void find_state(struct handover *handover, struct kept_fd *list, int count)
{
	while (handover->state_fd < 0) {
		struct kept_fd *newest = NULL;

		for (int i = 0; i < count; i++)
			if (list[i].fd >= 0 && *list[i].name == 's' &&
			    (!newest || number_of(list[i].name) > number_of(newest->name)))
				newest = &list[i];
		if (!newest || read_state(handover, newest))
			return;
		handover->place->drop(handover->place, newest->name);
		close(newest->fd);
		newest->fd = -1;
	}
}

/* Gives an item its descriptor; false if no item wants that. */
static bool give(struct handover *handover, const struct kept_fd *kept)
{
	for (struct handover_item *i = handover->items; i; i = i->next) {
		if (i->fd >= 0 || strcmp(i->name, kept->name) != 0 ||
		    !(i->is_map ? bpf_fd_is_map(kept->fd) : bpf_fd_is_link(kept->fd)))
			continue;
		i->fd = kept->fd;
		i->is_stored = true;
		return true;
	}
	return false;
}

/* Items that were never kept, or no more. */
static void forget_empty(struct handover *handover)
{
	struct handover_item **link = &handover->items;

	while (*link) {
		struct handover_item *item = *link;

		if (item->group > handover->number)
			handover->number = item->group;
		if (item->fd >= 0) {
			link = &item->next;
			continue;
		}
		*link = item->next;
		item_free(item);
	}
}

/* Takes what there is; all of it is dropped that has no use. */
static void take(struct handover *handover, struct kept_fd *list, int count, bool fresh)
{
	for (int i = 0; i < count; i++)
		if (number_of(list[i].name) > handover->number)
			handover->number = number_of(list[i].name);
	if (!fresh)
		find_state(handover, list, count);
	for (int i = 0; i < count; i++) {
		if (list[i].fd < 0 || give(handover, &list[i]))
			continue;
		close(list[i].fd);
		handover->place->drop(handover->place, list[i].name);
	}
	forget_empty(handover);
}

static int take_all(struct handover *handover, bool fresh, struct err *err)
{
	struct kept_fd *list = calloc(KEPT_FDS_MAX, sizeof(*list));
	int count;

	if (!list)
		return err_set(err, ENOMEM, "--keep: %s", strerror(ENOMEM));
	count = handover->place->list(handover->place, list, KEPT_FDS_MAX, err);
	if (count >= 0)
		take(handover, list, count, fresh);
	free(list);
	return count < 0 ? count : 0;
}

int handover_open(const char *folder, bool fresh, struct handover **ret_handover, struct err *err)
{
	struct handover *handover = calloc(1, sizeof(*handover));
	int ret;

	if (!handover)
		return err_set(err, ENOMEM, "--keep: %s", strerror(ENOMEM));
	handover->state_fd = -1;
	ret = folder ? folder_open(folder, &handover->place, err)
		     : manager_open(&handover->place, err);
	if (!ret)
		ret = take_all(handover, fresh, err);
	if (ret < 0) {
		handover_close(handover);
		return ret;
	}
	*ret_handover = handover;
	return 0;
}

void handover_close(struct handover *handover)
{
	if (!handover)
		return;
	while (handover->items) {
		struct handover_item *next = handover->items->next;

		item_free(handover->items);
		handover->items = next;
	}
	if (handover->state_fd >= 0)
		close(handover->state_fd);
	if (handover->place)
		handover->place->close(handover->place);
	free(handover);
}
