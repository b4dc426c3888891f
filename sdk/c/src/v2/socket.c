// SPDX-License-Identifier: MIT
/* Packet sockets, for programs to be attached to: the host opens one for each program. */
#include <errno.h>
#include <netpacket/packet.h>
#include <sys/socket.h>
#include "object.h"
#include "target.h"

__attribute__((weak)) int socket(int domain, int type, int protocol)
{
	struct sdk_descriptor *descriptor;

	(void)type, (void)protocol;
	if (domain != AF_PACKET) {
		sdk_error(EAFNOSUPPORT);
		return -1;
	}
	descriptor = sdk_descriptor_new(SDK_SOCKET, 0);
	return descriptor ? descriptor->fd : -1;
}

/* The handle is the interface's number until a program is attached, then its link's. */
__attribute__((weak)) int bind(int fd, const struct sockaddr *address, socklen_t size)
{
	struct sdk_descriptor *descriptor = sdk_descriptor_find(fd, SDK_SOCKET);
	const struct sockaddr_ll *packet = (const void *)address;

	if (!descriptor)
		return -1;
	if (size < sizeof(*packet) || packet->sll_ifindex <= 0 || descriptor->close) {
		sdk_error(EINVAL);
		return -1;
	}
	descriptor->handle = packet->sll_ifindex;
	return 0;
}

static int attach_to_socket(struct sdk_descriptor *socket, int prog_fd)
{
	const struct bpf_program *prog = sdk_program_by_fd(prog_fd);
	char name[IF_NAMESIZE];
	int link;

	if (!prog || !sdk_interface_name(socket->handle, name))
		return -errno;
	link = sdk_failed(wasm_bpf_program_attach(prog->handle, name, 0));
	if (link < 0)
		return link;
	socket->handle = link;
	socket->close = wasm_bpf_link_close;
	return 0;
}

__attribute__((weak)) int setsockopt(int fd, int level, int option, const void *value,
				     socklen_t size)
{
	struct sdk_descriptor *descriptor = sdk_descriptor_find(fd, SDK_SOCKET);

	if (!descriptor)
		return -1;
	if (level != SOL_SOCKET || option != SO_ATTACH_BPF) {
		sdk_error(ENOPROTOOPT);
		return -1;
	}
	if (size != sizeof(int) || !descriptor->handle || descriptor->close) {
		sdk_error(EINVAL);
		return -1;
	}
	return attach_to_socket(descriptor, *(const int *)value) ? -1 : 0;
}
