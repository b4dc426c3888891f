/* SPDX-License-Identifier: MIT */
/* Tracepoints and kprobes are found through tracefs, which a bare system or a
 * container has not mounted. */
#ifndef RUNTIME_TRACEFS_H
#define RUNTIME_TRACEFS_H

/* Where tracefs is nowhere, mounts it for this process alone: in a mount namespace of
 * its own, which ends with it. Without the right to do so nothing happens, and libbpf
 * will say what it does not find. */
void tracefs_provide(void);

#endif
