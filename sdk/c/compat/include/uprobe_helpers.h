/* SPDX-License-Identifier: MIT */
/*
 * bcc's helpers for uprobes. The host finds files and functions when a program is attached, so
 * a path is what the host can find, and an offset stands for a function's name: it is only for
 * bpf_program__attach_uprobe().
 */
#ifndef __UPROBE_HELPERS_H
#define __UPROBE_HELPERS_H

#include <sys/types.h>
#include <unistd.h>

#ifdef __cplusplus
extern "C" {
#endif

/* 0, or -1. A library of a process is found in its maps where `--dir /proc` gives them, or
 * else by its name. */
int get_pid_binary_path(pid_t pid, char *path, size_t path_sz);
int get_pid_lib_path(pid_t pid, const char *lib, char *path, size_t path_sz);
int resolve_binary_path(const char *binary, pid_t pid, char *path, size_t path_sz);

/* -1 if there are too many. */
off_t get_elf_func_offset(const char *path, const char *func);

#ifdef __cplusplus
}
#endif

#endif
