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
	*credential = (struct credential){ 0 };
}

/* --- docker's format ---------------------------------------------------------- */

/* Whether a key of the file means the host: it may have a scheme and a path. */
static bool key_means(const char *key, const char *host)
{
	const char *start = strstr(key, "://");
	size_t len;

	start = start ? start + 3 : key;
	len = strcspn(start, "/");
	if (strcmp(host, "registry-1.docker.io") == 0) /* which logins call by another name */
		host = "index.docker.io";
	return len == strlen(host) && strncasecmp(start, host, len) == 0;
}

/* The value in `object` under a key that means the host, or null. */
static json_t *look_up(json_t *object, const char *host)
{
	json_t *value;
	const char *key;

	json_object_foreach(object, key, value)
		if (key_means(key, host))
			return value;
	return NULL;
}

/* "user:secret" in base64. */
static int take_auth(const char *auth, const char *host, struct credential *credential,
		     struct err *err)
{
	size_t size = 0;
	char *text = base64_decode(auth, &size), *colon = text ? strchr(text, ':') : NULL;
	int ret = 0;

	if (!colon || strlen(text) != size) {
		ret = err_set(err, EINVAL, "the credential of '%s' is not user:secret in base64",
			      host);
	} else {
		credential->user = strndup(text, (size_t)(colon - text));
		credential->secret = strdup(colon + 1);
		if (!credential->user || !credential->secret)
			ret = err_set(err, ENOMEM, "out of memory");
	}
	wipe(text);
	return ret;
}

static int take_entry(json_t *entry, const char *host, struct credential *credential,
		      struct err *err)
{
	const char *auth = json_string_value(json_object_get(entry, "auth"));
	const char *identity = json_string_value(json_object_get(entry, "identitytoken"));

	if (identity && *identity) {
		credential->identity = strdup(identity);
		return credential->identity ? 0 : err_set(err, ENOMEM, "out of memory");
	}
	return auth && *auth ? take_auth(auth, host, credential, err) : 0;
}

static bool helper_is_valid(const char *name)
{
	size_t len = 0;

	while (isalnum((unsigned char)name[len]) || (name[len] && strchr("_.-", name[len])))
		len++;
	return len && !name[len] && len < HELPER_NAME_MAX;
}

int credential_parse(const char *json, size_t size, const char *host,
		     struct credential *ret_credential, char ret_helper[static HELPER_NAME_MAX],
		     struct err *err)
{
	struct credential found = { 0 };
	const char *helper;
	json_t *root = NULL;
	int ret = json_parse_object(json, size, "it", &root, err);

	if (ret)
		return ret;
	helper = json_string_value(look_up(json_object_get(root, "credHelpers"), host));
	if (!helper)
		helper = json_string_value(json_object_get(root, "credsStore"));
	if (helper && *helper && !helper_is_valid(helper))
		ret = err_set(err, EINVAL, "'%.80s' is not a name of a credential helper", helper);
	if (!ret)
		ret = take_entry(look_up(json_object_get(root, "auths"), host), host, &found, err);
	if (ret) {
		credential_release(&found);
	} else {
		*ret_credential = found;
		strcpy(ret_helper, helper ? helper : "");
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
static int find_in(const char *path, const char *host, struct credential *credential,
		   char helper[static HELPER_NAME_MAX], struct err *err)
{
	struct buf text = BUF_INIT(CONFIG_MAX);
	int ret;

	*helper = '\0';
	if (!*path || access(path, F_OK) < 0)
		return 0;
	ret = file_read(path, &text, err);
	if (!ret && text.len)
		ret = credential_parse(text.data, text.len, host, credential, helper, err);
	if (ret == -EINVAL)
		err_prefix(err, "cannot use '%s'", path);
	if (text.data)
		explicit_bzero(text.data, text.len);
	buf_release(&text);
	return ret;
}

int credential_find(const char *host, struct credential *ret_credential, struct err *err)
{
	char path[PATH_MAX], helper[HELPER_NAME_MAX];
	struct credential found = { 0 };
	int ret;

	own_path(path);
	ret = find_in(path, host, &found, helper, err);
	if (!ret && credential_is_none(&found)) {
		docker_path(path);
		ret = find_in(path, host, &found, helper, err);
		if (!ret && *helper) {
			credential_release(&found);
			ret = credential_ask_helper(helper, host, &found, err);
		}
	}
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
