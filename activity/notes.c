// SPDX-License-Identifier: MIT
#include "activity/notes.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "activity/process.h"
#include "lib/buf.h"

#define MACHINE "/run"
#define USERS "/run/user"

enum { FILES_MAX = 4096, USERS_MAX = 4096 };

/* --- one's own ------------------------------------------------------------------------------ */

/* Opens a folder below another, and makes it if need be. It must be this user's own. */
static int open_own(int below, const char *name, mode_t mode)
{
	struct stat status;
	int fd;

	mkdirat(below, name, mode);
	fd = openat(below, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 && (fstat(fd, &status) < 0 || status.st_uid != geteuid() ||
			status.st_mode & (S_IWGRP | S_IWOTH))) {
		close(fd);
		return -1;
	}
	return fd;
}

struct notes notes_open(void)
{
	const char *base = geteuid() == 0 ? MACHINE : getenv("XDG_RUNTIME_DIR");
	struct notes notes = { -1 };
	int fd, ours;

	fd = base && *base == '/' ? open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	ours = fd < 0 ? -1 : open_own(fd, "wasm-bpf", 0755);
	if (ours >= 0)
		notes.dir = open_own(ours, "ps", 0700);
	if (ours >= 0)
		close(ours);
	if (fd >= 0)
		close(fd);
	return notes;
}

void notes_write(const struct notes *notes, const struct note *note)
{
	struct buf text = BUF_INIT(NOTE_SIZE_MAX);
	char name[16], temporary[32];
	int fd;

	if (notes->dir < 0)
		return;
	snprintf(name, sizeof(name), "%d", (int)note->pid);
	snprintf(temporary, sizeof(temporary), ".%s", name);
	note_print(note, &text);
	fd = openat(notes->dir, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
		    0600);
	if (fd >= 0 && !text.error && write(fd, text.data, text.len) == (ssize_t)text.len)
		renameat(notes->dir, temporary, notes->dir, name);
	else if (fd >= 0)
		unlinkat(notes->dir, temporary, 0);
	if (fd >= 0)
		close(fd);
	buf_release(&text);
}

void notes_close(struct notes *notes)
{
	char name[16];

	if (notes->dir < 0)
		return;
	snprintf(name, sizeof(name), "%d", (int)getpid());
	unlinkat(notes->dir, name, 0);
	close(notes->dir);
	notes->dir = -1;
}

/* --- all that this user may see ------------------------------------------------------------- */

/* What a stranger has put there is not followed, not waited for, and not trusted. */
static bool read_one(int dir, const char *name, uid_t owner, struct noted *noted)
{
	const int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char text[NOTE_SIZE_MAX];
	struct stat status;
	ssize_t size = -1;
	bool is_note;

	if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
	    status.st_uid == owner && status.st_size <= (off_t)sizeof(text))
		size = read(fd, text, sizeof(text));
	if (fd >= 0)
		close(fd);
	is_note = size > 0 && note_parse(text, (size_t)size, &noted->note, NULL) == 0 &&
		  noted->note.pid == strtol(name, NULL, 10);
	return is_note;
}

static bool is_alive(const struct noted *noted)
{
	struct process process;

	return process_read(noted->note.pid, &process) && process.uid == noted->uid &&
	       process.start == noted->note.start;
}

/* What it holds may not be there yet: then there is a process that can write it. */
static bool is_writing(const struct noted *noted, long number)
{
	struct process process;

	return noted->note.pid ? is_alive(noted)
			       : process_read((pid_t)number, &process) && process.uid == noted->uid;
}

static void each_in(int dir, const char *path, uid_t owner, notes_fn *take, void *context)
{
	DIR *folder = fdopendir(dir);
	unsigned int count = 0;
	struct dirent *entry;

	if (!folder)
		close(dir);
	/* A stranger's are not read without an end. */
	while (folder && (count < FILES_MAX || owner == geteuid()) && (entry = readdir(folder))) {
		const char *name = entry->d_name;
		struct noted noted = { .uid = owner };

		/* ".NUMBER" is one that is being written, or was. */
		name += *name == '.';
		if (!isdigit((unsigned char)*name) || name[strspn(name, "0123456789")] ||
		    strlen(name) > 8)
			continue;
		count++;
		noted.dir = dirfd(folder);
		snprintf(noted.name, sizeof(noted.name), "%s", entry->d_name);
		snprintf(noted.path, sizeof(noted.path), "%s/%s", path, entry->d_name);
		if (!read_one(dirfd(folder), entry->d_name, owner, &noted))
			memset(&noted.note, 0, sizeof(noted.note));
		if (*entry->d_name == '.' && is_writing(&noted, strtol(name, NULL, 10)))
			continue;
		noted.is_stale = *entry->d_name == '.' || !noted.note.pid || !is_alive(&noted);
		take(context, &noted);
	}
	if (folder)
		closedir(folder);
}

/* The folder BASE/wasm-bpf/ps, if it is its owner's. */
static void each_below(const char *base, uid_t owner, notes_fn *take, void *context)
{
	char path[128];
	struct stat status;
	int fd = -1, below;

	snprintf(path, sizeof(path), "%s/wasm-bpf", base);
	below = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	snprintf(path, sizeof(path), "%s/wasm-bpf/ps", base);
	if (below >= 0) {
		fd = openat(below, "ps", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		close(below);
	}
	if (fd >= 0 && fstat(fd, &status) == 0 && status.st_uid == owner)
		each_in(fd, path, owner, take, context);
	else if (fd >= 0)
		close(fd);
}

void notes_each(notes_fn *take, void *context)
{
	const char *own = getenv("XDG_RUNTIME_DIR");
	DIR *users;
	struct dirent *entry;
	unsigned int count = 0;

	if (geteuid() != 0) {
		if (own && *own == '/' && strlen(own) < 100)
			each_below(own, geteuid(), take, context);
		return;
	}
	each_below(MACHINE, 0, take, context);
	users = opendir(USERS);
	while (users && count++ < USERS_MAX && (entry = readdir(users))) {
		char path[sizeof(USERS) + 16];
		char *end;
		const unsigned long uid = strtoul(entry->d_name, &end, 10);

		if (!isdigit((unsigned char)*entry->d_name) || *end || uid > UINT32_MAX ||
		    strlen(entry->d_name) > 10)
			continue;
		snprintf(path, sizeof(path), "%s/%s", USERS, entry->d_name);
		each_below(path, (uid_t)uid, take, context);
	}
	if (users)
		closedir(users);
}
