// SPDX-License-Identifier: MIT
#include "observe/health_server.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "export/frame.h"
#include "lib/diag.h"
#include "lib/err.h"
#include "observe/export_process.h"

enum { STOP_WAIT_MS = 2000, REASON_MAX = 512 };

struct health_server {
	pid_t process;
	int socket; /* or -1: it is gone */
};

int health_server_start(const char *address, unsigned int silence,
			struct health_server **ret_server, struct err *err)
{
	struct health_server *server = calloc(1, sizeof(*server));
	char said[256], seconds[16];
	const char *args[] = { NULL, "--listen", address, "--silence", seconds, NULL };
	int ret;

	if (!server)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	snprintf(seconds, sizeof(seconds), "%u", silence);
	ret = export_process_open(args, &server->process, &server->socket, said, err);
	if (ret) {
		free(server);
		return err_prefix(err, "--health %s", address);
	}
	diag_printf(DIAG_INFO, "wasm-bpf", "health: %s", said);
	*ret_server = server;
	return 0;
}

/* A frame is small: the socket takes all of it, or nothing. */
static void send_frame(struct health_server *server, enum frame_kind kind, const char *text)
{
	char frame[FRAME_HEAD + REASON_MAX];
	const uint32_t size = (uint32_t)strnlen(text, REASON_MAX);
	const uint32_t head[2] = { kind, size };
	ssize_t sent;

	if (server->socket < 0)
		return;
	memcpy(frame, head, sizeof(head));
	memcpy(frame + sizeof(head), text, size);
	sent = send(server->socket, frame, sizeof(head) + size, MSG_DONTWAIT | MSG_NOSIGNAL);
	if ((sent < 0 && errno != EAGAIN && errno != EINTR) ||
	    (sent >= 0 && (size_t)sent < sizeof(head) + size)) {
		diag_printf(DIAG_ERROR, "wasm-bpf",
			    "wasm-bpf-export, which answers for --health, "
			    "is gone");
		close(server->socket);
		server->socket = -1;
	}
}

void health_server_tell(struct health_server *server, const char *ill, const char *not_ready)
{
	send_frame(server, FRAME_READY, not_ready);
	send_frame(server, FRAME_HEALTH, ill);
}

void health_server_stop(struct health_server *server)
{
	if (!server)
		return;
	if (server->socket >= 0)
		close(server->socket);
	export_process_end(server->process, STOP_WAIT_MS);
	free(server);
}
