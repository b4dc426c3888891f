/* SPDX-License-Identifier: MIT */
/* The libc's <unistd.h>, and what WASI's libc lacks. What is marked [v2] does not exist with
 * WASM_BPF_V1. */
#include_next <unistd.h>
#ifndef WASM_BPF_UNISTD_H
#define WASM_BPF_UNISTD_H

#ifdef __cplusplus
extern "C" {
#endif

/* [v2] These are of the runtime's process, as programs in the kernel see this guest. */
uid_t getuid(void);
uid_t geteuid(void);
pid_t gettid(void);

/* [v2] The host's values. */
int getpagesize(void);

/* [v2] See <sys/syscall.h>. */
long syscall(long number, ...);

/* There are no other processes: -1 with ENOSYS. */
pid_t fork(void);
pid_t vfork(void);
int execv(const char *path, char *const argv[]);
int execvp(const char *file, char *const argv[]);
int execve(const char *path, char *const argv[], char *const envp[]);
int execl(const char *path, const char *arg, ...);
int execlp(const char *file, const char *arg, ...);
int pipe(int fds[2]);

/* Sleeps until an interrupt. Returns -1 with EINTR. */
int pause(void);

#ifdef __cplusplus
}
#endif

#endif
