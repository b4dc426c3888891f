// SPDX-License-Identifier: MIT
#include "observe/export_process.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/installed.h"

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
