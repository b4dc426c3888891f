// SPDX-License-Identifier: MIT
#include "symbols/usyms.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "symbols/file_symbols.h"
#include "symbols/process_maps.h"

enum { PROCESSES = 16, FILES = 64, PATH_ROOM = PATH_MAX + 64 };

static const size_t bytes_max = 128 << 20;  /* of all files' symbols together */

struct process {
	int32_t pid;  /* 0 where the place is free */
	uint64_t used;
	struct process_maps maps;
};

/* A file's symbols, or why there are none. */
struct file {
	dev_t device;
	ino_t inode;
	struct timespec changed;
	off_t size;
	uint64_t used;  /* 0 where the place is free */
	struct file_symbols *symbols;
	int code;
	char why[128];
};

struct usyms {
	struct process processes[PROCESSES];
	struct file files[FILES];
	uint64_t clock;  /* counts uses */
};

struct usyms *usyms_new(void)
{
	return calloc(1, sizeof(struct usyms));
}

static void forget(struct file *file)
{
	file_symbols_free(file->symbols);
	*file = (struct file){ 0 };
}

void usyms_free(struct usyms *usyms)
{
	if (!usyms)
		return;
	for (int i = 0; i < PROCESSES; i++)
		process_maps_release(&usyms->processes[i].maps);
	for (int i = 0; i < FILES; i++)
		forget(&usyms->files[i]);
	free(usyms);
}

/* The process, or the place that was used longest ago, emptied. */
static struct process *get_process(struct usyms *usyms, int32_t pid)
{
	struct process *oldest = &usyms->processes[0];

	for (int i = 0; i < PROCESSES; i++) {
		struct process *process = &usyms->processes[i];

		if (process->pid == pid)
			return process;
		if (process->used < oldest->used)
			oldest = process;
	}
	process_maps_release(&oldest->maps);
	*oldest = (struct process){ 0 };
	return oldest;
}

static int read_process(struct process *process, int32_t pid, struct err *err)
{
	int ret;

	process_maps_release(&process->maps);
	*process = (struct process){ 0 };
	ret = process_maps_read(&process->maps, pid, err);
	if (ret < 0)
		return ret;
	process->pid = pid;
	return 0;
}

/*
 * Where a mapping's file can be opened, and what it is. The kernel's own link is there as long
 * as there is just this mapping, and leads to the very file, in whatever mount namespace and
 * whether it was deleted or not; but it takes CAP_CHECKPOINT_RESTORE. Else the path has to do,
 * which says nothing of whether the mapping is still there: `*ret_sure`.
 */
static int find_file(int32_t pid, const struct process_map *map, char path[static PATH_ROOM],
		     struct stat *ret_status, bool *ret_sure)
{
	snprintf(path, PATH_ROOM, "/proc/%d/map_files/%llx-%llx", pid,
		 (unsigned long long)map->start, (unsigned long long)map->end);
	*ret_sure = true;
	if (stat(path, ret_status) == 0)
		return 0;
	if (errno != EPERM && errno != EACCES)
		return -errno;
	*ret_sure = false;
	snprintf(path, PATH_ROOM, "/proc/%d/root%s", pid, map->path);
	if (stat(path, ret_status) < 0)
		return -errno;
	return ret_status->st_ino == map->inode ? 0 : -ENOENT;
}

/* A place in a mapping. */
struct place {
	const struct process_map *map;
	uint64_t offset;        /* in its file */
	char path[PATH_ROOM];   /* where to open that, */
	struct stat status;     /* which is this */
};

static bool is_vdso(const struct process_map *map)
{
	return !map->inode && strcmp(map->path, "[vdso]") == 0;
}

/* Finds an address in what is kept of a process. -EAGAIN where that may be out of date, unless
 * it was read just now. */
static int find_kept(const struct process *process, uint64_t address, bool fresh,
		     struct place *place, struct err *err)
{
	const struct process_map *map = process_maps_at(&process->maps, address);
	bool sure;
	int ret;

	if (!fresh && (!map || !map->inode))
		return -EAGAIN;
	if (!map || (!map->inode && !is_vdso(map)))
		return err_set(err, ENOENT, "no file is mapped at %#llx in process %d",
			       (unsigned long long)address, process->pid);
	place->map = map;
	place->offset = map->offset + (address - map->start);
	if (is_vdso(map))
		return 0;
	ret = find_file(process->pid, map, place->path, &place->status, &sure);
	if (!fresh && (ret < 0 || !sure || place->status.st_ino != map->inode))
		return -EAGAIN;
	return ret < 0 ? err_set(err, -ret, "cannot find '%s' of process %d: %s", map->path,
				 process->pid, strerror(-ret)) : 0;
}

static int find_place(struct usyms *usyms, int32_t pid, uint64_t address, struct place *place,
		      struct err *err)
{
	struct process *process;
	int ret = -EAGAIN;

	if (pid <= 0)
		return err_set(err, EINVAL, "bad process ID: %d", pid);
	process = get_process(usyms, pid);
	if (process->pid)
		ret = find_kept(process, address, false, place, err);
	if (ret == -EAGAIN) {
		ret = read_process(process, pid, err);
		if (ret < 0)
			return ret;
		ret = find_kept(process, address, true, place, err);
	}
	process->used = ++usyms->clock;
	return ret;
}

/* Makes room for one more: a place, and memory. */
static struct file *new_file(struct usyms *usyms)
{
	for (;;) {
		struct file *oldest = NULL, *empty = NULL;
		size_t bytes = 0;

		for (int i = 0; i < FILES; i++) {
			struct file *file = &usyms->files[i];

			if (!file->used)
				empty = file;
			else if (!oldest || file->used < oldest->used)
				oldest = file;
			if (file->symbols)
				bytes += file_symbols_size(file->symbols);
		}
		if (empty && bytes <= bytes_max)
			return empty;
		forget(oldest);
	}
}

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static int read_file(const struct place *place, struct file_symbols **ret_symbols,
		     struct err *err)
{
	struct stat status;
	int fd, ret;

	if (!S_ISREG(place->status.st_mode))
		return err_set(err, EINVAL, "it is not a regular file");
	fd = open(place->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return err_set(err, errno, "cannot open it: %s", strerror(errno));
	if (fstat(fd, &status) < 0 || !is_same(&status, &place->status))
		ret = err_set(err, ENOENT, "it was replaced just now");
	else
		ret = file_symbols_read(fd, ret_symbols, err);
	close(fd);
	return ret;
}

static struct file *get_file(struct usyms *usyms, const struct place *place)
{
	const struct stat *status = &place->status;
	struct err err = ERR_INIT;
	struct file *file;

	for (int i = 0; i < FILES; i++) {
		const struct stat kept = {
			.st_dev = usyms->files[i].device,
			.st_ino = usyms->files[i].inode,
			.st_size = usyms->files[i].size,
			.st_mtim = usyms->files[i].changed,
		};

		file = &usyms->files[i];
		if (file->used && is_same(&kept, status)) {
			file->used = ++usyms->clock;
			return file;
		}
	}
	file = new_file(usyms);
	*file = (struct file){
		.device = status->st_dev,
		.inode = status->st_ino,
		.size = status->st_size,
		.changed = status->st_mtim,
	};
	read_file(place, &file->symbols, &err);
	file->code = err.code;
	snprintf(file->why, sizeof(file->why), "%s", err.msg);
	/* What may be otherwise the next time is not kept. */
	if (file->symbols || err.code == EINVAL || err.code == EFBIG)
		file->used = ++usyms->clock;
	return file;
}

int usyms_function(struct usyms *usyms, int32_t pid, uint64_t address, const char **ret_name,
		   uint64_t *ret_offset, struct err *err)
{
	struct place place;
	struct file *file;
	int ret = find_place(usyms, pid, address, &place, err);

	if (ret < 0)
		return ret;
	if (is_vdso(place.map))
		return err_set(err, ENOENT, "[vdso] has no symbols");
	file = get_file(usyms, &place);
	if (!file->symbols)
		return err_set(err, file->code, "cannot read the symbols of '%s': %s",
			       place.map->path, file->why);
	*ret_name = file_symbols_at(file->symbols, place.offset, ret_offset);
	return *ret_name ? 0 : err_set(err, ENOENT, "no function at %#llx of '%s'",
				       (unsigned long long)place.offset, place.map->path);
}

int usyms_file(struct usyms *usyms, int32_t pid, uint64_t address, const char **ret_path,
	       uint64_t *ret_offset, struct err *err)
{
	struct place place;
	int ret = find_place(usyms, pid, address, &place, err);

	if (ret < 0)
		return ret;
	*ret_path = place.map->path;
	*ret_offset = place.offset;
	return 0;
}
