/* SPDX-License-Identifier: MIT */
/*
 * Groups, by /etc/group where `--dir /etc` lets the guest read it. Otherwise a group's name
 * is its number.
 */
#ifndef WASM_BPF_GRP_H
#define WASM_BPF_GRP_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct group {
	char *gr_name;
	char *gr_passwd;
	gid_t gr_gid;
	char **gr_mem;  /* always empty */
};

/* Null if there is no such group. The result stays valid until the next call. */
struct group *getgrgid(gid_t gid);
struct group *getgrnam(const char *name);

#ifdef __cplusplus
}
#endif

#endif
