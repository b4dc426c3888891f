// SPDX-License-Identifier: MIT
/* Addresses as text, for Linux's numbers of families. */
#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include "linux.h"

#define WASI_AF_INET 1
#define WASI_AF_INET6 2
#define WASI_AF_NONE 0x7fff

LIBC(const char *, inet_ntop, int family, const void *address, char *room, socklen_t size);
LIBC(int, inet_pton, int family, const char *text, void *address);

/* The libc refuses any other number. */
static int wasi_family(int family)
{
	return family == AF_INET ? WASI_AF_INET : family == AF_INET6 ? WASI_AF_INET6 : WASI_AF_NONE;
}

__attribute__((weak)) const char *inet_ntop(int family, const void *address, char *room,
					    socklen_t size)
{
	return libc_inet_ntop(wasi_family(family), address, room, size);
}

__attribute__((weak)) int inet_pton(int family, const char *text, void *address)
{
	return libc_inet_pton(wasi_family(family), text, address);
}
