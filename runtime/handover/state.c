// SPDX-License-Identifier: MIT
#include "handover/state.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/buf.h"

static const char head[] = "wasm-bpf handover 1";

struct reader {
	const char *at;
	size_t left;
};

/* The next text, or null if none ends. */
static const char *next_text(struct reader *reader)
{
	const char *text = reader->at;
	const size_t len = strnlen(text, reader->left);

	if (len == reader->left)
		return NULL;
	reader->at += len + 1;
	reader->left -= len + 1;
	return text;
}

static int next_number(struct reader *reader, unsigned int *ret_number)
{
	const char *text = next_text(reader);
	char *end;
	unsigned long number;

	if (!text || *text < '0' || *text > '9')
		return -EINVAL;
	number = strtoul(text, &end, 10);
	if (*end || number > UINT32_MAX)
		return -EINVAL;
	*ret_number = (unsigned int)number;
	return 0;
}

void item_free(struct handover_item *item)
{
	if (!item)
		return;
	if (item->fd >= 0)
		close(item->fd);
	free(item->what);
	free(item->where);
	free(item->shape);
	free(item->contents);
	free(item);
}

struct handover_item *item_copy(const struct handover_item *item)
{
	struct handover_item *copy = calloc(1, sizeof(*copy));

	if (!copy)
		return NULL;
	*copy = *item;
	copy->next = NULL;
	copy->fd = -1;
	copy->what = strdup(item->what);
	copy->where = strdup(item->where);
	copy->shape = strdup(item->shape);
	copy->contents = strdup(item->contents);
	if (copy->what && copy->where && copy->shape && copy->contents)
		return copy;
	item_free(copy);
	return NULL;
}

static void free_all(struct handover_item *items)
{
	while (items) {
		struct handover_item *next = items->next;

		item_free(items);
		items = next;
	}
}

static int read_item(struct reader *reader, struct handover_item **ret_item)
{
	struct handover_item item = { .fd = -1 };
	const char *name = next_text(reader);
	int ret = name && (*name == 'm' || *name == 'l') && strlen(name) < sizeof(item.name)
			  ? 0
			  : -EINVAL;

	if (!ret)
		ret = next_number(reader, &item.object);
	if (!ret)
		ret = next_number(reader, &item.group);
	if (ret < 0)
		return ret;
	strcpy(item.name, name);
	item.is_map = *name == 'm';
	item.what = (char *)(uintptr_t)next_text(reader);
	item.where = item.what ? (char *)(uintptr_t)next_text(reader) : NULL;
	item.shape = item.where ? (char *)(uintptr_t)next_text(reader) : NULL;
	item.contents = item.shape ? (char *)(uintptr_t)next_text(reader) : NULL;
	if (!item.contents)
		return -EINVAL;
	*ret_item = item_copy(&item);
	return *ret_item ? 0 : -ENOMEM;
}

int state_read(const void *data, size_t size, struct handover_item **ret_items)
{
	struct reader reader = { data, size };
	const char *begin = next_text(&reader);
	struct handover_item *items = NULL, **end = &items;
	int ret = begin && strcmp(begin, head) == 0 ? 0 : -EINVAL;

	/* An empty name is the end. */
	while (!ret && reader.left && *reader.at) {
		ret = read_item(&reader, end);
		if (!ret)
			end = &(*end)->next;
	}
	if (!ret && !reader.left)
		ret = -EINVAL;
	if (ret < 0) {
		free_all(items);
		return ret;
	}
	*ret_items = items;
	return 0;
}

static void write_text(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text) + 1);
}

void state_write(struct buf *buf, const struct handover_item *items)
{
	write_text(buf, head);
	for (const struct handover_item *i = items; i; i = i->next) {
		write_text(buf, i->name);
		buf_printf(buf, "%u", i->object);
		buf_add(buf, "", 1);
		buf_printf(buf, "%u", i->group);
		buf_add(buf, "", 1);
		write_text(buf, i->what);
		write_text(buf, i->where);
		write_text(buf, i->shape);
		write_text(buf, i->contents);
	}
	buf_add(buf, "", 1);
}
