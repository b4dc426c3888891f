/* SPDX-License-Identifier: MIT */
/* The libc's <sys/socket.h>, and the one kind of socket that a guest can have: [v2] */
#include_next <sys/socket.h>
#ifndef WASM_BPF_SYS_SOCKET_H
#define WASM_BPF_SYS_SOCKET_H

#ifdef __cplusplus
extern "C" {
#endif

#ifndef AF_PACKET
#define PF_PACKET 17
#define AF_PACKET PF_PACKET
#endif
#ifndef SO_ATTACH_BPF
#define SO_ATTACH_BPF 50
#endif
#ifndef SOCK_RAW
#define SOCK_RAW 3
#endif

/* A packet socket (AF_PACKET), which programs are attached to and nothing is read from: it
 * is bound to an interface, then SO_ATTACH_BPF takes a program's descriptor. */
int socket(int domain, int type, int protocol);
int bind(int fd, const struct sockaddr *address, socklen_t size);
int setsockopt(int fd, int level, int option, const void *value, socklen_t size);

#ifdef __cplusplus
}
#endif

#endif
