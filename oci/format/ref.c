// SPDX-License-Identifier: MIT
#include "format/ref.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"

static bool is_lower_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool is_alnum(char c)
{
	return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z');
}

/* Copies `len` bytes and a NUL; false where they do not fit. */
static bool copy(char *to, size_t room, const char *from, size_t len)
{
	if (len >= room)
		return false;
	memcpy(to, from, len);
	to[len] = '\0';
	return true;
}

/* --- the parts ------------------------------------------------------------- */

static bool port_is_valid(const char *port)
{
	size_t digits = strspn(port, "0123456789");

	return digits && digits <= 5 && !port[digits] && atoi(port) >= 1 && atoi(port) <= 65535;
}

/* An address such as [::1]; returns what follows it, or null. */
static const char *skip_ipv6(const char *host)
{
	size_t len = strspn(host + 1, "0123456789abcdef:.");

	return len >= 2 && host[1 + len] == ']' ? host + len + 2 : NULL;
}

/* Labels of letters, digits and inner hyphens between dots; returns what follows, or null. */
static const char *skip_name(const char *host)
{
	for (;; host++) {
		if (!is_alnum(*host))
			return NULL;
		while (is_alnum(*host) || *host == '-')
			host++;
		if (host[-1] == '-')
			return NULL;
		if (*host != '.')
			return host;
	}
}

static bool host_is_valid(const char *host)
{
	const char *end = *host == '[' ? skip_ipv6(host) : skip_name(host);

	return end && (!*end || (*end == ':' && port_is_valid(end + 1)));
}

/* One separator between the words of a path component: . _ __ or hyphens. */
static const char *skip_separator(const char *c)
{
	if (*c == '.')
		return c + 1;
	if (*c == '_')
		return c[1] == '_' ? c + 2 : c + 1;
	while (*c == '-')
		c++;
	return c;
}

static bool repo_is_valid(const char *repo)
{
	for (;; repo++) {
		if (!is_lower_or_digit(*repo))
			return false;
		while (is_lower_or_digit(*repo))
			repo++;
		if (!*repo)
			return true;
		if (*repo == '/')
			continue;
		repo = skip_separator(repo) - 1;
		if (!is_lower_or_digit(repo[1]))
			return false;
	}
}

bool ref_tag_is_valid(const char *tag)
{
	size_t len = 0;

	if (!is_alnum(*tag) && *tag != '_')
		return false;
	while (is_alnum(tag[len]) || (tag[len] && strchr("_.-", tag[len])))
		len++;
	return !tag[len] && len < REF_TAG_MAX;
}

static bool digest_is_valid(const char *digest)
{
	size_t want = strncmp(digest, "sha256:", 7) == 0 ? 64 :
		      strncmp(digest, "sha512:", 7) == 0 ? 128 : 0;

	return want && strspn(digest + 7, "0123456789abcdef") == want && !digest[7 + want];
}

bool ref_host_is_loopback(const char *host)
{
	size_t name = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
	unsigned int a, b, c, d;
	int used = 0;

	if (name == 9 && strncasecmp(host, "localhost", 9) == 0)
		return true;
	if (name == 5 && strncmp(host, "[::1]", 5) == 0)
		return true;
	return sscanf(host, "%3u.%3u.%3u.%3u%n", &a, &b, &c, &d, &used) == 4 &&
	       (size_t)used == name && a == 127 && b < 256 && c < 256 && d < 256;
}

/* --- putting them together -------------------------------------------------- */

static const char *parse_scheme(const char *text, struct ref *ref)
{
	if (strncmp(text, "http://", 7) == 0) {
		ref->scheme = REF_HTTP;
		return text + 7;
	}
	if (strncmp(text, "https://", 8) == 0) {
		ref->scheme = REF_HTTPS;
		return text + 8;
	}
	return text;
}

/* Takes "@digest" off the end of `rest`, which it shortens. */
static int take_digest(const char *text, char *rest, struct ref *ref, struct err *err)
{
	char *at = strrchr(rest, '@');

	if (!at)
		return 0;
	if (!digest_is_valid(at + 1))
		return err_set(err, EINVAL, "'%s' in '%s' is not a digest: use sha256:<64 hex "
			       "digits>",
			       at + 1, text);
	strcpy(ref->digest, at + 1);
	*at = '\0';
	return 0;
}

static int parse_layout(const char *text, struct ref *ref, struct err *err)
{
	char rest[REF_DIR_MAX + REF_TAG_MAX + REF_DIGEST_MAX];
	char *colon;

	if (!copy(rest, sizeof(rest), text + 4, strlen(text + 4)))
		return err_set(err, EINVAL, "the reference 'oci:...' is too long");
	colon = strrchr(rest, '@');
	if (colon && digest_is_valid(colon + 1) && take_digest(text, rest, ref, err) < 0)
		return -err->code;
	colon = strrchr(rest, ':');
	if (colon && ref_tag_is_valid(colon + 1)) {
		strcpy(ref->tag, colon + 1);
		*colon = '\0';
	}
	if (!*rest)
		return err_set(err, EINVAL, "no folder in '%s'", text);
	if (!copy(ref->dir, sizeof(ref->dir), rest, strlen(rest)))
		return err_set(err, EINVAL, "the folder of 'oci:...' is too long");
	ref->kind = REF_LAYOUT;
	return 0;
}

static int parse_host(const char *text, const char *host, size_t len, struct ref *ref,
		      struct err *err)
{
	if (!copy(ref->host, sizeof(ref->host), host, len))
		return err_set(err, EINVAL, "the host of a reference has at most %d characters",
			       REF_HOST_MAX - 1);
	for (char *c = ref->host; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	if (!host_is_valid(ref->host))
		return err_set(err, EINVAL, "'%s' in '%s' is not a host[:port]", ref->host, text);
	return 0;
}

/* "repo[:tag][@digest]" */
static int parse_path(const char *text, const char *path, struct ref *ref, struct err *err)
{
	char rest[REF_REPO_MAX + REF_TAG_MAX + REF_DIGEST_MAX];
	char *colon;

	if (!copy(rest, sizeof(rest), path, strlen(path)))
		return err_set(err, EINVAL, "the reference '%.60s...' is too long", text);
	if (take_digest(text, rest, ref, err) < 0)
		return -err->code;
	colon = strchr(rest, ':');
	if (colon && !ref_tag_is_valid(colon + 1))
		return err_set(err, EINVAL, "'%s' in '%s' is not a valid tag", colon + 1, text);
	if (colon) {
		strcpy(ref->tag, colon + 1);
		*colon = '\0';
	}
	if (!copy(ref->repo, sizeof(ref->repo), rest, strlen(rest)) || !repo_is_valid(ref->repo)) {
		err_set(err, EINVAL, "'%s' in '%s' is not a valid repository name", rest, text);
		return err_hint(err, "use lower-case letters and digits, joined by . _ - and /");
	}
	return 0;
}

/* Whether what stands before the first slash can only be a host. */
static bool names_host(const char *host, size_t len)
{
	return memchr(host, '.', len) || memchr(host, ':', len) ||
	       (len == 9 && strncasecmp(host, "localhost", 9) == 0);
}

int ref_parse(const char *text, struct ref *ret_ref, struct err *err)
{
	struct ref ref = { 0 };
	const char *rest = parse_scheme(text, &ref);
	size_t host = strcspn(rest, "/");
	int ret;

	if (strncmp(text, "oci:", 4) == 0) {
		ret = parse_layout(text, &ref, err);
	} else if (!rest[host] || (ref.scheme == REF_ANY_SCHEME && !names_host(rest, host))) {
		err_set(err, EINVAL, "'%s' does not name a registry and a repository", text);
		return err_hint(err, "a reference is host[:port]/repo[:tag][@digest] or "
				"oci:DIR[:tag]");
	} else {
		ret = parse_host(text, rest, host, &ref, err);
		if (!ret)
			ret = parse_path(text, rest + host + 1, &ref, err);
		if (!ret && !*ref.tag && !*ref.digest)
			strcpy(ref.tag, "latest");
	}
	if (!ret)
		*ret_ref = ref;
	return ret;
}

int ref_parse_host(const char *text, struct ref *ret_ref, struct err *err)
{
	struct ref ref = { 0 };
	const char *rest = parse_scheme(text, &ref);
	size_t host = strcspn(rest, "/");
	int ret = parse_host(text, rest, host, &ref, err);

	if (!ret && rest[host] && rest[host + 1])
		ret = parse_path(text, rest + host + 1, &ref, err);
	if (!ret)
		*ret_ref = ref;
	return ret;
}

void ref_format(const struct ref *ref, char text[static REF_TEXT_MAX])
{
	bool layout = ref->kind == REF_LAYOUT;

	snprintf(text, REF_TEXT_MAX, "%s%s%s%s%s%s%s", layout ? "oci:" : ref->host,
		 layout ? ref->dir : *ref->repo ? "/" : "", layout ? "" : ref->repo,
		 *ref->tag ? ":" : "", ref->tag, *ref->digest ? "@" : "", ref->digest);
}
