// SPDX-License-Identifier: MIT
/*
 * What a guest cannot do: other processes, jumps, descriptors of the kernel's. Each says so
 * on standard error, and fails with ENOSYS.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static int absent(const char *function)
{
	fprintf(stderr, "%s: not possible in a guest\n", function);
	errno = ENOSYS;
	return -1;
}

#define ABSENT(name, ...) \
	__attribute__((weak)) int name(__VA_ARGS__) \
	{ \
		return absent(#name); \
	}

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunused-parameter"
ABSENT(fork, void)
ABSENT(vfork, void)
ABSENT(execv, const char *path, char *const argv[])
ABSENT(execvp, const char *file, char *const argv[])
ABSENT(execve, const char *path, char *const argv[], char *const envp[])
ABSENT(execl, const char *path, const char *arg, ...)
ABSENT(execlp, const char *file, const char *arg, ...)
ABSENT(eventfd, unsigned count, int flags)
ABSENT(signalfd, int fd, const sigset_t *set, int flags)
ABSENT(epoll_create, int size)
ABSENT(epoll_create1, int flags)
ABSENT(epoll_ctl, int epoll, int operation, int fd, struct epoll_event *event)
ABSENT(epoll_wait, int epoll, struct epoll_event *events, int max, int timeout_ms)
ABSENT(pipe, int fds[2])
ABSENT(system, const char *command)
#pragma clang diagnostic pop

__attribute__((weak)) FILE *popen(const char *command, const char *mode)
{
	(void)command, (void)mode;
	absent(__func__);
	return NULL;
}

__attribute__((weak)) int pclose(FILE *stream)
{
	(void)stream;
	return absent(__func__);
}

__attribute__((weak)) int kill(pid_t process, int number)
{
	(void)process;
	if (number)
		return absent(__func__);
	errno = ESRCH;
	return -1;
}

__attribute__((weak)) pid_t waitpid(pid_t process, int *status, int options)
{
	(void)process, (void)status, (void)options;
	errno = ECHILD;
	return -1;
}

__attribute__((weak)) pid_t wait(int *status)
{
	return waitpid(-1, status, 0);
}

__attribute__((weak, noreturn)) void longjmp(jmp_buf env, int value)
{
	(void)env, (void)value;
	absent(__func__);
	exit(1);
}

__attribute__((weak, noreturn)) void siglongjmp(sigjmp_buf env, int value)
{
	longjmp(env, value);
}
