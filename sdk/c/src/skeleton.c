// SPDX-License-Identifier: MIT
/* Skeletons: an object whose maps, programs and links are fields of a struct. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "internal.h"

/* The n-th entry: `size` is that of the header which the skeleton was compiled with. */
static struct bpf_map_skeleton *map_entry(const struct bpf_object_skeleton *s, int n)
{
	return (void *)((char *)s->maps + n * s->map_skel_sz);
}

static struct bpf_prog_skeleton *program_entry(const struct bpf_object_skeleton *s, int n)
{
	return (void *)((char *)s->progs + n * s->prog_skel_sz);
}

static int find_all(const struct bpf_object_skeleton *s)
{
	for (int i = 0; i < s->map_cnt; i++) {
		const struct bpf_map_skeleton *entry = map_entry(s, i);
		struct bpf_map *map = bpf_object__find_map_by_name(*s->obj, entry->name);

		if (!map) {
			sdk_warn("no map '%s' in '%s'\n", entry->name, s->name);
			return -ESRCH;
		}
		*entry->map = map;
		if (entry->mmaped && map->initial)
			*entry->mmaped = map->initial;
	}
	for (int i = 0; i < s->prog_cnt; i++) {
		const struct bpf_prog_skeleton *entry = program_entry(s, i);

		*entry->prog = bpf_object__find_program_by_name(*s->obj, entry->name);
		if (!*entry->prog) {
			sdk_warn("no program '%s' in '%s'\n", entry->name, s->name);
			return -ESRCH;
		}
	}
	return 0;
}

int bpf_object__open_skeleton(struct bpf_object_skeleton *s,
			      const struct bpf_object_open_opts *opts)
{
	LIBBPF_OPTS(bpf_object_open_opts, named, .object_name = s->name);
	int err;

	if (opts && opts->object_name)
		named.object_name = opts->object_name;
	*s->obj = bpf_object__open_mem(s->data, s->data_sz, &named);
	if (!*s->obj)
		return -errno;
	err = find_all(s);
	return err ? sdk_error(-err) : 0;
}

int bpf_object__load_skeleton(struct bpf_object_skeleton *s)
{
	return bpf_object__load(*s->obj);
}

/* Whether a section says what its programs attach to: these kinds, if a target follows. */
static bool names_target(const char *section)
{
	static const char *const kinds[] = {
		"tp", "tracepoint", "raw_tp", "raw_tracepoint", "raw_tp.w", "raw_tracepoint.w",
		"tp_btf", "fentry", "fentry.s", "fexit", "fexit.s", "fmod_ret", "fmod_ret.s",
		"lsm", "lsm.s", "iter", "iter.s", "usdt", "usdt.s", "ksyscall", "kretsyscall",
		"kprobe", "kretprobe", "kprobe.multi", "kretprobe.multi", "kprobe.session",
		"uprobe", "uretprobe", "uprobe.s", "uretprobe.s", "uprobe.multi",
		"uretprobe.multi", "uprobe.multi.s", "uretprobe.multi.s",
	};
	size_t len = strcspn(section, "/");

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strlen(kinds[i]) == len && !memcmp(section, kinds[i], len))
			return section[len] && section[len + 1];
	return false;
}

int bpf_object__attach_skeleton(struct bpf_object_skeleton *s)
{
	for (int i = 0; i < s->prog_cnt; i++) {
		const struct bpf_prog_skeleton *entry = program_entry(s, i);
		const struct bpf_program *prog = *entry->prog;

		if (!prog->autoload || !prog->autoattach || *entry->link ||
		    !names_target(prog->section))
			continue;
		*entry->link = bpf_program__attach(prog);
		if (!*entry->link)
			return -errno;
	}
	return 0;
}

static void free_links(const struct bpf_object_skeleton *s, bool stay)
{
	for (int i = 0; i < s->prog_cnt; i++) {
		struct bpf_link **link = program_entry(s, i)->link;

		if (stay && *link)
			bpf_link__detach(*link);
		bpf_link__destroy(*link);
		*link = NULL;
	}
}

void bpf_object__detach_skeleton(struct bpf_object_skeleton *s)
{
	free_links(s, true);
}

void bpf_object__destroy_skeleton(struct bpf_object_skeleton *s)
{
	if (!s)
		return;
	if (s->progs)
		free_links(s, false);
	if (s->obj)
		bpf_object__close(*s->obj);
	free(s->maps);
	free(s->progs);
	free(s);
}
