// SPDX-License-Identifier: MIT
#include "registry/credential.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/base64.h"
#include "format/json.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "registry/http.h"

enum { CONFIG_MAX = 1024 * 1024 };

static void wipe(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	free(text);
}

void credential_release(struct credential *credential)
{
	wipe(credential->user);
	wipe(credential->secret);
	wipe(credential->identity);
	wipe(credential->token);
	*credential = (struct credential){ 0 };
}

/* --- docker's format ---------------------------------------------------------- */

/* The hub has one name in references, others for its requests and for its logins. */
#define HUB_LOGIN "https://index.docker.io/v1/"

static bool is_hub(const char *host, size_t len)
{
	static const char *const names[] = { "docker.io", "index.docker.io",
					     "registry-1.docker.io" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (len == strlen(names[i]) && strncasecmp(host, names[i], len) == 0)
			return true;
	return false;
}

static bool hosts_equal(const char *key, size_t len, const char *host)
{
	if (len == strlen(host) && strncasecmp(key, host, len) == 0)
		return true;
	return is_hub(key, len) && is_hub(host, strlen(host));
}

/* Whether a path is the one that docker's logins end in: an API's version. */
static bool is_version(const char *path, size_t len)
{
	return len == 2 && path[0] == 'v' && (path[1] == '1' || path[1] == '2');
}

/* How well a key of the file fits, -1 not at all: a namespace by its length, before a host.
 * The keys of docker are addresses, whose path means nothing; the hub's have further ones. */
static int fit(const char *key, const char *host, const char *repo)
{
	const char *start = strstr(key, "://"), *path;
	bool address = start, slash;
	size_t len;

	start = start ? start + 3 : key;
	len = strcspn(start, "/");
	if (!hosts_equal(start, len, host))
		return -1;
	path = start + len + strspn(start + len, "/");
	len = strlen(path);
	slash = len && path[len - 1] == '/';
	len -= slash;
	if (!len || (is_version(path, len) && (address || slash)))
		return address || slash ? 1 : 2;
	if (address)
		return 0;
	return strncmp(repo, path, len) == 0 && (!repo[len] || repo[len] == '/') ? (int)len + 2
										 : -1;
}

/* The value in `object` whose key fits best, or null; empty objects only say that a helper
 * knows more. */
static json_t *look_up(json_t *object, const char *host, const char *repo, const char **ret_key)
{
	json_t *value, *found = NULL;
	const char *key;
	int best = -1;

	json_object_foreach (object, key, value) {
		int fits = fit(key, host, repo);

		if (fits <= best || (json_is_object(value) && !json_object_size(value)))
			continue;
		best = fits;
		found = value;
		*ret_key = key;
	}
	return found;
}

static int set_text(char **to, const char *text, size_t len, struct err *err)
{
	*to = strndup(text, len);
	return *to ? 0 : err_set(err, ENOMEM, "out of memory");
}

/* "user:secret" in base64; NULs around the secret are padding of some who write it. */
static int take_auth(const char *auth, const char *host, struct credential *credential,
		     struct err *err)
{
	size_t size = 0, user = 0;
	char *text = base64_decode(auth, &size), *colon = text ? memchr(text, ':', size) : NULL;
	const char *secret = colon ? colon + 1 : NULL;
	int ret = 0;

	while (secret && size && !text[size - 1])
		size--;
	while (secret && secret < text + size && !*secret)
		secret++;
	if (colon)
		user = (size_t)(colon - text);
	if (!colon || secret > text + size || memchr(text, '\0', user) ||
	    memchr(secret, '\0', (size_t)(text + size - secret)))
		ret = err_set(err, EINVAL, "the credential of '%s' is not user:secret in base64",
			      host);
	if (!ret)
		ret = set_text(&credential->user, text, user, err);
	if (!ret)
		ret = set_text(&credential->secret, secret, (size_t)(text + size - secret), err);
	wipe(text);
	return ret;
}

/* A member that is a text, and not empty; else null. */
static const char *member(const json_t *entry, const char *name)
{
	const char *text = json_string_value(json_object_get(entry, name));

	return text && *text ? text : NULL;
}

static int take_password(const json_t *entry, const char *host, struct credential *credential,
			 struct err *err)
{
	const char *auth = member(entry, "auth"), *user = member(entry, "username");
	const char *secret = member(entry, "password");
	int ret;

	if (auth)
		return take_auth(auth, host, credential, err);
	if (!user || !secret)
		return 0;
	ret = set_text(&credential->user, user, strlen(user), err);
	return ret ? ret : set_text(&credential->secret, secret, strlen(secret), err);
}

static int take_entry(const json_t *entry, const char *host, struct credential *credential,
		      struct err *err)
{
	const char *identity = member(entry, "identitytoken");
	const char *token = member(entry, "registrytoken");
	int ret = take_password(entry, host, credential, err);

	if (!ret && identity)
		ret = set_text(&credential->identity, identity, strlen(identity), err);
	if (!ret && token && http_is_token(token))
		ret = set_text(&credential->token, token, strlen(token), err);
	return ret;
}

static bool helper_is_valid(const char *name)
{
	size_t len = 0;

	while (isalnum((unsigned char)name[len]) || (name[len] && strchr("_.-", name[len])))
		len++;
	return len && !name[len] && len < sizeof(((struct helper *)NULL)->name);
}

/* The helper that a file names for a host, else for all. */
static int take_helper(const json_t *root, const char *host, const char *repo,
		       struct helper *helper, struct err *err)
{
	const char *key = NULL, *server = is_hub(host, strlen(host)) ? HUB_LOGIN : host;
	const char *name = json_string_value(
		look_up(json_object_get(root, "credHelpers"), host, repo, &key));

	*helper = (struct helper){ .name = "" };
	if (!name)
		name = json_string_value(json_object_get(root, "credsStore"));
	else if (fit(key, host, repo) > 2)
		server = key;
	if (!name || !*name)
		return 0;
	if (!helper_is_valid(name) || strlen(server) >= sizeof(helper->server))
		return err_set(err, EINVAL, "'%.80s' is not a name of a credential helper", name);
	strcpy(helper->name, name);
	strcpy(helper->server, server);
	return 0;
}

int credential_parse(const char *json, size_t size, const char *host, const char *repo,
		     struct credential *ret_credential, struct helper *ret_helper, struct err *err)
{
	struct credential found = { 0 };
	struct helper helper;
	const char *key;
	json_t *root = NULL;
	int ret = json_parse_object(json, size, "it", &root, err);

	if (!ret)
		ret = take_helper(root, host, repo, &helper, err);
	if (!ret)
		ret = take_entry(look_up(json_object_get(root, "auths"), host, repo, &key), host,
				 &found, err);
	if (ret) {
		credential_release(&found);
	} else {
		*ret_credential = found;
		*ret_helper = helper;
	}
	json_decref(root);
	return ret;
}

/* --- the files ------------------------------------------------------------------ */

/* The path of a file below a folder that a variable names, or below the home folder;
 * empty where there is neither. */
static void config_path(char path[static PATH_MAX], const char *variable, const char *below,
			const char *home_below)
{
	const char *dir = getenv(variable), *home = getenv("HOME");

	*path = '\0';
	if (dir && *dir)
		snprintf(path, PATH_MAX, "%s/%s", dir, below);
	else if (home && *home)
		snprintf(path, PATH_MAX, "%s/%s", home, home_below);
}

static void own_path(char path[static PATH_MAX])
{
	config_path(path, "XDG_CONFIG_HOME", "wasm-bpf/auth.json",
		    ".config/wasm-bpf/auth.json");
}

static void docker_path(char path[static PATH_MAX])
{
	config_path(path, "DOCKER_CONFIG", "config.json", ".docker/config.json");
}

/* Looks in one file, which need not be there. */
static int find_in(const char *path, const char *host, const char *repo,
		   struct credential *credential, struct helper *helper, struct err *err)
{
	struct buf text = BUF_INIT(CONFIG_MAX);
	int ret;

	helper->name[0] = '\0';
	if (!*path || access(path, F_OK) < 0)
		return 0;
	ret = file_read(path, &text, err);
	if (!ret && text.len)
		ret = credential_parse(text.data, text.len, host, repo, credential, helper, err);
	if (ret == -EINVAL)
		err_prefix(err, "cannot use '%s'", path);
	if (text.data)
		explicit_bzero(text.data, text.len);
	buf_release(&text);
	return ret;
}

/* What a helper knows goes before what stands in the file. */
static int find_in_docker(const char *host, const char *repo, struct credential *credential,
			  struct err *err)
{
	struct credential told = { 0 };
	struct helper helper;
	char path[PATH_MAX];
	int ret;

	docker_path(path);
	ret = find_in(path, host, repo, credential, &helper, err);
	if (!ret && *helper.name)
		ret = credential_ask_helper(&helper, &told, err);
	if (!ret && !credential_is_none(&told)) {
		credential_release(credential);
		*credential = told;
	}
	return ret;
}

int credential_find(const char *host, const char *repo, struct credential *ret_credential,
		    struct err *err)
{
	struct credential found = { 0 };
	struct helper none;
	char path[PATH_MAX];
	int ret;

	own_path(path);
	ret = find_in(path, host, repo, &found, &none, err);
	if (!ret && credential_is_none(&found))
		ret = find_in_docker(host, repo, &found, err);
	if (ret)
		credential_release(&found);
	else
		*ret_credential = found;
	return ret;
}

/* --- our own file ----------------------------------------------------------------- */

/* Makes the folders on the way to a file; what is wrong shows when it is written. */
static void make_folders(const char *path)
{
	char folder[PATH_MAX];

	for (const char *c = strchr(path + 1, '/'); c; c = strchr(c + 1, '/')) {
		snprintf(folder, sizeof(folder), "%.*s", (int)(c - path), path);
		mkdir(folder, 0700);
	}
}

/* Reads our own file as JSON; an empty object where there is none. */
static int own_load(const char *path, json_t **ret_root, struct err *err)
{
	json_error_t error;
	json_t *root;

	if (!*path)
		return err_set(err, ENOENT, "neither XDG_CONFIG_HOME nor HOME is set");
	root = access(path, F_OK) == 0 ? json_load_file(path, JSON_REJECT_DUPLICATES, &error) :
					 json_object();
	if (!json_is_object(root)) {
		json_decref(root);
		return err_set(err, EINVAL, "cannot use '%s': not a JSON object", path);
	}
	*ret_root = root;
	return 0;
}

/* Writes it, for the user alone from its first byte on. */
static int own_save(const char *path, const json_t *root, struct err *err)
{
	mode_t mask = umask(077);
	char *text = json_dumps(root, JSON_INDENT(2) | JSON_SORT_KEYS);
	int ret;

	make_folders(path);
	chmod(path, 0600);
	ret = text ? file_write(path, text, strlen(text), err) :
		     err_set(err, ENOMEM, "out of memory");
	umask(mask);
	wipe(text);
	return ret;
}

int credential_store(const char *host, const char *user, const char *secret, struct err *err)
{
	char path[PATH_MAX], *plain = NULL, *auth = NULL;
	json_t *root = NULL, *auths;
	int ret;

	own_path(path);
	ret = own_load(path, &root, err);
	if (ret)
		return ret;
	auths = json_object_get(root, "auths");
	if (!json_is_object(auths)) {
		auths = json_object();
		json_object_set_new(root, "auths", auths);
	}
	if (asprintf(&plain, "%s:%s", user, secret) > 0)
		auth = base64_encode(plain, strlen(plain));
	if (auth && json_object_set_new(auths, host, json_pack("{ss}", "auth", auth)) == 0)
		ret = own_save(path, root, err);
	else
		ret = err_set(err, ENOMEM, "out of memory");
	wipe(plain);
	wipe(auth);
	json_decref(root);
	return ret;
}

int credential_erase(const char *host, struct err *err)
{
	char path[PATH_MAX];
	json_t *root = NULL;
	int ret;

	own_path(path);
	ret = own_load(path, &root, err);
	if (ret)
		return ret;
	if (json_object_del(json_object_get(root, "auths"), host) < 0)
		ret = err_set(err, ENOENT, "no login for '%s' in '%s'", host, path);
	else
		ret = own_save(path, root, err);
	json_decref(root);
	return ret;
}
