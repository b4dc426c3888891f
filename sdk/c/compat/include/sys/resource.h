/* SPDX-License-Identifier: MIT */
/* The libc's <sys/resource.h>, and setrlimit(); a guest has no limits to set. */
#include_next <sys/resource.h>
#ifndef WASM_BPF_SYS_RESOURCE_H
#define WASM_BPF_SYS_RESOURCE_H

#ifdef __cplusplus
extern "C" {
#endif

#ifndef RLIM_INFINITY
#define RLIM_INFINITY (~0ull)
#define RLIMIT_NOFILE 7
#define RLIMIT_MEMLOCK 8

typedef unsigned long long rlim_t;

struct rlimit {
	rlim_t rlim_cur;
	rlim_t rlim_max;
};
#endif

/* Returns 0 for RLIMIT_MEMLOCK, which the runtime has raised; -1 with EPERM for others. */
int setrlimit(int resource, const struct rlimit *limit);
int getrlimit(int resource, struct rlimit *limit);

#ifdef __cplusplus
}
#endif

#endif
