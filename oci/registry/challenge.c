// SPDX-License-Identifier: MIT
#include "registry/challenge.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "lib/err.h"

static bool is_token_char(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("!#$%&'*+-.^_`|~", c));
}

static const char *skip_blanks(const char *s)
{
	return s + strspn(s, " \t");
}

/* Copies a token and returns what follows it; null where there is none or no room. */
static const char *take_token(const char *s, char *to, size_t room)
{
	size_t len = 0;

	while (is_token_char(s[len]))
		len++;
	if (!len || len >= room)
		return NULL;
	memcpy(to, s, len);
	to[len] = '\0';
	return s + len;
}

/* The inside of a quoted string, from after its quote; returns what follows. */
static const char *take_quoted(const char *s, char *to, size_t room)
{
	size_t len = 0;

	for (; *s != '"'; s++) {
		if (*s == '\\')
			s++;
		if ((unsigned char)*s < ' ' || *s == 0x7f || len + 1 >= room)
			return NULL;
		to[len++] = *s;
	}
	to[len] = '\0';
	return s + 1;
}

/* What ends at a comma or blank: more than a token may be, for registries that leave
 * the quotes out. */
static const char *take_plain(const char *s, char *to, size_t room)
{
	size_t len = strcspn(s, ", \t");

	if (len >= room)
		return NULL;
	memcpy(to, s, len);
	to[len] = '\0';
	return s + len;
}

/* The value of a parameter, from its equals sign on. What is only padding of a
 * token68 ("Negotiate YQ==") is an empty value. */
static const char *take_value(const char *s, char *to, size_t room)
{
	s = skip_blanks(s + strspn(s, "="));
	return *s == '"' ? take_quoted(s + 1, to, room) : take_plain(s, to, room);
}

static void set_scheme(struct challenge *challenge, const char *scheme)
{
	*challenge = (struct challenge){ .kind = CHALLENGE_NONE };
	if (strcasecmp(scheme, "Basic") == 0)
		challenge->kind = CHALLENGE_BASIC;
	if (strcasecmp(scheme, "Bearer") == 0)
		challenge->kind = CHALLENGE_BEARER;
}

static void set_parameter(struct challenge *challenge, const char *name, const char *value)
{
	if (strcasecmp(name, "realm") == 0)
		strcpy(challenge->realm, value);
	if (strcasecmp(name, "service") == 0 && strlen(value) < sizeof(challenge->service))
		strcpy(challenge->service, value);
	if (strcasecmp(name, "scope") == 0)
		strcpy(challenge->scope, value);
}

int challenge_parse(const char *header, struct challenge *ret_challenge, struct err *err)
{
	struct challenge best = { 0 }, current = { 0 };
	char name[64], value[1024];
	const char *s = header;

	for (s += strspn(s, " \t,"); *s; s += strspn(s, " \t,")) {
		s = take_token(s, name, sizeof(name));
		if (s && *skip_blanks(s) == '=') {
			s = take_value(skip_blanks(s), value, sizeof(value));
			if (s)
				set_parameter(&current, name, value);
		} else if (s) {
			set_scheme(&current, name);
		}
		if (!s)
			return err_set(err, EPROTO, "the registry asks for an unknown kind of "
				       "login");
		if (current.kind >= best.kind)
			best = current;
	}
	*ret_challenge = best;
	return 0;
}
