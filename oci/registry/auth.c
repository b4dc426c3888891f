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
	const char *host;
	const char *repo;
	struct credential credential;
	bool looked_up;
	char *header;
};

static char *copy(const char *text)
{
	return text ? strdup(text) : NULL;
}

int auth_new(struct http *http, const char *host, const char *repo, const char *user,
	     const char *secret, struct auth **ret_auth, struct err *err)
{
	struct auth *auth = calloc(1, sizeof(*auth));

	if (!auth)
		return err_set(err, ENOMEM, "out of memory");
	auth->http = http;
	auth->host = host;
	auth->repo = repo;
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
	int ret = auth->looked_up ? 0
				  : credential_find(auth->host, auth->repo, &auth->credential, err);

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
static char *basic_header(const char *user, const char *secret)
{
	char *plain = NULL, *encoded = NULL, *header = NULL;

	if (asprintf(&plain, "%s:%s", user, secret) > 0)
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
	header = basic_header(auth->credential.user, auth->credential.secret);
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

/* Where tokens come from, what for, and on whose word. */
struct token_request {
	const struct challenge *challenge;
	char *url; /* the challenge's realm */
	const char *scope;
	const char *by; /* the URL that was refused */
};

/* The header of a GET: the password, or what stands in for one where a server takes no POST;
 * null where there is neither. */
static int get_header(const struct credential *credential, char **ret_header, struct err *err)
{
	const char *user = credential->user ? credential->user : "";
	const char *secret = credential->user ? credential->secret : credential->identity;

	*ret_header = secret ? basic_header(user, secret) : NULL;
	return secret && !*ret_header ? err_set(err, ENOMEM, "out of memory") : 0;
}

/* GET realm?service=...&scope=... */
static int ask_by_get(struct auth *auth, const struct token_request *asked,
		      struct http_response *answer, struct err *err)
{
	struct http_request request = { .method = "GET", .max = TOKEN_ANSWER_MAX, .by = asked->by };
	const struct challenge *challenge = asked->challenge;
	char *url = strdup(asked->url), *header = NULL;
	int ret = url ? 0 : err_set(err, ENOMEM, "out of memory");

	if (!ret)
		ret = add_query(&url, "service", challenge->service, err);
	if (!ret)
		ret = add_query(&url, "scope", asked->scope, err);
	if (!ret && asks_for_more(challenge->scope, asked->scope))
		ret = add_query(&url, "scope", challenge->scope, err);
	if (!ret)
		ret = get_header(&auth->credential, &header, err);
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
static int ask_by_post(struct auth *auth, const struct token_request *asked,
		       struct http_response *answer, struct err *err)
{
	struct buf form = BUF_INIT(TOKEN_ANSWER_MAX);
	struct http_request request = {
		.method = "POST",
		.url = asked->url,
		.by = asked->by,
		.content_type = "application/x-www-form-urlencoded",
		.max = TOKEN_ANSWER_MAX,
		.secret = true,
	};
	int ret;

	add_field(&form, "grant_type", "refresh_token");
	add_field(&form, "client_id", "wasm-bpf");
	add_field(&form, "service", asked->challenge->service);
	add_field(&form, "scope", asked->scope);
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

/* The token of an answer, under whichever of its names it has one; or null. */
static const char *token_in(const json_t *answer)
{
	static const char *const names[] = { "token", "access_token" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *token = json_string_value(json_object_get(answer, names[i]));

		if (token && http_is_token(token))
			return token;
	}
	return NULL;
}

static int set_bearer(struct auth *auth, const char *token, struct err *err)
{
	char *header;

	if (asprintf(&header, "Bearer %s", token) < 0)
		return err_set(err, ENOMEM, "out of memory");
	set_header(auth, header);
	return 0;
}

static int take_token(struct auth *auth, const struct http_response *answer, struct err *err)
{
	json_t *root = json_loadb(answer->body.data ? answer->body.data : "", answer->body.len, 0,
				  NULL);
	const char *token = token_in(root);
	int ret = token ? set_bearer(auth, token, err)
			: err_set(err, EPROTO, "the token server of '%s' gives no token",
				  auth->host);

	json_decref(root);
	return ret;
}

/* By POST where the credential is for that. Servers that know no POST say so in many ways. */
static int ask(struct auth *auth, const struct token_request *asked, struct http_response *answer,
	       struct err *err)
{
	if (auth->credential.identity) {
		int ret = ask_by_post(auth, asked, answer, err);

		if (ret || answer->status < 400 || (answer->status >= 500 && answer->status != 501))
			return ret;
		http_response_release(answer);
	}
	return ask_by_get(auth, asked, answer, err);
}

static int ask_for_token(struct auth *auth, const struct token_request *asked, struct err *err)
{
	bool known = !credential_is_none(&auth->credential);
	struct http_response answer = { 0 };
	int ret = ask(auth, asked, &answer, err);

	if (ret)
		err_prefix(err, "no token for '%s'", auth->host);
	else if (answer.status == 401 || answer.status == 403)
		ret = refused(auth,
			      known ? "does not accept this user and password"
				    : "gives no token without a login",
			      err);
	else if (!http_is_success(answer.status))
		ret = err_set(err, EIO, "the token server of '%s' answers with status %ld",
			      auth->host, answer.status);
	else
		ret = take_token(auth, &answer, err);
	http_response_release(&answer);
	return ret;
}

static bool is_http(const char *url)
{
	return strncasecmp(url, "http://", 7) == 0 || strncasecmp(url, "https://", 8) == 0;
}

static int answer_bearer(struct auth *auth, const struct challenge *challenge, const char *scope,
			 const char *by, struct err *err)
{
	struct token_request asked = { .challenge = challenge, .scope = scope, .by = by };
	int ret;

	if (auth->credential.token)
		return set_bearer(auth, auth->credential.token, err);
	if (!is_http(challenge->realm) || url_resolve(by, challenge->realm, &asked.url, err))
		return err_set(err, EPROTO,
			       "'%s' names a token server that cannot be trusted: '%.200s'",
			       auth->host, challenge->realm);
	ret = ask_for_token(auth, &asked, err);
	free(asked.url);
	return ret;
}

/* Goes through all challenges of an answer: 0, or -EPROTO where none can be read. */
static int read_challenges(const struct http_response *refusal, struct challenges *all,
			   struct err *err)
{
	char header[CHALLENGE_HEADER_MAX];
	int ret = 0;

	for (int i = 0; http_header(refusal, "WWW-Authenticate", i, header, sizeof(header)); i++)
		ret = challenge_parse(header, all, err);
	return all->basic || all->bearer.realm[0] ? 0 : ret;
}

/* A token rather than the password, which is for where no token can be had. */
int auth_answer(struct auth *auth, const struct http_response *refusal, const char *scope,
		struct err *err)
{
	struct challenges all = { 0 };
	int ret = look_up(auth, err);

	if (ret)
		return ret;
	ret = read_challenges(refusal, &all, err);
	if (ret)
		return err_prefix(err, "'%s'", auth->host);
	if (all.bearer.realm[0]) {
		ret = answer_bearer(auth, &all.bearer, scope, refusal->url, err);
		if ((ret != -EACCES && ret != -EPROTO) || !all.basic || !auth->credential.user)
			return ret;
	}
	return all.basic ? answer_basic(auth, err)
			 : refused(auth, "refuses access without saying which login it needs", err);
}
