// SPDX-License-Identifier: MIT
#include "session/object.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attach/attach.h"
#include "attach/permit.h"
#include "base/bpf_error.h"
#include "base/clock.h"
#include "btf/arch.h"
#include "btf/choose.h"
#include "btf/vet.h"
#include "engine/engine.h"
#include "kinds/kind.h"
#include "lib/err.h"
#include "policy/policy.h"
#include "policy/privileges.h"
#include "records/records.h"
#include "session/binding.h"
#include "session/cause.h"
#include "session/given.h"
#include "session/handed.h"
#include "session/link.h"
#include "session/loading.h"
#include "session/map.h"
#include "session/program.h"
#include "session/session.h"
#include "session/token.h"

/* A limit of memory leaves the log of each object this part of it. */
enum { VERIFIER_LOG_MAX = 64 * 1024 * 1024, LOG_SHARE = 16, WHERE_MAX = 8192 };

static struct btf_choice btf_choice(const struct object *object)
{
	const struct session *session = object->session;

	return (struct btf_choice){ session->options->btf, session->options->slices,
				    session->cache };
}

/* Whether a program is checked against the kernel's own types, whatever its relocations need. */
static bool needs_kernel_types(const struct object *object)
{
	struct bpf_program *prog;

	bpf_object__for_each_program (prog, object->bpf) {
		switch (bpf_program__type(prog)) {
		case BPF_PROG_TYPE_TRACING:
		case BPF_PROG_TYPE_LSM:
		case BPF_PROG_TYPE_STRUCT_OPS:
		case BPF_PROG_TYPE_EXT:
			if (bpf_program__autoload(prog))
				return true;
			break;
		default:
			break;
		}
	}
	return false;
}

/* Adds what can be done about a load that failed. */
static int explain_load(const struct object *object, int code, struct err *err)
{
	const struct log *log = &object->session->log;

	if (code == EPERM || code == EACCES) {
		const char *missing = privileges_missing(object->bpf);

		if (missing)
			return err_hint(err, "loading it needs %s: run as root", missing);
		if (token_explain(object->session->token_fd, object->bpf, err) < 0)
			return -err->code;
	}
	if (log_has(log, "BTF") && access(kernel_btf_path, R_OK) < 0) {
		const struct btf_choice choice = btf_choice(object);

		if (needs_kernel_types(object))
			return err_hint(err,
					"this kernel has no BTF ('%s' does not exist), which "
					"its programs attach by: CONFIG_DEBUG_INFO_BTF=y",
					kernel_btf_path);
		if (!object->has_btf)
			return btf_choose_hint(&choice, object->carries_slices, err);
	}
	cause_hint(object, err);
	return -err->code;
}

static const char *bound_target(const void *context, const struct bpf_program *prog)
{
	return binding_target(context, prog);
}

static unsigned int effects(const void *context, const struct bpf_program *prog)
{
	const struct object *object = context;

	return effects_of(&object->effects, prog);
}

/* libbpf has read the slice of the kernel's BTF, or never will. */
static void forget_btf(struct object *object)
{
	if (object->btf_fd >= 0)
		close(object->btf_fd);
	object->btf_fd = -1;
}

/* Opens the bytes of an object for this machine, which are aligned to 8. */
static int open_bytes(struct object *object, const void *data, size_t size, struct err *err)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = object->name,
		    .bpf_token_path = object->session->options->token_path);
	const struct btf_choice choice = btf_choice(object);
	char btf_path[KERNEL_BTF_PATH_MAX];
	int ret = vet_object(data, size, err);

	if (ret < 0)
		return err_prefix(err, "cannot open the BPF object of '%s'", object->name);
	ret = effects_read(&object->effects, data, size, err);
	if (ret < 0)
		return ret;
	object->btf_fd = btf_choose(&choice, data, size, btf_path, err);
	if (object->btf_fd < 0 && object->btf_fd != -ENOENT)
		return err_prefix(err, "cannot open the BPF object of '%s'", object->name);
	if (object->btf_fd >= 0)
		opts.btf_custom_path = btf_path;
	object->has_btf = object->btf_fd >= 0;
	object->carries_slices = btf_carries_slices(data, size);
	object->bpf = bpf_object__open_mem(data, size, &opts);
	if (!object->bpf) {
		ret = bpf_errno(-errno);
		err_set(err, -ret, "cannot open the BPF object of '%s': %s", object->name,
			strerror(-ret));
		if (ret == -EMFILE)
			cause_hint_files(object, err);
		return ret;
	}
	handed_know(object, data, size);
	loading_prepare(object->bpf);
	return 0;
}

static int open_object(struct object *object, const void *data, size_t size, const char *name,
		       struct err *err)
{
	void *copy = NULL;
	int ret;

	object->name = strdup(name);
	if (!object->name)
		return err_set(err, ENOMEM, "cannot open a BPF object: %s", strerror(ENOMEM));
	ret = arch_choose(data, size, &data, &size, err);
	if (ret < 0)
		return err_prefix(err, "cannot open the BPF object of '%s'", name);
	/* One that another carries may begin anywhere. */
	if ((uintptr_t)data % 8) {
		copy = malloc(size);
		if (!copy)
			return err_set(err, ENOMEM, "cannot open a BPF object: %s",
				       strerror(ENOMEM));
		data = memcpy(copy, data, size);
	}
	ret = open_bytes(object, data, size, err);
	free(copy);
	return ret;
}

/* Bytes of the host's memory for an object's ELF, which libbpf holds twice, and for the initial
 * values of its variables. */
static size_t memory_of(const struct object *object, size_t size)
{
	size_t sum = 2 * size;
	struct bpf_map *map;

	bpf_object__for_each_map(map, object->bpf)
		if (bpf_map__is_internal(map))
			sum += bpf_map__value_size(map);
	return sum;
}

/* What a guest has the host keep is bounded as the guest's own memory is. */
static int take_memory(struct object *object, size_t size, struct err *err)
{
	const struct policy *policy = object->session->options->policy;
	const uint64_t limit = policy_limit(policy, POLICY_MEMORY, UINT64_MAX);
	const size_t memory = memory_of(object, size);
	int ret = policy_may_have(policy, POLICY_MEMORY, object->session->object_memory + memory,
				  err);

	if (ret < 0)
		return err_prefix(err, "cannot open the BPF object of '%s'", object->name);
	object->memory = memory;
	object->session->object_memory += memory;
	if (limit / LOG_SHARE < object->log.max)
		object->log.max = limit / LOG_SHARE;
	return 0;
}

int object_open(struct session *session, const void *data, size_t size, const char *name,
		struct object **ret_object, struct err *err)
{
	struct object *object = calloc(1, sizeof(*object));
	int ret;

	if (!object)
		return err_set(err, ENOMEM, "cannot open a BPF object: %s", strerror(ENOMEM));
	object->session = session;
	object->btf_fd = -1;
	object->log = (struct buf)BUF_INIT(VERIFIER_LOG_MAX);
	ret = policy_may_have(session->options->policy, POLICY_OBJECTS,
			      session->objects.used + 1ull, err);
	if (!ret)
		ret = open_object(object, data, size, name ? name : session->options->name, err);
	if (!ret)
		ret = take_memory(object, size, err);
	if (!ret) {
		pthread_mutex_lock(&session->attaching);
		object->handle = handles_add(&session->objects, object);
		pthread_mutex_unlock(&session->attaching);
		if (object->handle < 0)
			ret = err_set(err, (int)-object->handle, "cannot open a BPF object: %s",
				      strerror((int)-object->handle));
	}
	if (ret < 0) {
		object_free(object);
		return ret;
	}
	given_know(session, object);
	*ret_object = object;
	return 0;
}

/* The maps are the kernel's from now on. */
static int learn_maps(struct object *object, struct err *err)
{
	int ret = 0;

	for (struct map *map = object->maps; map && !ret; map = map->next)
		ret = map_learn(map, err);
	return ret;
}

static int count_maps(struct object *object, struct err *err)
{
	size_t count = 0;
	struct bpf_map *map;
	int ret;

	bpf_object__for_each_map(map, object->bpf)
		count += bpf_map__autocreate(map);
	ret = session_reserve_maps(object->session, count, err);
	if (!ret)
		object->map_count = count;
	return ret;
}

int object_load(struct object *object, struct err *err)
{
	const char *name = object->name;
	struct log *log = &object->session->log;
	int ret;

	if (object->state != OBJECT_OPEN)
		return err_set(err, EBUSY, "cannot load the BPF object of '%s': %s", name,
			       object->state == OBJECT_LOADED ? "it is already loaded" :
			       	"an earlier load failed");
	ret = bindings_add_given(object, err);
	if (!ret)
		ret = permit_load(object->session->options->policy, object->bpf,
				  &(struct permit_facts){ bound_target, effects, object,
							 &object->session->ksyms }, err);
	if (!ret)
		ret = count_maps(object, err);
	if (!ret)
		ret = handed_take_maps(object, err);
	if (ret < 0)
		return ret;
	log_verifier(log, &object->log);
	ret = bpf_errno(bpf_object__load(object->bpf));
	log_verifier(log, NULL);
	forget_btf(object);
	object->state = ret < 0 ? OBJECT_FAILED : OBJECT_LOADED;
	if (ret < 0) {
		loading_failed(object);
		err_set(err, -ret, "cannot load the BPF object of '%s': %s", name, strerror(-ret));
		return explain_load(object, -ret, err);
	}
	handed_leave_maps(object);
	return learn_maps(object, err);
}

static void detach_all(struct object *object)
{
	session_begin_detaching(object->session);
	attachments_free(&object->attachments);
	for (struct link *link = object->links; link; link = link->next)
		attachments_free(&link->attachments);
	session_end_detaching(object->session);
}

static void abandon(struct attachment *list)
{
	for (; list; list = list->next)
		attachment_undo(list);
}

void object_abandon(struct object *object)
{
	abandon(object->attachments);
	for (const struct link *link = object->links; link; link = link->next)
		abandon(link->attachments);
}

static void free_links(struct object *object)
{
	while (object->links) {
		struct link *link = object->links;

		object->links = link->next;
		free(link);
	}
}

static void free_programs(struct object *object)
{
	while (object->programs) {
		struct program *program = object->programs;

		object->programs = program->next;
		free(program);
	}
}

static void free_maps(struct object *object)
{
	while (object->maps) {
		struct map *map = object->maps;

		object->maps = map->next;
		/* It counted with the object's others. */
		if (session_keep_map(object->session, map))
			object->map_count--;
		map_free(map);
	}
}

void object_free(struct object *object)
{
	usage_take(object);
	detach_all(object);
	free_links(object);
	free_programs(object);
	free_maps(object);
	bpf_object__close(object->bpf);
	session_return_maps(object->session, object->map_count);
	object->session->object_memory -= object->memory;
	forget_btf(object);
	bindings_free(object);
	handed_forget(object);
	free(object->name);
	effects_release(&object->effects);
	buf_release(&object->log);
	free(object);
}

/* Nothing of the object has a handle from now on. */
static void remove_handles(struct object *object)
{
	struct session *session = object->session;

	for (struct map *map = object->maps; map; map = map->next) {
		handles_remove(&session->maps, map->handle);
		map->handle = 0;
	}
	for (const struct program *program = object->programs; program; program = program->next)
		handles_remove(&session->programs, program->handle);
	for (const struct link *link = object->links; link; link = link->next)
		handles_remove(&session->links, link->handle);
	pthread_mutex_lock(&session->attaching);
	handles_remove(&session->objects, object->handle);
	pthread_mutex_unlock(&session->attaching);
	object->handle = 0;
}

void object_close(struct object *object)
{
	struct session *session = object->session;

	remove_handles(object);
	handed_close(object);
	for (struct map *map = object->maps; map; map = map->next)
		if (map->records)
			records_close(map->records);
	if (!object->busy) {
		object_free(object);
		return;
	}
	detach_all(object);
	object->next = session->closing;
	session->closing = object;
}

void object_put(struct object *object)
{
	struct object **link = &object->session->closing;

	if (--object->busy || object->handle)
		return;
	while (*link != object)
		link = &(*link)->next;
	*link = object->next;
	object_free(object);
}

/* Where a program is attached, as far as two runs mean the same by it. */
static void describe_place(const struct bpf_program *prog, const char *target, uint64_t cookie,
			   struct buf *where)
{
	buf_puts(where, bpf_program__section_name(prog));
	if (target)
		buf_printf(where, " at %s", target);
	if (cookie)
		buf_printf(where, " with %#llx", (unsigned long long)cookie);
}

/* Attaches it, or takes over what an earlier run attached. */
static int attach_or_take(struct object *object, struct bpf_program *prog, const char *target,
			  struct attach_options *options, struct attachment **list, struct err *err)
{
	struct handed_place place = { .object = object, .prog = prog };
	struct buf where = BUF_INIT(WHERE_MAX);
	struct attachment *added = NULL, **end = &added;
	int ret;

	describe_place(prog, target, options->cookie, &where);
	place.where = where.data ? where.data : "";
	if (object->session->options->handover) {
		options->take = handed_take_links;
		options->take_context = &place;
	}
	ret = attach_program(object->bpf, prog, target, options, &added, err);
	if (!ret)
		handed_leave_links(&place, added);
	buf_release(&where);
	while (*end)
		end = &(*end)->next;
	*end = *list;
	*list = added;
	return ret;
}

static int attach(struct object *object, struct bpf_program *prog, const char *target,
		  uint64_t cookie, struct attachment **list, struct err *err)
{
	const char *name = bpf_program__name(prog);
	struct session_target *given = session_target(object->session, name);
	struct attach_options options = { .cookie = cookie,
					  .policy = object->session->options->policy,
					  .ksyms = &object->session->ksyms };

	if (!program_is_loaded(prog))
		return err_set(err, EINVAL, "cannot attach '%s': it is not loaded", name);
	if (given) {
		given->used = true;
		/* Such a program was bound to it when it was loaded. */
		target = kind_is_bound(bpf_program__section_name(prog)) ? NULL : given->target;
	}
	options.function = binding_replaced(object, prog, &options.replaced_fd);
	return attach_or_take(object, prog, target, &options, list, err);
}

/* Nothing is attached as the user does not want it: such a run ends. */
static int check_given(struct session *session, struct err *err)
{
	const int ret = given_check(session, false, err);

	if (ret < 0) {
		session->exit_status = 1;
		if (session->instance)
			engine_stop(session->instance);
	}
	return ret;
}

/* Takes note that something was attached. */
static void attached(struct object *object)
{
	object->session->attached_at = clock_now();
}

int object_attach_program(struct object *object, struct bpf_program *prog, const char *target,
			  uint64_t cookie, struct attachment **list, struct err *err)
{
	int ret = check_given(object->session, err);

	if (ret < 0)
		return ret;
	pthread_mutex_lock(&object->session->attaching);
	ret = attach(object, prog, target, cookie, list, err);
	pthread_mutex_unlock(&object->session->attaching);
	if (!ret) {
		attached(object);
		usage_mark(object, prog);
	}
	return ret;
}

int object_attach_map(struct object *object, const struct bpf_map *map,
		      struct attachment **list, struct err *err)
{
	struct session_target *given = session_target(object->session, bpf_map__name(map));
	int ret = check_given(object->session, err);

	if (ret < 0)
		return ret;
	if (given)
		given->used = true;
	pthread_mutex_lock(&object->session->attaching);
	ret = attach_struct_ops(object->bpf, map, object->session->options->policy,
				list, err);
	pthread_mutex_unlock(&object->session->attaching);
	if (!ret) {
		attached(object);
		usage_mark_struct_ops(object);
	}
	return ret;
}

int object_attach(struct object *object, const char *name, const char *target, struct err *err)
{
	struct bpf_program *prog = bpf_object__find_program_by_name(object->bpf, name);
	struct bpf_map *map = bpf_object__find_map_by_name(object->bpf, name);

	if (prog)
		return object_attach_program(object, prog, target, 0, &object->attachments, err);
	if (map && bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS)
		return object_attach_map(object, map, &object->attachments, err);
	return err_set(err, ENOENT, "cannot attach '%s': no such program", name);
}

int object_attach_path(struct object *object, const char *program, const char *path,
		       struct err *err)
{
	struct bpf_program *prog = bpf_object__find_program_by_name(object->bpf, program);
	bool takes = prog && kind_takes_path(bpf_program__section_name(prog));

	return object_attach(object, program, takes ? path : NULL, err);
}

static int add_map(struct object *object, struct bpf_map *bpf, struct map **ret_map,
		   struct err *err)
{
	struct map *map;
	int ret = map_new(object, bpf, &map, err);

	if (ret < 0)
		return ret;
	map->handle = handles_add(&object->session->maps, map);
	if (map->handle < 0) {
		ret = err_set(err, -map->handle, "cannot give map '%s' a handle: %s", map->name,
			      strerror(-map->handle));
		map_free(map);
		return ret;
	}
	map->next = object->maps;
	object->maps = map;
	*ret_map = map;
	return 0;
}

static int give_map(struct object *object, struct bpf_map *bpf, struct map **ret_map,
		    struct err *err)
{
	struct map *map = object->maps;

	while (map && map->bpf != bpf)
		map = map->next;
	if (!map)
		return add_map(object, bpf, ret_map, err);
	*ret_map = map;
	return 0;
}

int object_map(struct object *object, const char *name, struct map **ret_map, struct err *err)
{
	struct bpf_map *bpf = bpf_object__find_map_by_name(object->bpf, name);

	if (!bpf)
		return err_set(err, ENOENT, "no map '%s' in the BPF object", name);
	return give_map(object, bpf, ret_map, err);
}

int object_next_map(struct object *object, const struct map *map, struct map **ret_map,
		    struct err *err)
{
	struct bpf_map *bpf = bpf_object__next_map(object->bpf, map ? map->bpf : NULL);

	if (bpf)
		return give_map(object, bpf, ret_map, err);
	*ret_map = NULL;
	return 0;
}
