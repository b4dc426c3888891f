// SPDX-License-Identifier: MIT
#include "session/handed.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attach/attach.h"
#include "base/bpf_error.h"
#include "base/bpf_fd.h"
#include "base/bpf_map.h"
#include "base/interrupt.h"
#include "handover/handover.h"
#include "handover/shape.h"
#include "kinds/map_type.h"
#include "lib/elf.h"
#include "lib/err.h"
#include "lib/hash.h"
#include "records/ring.h"
#include "session/link.h"
#include "session/object.h"
#include "session/session.h"
#include "types/record_type.h"

enum { SHAPE_MAX = 64 << 10, SHAPES_MAX = 1 << 20, SHOWN = 160 };

static struct handover *handover_of(const struct object *object)
{
	return object->session->options->handover;
}

#define TELL(session, ...) \
	message_tell(&(session)->options->messages, WASM_BPF_WARNING, __VA_ARGS__)

/* --- layouts ------------------------------------------------------------------------------- */

static bool has_records(const struct bpf_map *map)
{
	return bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF ||
	       bpf_map__type(map) == BPF_MAP_TYPE_PERF_EVENT_ARRAY;
}

/* Where nothing tells what a buffer's records are, all that fills it has to be the same. */
static uint64_t hash_code(const struct bpf_object *bpf)
{
	struct bpf_program *prog;
	uint64_t hash = 0;

	bpf_object__for_each_program (prog, bpf)
		hash = hash * 31 +
		       hash_bytes(bpf_program__insns(prog),
				  bpf_program__insn_cnt(prog) * sizeof(struct bpf_insn));
	return hash;
}

static void add_records(struct object *object, struct record_types *types,
			const struct bpf_map *map)
{
	struct record_type type;

	buf_puts(&object->record_shapes, bpf_map__name(map));
	buf_add(&object->record_shapes, "", 1);
	if (record_type_find(types, bpf_map__name(map), bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF,
			     bpf_map__btf_value_type_id(map), NULL, &type, NULL) == 0)
		shape_type(type.btf, type.id, &object->record_shapes);
	else
		buf_printf(&object->record_shapes, "code %llx",
			   (unsigned long long)hash_code(object->bpf));
	buf_add(&object->record_shapes, "", 1);
}

void handed_know(struct object *object, const void *data, size_t size)
{
	struct record_types types = { .btf = bpf_object__btf(object->bpf) };
	const struct bpf_map *map;
	struct elf elf;

	if (!handover_of(object) || elf_read(&elf, data, size, NULL) < 0)
		return;
	object->record_shapes = (struct buf)BUF_INIT(SHAPES_MAX);
	types.elf = &elf;
	bpf_object__for_each_map (map, object->bpf)
		if (has_records(map))
			add_records(object, &types, map);
	record_types_release(&types);
	elf_release(&elf);
}

/* The layout of a buffer's records, or null. */
static const char *records_of(const struct object *object, const char *map)
{
	const struct buf *shapes = &object->record_shapes;

	if (shapes->error)
		return NULL;
	for (size_t at = 0; at < shapes->len;) {
		const char *name = shapes->data + at, *shape = name + strlen(name) + 1;

		if (strcmp(name, map) == 0)
			return shape;
		at = (size_t)(shape + strlen(shape) + 1 - shapes->data);
	}
	return NULL;
}

/* Maps whose contents or meaning only this run knows, or which are kept elsewhere. */
static bool is_left(const struct bpf_map *map)
{
	const enum bpf_map_type type = bpf_map__type(map);

	return bpf_map__autocreate(map) && type != BPF_MAP_TYPE_STRUCT_OPS &&
	       type != BPF_MAP_TYPE_ARENA && !(map_type_flags(type) & MAP_TYPE_IS_BOUND) &&
	       !bpf_map__pin_path(map);
}

/* Sections' maps begin with the name of the object, which may be another one next time. */
static const char *name_of(const struct bpf_map *map)
{
	const char *name = bpf_map__name(map);
	const char *dot = bpf_map__is_internal(map) && *name != '.' ? strrchr(name, '.') : NULL;

	return dot ? dot : name;
}

/* What the object says about a map. The caller frees the texts, also on failure. */
static bool describe(const struct object *object, const struct bpf_map *map,
		     struct handover_item *ret_item)
{
	const char *records = records_of(object, bpf_map__name(map));
	struct buf shape = BUF_INIT(SHAPE_MAX);
	char contents[24] = "";
	const void *data;
	size_t size = 0;

	shape_map(bpf_object__btf(object->bpf), map, &shape);
	if (records)
		buf_printf(&shape, ", records %s", records);
	data = bpf_map__is_internal(map) ? bpf_map__initial_value(map, &size) : NULL;
	if (data)
		snprintf(contents, sizeof(contents), "%016llx",
			 (unsigned long long)hash_bytes(data, size));
	*ret_item = (struct handover_item){
		.object = object->number,
		.what = strdup(name_of(map)), /* the load can free libbpf's */
		.where = "",
		.shape = shape.data ? shape.data : strdup(""),
		.contents = strdup(contents),
		.fd = -1,
		.is_map = true,
	};
	return ret_item->what && ret_item->shape && ret_item->contents;
}

static void free_described(struct handover_item *item)
{
	free(item->what);
	free(item->shape);
	free(item->contents);
	free(item);
}

/* Describes the maps that will be left, as they are before the load, which changes some sizes. */
static int describe_all(struct object *object)
{
	struct bpf_map *map;

	bpf_object__for_each_map (map, object->bpf) {
		struct handover_item *item = is_left(map) ? calloc(1, sizeof(*item)) : NULL;

		if (!item && is_left(map))
			return -ENOMEM;
		if (!item)
			continue;
		if (!describe(object, map, item)) {
			item->next = NULL;
			free_described(item);
			return -ENOMEM;
		}
		item->next = object->described;
		object->described = item;
	}
	return 0;
}

void handed_forget(struct object *object)
{
	while (object->described) {
		struct handover_item *next = object->described->next;

		free_described(object->described);
		object->described = next;
	}
	buf_release(&object->record_shapes);
}

/* --- maps ---------------------------------------------------------------------------------- */

/* Drops what was left for the object, or what of it nobody has claimed. */
static void drop_all(struct handover *handover, const struct object *object, bool claimed_too)
{
	struct handover_item *next;

	for (struct handover_item *i = handover_first(handover); i; i = next) {
		next = i->next;
		if ((!object || i->object == object->number) && (claimed_too || !i->is_claimed))
			handover_drop(handover, i);
	}
}

static struct handover_item *left_of(const struct object *object, const struct handover_item *item)
{
	return handover_find(handover_of(object), true, object->number, item->what, "");
}

/* Whether a map has another layout than the one that was left. Variables are not compared: those
 * that have moved start anew alone. */
static bool differs(const struct object *object, const struct handover_item *item)
{
	const struct handover_item *left = left_of(object, item);

	if (!left || *item->contents || strcmp(left->shape, item->shape) == 0)
		return false;
	TELL(object->session,
	     "--keep: everything starts anew, because map '%s' differs: it was of "
	     "%.*s, and is of %.*s",
	     item->what, SHOWN, left->shape, SHOWN, item->shape);
	return true;
}

static void tell_ring(const struct object *object, const char *map,
		      const struct ring_estate *estate)
{
	if (estate->waiting)
		message_tell(&object->session->options->messages, WASM_BPF_NOTE,
			     "--keep: %llu bytes of records wait in '%s'",
			     (unsigned long long)estate->waiting, map);
	if (estate->held)
		TELL(object->session,
		     "--keep: %llu records of '%s' were with the guest when it "
		     "ended: they may be lost",
		     (unsigned long long)estate->held, map);
}

/* Has the load use the map that was left. Variables that the guest has set otherwise, or that
 * have moved, start anew. */
static int take_map(struct object *object, const struct handover_item *item, struct err *err)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object->bpf, item->what);
	struct handover_item *left = left_of(object, item);
	struct ring_estate estate = { 0 };
	int ret = 0;

	/* The guest itself may have said which map it wants. */
	if (!left || !map || bpf_map__fd(map) >= 0)
		return 0;
	if (strcmp(left->shape, item->shape) != 0 || strcmp(left->contents, item->contents) != 0) {
		handover_drop(handover_of(object), left);
		return 0;
	}
	if (bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF)
		ret = ring_inherit(left->fd, bpf_map__max_entries(map), &estate);
	if (!ret)
		ret = bpf_errno(bpf_map__reuse_fd(map, left->fd));
	if (ret < 0)
		return err_set(err, -ret, "--keep: cannot take over the map '%s': %s", item->what,
			       strerror(-ret));
	tell_ring(object, item->what, &estate);
	left->is_claimed = true;
	return 0;
}

int handed_take_maps(struct object *object, struct err *err)
{
	struct handover *handover = handover_of(object);
	bool is_new = false;
	int ret;

	if (!handover)
		return 0;
	object->number = object->session->loads++;
	ret = describe_all(object);
	if (ret < 0)
		return err_set(err, -ret, "--keep: %s", strerror(-ret));
	for (const struct handover_item *i = object->described; i && !is_new; i = i->next)
		is_new = differs(object, i);
	if (is_new)
		drop_all(handover, object, true);
	for (const struct handover_item *i = object->described; i && !ret; i = i->next)
		ret = take_map(object, i, err);
	return ret;
}

static bool is_claimed(const struct object *object, const struct handover_item *item)
{
	for (const struct handover_item *i = handover_first(handover_of(object)); i; i = i->next)
		if (i->is_map && i->is_claimed && i->object == object->number &&
		    strcmp(i->what, item->what) == 0)
			return true;
	return false;
}

/* What cannot be kept: the guest runs, and the next one starts anew. */
static void store(const struct object *object)
{
	struct err err = ERR_INIT;

	if (handover_store(handover_of(object), &err) < 0)
		TELL(object->session, "--keep: %s", err.msg);
}

void handed_leave_maps(struct object *object)
{
	bool is_news = false;

	for (struct handover_item *i = object->described; i; i = i->next) {
		if (is_claimed(object, i))
			continue;
		i->fd = bpf_map_fd_by_name(object->bpf, i->what);
		is_news |= handover_add(handover_of(object), i) != NULL;
	}
	if (is_news)
		store(object);
}

/* --- links --------------------------------------------------------------------------------- */

static bool is_same(const struct handover_item *item, const struct bpf_program *prog)
{
	struct buf shape = BUF_INIT(SHAPE_MAX);
	bool same;

	shape_program(bpf_program__fd(prog), &shape);
	same = shape.len && strcmp(item->shape, shape.data) == 0;
	buf_release(&shape);
	return same;
}

static bool set_shape(struct handover_item *item, const struct bpf_program *prog)
{
	struct buf shape = BUF_INIT(SHAPE_MAX);

	shape_program(bpf_program__fd(prog), &shape);
	if (!shape.data)
		return false;
	free(item->shape);
	item->shape = shape.data;
	return true;
}

/* Has the link run the program. False if the kernel cannot replace the program of such a link. */
static bool replace(struct handover_item *item, const struct bpf_program *prog)
{
	return is_same(item, prog) ||
	       (bpf_link_update(item->fd, bpf_program__fd(prog), NULL) == 0 &&
		set_shape(item, prog));
}

static struct attachment *attachment_of(struct handover_item *item)
{
	struct attachment *attachment = calloc(1, sizeof(*attachment));

	if (!attachment)
		return NULL;
	*attachment = (struct attachment){ .map_fd = -1, .prog_fd = -1, .handed = item };
	attachment->fd = fcntl(item->fd, F_DUPFD_CLOEXEC, 3);
	if (attachment->fd < 0) {
		free(attachment);
		return NULL;
	}
	return attachment;
}

int handed_take_links(void *context, struct attachment **list)
{
	const struct handed_place *place = context;
	struct handover *handover = handover_of(place->object);
	const char *name = bpf_program__name(place->prog);
	struct handover_item *first = handover_find(handover, false, place->object->number, name,
						    place->where);
	bool all = first;

	for (struct handover_item *i = first; i && all; i = i->next)
		if (!i->is_claimed && !i->is_map && i->group == first->group)
			all = replace(i, place->prog);
	for (struct handover_item *i = first; i && all; i = i->next) {
		struct attachment *attachment;

		if (i->is_claimed || i->is_map || i->group != first->group)
			continue;
		attachment = attachment_of(i);
		if (!attachment)
			return -ENOMEM;
		i->is_claimed = true;
		attachment->next = *list;
		*list = attachment;
	}
	if (all)
		store(place->object);
	return all;
}

/* The links that the program has left behind elsewhere, one group of them. */
static void drop_replaced(const struct handed_place *place)
{
	struct handover *handover = handover_of(place->object);
	struct handover_item *left = handover_find(handover, false, place->object->number,
						   bpf_program__name(place->prog), place->where);
	const unsigned int group = left ? left->group : 0;
	struct handover_item *next;

	if (left)
		TELL(place->object->session,
		     "--keep: the kernel cannot replace '%s' where it is "
		     "attached: for a moment the old and the new program both ran",
		     bpf_program__name(place->prog));
	for (; left; left = next) {
		next = left->next;
		if (!left->is_claimed && !left->is_map && left->group == group)
			handover_drop(handover, left);
	}
}

void handed_leave_links(const struct handed_place *place, struct attachment *list)
{
	struct handover *handover = handover_of(place->object);
	struct handover_item item = {
		.object = place->object->number,
		.what = (char *)(uintptr_t)bpf_program__name(place->prog),
		.where = (char *)(uintptr_t)place->where,
		.contents = "",
	};
	struct buf shape = BUF_INIT(SHAPE_MAX);
	bool is_news = false;

	if (!handover)
		return;
	item.group = handover_group(handover);
	shape_program(bpf_program__fd(place->prog), &shape);
	item.shape = shape.data ? shape.data : "";
	for (struct attachment *i = list; i; i = i->next) {
		item.fd = attachment_fd(i);
		if (i->handed || i->pinned || !bpf_fd_is_link(item.fd))
			continue;
		i->handed = handover_add(handover, &item);
		is_news |= i->handed != NULL;
	}
	buf_release(&shape);
	if (!is_news)
		return;
	store(place->object);
	drop_replaced(place);
}

bool handed_let_go(struct session *session, struct attachment *list)
{
	bool is_left = false;

	if (!session->options->handover)
		return true;
	for (struct attachment *i = list; i; i = i->next) {
		if (i->handed && interrupt_is_raised(&session->interrupt)) {
			is_left = true;
			continue;
		}
		if (i->handed)
			handover_drop(session->options->handover, i->handed);
		i->handed = NULL;
	}
	return !is_left;
}

void handed_change(struct session *session, struct attachment *list)
{
	for (struct attachment *i = list; i; i = i->next) {
		char *nothing = i->handed ? strdup("") : NULL;

		if (!nothing)
			continue;
		free(i->handed->shape);
		i->handed->shape = nothing;
		handover_store(session->options->handover, NULL);
	}
}

void handed_close(struct object *object)
{
	struct session *session = object->session;

	if (!session->options->handover || interrupt_is_raised(&session->interrupt))
		return;
	handed_let_go(session, object->attachments);
	for (struct link *link = object->links; link; link = link->next)
		handed_let_go(session, link->attachments);
	drop_all(session->options->handover, object, true);
}

/* --- the run ------------------------------------------------------------------------------- */

void handed_settle(struct session *session)
{
	struct handover *handover = session->options->handover;

	if (!handover || session->has_settled)
		return;
	session->has_settled = true;
	drop_all(handover, NULL, false);
}

static void close_object(void *object)
{
	handed_close(object);
}

void handed_end(struct session *session)
{
	if (!session->options->handover)
		return;
	handles_each(&session->objects, close_object);
	drop_all(session->options->handover, NULL, true);
}
