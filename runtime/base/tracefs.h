/* SPDX-License-Identifier: MIT */
/* Tracepoints and kprobes are found through tracefs, which a bare system or a
 * container has not mounted. */
#ifndef BASE_TRACEFS_H
#define BASE_TRACEFS_H

/* Calls `call` with `context` where there is a tracefs. If it is nowhere, that is on a thread
 * of its own, with a mount namespace of its own, both of which end with the call: nobody else
 * sees the mount. Without the right to mount, libbpf will say what it does not find. */
int tracefs_call(int (*call)(void *context), void *context);

/* Has a tracefs for this thread and those that it makes, if there is none: then they have a
 * mount namespace of their own. */
void tracefs_provide(void);

#endif
