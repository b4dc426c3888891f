/* SPDX-License-Identifier: MIT */
/* libbpf finds tracepoints and kprobes through tracefs. A bare system or a container has not
 * mounted it. */
#ifndef BASE_TRACEFS_H
#define BASE_TRACEFS_H

/* Calls `call` with `context` where tracefs is mounted. If it is mounted nowhere, the call runs
 * on a thread with a mount namespace of its own. Both end with the call, so nobody else sees
 * the mount. Without the right to mount it, libbpf reports what it does not find. */
int tracefs_call(int (*call)(void *context), void *context);

/* Mounts tracefs, if it is mounted nowhere, for this thread and those that it makes: they then
 * have a mount namespace of their own. */
void tracefs_provide(void);

#endif
