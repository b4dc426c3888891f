// SPDX-License-Identifier: MIT
/*
 * Runs a command as what a container is: root of a user namespace of its own, with a BPF file
 * system that delegates, as whoever starts containers mounts it:
 *
 *	delegate PATH OPTIONS COMMAND...
 *
 * PATH is where it is mounted, OPTIONS are delegate_...=..., separated by commas, or "" for none.
 * Needs root. Status 125: that failed; otherwise the command's.
 */
#include <errno.h>
#include <linux/mount.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "delegate: %s: %s\n", what, strerror(errno));
	_exit(125);
}

/* Waits for the other's number, or tells it. */
static int hear(int fd)
{
	int number;

	if (read(fd, &number, sizeof(number)) != sizeof(number))
		_exit(125);
	return number;
}

static void tell(int fd, int number)
{
	if (write(fd, &number, sizeof(number)) != sizeof(number))
		_exit(125);
}

static void put(pid_t pid, const char *name, const char *text)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	file = fopen(path, "w");
	if (!file || fputs(text, file) < 0 || fclose(file) != 0)
		die(path);
}

/* In the file system's making that the child has begun: its owner is the child's namespace. */
static void configure(pid_t pid, int fs, char *options)
{
	const int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	const int fd = (int)syscall(SYS_pidfd_getfd, pidfd, fs, 0);
	char *option;

	if (fd < 0)
		die("pidfd_getfd");
	while ((option = strsep(&options, ","))) {
		char *value = option;
		const char *name = strsep(&value, "=");

		if (*name && syscall(SYS_fsconfig, fd, FSCONFIG_SET_STRING, name, value, 0) < 0)
			die(name);
	}
	if (syscall(SYS_fsconfig, fd, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		die("fsconfig");
}

static _Noreturn void run(int from, int to, const char *path, char **command)
{
	int fs, mount;

	if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) < 0)
		die("unshare");
	tell(to, 0);
	hear(from);
	if (setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0)
		die("setresuid");
	fs = (int)syscall(SYS_fsopen, "bpf", 0);
	if (fs < 0)
		die("fsopen");
	tell(to, fs);
	hear(from);
	mount = (int)syscall(SYS_fsmount, fs, 0, 0);
	if (mount < 0)
		die("fsmount");
	if (syscall(SYS_move_mount, mount, "", -100, path, MOVE_MOUNT_F_EMPTY_PATH) < 0)
		die(path);
	close(fs);
	close(mount);
	execvp(*command, command);
	die(*command);
}

int main(int argc, char **argv)
{
	int to[2], from[2], status;
	pid_t pid;

	if (argc < 4)
		return 125;
	if (pipe(to) < 0 || pipe(from) < 0)
		die("pipe");
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0)
		run(to[0], from[1], argv[1], argv + 3);
	close(from[1]);
	hear(from[0]);
	put(pid, "uid_map", "0 0 1");
	put(pid, "gid_map", "0 0 1");
	tell(to[1], 0);
	configure(pid, hear(from[0]), argv[2]);
	tell(to[1], 0);
	if (waitpid(pid, &status, 0) < 0)
		die("waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
