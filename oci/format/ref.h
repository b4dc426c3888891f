/* SPDX-License-Identifier: MIT */
/*
 * References: where an artifact is.
 *
 *	[http://|https://]host[:port]/repo[:tag][@digest]	in a registry
 *	oci:DIR[:tag][@digest]					in an OCI image layout
 *
 * Repository, tag and digest follow the grammar of the OCI distribution
 * specification 1.1. The host is never left out: a name without one would mean
 * another artifact on each machine.
 */
#ifndef FORMAT_REF_H
#define FORMAT_REF_H

#include <stdbool.h>
#include <stddef.h>

struct err;

enum {
	REF_HOST_MAX = 262,   /* a DNS name, a colon, a port, NUL */
	REF_REPO_MAX = 256,
	REF_TAG_MAX = 129,
	REF_DIGEST_MAX = 136, /* "sha512:" and 128 hex digits, NUL */
	REF_DIR_MAX = 4096,
	REF_TEXT_MAX = 5000,  /* holds whatever ref_format writes */
};

enum ref_kind { REF_REGISTRY, REF_LAYOUT };
enum ref_scheme { REF_ANY_SCHEME, REF_HTTP, REF_HTTPS };

struct ref {
	enum ref_kind kind;
	enum ref_scheme scheme;      /* as written before the host */
	char host[REF_HOST_MAX];     /* lower case, with the port where one was given */
	char repo[REF_REPO_MAX];
	char dir[REF_DIR_MAX];       /* of a layout */
	char tag[REF_TAG_MAX];       /* empty where none was given */
	char digest[REF_DIGEST_MAX]; /* "sha256:<hex>", empty where none was given */
};

/* Parses a reference. A registry's reference without tag and digest gets the tag
 * "latest". 0, or -EINVAL with the part that is wrong in `err`. */
int ref_parse(const char *text, struct ref *ret_ref, struct err *err);

/* Parses "[scheme://]host[:port][/repo]", as search, login and tags take it: what is
 * not given stays empty, also the tag. 0 or -EINVAL. */
int ref_parse_host(const char *text, struct ref *ret_ref, struct err *err);

/* Writes the one canonical spelling of a reference, the key of the local store:
 * "host[:port]/repo[:tag][@digest]" without scheme, or "oci:DIR[:tag][@digest]". */
void ref_format(const struct ref *ref, char text[static REF_TEXT_MAX]);

/* Whether the host is this machine's loopback: localhost, 127.x.x.x or [::1]. */
bool ref_host_is_loopback(const char *host);

/* Whether a text is a tag by the grammar. */
bool ref_tag_is_valid(const char *tag);

#endif
