// SPDX-License-Identifier: MIT
#include "registry/url.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"

/* One part of a URL, to be freed by curl_free; null where there is none. */
static char *part(CURLU *url, CURLUPart which, unsigned int flags)
{
	char *text = NULL;

	return curl_url_get(url, which, &text, flags) == CURLUE_OK ? text : NULL;
}

static bool parts_equal(CURLU *a, CURLU *b, CURLUPart which)
{
	char *of_a = part(a, which, CURLU_DEFAULT_PORT);
	char *of_b = part(b, which, CURLU_DEFAULT_PORT);
	bool equal = of_a && of_b && strcasecmp(of_a, of_b) == 0;

	curl_free(of_a);
	curl_free(of_b);
	return equal;
}

bool url_same_origin(const char *a, const char *b)
{
	CURLU *of_a = curl_url(), *of_b = curl_url();
	bool same = of_a && of_b && curl_url_set(of_a, CURLUPART_URL, a, 0) == CURLUE_OK &&
		    curl_url_set(of_b, CURLUPART_URL, b, 0) == CURLUE_OK &&
		    parts_equal(of_a, of_b, CURLUPART_SCHEME) &&
		    parts_equal(of_a, of_b, CURLUPART_HOST) &&
		    parts_equal(of_a, of_b, CURLUPART_PORT);

	curl_url_cleanup(of_a);
	curl_url_cleanup(of_b);
	return same;
}

bool url_is_secure(const char *url)
{
	return strncasecmp(url, "https://", 8) == 0;
}

bool url_is_loopback(const char *url)
{
	CURLU *parsed = curl_url();
	char *host = NULL;
	bool loopback;

	if (parsed && curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK)
		host = part(parsed, CURLUPART_HOST, 0);
	loopback = host && ref_host_is_loopback(host);
	curl_free(host);
	curl_url_cleanup(parsed);
	return loopback;
}

void url_host(const char *url, char host[static REF_HOST_MAX])
{
	const char *start = strstr(url, "://");

	start = start ? start + 3 : url;
	snprintf(host, REF_HOST_MAX, "%.*s", (int)strcspn(start, "/?#"), start);
}

static bool is_http(CURLU *url)
{
	char *scheme = part(url, CURLUPART_SCHEME, 0);
	bool http = scheme && (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0);

	curl_free(scheme);
	return http;
}

/* The URL as a string of malloc's. */
static int finish(CURLU *url, char **ret_url, struct err *err)
{
	char *text = part(url, CURLUPART_URL, 0), *copy = text ? strdup(text) : NULL;

	curl_free(text);
	if (!copy)
		return err_set(err, ENOMEM, "out of memory");
	*ret_url = copy;
	return 0;
}

int url_resolve(const char *base, const char *location, char **ret_url, struct err *err)
{
	CURLU *url = curl_url();
	char host[REF_HOST_MAX];
	int ret;

	url_host(base, host);
	if (!url)
		return err_set(err, ENOMEM, "out of memory");
	if (curl_url_set(url, CURLUPART_URL, base, 0) != CURLUE_OK ||
	    curl_url_set(url, CURLUPART_URL, location, CURLU_DISALLOW_USER) != CURLUE_OK ||
	    !is_http(url))
		ret = err_set(err, EPROTO, "'%s' redirects to an address that is not http or "
			      "https",
			      host);
	else
		ret = finish(url, ret_url, err);
	curl_url_cleanup(url);
	return ret;
}

int url_add_query(const char *url, const char *name, const char *value, char **ret_url,
		  struct err *err)
{
	CURLU *made = curl_url();
	char *query = NULL;
	int ret;

	if (!made || curl_url_set(made, CURLUPART_URL, url, 0) != CURLUE_OK ||
	    asprintf(&query, "%s=%s", name, value) < 0 ||
	    curl_url_set(made, CURLUPART_QUERY, query, CURLU_APPENDQUERY | CURLU_URLENCODE) !=
		    CURLUE_OK)
		ret = err_set(err, EPROTO, "cannot add '%s' to the address of a server", name);
	else
		ret = finish(made, ret_url, err);
	free(query);
	curl_url_cleanup(made);
	return ret;
}
