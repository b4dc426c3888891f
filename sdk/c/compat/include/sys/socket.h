/* SPDX-License-Identifier: MIT */
/* The libc's <sys/socket.h>, and [v2] the one kind of socket that a guest can have. */
#ifndef WASM_BPF_SYS_SOCKET_H
#define WASM_BPF_SYS_SOCKET_H
#include_next <sys/socket.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A packet socket (AF_PACKET). It is only for attaching programs; it cannot be read. Bind it
 * to an interface, then set SO_ATTACH_BPF to a program's descriptor. */
int socket(int domain, int type, int protocol);
int bind(int fd, const struct sockaddr *address, socklen_t size);
int setsockopt(int fd, int level, int option, const void *value, socklen_t size);

#ifdef __cplusplus
}
#endif

#endif
