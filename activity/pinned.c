// SPDX-License-Identifier: MIT
/* What is pinned in BPF file systems: see kernel.h. */
#include <bpf/bpf.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "activity/kernel.h"

enum { NAMES_MAX = 8192, DEPTH_MAX = 8 };

struct walk {
	struct pinned_list *to;
	unsigned int names;
};

static void add(struct pinned_list *to, bool is_map, uint32_t id, const char *path)
{
	struct pinned *grown = reallocarray(to->list, to->count + 1, sizeof(*grown));

	if (!grown)
		return;
	to->list = grown;
	grown[to->count].is_map = is_map;
	grown[to->count].id = id;
	snprintf(grown[to->count++].path, sizeof(grown->path), "%s", path);
}

/* A program, a map, or a link, which stands for its program: their infos tell. */
static void look_at(struct walk *walk, const char *path)
{
	LIBBPF_OPTS(bpf_obj_get_opts, read_only, .file_flags = BPF_F_RDONLY);
	struct bpf_prog_info program = { 0 };
	struct bpf_map_info map = { 0 };
	struct bpf_link_info link = { 0 };
	char proc[48], target[64];
	ssize_t len;
	__u32 size;
	int fd = bpf_obj_get_opts(path, &read_only);

	fd = fd < 0 ? bpf_obj_get(path) : fd;
	if (fd < 0)
		return;
	snprintf(proc, sizeof(proc), "/proc/self/fd/%d", fd);
	len = readlink(proc, target, sizeof(target) - 1);
	target[len > 0 ? len : 0] = '\0';
	if (strstr(target, "bpf-map") &&
	    (size = sizeof(map), bpf_obj_get_info_by_fd(fd, &map, &size)) == 0)
		add(walk->to, true, map.id, path);
	else if (strstr(target, "bpf-prog") &&
		 (size = sizeof(program), bpf_obj_get_info_by_fd(fd, &program, &size)) == 0)
		add(walk->to, false, program.id, path);
	else if (strstr(target, "bpf") &&
		 (size = sizeof(link), bpf_obj_get_info_by_fd(fd, &link, &size)) == 0)
		add(walk->to, false, link.prog_id, path);
	close(fd);
}

static void walk_folder(struct walk *walk, const char *path, unsigned int depth)
{
	DIR *folder = opendir(path);
	struct dirent *entry;

	while (folder && walk->names < NAMES_MAX && (entry = readdir(folder))) {
		char below[256];

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    snprintf(below, sizeof(below), "%s/%s", path, entry->d_name) >=
			    (int)sizeof(below))
			continue;
		walk->names++;
		if (entry->d_type == DT_DIR && depth < DEPTH_MAX)
			walk_folder(walk, below, depth + 1);
		else if (entry->d_type == DT_REG)
			look_at(walk, below);
	}
	if (folder)
		closedir(folder);
}

void pinned_find(struct pinned_list *ret_list)
{
	FILE *mounts = fopen("/proc/self/mounts", "re");
	char *line = NULL, path[256], type[32];
	struct walk walk = { .to = ret_list };
	size_t room = 0;

	*ret_list = (struct pinned_list){ 0 };
	while (mounts && getline(&line, &room, mounts) > 0)
		if (sscanf(line, "%*s %255s %31s", path, type) == 2 && strcmp(type, "bpf") == 0)
			walk_folder(&walk, path, 0);
	free(line);
	if (mounts)
		fclose(mounts);
}

const char *pinned_path(const struct pinned_list *list, bool is_map, uint32_t id)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->list[i].is_map == is_map && list->list[i].id == id)
			return list->list[i].path;
	return NULL;
}

void pinned_release(struct pinned_list *list)
{
	free(list->list);
	*list = (struct pinned_list){ 0 };
}
