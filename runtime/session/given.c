// SPDX-License-Identifier: MIT
#include "session/given.h"

#include <bpf/libbpf.h>
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "engine/engine.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/near.h"
#include "session/object.h"
#include "session/session.h"

enum { NAMES_MAX = 512, LISTED_MAX = 300 };

struct session_target *session_target(const struct session *session, const char *program)
{
	for (size_t i = 0; i < session->options->target_count; i++)
		if (strcmp(session->options->targets[i].program, program) == 0)
			return &session->options->targets[i];
	return NULL;
}

static void know(const struct session *session, const char *name)
{
	struct session_target *target = session_target(session, name);

	if (target)
		target->known = true;
}

/* Calls `visit` with the names of what can be attached, a struct_ops map's, too. */
static void each_name(const struct object *object, void (*visit)(void *context, const char *name),
		      void *context)
{
	struct bpf_program *prog;
	struct bpf_map *map;

	bpf_object__for_each_program(prog, object->bpf)
		visit(context, bpf_program__name(prog));
	bpf_object__for_each_map(map, object->bpf)
		if (bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS)
			visit(context, bpf_map__name(map));
}

static void know_name(void *context, const char *name)
{
	know(context, name);
}

void given_know(struct session *session, const struct object *object)
{
	if (session->options->target_count)
		each_name(object, know_name, session);
}

static bool is_of_name(unsigned char c)
{
	return isalnum(c) || c == '_';
}

/* Whether the name stands in the guest's memory as a whole word. */
static bool is_in_memory(const struct session *session, const char *name)
{
	const size_t len = strlen(name);
	const uint8_t *memory, *at, *end;
	size_t size = 0;

	memory = session->instance ? engine_memory(session->instance, &size) : NULL;
	end = memory + size;
	for (at = memory; at && (at = memmem(at, (size_t)(end - at), name, len)); at++)
		if ((at == memory || !is_of_name(at[-1])) &&
		    (at + len == end || !is_of_name(at[len])))
			return true;
	return false;
}

/* The names of all objects that are open. */
struct names {
	const char *names[NAMES_MAX];
	size_t count;
};

static void add_name(void *context, const char *name)
{
	struct names *names = context;

	if (names->count < NAMES_MAX)
		names->names[names->count++] = name;
}

static void hint(const struct names *names, const char *name, struct err *err)
{
	const char *near = near_name(name, names->names, names->count);
	struct buf list = BUF_INIT(LISTED_MAX);

	for (size_t i = 0; i < names->count; i++)
		buf_printf(&list, "%s'%s'", i ? ", " : "", names->names[i]);
	if (near)
		err_hint(err, "did you mean '%s'?", near);
	else if (list.len)
		err_hint(err, "there are %s", list.error ? "many others" : list.data);
	buf_release(&list);
}

static int refuse(const struct session *session, const char *name, struct err *err)
{
	struct names names = { .count = 0 };

	for (uint32_t i = 0; i < session->objects.count; i++) {
		const struct object *object = handles_at(&session->objects, i);

		if (object)
			each_name(object, add_name, &names);
	}
	err_set(err, ENOENT, "a target was given for program '%s', and no BPF object has such a "
		"program", name);
	hint(&names, name, err);
	return -ENOENT;
}

int given_check(const struct session *session, bool is_over, struct err *err)
{
	for (size_t i = 0; i < session->options->target_count; i++) {
		const struct session_target *target = &session->options->targets[i];

		if (!target->known && (is_over || !is_in_memory(session, target->program)))
			return refuse(session, target->program, err);
	}
	return 0;
}
