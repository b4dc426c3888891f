// SPDX-License-Identifier: MIT
/*
 * docker-credential-NAME get: the host goes to its stdin, JSON comes from its stdout.
 * https://github.com/docker/docker-credential-helpers
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "registry/credential.h"

extern char **environ;

enum { ANSWER_MAX = 64 * 1024, ANSWER_WITHIN = 60 * 1000 /* milliseconds, each read */ };

/* Starts the helper with one end of `to` and `from` as stdin and stdout. */
static int spawn(const char *program, const int to[2], const int from[2], pid_t *pid)
{
	char *const argv[] = { (char *)program, (char *)"get", NULL };
	posix_spawn_file_actions_t actions;
	int ret = posix_spawn_file_actions_init(&actions);

	if (ret)
		return -ret;
	posix_spawn_file_actions_adddup2(&actions, to[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
	ret = posix_spawnp(pid, program, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return -ret;
}

/* A helper may answer, or end, without having read. */
static void tell(int fd, const char *host)
{
	if (write(fd, host, strlen(host)) < 0)
		return;
}

/* Reads until the end; false when it takes too long or is too much. */
static bool read_answer(int fd, struct buf *answer)
{
	struct pollfd readable = { .fd = fd, .events = POLLIN };
	ssize_t got = 1;

	while (got > 0 && poll(&readable, 1, ANSWER_WITHIN) > 0) {
		char *to = buf_reserve(answer, 4096);

		got = to ? read(fd, to, 4096) : -1;
		if (got > 0)
			answer->len += (size_t)got;
	}
	if (answer->data)
		answer->data[answer->len] = '\0';
	return got == 0;
}

/* Runs the helper; its exit status, or -errno. */
static int converse(const char *program, const char *host, struct buf *answer)
{
	int to[2], from[2], status = 0, ret;
	pid_t pid;

	if (pipe2(to, O_CLOEXEC) < 0)
		return -errno;
	if (pipe2(from, O_CLOEXEC) < 0) {
		ret = -errno;
		close(to[0]);
		close(to[1]);
		return ret;
	}
	ret = spawn(program, to, from, &pid);
	close(to[0]);
	close(from[1]);
	if (!ret)
		tell(to[1], host);
	close(to[1]);
	if (!ret && !read_answer(from[0], answer)) {
		kill(pid, SIGKILL);
		ret = -EIO;
	}
	close(from[0]);
	if (ret != 0 && ret != -EIO)
		return ret;
	if (waitpid(pid, &status, 0) < 0 || !WIFEXITED(status))
		return -EIO;
	return ret ? ret : WEXITSTATUS(status);
}

static int take_answer(const char *program, const struct buf *answer,
		       struct credential *credential, struct err *err)
{
	json_t *root = json_loadb(answer->data, answer->len, JSON_REJECT_DUPLICATES, NULL);
	const char *user = json_string_value(json_object_get(root, "Username"));
	const char *secret = json_string_value(json_object_get(root, "Secret"));
	int ret = 0;

	if (user && secret && !*secret) /* how some say that they know none */
		goto out;
	if (!user || !secret)
		ret = err_set(err, EIO, "'%s' gives no Username and Secret", program);
	else if (strcmp(user, "<token>") == 0)
		credential->identity = strdup(secret);
	else if ((credential->user = strdup(user)))
		credential->secret = strdup(secret);
	if (!ret && !credential->identity && !credential->secret)
		ret = err_set(err, ENOMEM, "out of memory");
out:
	json_decref(root);
	return ret;
}

int credential_ask_helper(const struct helper *helper, struct credential *ret_credential,
			  struct err *err)
{
	char program[sizeof("docker-credential-") + sizeof(helper->name)];
	struct buf answer = BUF_INIT(ANSWER_MAX);
	struct credential found = { 0 };
	int ret;

	snprintf(program, sizeof(program), "docker-credential-%s", helper->name);
	ret = converse(program, helper->server, &answer);
	if (ret == 0)
		ret = take_answer(program, &answer, &found, err);
	else if (ret > 0 && answer.data && strstr(answer.data, "credentials not found"))
		ret = 0;
	else if (ret > 0)
		ret = err_set(err, EIO, "'%s' fails with status %d: %.*s", program, ret,
			      answer.data ? (int)strcspn(answer.data, "\r\n") : 0,
			      answer.data ? answer.data : "");
	else
		ret = err_set(err, EIO, "cannot run '%s': %s", program, strerror(-ret));
	if (ret)
		credential_release(&found);
	else
		*ret_credential = found;
	if (answer.data)
		explicit_bzero(answer.data, answer.len);
	buf_release(&answer);
	return ret;
}
