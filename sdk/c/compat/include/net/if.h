/* SPDX-License-Identifier: MIT */
/* Network interfaces of the host: [v2] */
#ifndef WASM_BPF_NET_IF_H
#define WASM_BPF_NET_IF_H

#ifdef __cplusplus
extern "C" {
#endif

#define IF_NAMESIZE 16
#define IFNAMSIZ IF_NAMESIZE

/* Returns the interface's index, or 0 with errno set. */
unsigned if_nametoindex(const char *name);

/* Stores the interface's name: at most IF_NAMESIZE bytes with the NUL. Null with ENXIO. */
char *if_indextoname(unsigned index, char *name);

#ifdef __cplusplus
}
#endif

#endif
