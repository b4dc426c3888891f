// SPDX-License-Identifier: MIT
#include "observe/export_process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/installed.h"

enum { READY_WAIT_MS = 5000 };

static int find(char path[static PATH_MAX], const char **ret_name, struct err *err)
{
	static const char *const places[] = { "../libexec/wasm-bpf/wasm-bpf-export",
					      "wasm-bpf-export", NULL };

	*ret_name = export_main ? EXPORT_MARK "wasm-bpf-export" : "wasm-bpf-export";
	if (!export_main)
		return installed_find("wasm-bpf-export", places, path, err);
	strcpy(path, "/proc/self/exe");
	return 0;
}

int export_process_start(const char **args, int in, int out, pid_t *ret_process, struct err *err)
{
	posix_spawn_file_actions_t actions;
	char path[PATH_MAX];
	pid_t process;
	int ret = find(path, &args[0], err);

	if (ret)
		return ret;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	ret = posix_spawn(&process, path, &actions, NULL, (char *const *)args, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (ret)
		return err_set(err, ret, "cannot run '%s': %s", path, strerror(ret));
	*ret_process = process;
	return 0;
}

/* "listening on ADDRESS", "ready", or nothing: it has said on stderr why. */
static int wait_until_ready(int from_child, char said[static 256], struct err *err)
{
	struct pollfd ready = { .fd = from_child, .events = POLLIN };
	ssize_t len = 0;

	if (poll(&ready, 1, READY_WAIT_MS) > 0)
		len = read(from_child, said, 255);
	if (len <= 0)
		return err_set(err, ECHILD, "wasm-bpf-export did not start");
	said[len] = '\0';
	said[strcspn(said, "\n")] = '\0';
	return 0;
}

int export_process_open(const char **args, pid_t *ret_process, int *ret_socket,
			char said[static 256], struct err *err)
{
	int sockets[2] = { -1, -1 }, out[2] = { -1, -1 };
	pid_t process = 0;
	int ret = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) < 0 ||
	    pipe2(out, O_CLOEXEC) < 0)
		ret = err_set(err, errno, "cannot start wasm-bpf-export: %s", strerror(errno));
	if (!ret)
		ret = export_process_start(args, sockets[1], out[1], &process, err);
	if (sockets[1] >= 0)
		close(sockets[1]);
	if (out[1] >= 0)
		close(out[1]);
	if (!ret)
		ret = wait_until_ready(out[0], said, err);
	if (out[0] >= 0)
		close(out[0]);
	if (ret && sockets[0] >= 0)
		close(sockets[0]);
	if (ret && process)
		export_process_end(process, READY_WAIT_MS);
	if (ret)
		return ret;
	*ret_process = process;
	*ret_socket = sockets[0];
	return 0;
}

void export_process_end(pid_t process, int wait_ms)
{
	struct pollfd ended = { .fd = (int)syscall(SYS_pidfd_open, process, 0), .events = POLLIN };

	if (ended.fd < 0 || poll(&ended, 1, wait_ms) <= 0)
		kill(process, SIGKILL);
	if (ended.fd >= 0)
		close(ended.fd);
	while (waitpid(process, NULL, 0) < 0 && errno == EINTR)
		continue;
}
