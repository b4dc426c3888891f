// SPDX-License-Identifier: MIT
#include "registry/passage.h"

#include <errno.h>

#include "lib/err.h"
#include "registry/url.h"

/* What led to an address with TLS, or null. */
static const char *secure_way(const struct http_request *request, const char *before)
{
	if (before && url_is_secure(before))
		return before;
	if (url_is_secure(request->url))
		return request->url;
	return request->by && url_is_secure(request->by) ? request->by : NULL;
}

static int check_protected(const struct http_options *options, const struct http_request *request,
			   const char *before, const char *url, struct err *err)
{
	const char *secure = secure_way(request, before);
	char host[REF_HOST_MAX], from[REF_HOST_MAX];

	if (url_is_secure(url))
		return 0;
	url_host(url, host);
	if (secure) {
		url_host(secure, from);
		return err_set(err, EACCES, "'%s' leads from TLS to plain HTTP at '%s'", from,
			       host);
	}
	if (options->plain_http || url_is_loopback(url))
		return 0;
	err_set(err, EACCES, "'%s' cannot be used without TLS", host);
	return err_hint(err, "use --plain-http to allow plain HTTP");
}

int passage_check(const struct http_options *options, const struct http_request *request,
		  const char *before, const char *url, bool *ret_authorized, struct err *err)
{
	const char *owner = request->authorization_for ? request->authorization_for : request->url;
	char from[REF_HOST_MAX];
	int ret = check_protected(options, request, before, url, err);

	if (ret)
		return ret;
	if (request->secret && !url_same_origin(request->url, url)) {
		url_host(request->url, from);
		return err_set(err, EACCES, "'%s' redirects a credential to another server", from);
	}
	*ret_authorized = request->authorization && url_same_origin(owner, url);
	return 0;
}
