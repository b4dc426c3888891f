// SPDX-License-Identifier: MIT
#include "registry/auth.h"

#include <curl/curl.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/base64.h"
#include "lib/err.h"
#include "registry/challenge.h"
#include "registry/http.h"
#include "registry/url.h"

enum { TOKEN_ANSWER_MAX = 256 * 1024 };

struct auth {
	struct http *http;
	char host[REF_HOST_MAX];
	struct credential credential;
	bool looked_up;
	char *header;
};

static char *copy(const char *text)
{
	return text ? strdup(text) : NULL;
}

int auth_new(struct http *http, const char *host, const char *user, const char *secret,
	     struct auth **ret_auth, struct err *err)
{
	struct auth *auth = calloc(1, sizeof(*auth));

	if (!auth)
		return err_set(err, ENOMEM, "out of memory");
	auth->http = http;
	snprintf(auth->host, sizeof(auth->host), "%s", host);
	auth->credential.user = copy(user);
	auth->credential.secret = copy(secret);
	auth->looked_up = user;
	*ret_auth = auth;
	return 0;
}

static void set_header(struct auth *auth, char *header)
{
	if (auth->header)
		explicit_bzero(auth->header, strlen(auth->header));
	free(auth->header);
	auth->header = header;
}

void auth_free(struct auth *auth)
{
	if (!auth)
		return;
	set_header(auth, NULL);
	credential_release(&auth->credential);
	free(auth);
}

const char *auth_header(const struct auth *auth)
{
	return auth->header;
}

static int look_up(struct auth *auth, struct err *err)
{
	int ret = auth->looked_up ? 0 : credential_find(auth->host, &auth->credential, err);

	auth->looked_up = !ret;
	return ret;
}

static int refused(const struct auth *auth, const char *why, struct err *err)
{
	err_set(err, EACCES, "'%s' %s", auth->host, why);
	return err_hint(err, "use 'wasm-bpf login %s -u USER' to keep another login",
			auth->host);
}

/* "Basic ..." of user and secret; null when memory is out. */
static char *basic_header(const struct credential *credential)
{
	char *plain = NULL, *encoded = NULL, *header = NULL;

	if (asprintf(&plain, "%s:%s", credential->user, credential->secret) > 0)
		encoded = base64_encode(plain, strlen(plain));
	if (encoded && asprintf(&header, "Basic %s", encoded) < 0)
		header = NULL;
	if (plain)
		explicit_bzero(plain, strlen(plain));
	free(plain);
	free(encoded);
	return header;
}

static int answer_basic(struct auth *auth, struct err *err)
{
	char *header;

	if (!auth->credential.user)
		return refused(auth, "asks for a user and password", err);
	header = basic_header(&auth->credential);
	if (!header)
		return err_set(err, ENOMEM, "out of memory");
	set_header(auth, header);
	return 0;
}

/* --- tokens ------------------------------------------------------------------------ */

/* Adds a parameter to the query of `*url`, in place. */
static int add_query(char **url, const char *name, const char *value, struct err *err)
{
	char *longer;
	int ret = *value ? url_add_query(*url, name, value, &longer, err) : 0;

	if (ret || !*value)
		return ret;
	free(*url);
	*url = longer;
	return 0;
}

/* Whether a challenge asks for more than actions on what `scope` names: a layer that is
 * taken over needs two repositories. */
static bool asks_for_more(const char *challenge, const char *scope)
{
	const char *actions = strrchr(scope, ':');
	size_t name = actions ? (size_t)(actions - scope) + 1 : 0;

	return *challenge && (strchr(challenge, ' ') || strncmp(challenge, scope, name) != 0);
}

/* GET realm?service=...&scope=..., with the password where there is one. */
static int ask_by_get(struct auth *auth, const struct challenge *challenge, const char *scope,
		      struct http_response *answer, struct err *err)
{
	struct http_request request = { .method = "GET", .max = TOKEN_ANSWER_MAX };
	char *url = strdup(challenge->realm), *header = NULL;
	int ret = url ? 0 : err_set(err, ENOMEM, "out of memory");

	if (!ret)
		ret = add_query(&url, "service", challenge->service, err);
	if (!ret)
		ret = add_query(&url, "scope", scope, err);
	if (!ret && asks_for_more(challenge->scope, scope))
		ret = add_query(&url, "scope", challenge->scope, err);
	if (!ret && auth->credential.user) {
		header = basic_header(&auth->credential);
		if (!header)
			ret = err_set(err, ENOMEM, "out of memory");
	}
	request.url = url;
	request.authorization = header;
	if (!ret)
		ret = http_perform(auth->http, &request, answer, err);
	free(url);
	free(header);
	return ret;
}

static void add_field(struct buf *form, const char *name, const char *value)
{
	char *escaped = curl_easy_escape(NULL, value, 0);

	if (!escaped)
		form->error = ENOMEM;
	else
		buf_printf(form, "%s%s=%s", form->len ? "&" : "", name, escaped);
	curl_free(escaped);
}

/* POST of a form, where the credential is a token that gives tokens (OAuth 2). */
static int ask_by_post(struct auth *auth, const struct challenge *challenge, const char *scope,
		       struct http_response *answer, struct err *err)
{
	struct buf form = BUF_INIT(TOKEN_ANSWER_MAX);
	struct http_request request = {
		.method = "POST",
		.url = challenge->realm,
		.content_type = "application/x-www-form-urlencoded",
		.max = TOKEN_ANSWER_MAX,
	};
	int ret;

	add_field(&form, "grant_type", "refresh_token");
	add_field(&form, "client_id", "wasm-bpf");
	add_field(&form, "service", challenge->service);
	add_field(&form, "scope", scope);
	add_field(&form, "refresh_token", auth->credential.identity);
	request.data = form.data;
	request.size = form.len;
	ret = form.error ? err_set(err, form.error, "out of memory") :
			   http_perform(auth->http, &request, answer, err);
	if (form.data)
		explicit_bzero(form.data, form.len);
	buf_release(&form);
	return ret;
}

/* A token goes into a header: printable, and no blanks. */
static bool token_is_valid(const char *token)
{
	size_t len = 0;

	while (token[len] > ' ' && token[len] < 0x7f)
		len++;
	return len && !token[len];
}

static int take_token(struct auth *auth, const struct http_response *answer, struct err *err)
{
	json_t *root = json_loadb(answer->body.data ? answer->body.data : "", answer->body.len, 0,
				  NULL);
	const char *token = json_string_value(json_object_get(root, "token"));
	char *header = NULL;
	int ret = 0;

	if (!token)
		token = json_string_value(json_object_get(root, "access_token"));
	if (!token || !token_is_valid(token))
		ret = err_set(err, EPROTO, "the token server of '%s' gives no token", auth->host);
	else if (asprintf(&header, "Bearer %s", token) < 0)
		ret = err_set(err, ENOMEM, "out of memory");
	else
		set_header(auth, header);
	json_decref(root);
	return ret;
}

static int answer_bearer(struct auth *auth, const struct challenge *challenge,
			 const char *scope, bool secure, struct err *err)
{
	struct http_response answer = { 0 };
	int ret;

	if (strncasecmp(challenge->realm, "http", 4) != 0 ||
	    (secure && !url_is_secure(challenge->realm)))
		return err_set(err, EPROTO, "'%s' names a token server that cannot be trusted: "
			       "'%.200s'", auth->host, challenge->realm);
	if (auth->credential.identity)
		ret = ask_by_post(auth, challenge, scope, &answer, err);
	else
		ret = ask_by_get(auth, challenge, scope, &answer, err);
	if (ret)
		err_prefix(err, "no token for '%s'", auth->host);
	else if (answer.status == 401 || answer.status == 403)
		ret = refused(auth, auth->credential.user ?
			      "does not accept this user and password" :
			      "gives no token without a login", err);
	else if (!http_is_success(answer.status))
		ret = err_set(err, EIO, "the token server of '%s' answers with status %ld",
			      auth->host, answer.status);
	else
		ret = take_token(auth, &answer, err);
	http_response_release(&answer);
	return ret;
}

int auth_answer(struct auth *auth, const struct http_response *refusal, const char *scope,
		struct err *err)
{
	struct challenge best = { 0 }, one;
	char header[4096];
	int ret = look_up(auth, err);

	if (ret)
		return ret;
	for (int i = 0; http_header(refusal, "WWW-Authenticate", i, header, sizeof(header)); i++) {
		ret = challenge_parse(header, &one, err);
		if (ret)
			return err_prefix(err, "'%s'", auth->host);
		if (one.kind > best.kind)
			best = one;
	}
	switch (best.kind) {
	case CHALLENGE_BEARER:
		return answer_bearer(auth, &best, scope, url_is_secure(refusal->url), err);
	case CHALLENGE_BASIC:
		return answer_basic(auth, err);
	default:
		return refused(auth, "refuses access without saying which login it needs", err);
	}
}
