// SPDX-License-Identifier: MIT
/* Skeletons: an object whose maps, programs and links are fields of a struct. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "internal.h"
#ifndef WASM_BPF_V1
#include "v2/object.h"
#endif

/* The n-th entry of a list, whose entries have the size of the header which the skeleton was
 * compiled with. */
static void *entry_at(void *list, int n, int size)
{
	return (char *)list + n * size;
}

static struct bpf_map_skeleton *map_entry(const struct bpf_object_skeleton *s, int n)
{
	return entry_at(s->maps, n, s->map_skel_sz);
}

/* Where the link of the n-th map is to be kept, or null. */
static struct bpf_link **map_link(const struct bpf_object_skeleton *s, int n)
{
	return s->map_skel_sz >= (int)sizeof(struct bpf_map_skeleton) ? map_entry(s, n)->link : NULL;
}

static struct bpf_prog_skeleton *program_entry(const struct bpf_object_skeleton *s, int n)
{
	return entry_at(s->progs, n, s->prog_skel_sz);
}

static int not_found(const char *object, const char *name)
{
	sdk_warn("no '%s' in '%s'\n", name, object);
	return sdk_error(ESRCH);
}

static int find_map(const struct bpf_object *obj, const struct bpf_map_skeleton *entry)
{
	*entry->map = bpf_object__find_map_by_name(obj, entry->name);
	return *entry->map ? 0 : not_found(bpf_object__name(obj), entry->name);
}

static int find_program(const struct bpf_object *obj, const struct bpf_prog_skeleton *entry)
{
	*entry->prog = bpf_object__find_program_by_name(obj, entry->name);
	return *entry->prog ? 0 : not_found(bpf_object__name(obj), entry->name);
}

static int find_all(const struct bpf_object_skeleton *s)
{
	int err = 0;

	for (int i = 0; i < s->map_cnt && !err; i++) {
		const struct bpf_map_skeleton *entry = map_entry(s, i);

		err = find_map(*s->obj, entry);
		if (!err && entry->mmaped && bpf_map__is_internal(*entry->map))
			*entry->mmaped = bpf_map__initial_value(*entry->map, NULL);
	}
	for (int i = 0; i < s->prog_cnt && !err; i++)
		err = find_program(*s->obj, program_entry(s, i));
	return err;
}

int bpf_object__open_skeleton(struct bpf_object_skeleton *s,
			      const struct bpf_object_open_opts *opts)
{
	*s->obj = sdk_open(s->data, s->data_sz, opts, s->name);
	return *s->obj ? find_all(s) : -errno;
}

int bpf_object__load_skeleton(struct bpf_object_skeleton *s)
{
	return bpf_object__load(*s->obj);
}

/* Whether a section says what its programs attach to: these kinds, if a target follows. A
 * kind may be of a sort: kprobe.multi, fentry.s. */
static bool names_target(const char *section)
{
	const char *kind = "tp tracepoint raw_tp raw_tracepoint tp_btf fentry fexit fmod_ret lsm "
			   "iter usdt ksyscall kretsyscall kprobe kretprobe uprobe uretprobe ";
	size_t len = strcspn(section, "./"), target = strcspn(section, "/");

	for (; *kind; kind += strcspn(kind, " ") + 1)
		if (!strncmp(kind, section, len) && kind[len] == ' ')
			return section[target] && section[target + 1];
	return false;
}

#ifndef WASM_BPF_V1
/* Those of struct_ops, which skeletons that know of their links can attach. */
static int attach_maps(const struct bpf_object_skeleton *s)
{
	for (int i = 0; i < s->map_cnt; i++) {
		struct bpf_link **link = map_link(s, i);
		const struct bpf_map *map = *map_entry(s, i)->map;

		if (!link || *link || bpf_map__type(map) != BPF_MAP_TYPE_STRUCT_OPS ||
		    !bpf_map__autoattach(map))
			continue;
		*link = bpf_map__attach_struct_ops(map);
		if (!*link)
			return -errno;
	}
	return 0;
}

#else
static int attach_maps(const struct bpf_object_skeleton *s)
{
	(void)s; /* its maps' types would have to be read from BTF */
	return 0;
}
#endif

int bpf_object__attach_skeleton(struct bpf_object_skeleton *s)
{
	for (int i = 0; i < s->prog_cnt; i++) {
		const struct bpf_prog_skeleton *entry = program_entry(s, i);
		const struct bpf_program *prog = *entry->prog;

		if (!bpf_program__autoload(prog) || !bpf_program__autoattach(prog) ||
		    *entry->link || !names_target(bpf_program__section_name(prog)))
			continue;
		*entry->link = bpf_program__attach(prog);
		if (!*entry->link)
			return -errno;
	}
	return attach_maps(s);
}

/* Of an object that stays open, what cannot be detached is worth a message. */
static void free_link(struct bpf_link **link, bool stay)
{
	if (!link || !*link)
		return;
	if (stay)
		bpf_link__detach(*link);
	bpf_link__destroy(*link);
	*link = NULL;
}

static void free_links(const struct bpf_object_skeleton *s, bool stay)
{
	for (int i = 0; s->progs && i < s->prog_cnt; i++)
		free_link(program_entry(s, i)->link, stay);
	for (int i = 0; s->maps && i < s->map_cnt; i++)
		free_link(map_link(s, i), stay);
}

void bpf_object__detach_skeleton(struct bpf_object_skeleton *s)
{
	free_links(s, true);
}

void bpf_object__destroy_skeleton(struct bpf_object_skeleton *s)
{
	if (!s)
		return;
	free_links(s, false);
	if (s->obj)
		bpf_object__close(*s->obj);
	free(s->maps);
	free(s->progs);
	free(s);
}

/* --- subskeletons ------------------------------------------------------------------ */

#ifndef WASM_BPF_V1
static int find_variable(const struct bpf_object *obj, const struct bpf_var_skeleton *entry)
{
	int offset = sdk_variable(*entry->map, entry->name);
	char *values = offset < 0 ? NULL : bpf_map__initial_value(*entry->map, NULL);

	if (!values)
		return not_found(bpf_object__name(obj), entry->name);
	*entry->addr = values + offset;
	return 0;
}

int bpf_object__open_subskeleton(struct bpf_object_subskeleton *s)
{
	int err = 0;

	for (int i = 0; i < s->map_cnt && !err; i++)
		err = find_map(s->obj, entry_at(s->maps, i, s->map_skel_sz));
	for (int i = 0; i < s->prog_cnt && !err; i++)
		err = find_program(s->obj, entry_at(s->progs, i, s->prog_skel_sz));
	for (int i = 0; i < s->var_cnt && !err; i++)
		err = find_variable(s->obj, entry_at(s->vars, i, s->var_skel_sz));
	return err;
}

void bpf_object__destroy_subskeleton(struct bpf_object_subskeleton *s)
{
	if (!s)
		return;
	free(s->maps);
	free(s->progs);
	free(s->vars);
	free(s);
}
#endif
