// SPDX-License-Identifier: MIT
#include "attach/attached.h"

#include <bpf/bpf.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void find_name(struct attached *attached)
{
	struct bpf_prog_info info = { 0 };
	uint32_t size = sizeof(info);
	int fd = bpf_prog_get_fd_by_id(attached->program);

	if (fd >= 0 && bpf_obj_get_info_by_fd(fd, &info, &size) == 0)
		snprintf(attached->name, sizeof(attached->name), "%s", info.name);
	if (fd >= 0)
		close(fd);
}

/* The link that follows number `*id`, which becomes its number. */
static bool next_link(uint32_t *id, struct bpf_link_info *ret_info)
{
	while (bpf_link_get_next_id(*id, id) == 0) {
		uint32_t size = sizeof(*ret_info);
		int fd = bpf_link_get_fd_by_id(*id), ret;

		/* It may have ended. */
		if (fd < 0 && errno == ENOENT)
			continue;
		if (fd < 0)
			return false;
		*ret_info = (struct bpf_link_info){ 0 };
		ret = bpf_obj_get_info_by_fd(fd, ret_info, &size);
		close(fd);
		if (ret == 0)
			return true;
	}
	return false;
}

/* The kernel tells the links of a cgroup by the links alone. */
static void find_cgroup_links(const struct attached_place *place, struct attached *list,
			      uint32_t count)
{
	struct bpf_link_info info;
	struct stat cgroup;
	uint32_t id = 0;

	if (fstat(place->where, &cgroup) < 0)
		return;
	while (next_link(&id, &info)) {
		if (info.type != BPF_LINK_TYPE_CGROUP || info.cgroup.cgroup_id != cgroup.st_ino ||
		    info.cgroup.attach_type != place->type)
			continue;
		for (uint32_t i = 0; i < count; i++)
			if (list[i].program == info.prog_id)
				list[i].link = info.id;
	}
}

int attached_list(const struct attached_place *place, struct attached list[static ATTACHED_MAX])
{
	uint32_t programs[ATTACHED_MAX] = { 0 }, links[ATTACHED_MAX] = { 0 };
	LIBBPF_OPTS(bpf_prog_query_opts, opts, .prog_ids = programs, .count = ATTACHED_MAX);
	int ret;

	/* A kernel without them would refuse the question. */
	if (!place->is_cgroup)
		opts.link_ids = links;
	ret = bpf_prog_query_opts(place->where, place->type, &opts);
	if (ret < 0)
		return ret;
	if (opts.count > ATTACHED_MAX)
		return -ENOSPC;
	for (uint32_t i = 0; i < opts.count; i++) {
		list[i] = (struct attached){ .program = programs[i], .link = links[i] };
		find_name(&list[i]);
	}
	if (place->is_cgroup)
		find_cgroup_links(place, list, opts.count);
	return (int)opts.count;
}

void attached_complete_xdp(struct attached *attached, int ifindex)
{
	struct bpf_link_info info;
	uint32_t id = 0;

	find_name(attached);
	while (next_link(&id, &info))
		if (info.type == BPF_LINK_TYPE_XDP && info.xdp.ifindex == (uint32_t)ifindex &&
		    info.prog_id == attached->program)
			attached->link = info.id;
}

void attached_describe(const struct attached *list, int count, char *text, size_t size)
{
	size_t len = 0;

	*text = '\0';
	for (int i = 0; i < count && len < size; i++) {
		const bool named = *list[i].name;
		char link[24] = "";

		if (list[i].link)
			snprintf(link, sizeof(link), ", link:%u", list[i].link);
		len += (size_t)snprintf(text + len, size - len, "%s%s%s%sID %u%s%s", i ? ", " : "",
					named ? "'" : "", list[i].name, named ? "' (" : "",
					list[i].program, link, named ? ")" : "");
	}
}

/* --- who holds a link ---------------------------------------------------------------------- */

/* Whether a line of the file is `line`. */
static bool has_line(const char *path, const char *line)
{
	FILE *file = fopen(path, "re");
	char there[256];
	bool found = false;

	while (file && !found && fgets(there, sizeof(there), file))
		found = strcmp(there, line) == 0;
	if (file)
		fclose(file);
	return found;
}

static bool process_holds(const char *pid, const char *line)
{
	char folder[300], path[600];
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	snprintf(folder, sizeof(folder), "/proc/%s/fdinfo", pid);
	dir = opendir(folder);
	while (dir && !found && (entry = readdir(dir))) {
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		found = isdigit((unsigned char)*entry->d_name) && has_line(path, line);
	}
	if (dir)
		closedir(dir);
	return found;
}

static void describe_process(const char *pid, char *text, size_t size)
{
	char path[300], name[17] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%s/comm", pid);
	file = fopen(path, "re");
	if (file && !fgets(name, sizeof(name), file))
		*name = '\0';
	if (file)
		fclose(file);
	name[strcspn(name, "\n")] = '\0';
	snprintf(text, size, "process %s%s%s%s", pid, *name ? " (" : "", name, *name ? ")" : "");
}

bool attached_find_holder(uint32_t link, char *text, size_t size)
{
	struct dirent *entry;
	bool found = false;
	char line[40];
	DIR *dir = opendir("/proc");

	snprintf(line, sizeof(line), "link_id:\t%u\n", link);
	while (dir && !found && (entry = readdir(dir))) {
		found = isdigit((unsigned char)*entry->d_name) &&
			process_holds(entry->d_name, line);
		if (found)
			describe_process(entry->d_name, text, size);
	}
	if (dir)
		closedir(dir);
	return found;
}
