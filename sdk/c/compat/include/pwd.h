/* SPDX-License-Identifier: MIT */
/*
 * Users, by /etc/passwd where `--dir /etc` lets the guest read it. Otherwise a user's name
 * is its number.
 */
#ifndef WASM_BPF_PWD_H
#define WASM_BPF_PWD_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct passwd {
	char *pw_name;
	char *pw_passwd;
	uid_t pw_uid;
	gid_t pw_gid;
	char *pw_gecos;
	char *pw_dir;
	char *pw_shell;
};

/* Null if there is no such user. The result stays valid until the next call. */
struct passwd *getpwuid(uid_t uid);
struct passwd *getpwnam(const char *name);

#ifdef __cplusplus
}
#endif

#endif
