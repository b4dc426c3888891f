// SPDX-License-Identifier: MIT
#include "containers/containers.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "containers/place.h"

enum {
	KEPT_MAX = 1 << 16,   /* of each kind: then they are looked for anew */
	DEPTH_MAX = 32,       /* of folders */
	PATH_ROOM = 4096,
	AGAIN_NS = 250000000, /* between two looks at all of the machine */
};

/* A number that was seen, and what it is. */
struct seen {
	uint64_t id;
	char *path;                   /* of a cgroup */
	const struct container *what; /* null: none */
};

struct table {
	struct seen *list;  /* sorted by their numbers */
	size_t count;
	uint64_t looked_at; /* when all was looked at; monotonic, ns */
};

struct containers {
	char root[PATH_ROOM / 2];
	struct table cgroups, mntns;
	struct container **list;
	size_t count;
};

struct containers *containers_new(const char *root)
{
	struct containers *containers = calloc(1, sizeof(*containers));

	if (containers)
		snprintf(containers->root, sizeof(containers->root), "%s", root);
	return containers;
}

static void clear(struct table *table)
{
	for (size_t i = 0; i < table->count; i++)
		free(table->list[i].path);
	free(table->list);
	*table = (struct table){ .looked_at = table->looked_at };
}

void containers_free(struct containers *containers)
{
	if (!containers)
		return;
	clear(&containers->cgroups);
	clear(&containers->mntns);
	for (size_t i = 0; i < containers->count; i++) {
		container_release(containers->list[i]);
		free(containers->list[i]);
	}
	free(containers->list);
	free(containers);
}

/* --- containers ---------------------------------------------------------------------------- */

static bool is_same(const struct container *container, const struct container_place *place)
{
	if (!container->id)
		return !place->id[0] && container->name &&
		       strcmp(container->name, place->unit) == 0;
	return strcmp(container->id, place->id) == 0;
}

/* The container of a path. What is known of it is read once. */
static const struct container *find_container(struct containers *containers, const char *path)
{
	struct container_place place;
	struct container **list;

	if (!container_place(path, &place))
		return NULL;
	for (size_t i = 0; i < containers->count; i++)
		if (is_same(containers->list[i], &place))
			return containers->list[i];
	if (containers->count == KEPT_MAX)
		return NULL;
	list = realloc(containers->list, (containers->count + 1) * sizeof(struct container *));
	if (!list)
		return NULL;
	containers->list = list;
	list[containers->count] = calloc(1, sizeof(**list));
	if (!list[containers->count])
		return NULL;
	container_read(containers->root, &place, list[containers->count]);
	return list[containers->count++];
}

/* --- tables -------------------------------------------------------------------------------- */

static int compare(const void *left, const void *right)
{
	const struct seen *a = left, *b = right;

	return a->id < b->id ? -1 : a->id > b->id;
}

static struct seen *find(const struct table *table, uint64_t id)
{
	const struct seen key = { .id = id };

	return table->count ? bsearch(&key, table->list, table->count, sizeof(key), compare) : NULL;
}

static bool add(struct table *table, uint64_t id, const char *path, const struct container *what)
{
	struct seen *list = table->list;

	if (table->count >= KEPT_MAX)
		return false;
	if (!(table->count & (table->count - 1))) {
		list = realloc(list, (table->count ? 2 * table->count : 1) * sizeof(*list));
		if (!list)
			return false;
		table->list = list;
	}
	list[table->count++] = (struct seen){ id, path ? strdup(path) : NULL, what };
	return true;
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* Whether a number that is not in the table may be looked for: strangers' numbers must not make it
 * look at the machine again and again. */
static bool may_look(struct table *table)
{
	const uint64_t now = now_ns();

	if (table->looked_at && now - table->looked_at < AGAIN_NS)
		return false;
	table->looked_at = now;
	return true;
}

/* --- cgroups ------------------------------------------------------------------------------- */

/* A cgroup's number is that of its folder. */
static void walk(struct containers *containers, const char *top, char path[static PATH_ROOM],
		 unsigned int depth)
{
	const size_t len = strlen(path);
	DIR *dir = depth < DEPTH_MAX ? opendir(path) : NULL;
	struct stat status;
	struct dirent *entry;

	if (dir && fstat(dirfd(dir), &status) == 0)
		add(&containers->cgroups, status.st_ino,
		    path[strlen(top)] ? path + strlen(top) : "/",
		    find_container(containers, path + strlen(top)));
	while (dir && (entry = readdir(dir))) {
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.' ||
		    len + strlen(entry->d_name) + 2 > PATH_ROOM)
			continue;
		snprintf(path + len, PATH_ROOM - len, "/%s", entry->d_name);
		walk(containers, top, path, depth + 1);
		path[len] = '\0';
	}
	if (dir)
		closedir(dir);
}

static void look_at_cgroups(struct containers *containers)
{
	static const char *const places[] = { "/sys/fs/cgroup/unified", "/sys/fs/cgroup" };
	char top[PATH_ROOM], path[PATH_ROOM], file[PATH_ROOM + 32];

	clear(&containers->cgroups);
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		snprintf(top, sizeof(top), "%s%s", containers->root, places[i]);
		snprintf(file, sizeof(file), "%s/cgroup.controllers", top);
		if (access(file, F_OK) < 0)
			continue; /* cgroups of version 2 have this file */
		memcpy(path, top, sizeof(path));
		walk(containers, top, path, 0);
		break;
	}
	if (containers->cgroups.count)
		qsort(containers->cgroups.list, containers->cgroups.count, sizeof(struct seen),
		      compare);
}

static const struct seen *cgroup_of(struct containers *containers, uint64_t id)
{
	const struct seen *seen = find(&containers->cgroups, id);

	if (!seen && may_look(&containers->cgroups)) {
		look_at_cgroups(containers);
		seen = find(&containers->cgroups, id);
	}
	return seen;
}

const struct container *containers_of_cgroup(struct containers *containers, uint64_t id)
{
	const struct seen *seen = cgroup_of(containers, id);

	return seen ? seen->what : NULL;
}

const char *containers_cgroup_path(struct containers *containers, uint64_t id)
{
	const struct seen *seen = cgroup_of(containers, id);

	return seen ? seen->path : NULL;
}

/* --- mount namespaces ---------------------------------------------------------------------- */

/* The container of a process, by the first of its cgroups that tells. */
static const struct container *container_of(struct containers *containers, const char *pid)
{
	const struct container *found = NULL;
	char path[PATH_ROOM], line[PATH_ROOM];
	FILE *file;

	snprintf(path, sizeof(path), "%s/proc/%s/cgroup", containers->root, pid);
	file = fopen(path, "re");
	while (file && !found && fgets(line, sizeof(line), file)) {
		char *second = strchr(line, ':'), *at = second ? strchr(second + 1, ':') : NULL;

		line[strcspn(line, "\n")] = '\0';
		if (at)
			found = find_container(containers, at + 1);
	}
	if (file)
		fclose(file);
	return found;
}

/* "mnt:[4026531841]" */
static uint64_t mntns_of(const struct containers *containers, const char *pid)
{
	char path[PATH_ROOM], target[64];
	unsigned long long id = 0;
	ssize_t len;

	snprintf(path, sizeof(path), "%s/proc/%s/ns/mnt", containers->root, pid);
	len = readlink(path, target, sizeof(target) - 1);
	if (len <= 0)
		return 0;
	target[len] = '\0';
	return sscanf(target, "mnt:[%llu]", &id) == 1 ? id : 0;
}

static bool is_known(const struct table *table, uint64_t id)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->list[i].id == id)
			return true;
	return false;
}

static void look_at_processes(struct containers *containers)
{
	struct table *table = &containers->mntns;
	char path[PATH_ROOM];
	struct dirent *entry;
	uint64_t id, own = mntns_of(containers, "1");
	DIR *dir;

	clear(table);
	snprintf(path, sizeof(path), "%s/proc", containers->root);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		id = mntns_of(containers, entry->d_name);
		if (id && !is_known(table, id)) /* the machine's own is of no container */
			add(table, id, NULL,
			    id == own ? NULL : container_of(containers, entry->d_name));
	}
	if (dir)
		closedir(dir);
	if (table->count)
		qsort(table->list, table->count, sizeof(struct seen), compare);
}

const struct container *containers_of_mntns(struct containers *containers, uint64_t id)
{
	const struct seen *seen = find(&containers->mntns, id);

	if (!seen && may_look(&containers->mntns)) {
		look_at_processes(containers);
		seen = find(&containers->mntns, id);
	}
	return seen ? seen->what : NULL;
}

static bool is_named(const struct container *container, const char *name)
{
	const size_t len = strlen(name);

	return (container->name && strcmp(container->name, name) == 0) ||
	       (container->pod && strcmp(container->pod, name) == 0) ||
	       (container->id && len >= 12 && strncmp(container->id, name, len) == 0);
}

void containers_each_mntns(struct containers *containers, const char *name,
			   void (*found)(void *context, uint64_t mntns), void *context)
{
	look_at_processes(containers);
	for (size_t i = 0; i < containers->mntns.count; i++) {
		const struct seen *seen = &containers->mntns.list[i];

		if (seen->what && is_named(seen->what, name))
			found(context, seen->id);
	}
}
