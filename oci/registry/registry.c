// SPDX-License-Identifier: MIT
#include "registry/registry.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/json.h"
#include "format/manifest.h"
#include "lib/err.h"
#include "registry/auth.h"
#include "registry/private.h"
#include "registry/url.h"

/* --- requests ------------------------------------------------------------------- */

/* Without a scheme, this machine is spoken to plainly unless a certificate is named. */
static bool is_plain(const struct ref *ref, const struct registry_options *options)
{
	if (ref->scheme != REF_ANY_SCHEME)
		return ref->scheme == REF_HTTP;
	return options->http.plain_http ||
	       (ref_host_is_loopback(ref->host) && !options->http.ca_file);
}

int registry_open(const struct ref *ref, const struct registry_options *options, bool push,
		  struct registry **ret_registry, struct err *err)
{
	struct registry *registry = calloc(1, sizeof(*registry));
	const char *host = strcmp(ref->host, "docker.io") == 0 ? "registry-1.docker.io" : ref->host;
	int ret;

	if (!registry)
		return err_set(err, ENOMEM, "out of memory");
	registry->ref = ref;
	registry->options = *options;
	snprintf(registry->base, sizeof(registry->base), "%s://%s/v2",
		 is_plain(ref, options) ? "http" : "https", host);
	if (*ref->repo)
		snprintf(registry->scope, sizeof(registry->scope), "repository:%s:%s", ref->repo,
			 push ? "pull,push" : "pull");
	ret = http_new(&options->http, &registry->http, err);
	if (!ret)
		ret = auth_new(registry->http, host, ref->repo, options->user, options->secret,
			       &registry->auth, err);
	if (ret)
		registry_free(registry);
	else
		*ret_registry = registry;
	return ret;
}

void registry_free(struct registry *registry)
{
	if (!registry)
		return;
	auth_free(registry->auth);
	http_free(registry->http);
	free(registry);
}

void registry_url(const struct registry *registry, const char *what, const char *name,
		  char url[static REGISTRY_URL_MAX])
{
	snprintf(url, REGISTRY_URL_MAX, "%s/%s/%s%s", registry->base, registry->ref->repo, what,
		 name);
}

int registry_send(struct registry *registry, struct http_request *request,
		  struct http_response *ret_response, struct err *err)
{
	int ret;

	request->by = registry->base;
	request->authorization_for = registry->base;
	for (int tries = 0;; tries++) {
		request->authorization = auth_header(registry->auth);
		ret = http_perform(registry->http, request, ret_response, err);
		/* Who else asks, be it that we were sent there, gets nothing. */
		if (ret || ret_response->status != 401 || tries ||
		    !url_same_origin(ret_response->url, registry->base))
			return ret;
		ret = auth_answer(registry->auth, ret_response, registry->scope, err);
		if (ret)
			return ret;
		http_response_release(ret_response);
	}
}

/* The first error that the body tells of: "CODE: message", or nothing. */
static void own_words(const struct http_response *response, char *words, size_t room)
{
	json_t *root = json_loadb(response->body.data ? response->body.data : "",
				  response->body.len, 0, NULL);
	const json_t *error = json_array_get(json_object_get(root, "errors"), 0);
	const char *code = json_string_value(json_object_get(error, "code"));
	const char *message = json_string_value(json_object_get(error, "message"));

	*words = '\0';
	if (code)
		snprintf(words, room, " (%.60s%s%.200s)", code, message ? ": " : "",
			 message ? message : "");
	json_decref(root);
}

int registry_error(const struct registry *registry, const struct http_response *response,
		   const char *what, struct err *err)
{
	const char *host = registry->ref->host;
	long status = response->status;
	char words[300];
	int code = status == 401 || status == 403 ? EACCES : status == 404 ? ENOENT :
		   status == 429 ? EBUSY : EIO;

	own_words(response, words, sizeof(words));
	err_set(err, code, "cannot %s: '%s' answers with status %ld%s", what, host, status, words);
	if (status == 401)
		return err_hint(err, "use 'wasm-bpf login %s -u USER' to log in", host);
	if (status == 400 && response->body.data && strstr(response->body.data, "HTTPS"))
		return err_hint(err, "if it speaks TLS, write https:// before the host");
	return -code;
}

int registry_ping(struct registry *registry, struct err *err)
{
	struct http_request request = { .method = "GET", .max = MANIFEST_MAX };
	struct http_response response = { 0 };
	char url[REGISTRY_URL_MAX];
	int ret;

	snprintf(url, sizeof(url), "%s/", registry->base);
	request.url = url;
	ret = registry_send(registry, &request, &response, err);
	if (!ret && !http_is_success(response.status))
		ret = registry_error(registry, &response, "log in", err);
	http_response_release(&response);
	return ret;
}

/* --- manifests --------------------------------------------------------------------- */

/* The type of an answer's body, without parameters. */
static int take_type(const struct http_response *response, struct descriptor *manifest,
		     struct err *err)
{
	char type[256];
	size_t len;

	http_header(response, "Content-Type", 0, type, sizeof(type));
	len = strcspn(type, "; \t");
	if (len > MEDIA_TYPE_MAX)
		return err_set(err, EPROTO, "the Content-Type of a manifest is too long");
	memcpy(manifest->media_type, type, len);
	manifest->media_type[len] = '\0';
	return 0;
}

/* The digest that the registry says the manifest has; none where it says nothing. */
static int claimed_digest(const struct http_response *response, struct digest *ret_digest,
			  struct err *err)
{
	char text[256];

	*ret_digest = (struct digest){ "" };
	if (!http_header(response, "Docker-Content-Digest", 0, text, sizeof(text)))
		return 0;
	return digest_parse(text, ret_digest, err);
}

static int check_claim(const struct digest *claimed, const void *text, size_t size,
		       struct err *err)
{
	return digest_check(claimed, text, size, err) ?
	       err_prefix(err, "the registry claims a wrong digest for the manifest") : 0;
}

/* Computes the digest and compares it with what was asked for and what is claimed. */
static int check_manifest(const struct http_response *response, const char *asked,
			  struct descriptor *manifest, struct err *err)
{
	const struct buf *body = &response->body;
	struct digest claimed;
	int ret = claimed_digest(response, &claimed, err);

	if (!ret && claimed.text[0])
		ret = check_claim(&claimed, body->data, body->len, err);
	if (!ret && strchr(asked, ':')) {
		ret = digest_parse(asked, &manifest->digest, err);
		if (!ret)
			ret = digest_check(&manifest->digest, body->data, body->len, err);
	} else if (!ret) {
		ret = digest_of(body->data, body->len, &manifest->digest, err);
	}
	manifest->size = body->len;
	return ret;
}

static int check_type(const struct descriptor *manifest, struct err *err)
{
	if (manifest_is_type(manifest->media_type))
		return 0;
	return err_set(err, EINVAL, "the registry sends '%.100s', which is not the manifest of "
		       "an artifact", manifest->media_type);
}

static int request_manifest(struct registry *registry, const char *method,
			    const char *tag_or_digest, size_t max,
			    struct http_response *response, struct err *err)
{
	char url[REGISTRY_URL_MAX];
	struct http_request request = {
		.method = method, .url = url, .accept = MANIFEST_ACCEPT, .max = max,
	};
	int ret;

	registry_url(registry, "manifests/", tag_or_digest, url);
	ret = registry_send(registry, &request, response, err);
	if (!ret && response->status != 200)
		ret = registry_error(registry, response, "get the manifest", err);
	return ret;
}

/* Whether a registry may only mean that it knows no HEAD, as some do in ways of their own. */
static bool knows_no_head(long status)
{
	return status == 501 || (status >= 400 && status < 500 && status != 401 && status != 404 &&
				 status != 408 && status != 429);
}

int registry_get_manifest(struct registry *registry, const char *tag_or_digest,
			  struct buf *text, struct descriptor *ret_manifest, struct err *err)
{
	struct http_response response = { 0 };
	struct descriptor manifest = { 0 };
	int ret = request_manifest(registry, "GET", tag_or_digest, text->max, &response, err);

	if (!ret)
		ret = take_type(&response, &manifest, err);
	if (!ret)
		ret = check_type(&manifest, err);
	if (!ret)
		ret = check_manifest(&response, tag_or_digest, &manifest, err);
	if (!ret) {
		buf_add(text, response.body.data, response.body.len);
		if (text->error)
			ret = err_set(err, text->error, "cannot keep the manifest: %s",
				      strerror(text->error));
	}
	if (!ret)
		*ret_manifest = manifest;
	http_response_release(&response);
	return ret;
}

/* What is asked for by digest cannot have another. */
static int check_asked(const char *asked, const struct digest *claimed, struct err *err)
{
	if (!strchr(asked, ':') || strcmp(asked, claimed->text) == 0)
		return 0;
	return err_set(err, EBADMSG, "the registry claims the digest '%s' for '%s'", claimed->text,
		       asked);
}

int registry_head_manifest(struct registry *registry, const char *tag_or_digest,
			   struct descriptor *ret_manifest, struct err *err)
{
	struct http_response response = { 0 };
	struct descriptor manifest = { 0 };
	struct buf text = BUF_INIT(MANIFEST_MAX);
	char size[24] = "";
	int ret = request_manifest(registry, "HEAD", tag_or_digest, 0, &response, err);
	bool told = !ret;

	if (!ret)
		ret = take_type(&response, &manifest, err);
	if (!ret)
		ret = claimed_digest(&response, &manifest.digest, err);
	if (!ret)
		http_header(&response, "Content-Length", 0, size, sizeof(size));
	manifest.size = strtoull(size, NULL, 10);
	if ((!told && knows_no_head(response.status)) ||
	    (!ret && (!manifest.digest.text[0] || !manifest.media_type[0] || !manifest.size)))
		ret = registry_get_manifest(registry, tag_or_digest, &text, &manifest, err);
	if (!ret)
		ret = check_asked(tag_or_digest, &manifest.digest, err);
	if (!ret)
		*ret_manifest = manifest;
	buf_release(&text);
	http_response_release(&response);
	return ret;
}

int registry_put_manifest(struct registry *registry, const char *tag_or_digest,
			  const char *media_type, const void *text, size_t size,
			  struct err *err)
{
	char url[REGISTRY_URL_MAX];
	struct http_request request = {
		.method = "PUT", .url = url, .content_type = media_type,
		.data = text, .size = size, .max = MANIFEST_MAX,
	};
	struct http_response response = { 0 };
	struct digest claimed;
	int ret;

	registry_url(registry, "manifests/", tag_or_digest, url);
	ret = registry_send(registry, &request, &response, err);
	if (!ret && !http_is_success(response.status))
		ret = registry_error(registry, &response, "put the manifest", err);
	if (!ret)
		ret = claimed_digest(&response, &claimed, err);
	if (!ret && claimed.text[0])
		ret = check_claim(&claimed, text, size, err);
	http_response_release(&response);
	return ret;
}

/* Asks the referrers API: 1 with a list, 0 where there is no such API, or -errno. */
static int ask_referrers(struct registry *registry, const struct digest *subject, size_t max,
			 struct http_response *response, struct err *err)
{
	char url[REGISTRY_URL_MAX];
	struct http_request request = {
		.method = "GET",
		.url = url,
		.accept = MEDIA_TYPE_INDEX,
		.max = max,
	};
	struct descriptor index = { 0 };
	int ret;

	registry_url(registry, "referrers/", subject->text, url);
	ret = registry_send(registry, &request, response, err);
	if (ret || response->status != 200)
		return ret;
	ret = take_type(response, &index, err);
	return ret ? ret : strcmp(index.media_type, MEDIA_TYPE_INDEX) == 0;
}

int registry_has_referrers(struct registry *registry, const struct digest *subject, struct err *err)
{
	struct http_response response = { 0 };
	int ret = ask_referrers(registry, subject, MANIFEST_MAX, &response, err);

	http_response_release(&response);
	return ret;
}

int registry_referrers(struct registry *registry, const struct digest *subject, struct buf *text,
		       struct err *err)
{
	struct http_response response = { 0 };
	struct descriptor index = { 0 };
	char tag[REF_TAG_MAX];
	int ret = ask_referrers(registry, subject, text->max, &response, err);

	if (ret > 0) {
		buf_add(text, response.body.data, response.body.len);
		ret = text->error ? err_set(err, text->error,
					    "cannot keep the list of referrers: "
					    "%s",
					    strerror(text->error))
				  : 0;
	} else if (!ret) {
		snprintf(tag, sizeof(tag), "%s-%.64s", digest_algorithm(subject),
			 digest_hex(subject));
		ret = registry_get_manifest(registry, tag, text, &index, err);
	}
	http_response_release(&response);
	return ret;
}

/* --- lists ----------------------------------------------------------------------------- */

enum { PAGES_MAX = 1000, LINK_MAX = 4096 };

/* The URL of the next page, from the header Link; null after the last. */
static int next_page(const struct http_response *response, char **ret_url, struct err *err)
{
	char link[LINK_MAX], *end;

	*ret_url = NULL;
	if (!http_header(response, "Link", 0, link, sizeof(link)))
		return 0;
	end = strchr(link, '>');
	if (end && strlen(link) < sizeof(link) - 1 && !strstr(end, "next"))
		return 0;
	if (*link != '<' || !end)
		return err_set(err, EPROTO, "the registry sends a broken link to the next page");
	*end = '\0';
	return url_resolve(response->url, link + 1, ret_url, err);
}

static int each_name(const struct http_response *response, const char *member,
		     registry_name_fn *each, void *arg, struct err *err)
{
	const json_t *name;
	json_t *root = NULL;
	size_t i;
	int ret = json_parse_object(response->body.data, response->body.len, "the registry's list",
				    &root, err);

	json_array_foreach(json_object_get(root, member), i, name) {
		if (ret)
			break;
		ret = json_is_string(name) ? each(arg, json_string_value(name), err) :
			err_set(err, EPROTO, "the registry lists an invalid name");
	}
	json_decref(root);
	return ret;
}

/* Goes through a list, page by page. */
static int list(struct registry *registry, const char *first, const char *member,
		registry_name_fn *each, void *arg, struct err *err)
{
	char *url = strdup(first), what[40];
	int ret = url ? 0 : err_set(err, ENOMEM, "out of memory");

	snprintf(what, sizeof(what), "list %s", member);
	for (int page = 0; !ret && url; page++) {
		struct http_request request = { .method = "GET", .url = url, .max = MANIFEST_MAX };
		struct http_response response = { 0 };
		char *next = NULL;

		if (page == PAGES_MAX)
			ret = err_set(err, E2BIG, "the list has more than %d pages", PAGES_MAX);
		else
			ret = registry_send(registry, &request, &response, err);
		if (!ret && response.status != 200)
			ret = registry_error(registry, &response, what, err);
		if (!ret)
			ret = each_name(&response, member, each, arg, err);
		if (!ret)
			ret = next_page(&response, &next, err);
		http_response_release(&response);
		free(url);
		url = next;
	}
	free(url);
	return ret;
}

int registry_tags(struct registry *registry, registry_name_fn *each, void *arg,
		  struct err *err)
{
	char url[REGISTRY_URL_MAX];

	registry_url(registry, "tags/list", "?n=1000", url);
	return list(registry, url, "tags", each, arg, err);
}

int registry_catalog(struct registry *registry, registry_name_fn *each, void *arg,
		     struct err *err)
{
	char url[REGISTRY_URL_MAX];

	snprintf(url, sizeof(url), "%s/_catalog?n=1000", registry->base);
	strcpy(registry->scope, "registry:catalog:*");
	return list(registry, url, "repositories", each, arg, err);
}
