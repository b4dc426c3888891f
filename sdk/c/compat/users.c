// SPDX-License-Identifier: MIT
/* <pwd.h> and <grp.h>: /etc/passwd and /etc/group, or else numbers. */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS 7

/* One line of a file, cut into its fields. */
struct entry {
	char line[1024];
	char *fields[FIELDS];  /* those that there are not are empty */
};

static void cut(struct entry *entry)
{
	char *at = entry->line;

	at[strcspn(at, "\n")] = '\0';
	for (int i = 0; i < FIELDS; i++) {
		entry->fields[i] = at;
		at += strcspn(at, ":");
		if (*at)
			*at++ = '\0';
	}
}

/* An entry that is made of a number, as if the file had it. */
static void make(struct entry *entry, unsigned id)
{
	snprintf(entry->line, sizeof(entry->line), "%u:x:%u:%u::/:", id, id, id);
	cut(entry);
}

static bool is_number(const char *text, unsigned *ret_number)
{
	char *end;

	*ret_number = strtoul(text, &end, 10);
	return *text && !*end;
}

/* Finds by name, or by id where that is null. */
static bool find_entry(const char *path, const char *name, unsigned id, struct entry *entry)
{
	FILE *file = fopen(path, "r");
	bool found = false;
	unsigned number;

	if (!file) {
		if (name && !is_number(name, &id))
			return false;
		make(entry, id);
		return true;
	}
	while (!found && fgets(entry->line, sizeof(entry->line), file)) {
		cut(entry);
		found = name ? !strcmp(entry->fields[0], name)
			     : is_number(entry->fields[2], &number) && number == id;
	}
	fclose(file);
	errno = found ? errno : 0;
	return found;
}

static struct passwd *find_user(const char *name, uid_t uid)
{
	static struct entry entry;
	static struct passwd user;

	if (!find_entry("/etc/passwd", name, uid, &entry))
		return NULL;
	user = (struct passwd){
		.pw_name = entry.fields[0],
		.pw_passwd = entry.fields[1],
		.pw_uid = strtoul(entry.fields[2], NULL, 10),
		.pw_gid = strtoul(entry.fields[3], NULL, 10),
		.pw_gecos = entry.fields[4],
		.pw_dir = entry.fields[5],
		.pw_shell = entry.fields[6],
	};
	return &user;
}

__attribute__((weak)) struct passwd *getpwuid(uid_t uid)
{
	return find_user(NULL, uid);
}

__attribute__((weak)) struct passwd *getpwnam(const char *name)
{
	return find_user(name, 0);
}

static struct group *find_group(const char *name, gid_t gid)
{
	static char *no_members[1];
	static struct entry entry;
	static struct group group;

	if (!find_entry("/etc/group", name, gid, &entry))
		return NULL;
	group = (struct group){
		.gr_name = entry.fields[0],
		.gr_passwd = entry.fields[1],
		.gr_gid = strtoul(entry.fields[2], NULL, 10),
		.gr_mem = no_members,
	};
	return &group;
}

__attribute__((weak)) struct group *getgrgid(gid_t gid)
{
	return find_group(NULL, gid);
}

__attribute__((weak)) struct group *getgrnam(const char *name)
{
	return find_group(name, 0);
}
