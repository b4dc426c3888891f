// SPDX-License-Identifier: MIT
/* wasm-bpf login and logout: a credential is tried, then kept for the user alone. */
#include <errno.h>
#include <limits.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/command.h"
#include "command/remote.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "registry/credential.h"

enum { SECRET_MAX = 64 * 1024 };

struct arguments {
	struct registry_options registry;
	struct ref host;
	bool from_stdin;
};

static const struct argp_option options[] = {
	{ "user", 'u', "USER", 0, "The user name", 0 },
	{ "username", 0, NULL, OPTION_ALIAS, NULL, 0 },
	{ "password-stdin", 'p', NULL, 0, "Read the password from stdin", 0 },
	{ 0 },
};

static void take_host(struct argp_state *state, const char *value, struct ref *host)
{
	command_host(state, value, host);
	if (*host->repo)
		argp_error(state, "'%s' is not a HOST[:PORT]", value);
}

static error_t parse(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_INIT: state->child_inputs[0] = &arguments->registry; return 0;
	case 'u': arguments->registry.user = value; return 0;
	case 'p': arguments->from_stdin = true; return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		take_host(state, value, &arguments->host);
		return 0;
	case ARGP_KEY_END:
		if (state->arg_num < 1 || !arguments->registry.user)
			argp_error(state, "a host and --user are needed");
		if (!*arguments->registry.user || strchr(arguments->registry.user, ':'))
			argp_error(state, "a user name cannot be empty or contain a colon");
		return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

/* One line from the terminal, which does not show it. */
static int ask(struct buf *secret, struct err *err)
{
	char line[LINE_MAX];
	bool got = isatty(STDIN_FILENO) &&
		   EVP_read_pw_string(line, sizeof(line), "Password: ", 0) == 0;

	if (!got)
		return err_set(err, EINVAL, "no terminal to ask for the password: use "
			       "--password-stdin");
	buf_puts(secret, line);
	explicit_bzero(line, sizeof(line));
	return 0;
}

/* The password without the end of its line. */
static int read_secret(const struct arguments *arguments, struct buf *secret, struct err *err)
{
	int ret = arguments->from_stdin ? file_read("-", secret, err) : ask(secret, err);

	if (ret)
		return ret;
	while (secret->len && strchr("\r\n", secret->data[secret->len - 1]))
		secret->data[--secret->len] = '\0';
	if (!secret->len || strlen(secret->data) != secret->len)
		return err_set(err, EINVAL, "the password is empty, or not text");
	return 0;
}

static int log_in(struct arguments *arguments, struct buf *secret, struct err *err)
{
	struct registry *registry;
	int ret = read_secret(arguments, secret, err);

	if (ret)
		return ret;
	arguments->registry.secret = secret->data;
	ret = registry_open(&arguments->host, &arguments->registry, false, &registry, err);
	if (ret)
		return ret;
	ret = registry_ping(registry, err);
	registry_free(registry);
	if (!ret)
		ret = credential_store(arguments->host.host, arguments->registry.user,
				       secret->data, err);
	return ret;
}

int cmd_login(int argc, char **argv, struct err *err)
{
	static const struct argp_child children[] = REMOTE_CHILDREN;
	static const struct argp argp = {
		options, parse, "HOST[:PORT] -u USER --password-stdin",
		"Check a user name and password with a registry, and keep them.\vThey are kept "
		"in $XDG_CONFIG_HOME/wasm-bpf/auth.json, which only you can read. docker's "
		"logins and its credential helpers are used as well.",
		children, NULL, NULL,
	};
	struct arguments arguments = { .registry = REGISTRY_OPTIONS_INIT };
	struct buf secret = BUF_INIT(SECRET_MAX);
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	ret = log_in(&arguments, &secret, err);
	if (secret.data)
		explicit_bzero(secret.data, secret.len);
	buf_release(&secret);
	if (!ret && !arguments.registry.quiet)
		printf("%s: logged in\n", arguments.host.host);
	return ret;
}

static error_t parse_logout(int key, char *value, struct argp_state *state)
{
	switch (key) {
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			return ARGP_ERR_UNKNOWN;
		take_host(state, value, state->input);
		return 0;
	case ARGP_KEY_NO_ARGS: argp_error(state, "a host is needed"); return EINVAL;
	default: return ARGP_ERR_UNKNOWN;
	}
}

int cmd_logout(int argc, char **argv, struct err *err)
{
	static const struct argp argp = {
		NULL, parse_logout, "HOST[:PORT]", "Forget the login for a registry.",
		NULL, NULL, NULL,
	};
	struct ref host;

	argp_parse(&argp, argc, argv, 0, NULL, &host);
	return credential_erase(host.host, err);
}
