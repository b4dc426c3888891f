/* SPDX-License-Identifier: MIT */
/*
 * What a user or a machine sets once, a line each:
 *
 *	registry HOST/NAMESPACE   where names are looked for that are no file and no tool
 *	tools DIR                 the folder of the tools
 *
 * '#' begins a comment. The user's file is $XDG_CONFIG_HOME/wasm-bpf/config, or
 * ~/.config/wasm-bpf/config, the machine's is /etc/wasm-bpf/config; the user's lines win, and
 * $WASM_BPF_TOOLS wins over both.
 */
#ifndef NAMING_SETTINGS_H
#define NAMING_SETTINGS_H

#include <limits.h>

struct err;

enum { SETTINGS_REGISTRY_MAX = 256 };

struct settings {
	char registry[SETTINGS_REGISTRY_MAX];  /* empty: not set */
	char tools[PATH_MAX];                  /* empty: not set */
};

/* A file counts only if nobody but root and this user can write it: what it names is run with
 * this user's rights. Another user's ~/.config, as sudo may leave it, is passed over.
 * 0; -EINVAL with the line; -EACCES; or another -errno. */
int settings_read(struct settings *ret_settings, struct err *err);

#endif
