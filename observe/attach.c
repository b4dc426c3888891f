// SPDX-License-Identifier: MIT
/* An object's programs go where their sections or the user say. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

#include "attach/attach.h"
#include "base/message.h"
#include "kinds/kind.h"
#include "lib/err.h"
#include "lib/near.h"
#include "observe/guest.h"
#include "observe/observation.h"
#include "observe/params.h"
#include "session/given.h"
#include "session/object.h"
#include "session/session.h"

enum { TARGET_SIZE = 512, ENTRIES_USUAL = 10240, FRAMES_USUAL = 127 };

/* --- sizes --------------------------------------------------------------------------------- */

static bool has_entries(const struct bpf_map *map)
{
	switch (bpf_map__type(map)) {
	case BPF_MAP_TYPE_PERF_EVENT_ARRAY: /* libbpf makes one for each CPU */
	case BPF_MAP_TYPE_SK_STORAGE:
	case BPF_MAP_TYPE_TASK_STORAGE:
	case BPF_MAP_TYPE_INODE_STORAGE:
	case BPF_MAP_TYPE_CGRP_STORAGE:
	case BPF_MAP_TYPE_CGROUP_STORAGE:
	case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
	case BPF_MAP_TYPE_STRUCT_OPS:
		return false;
	default:
		return true;
	}
}

int observation_size_maps(struct observation *o, struct err *err)
{
	struct bpf_map *map;
	int ret = 0;

	bpf_object__for_each_map (map, o->object->bpf) {
		const bool is_stack = bpf_map__type(map) == BPF_MAP_TYPE_STACK_TRACE;
		uint64_t entries;

		if (ret || bpf_map__max_entries(map) || !has_entries(map))
			continue;
		if (!observe_constant(o->object->bpf, bpf_map__name(map), "_max_entries",
				      &entries) ||
		    !entries || entries > UINT32_MAX)
			entries = bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF ? 256 << 10
									     : ENTRIES_USUAL;
		if (is_stack && !bpf_map__value_size(map))
			ret = bpf_map__set_value_size(map, FRAMES_USUAL * sizeof(uint64_t));
		if (!ret)
			ret = bpf_map__set_max_entries(map, (uint32_t)entries);
		if (ret)
			err_set(err, -ret, "cannot set the size of map '%s': %s",
				bpf_map__name(map), strerror(-ret));
	}
	return ret;
}

/* --- which programs ------------------------------------------------------------------------ */

/* Objects have two programs for an event, of which the user-space half of a tool chooses one: the
 * second kind of each row is not used if there is the first. */
static const struct {
	const char *better, *other;
} twins[] = {
	{ "tp_btf", "raw_tp" }, { "tp_btf", "raw_tracepoint" },
	{ "fentry", "kprobe" }, { "fexit", "kretprobe" },
	{ "tp_btf", "tp" },     { "tp_btf", "tracepoint" },
};

/* What follows the word and a slash in the section, or null. */
static const char *behind(const char *section, const char *word)
{
	const size_t len = strlen(word);

	return strncmp(section, word, len) == 0 && section[len] == '/' ? section + len + 1 : NULL;
}

/* The event of a tracepoint without its group: "sched/sched_switch". */
static const char *event_of(const char *target)
{
	const char *slash = strchr(target, '/');

	return slash ? slash + 1 : target;
}

static bool has_program(const struct bpf_object *bpf, const char *word, const char *event)
{
	struct bpf_program *prog;

	bpf_object__for_each_program (prog, bpf) {
		const char *target = behind(bpf_program__section_name(prog), word);

		if (target && bpf_program__autoload(prog) && strcmp(event_of(target), event) == 0)
			return true;
	}
	return false;
}

static bool has_better_twin(const struct bpf_object *bpf, const struct bpf_program *prog)
{
	for (size_t i = 0; i < sizeof(twins) / sizeof(*twins); i++) {
		const char *target = behind(bpf_program__section_name(prog), twins[i].other);

		if (target && has_program(bpf, twins[i].better, event_of(target)))
			return true;
	}
	return false;
}

static int leave_out_given(const struct observation *o, struct err *err)
{
	for (size_t i = 0; i < o->options->without.count; i++) {
		const char *name = o->options->without.list[i];
		struct bpf_program *prog = bpf_object__find_program_by_name(o->object->bpf, name);
		struct near near = near_begin(name);

		if (prog) {
			bpf_program__set_autoload(prog, false);
			continue;
		}
		bpf_object__for_each_program (prog, o->object->bpf)
			near_offer(&near, bpf_program__name(prog));
		err_set(err, ENOENT, "--without %s: the object has no such program", name);
		if (*near.nearest)
			err_hint(err, "did you mean '%s'?", near.nearest);
		return -ENOENT;
	}
	return 0;
}

/* Sections that Inspektor Gadget attaches itself, so that libbpf has no type for them: "socket1",
 * to the packets of a network namespace, and "classifier/ingress/name", to those of interfaces. */
static enum bpf_prog_type type_of_gadget(const char *section)
{
	static const char word[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

	if (strncmp(section, "socket", 6) == 0 && section[6] &&
	    !section[6 + strspn(section + 6, word)])
		return BPF_PROG_TYPE_SOCKET_FILTER;
	if (behind(section, "classifier"))
		return BPF_PROG_TYPE_SCHED_CLS;
	return BPF_PROG_TYPE_UNSPEC;
}

static void give_types(const struct observation *o)
{
	struct bpf_program *prog;

	bpf_object__for_each_program (prog, o->object->bpf)
		if (bpf_program__type(prog) == BPF_PROG_TYPE_UNSPEC)
			bpf_program__set_type(prog,
					      type_of_gadget(bpf_program__section_name(prog)));
}

int observation_choose(struct observation *o, struct err *err)
{
	struct bpf_program *prog;
	int ret = leave_out_given(o, err);

	give_types(o);

	bpf_object__for_each_program (prog, o->object->bpf)
		if (!ret && bpf_program__autoload(prog) && has_better_twin(o->object->bpf, prog) &&
		    !session_target(o->session, bpf_program__name(prog)))
			bpf_program__set_autoload(prog, false);
	return ret;
}

/* --- attaching ----------------------------------------------------------------------------- */

/* Whether it is known what the program attaches to. Programs that no section names are there for
 * others to call. */
static bool has_target(const struct observation *o, const struct bpf_program *prog)
{
	const char *section = bpf_program__section_name(prog);
	const struct kind *kind = kind_find(section);
	char target[TARGET_SIZE];

	/* The load binds what observes a function of the kernel, or a tracepoint of BTF. */
	if (kind && kind->flags & KIND_IS_BOUND && kind->flags & KIND_OBSERVES &&
	    kind_section_target(section))
		return true;
	return session_target(o->session, bpf_program__name(prog)) ||
	       attach_name_target(section, target, sizeof(target));
}

/* What it attaches to if nobody says: all interfaces here; null: what its section names. */
static const char *usual_target(const struct observation *o, const struct bpf_program *prog)
{
	if (session_target(o->session, bpf_program__name(prog)) ||
	    type_of_gadget(bpf_program__section_name(prog)) != BPF_PROG_TYPE_SOCKET_FILTER)
		return NULL;
	return "*";
}

/* Whether what it is attached to is a part of the kernel or of a file, which versions have or
 * have not. */
static bool observes(const struct bpf_program *prog)
{
	const struct kind *kind = kind_find(attach_section_of(prog));

	return kind && kind->flags & KIND_OBSERVES;
}

int observation_attach(struct observation *o, struct err *err)
{
	struct bpf_program *prog;
	struct bpf_map *map;
	int ret = 0;

	bpf_object__for_each_program (prog, o->object->bpf) {
		const char *name = bpf_program__name(prog);

		if (!bpf_program__autoload(prog) || observation_is_iterator(prog) ||
		    (o->running && guest_has_attached(o, name)))
			continue;
		if (!has_target(o, prog) && !usual_target(o, prog)) {
			const char *grammar = attach_grammar(attach_section_of(prog));

			message_tell(&o->session->options->messages, WASM_BPF_WARNING,
				     "'%s' (%s) is not attached: --attach %s=%s says to what", name,
				     bpf_program__section_name(prog), name,
				     grammar ? grammar : "TARGET");
			continue;
		}
		ret = object_attach(o->object, name, usual_target(o, prog), err);
		if (ret == -ENOENT && observes(prog)) {
			message_tell(&o->session->options->messages, WASM_BPF_WARNING,
				     "%s; the others run", err->msg);
			*err = (struct err)ERR_INIT;
			continue;
		}
		if (ret)
			return ret;
		o->is_attached = true;
		if (o->running)
			guest_attached(o, name);
	}
	bpf_object__for_each_map (map, o->object->bpf) {
		if (bpf_map__type(map) != BPF_MAP_TYPE_STRUCT_OPS ||
		    (o->running && guest_has_attached(o, bpf_map__name(map))))
			continue;
		ret = object_attach(o->object, bpf_map__name(map), NULL, err);
		if (ret)
			return ret;
		o->is_attached = true;
		if (o->running)
			guest_attached(o, bpf_map__name(map));
	}
	if (!o->is_attached && !o->has_iterators && !o->map_count)
		return err_set(err, EINVAL, "no program of '%s' is attached: nothing would come",
			       o->name);
	return 0;
}
