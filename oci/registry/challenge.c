// SPDX-License-Identifier: MIT
/*
 * A header's value is a list of challenges: a scheme, then either a token68 ("Negotiate
 * YII/abc==") or parameters. Commas stand between challenges and between parameters alike:
 * what is followed by an equals sign is a parameter, other words are schemes.
 */
#include "registry/challenge.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "lib/err.h"

/* A piece of the header. */
struct word {
	const char *at;
	size_t len;
};

/* The challenge that is being read. */
struct reader {
	bool bearer;
	struct challenge challenge;
};

static bool is_token_char(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool is_token68_char(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("-._~+/", c));
}

static const char *skip_blanks(const char *s)
{
	return s + strspn(s, " \t");
}

static bool word_is(const struct word *word, const char *text)
{
	return word->len == strlen(text) && strncasecmp(word->at, text, word->len) == 0;
}

static const char *take_token(const char *s, struct word *token)
{
	token->at = s;
	while (is_token_char(*s))
		s++;
	token->len = (size_t)(s - token->at);
	return s;
}

/* What follows a token68 that stands alone up to the next comma; null where there is none. */
static const char *skip_token68(const char *s)
{
	const char *start = s;

	while (is_token68_char(*s))
		s++;
	if (s == start)
		return NULL;
	s = skip_blanks(s + strspn(s, "="));
	return *s && *s != ',' ? NULL : s;
}

/* Copies the inside of a quoted string, or only goes past it where `to` is null. Returns
 * what follows its second quote; null for one that does not end, or does not fit. */
static const char *take_quoted(const char *s, char *to, size_t room)
{
	size_t len = 0;

	for (s++; *s != '"'; s++) {
		if (*s == '\\')
			s++;
		if (((unsigned char)*s < ' ' && *s != '\t') || *s == 0x7f)
			return NULL;
		if (to && len + 1 >= room)
			return NULL;
		if (to)
			to[len++] = *s;
	}
	if (to)
		to[len] = '\0';
	return s + 1;
}

/* What ends at a comma or blank: more than a token may be, for registries that leave
 * the quotes out. */
static const char *take_plain(const char *s, char *to, size_t room)
{
	size_t len = strcspn(s, ", \t");

	if (to && len >= room)
		return NULL;
	if (to) {
		memcpy(to, s, len);
		to[len] = '\0';
	}
	return s + len;
}

/* Where the value of a parameter goes; null for what nobody asks. */
static char *place_of(struct reader *reader, const struct word *name, size_t *room)
{
	struct challenge *challenge = &reader->challenge;

	if (reader->bearer && word_is(name, "realm")) {
		*room = sizeof(challenge->realm);
		return challenge->realm;
	}
	if (reader->bearer && word_is(name, "service")) {
		*room = sizeof(challenge->service);
		return challenge->service;
	}
	if (reader->bearer && word_is(name, "scope")) {
		*room = sizeof(challenge->scope);
		return challenge->scope;
	}
	return NULL;
}

/* The value of a parameter, from its equals sign on. */
static const char *take_value(struct reader *reader, const struct word *name, const char *s)
{
	size_t room = 0;
	char *to = place_of(reader, name, &room);

	s = skip_blanks(s + 1);
	s = *s == '"' ? take_quoted(s, to, room) : take_plain(s, to, room);
	if (!s && to)
		*to = '\0';
	return s;
}

/* Keeps a challenge that ends here. */
static void finish(struct reader *reader, struct challenges *challenges)
{
	if (reader->bearer && reader->challenge.realm[0] && !challenges->bearer.realm[0])
		challenges->bearer = reader->challenge;
	*reader = (struct reader){ 0 };
}

static const char *begin(struct reader *reader, const struct word *scheme, const char *s,
			 struct challenges *challenges)
{
	const char *rest = *s == ' ' || *s == '\t' ? skip_token68(skip_blanks(s)) : NULL;

	finish(reader, challenges);
	reader->bearer = word_is(scheme, "Bearer");
	challenges->basic |= word_is(scheme, "Basic");
	return rest ? rest : s;
}

/* A scheme or a parameter; returns what follows, null for neither. */
static const char *take_one(struct reader *reader, const char *s, struct challenges *challenges)
{
	struct word name;
	const char *rest = take_token(s, &name);

	if (!name.len)
		return NULL;
	if (*skip_blanks(rest) == '=')
		return take_value(reader, &name, skip_blanks(rest));
	return *rest && !strchr(", \t", *rest) ? NULL : begin(reader, &name, rest, challenges);
}

int challenge_parse(const char *header, struct challenges *challenges, struct err *err)
{
	struct reader reader = { 0 };
	const char *s = header;
	bool good = true;

	for (s += strspn(s, " \t,"); *s; s += strspn(s, " \t,")) {
		const char *rest = take_one(&reader, s, challenges);

		good &= rest != NULL;
		s = rest ? rest : s + strcspn(s, ",");
	}
	finish(&reader, challenges);
	return good ? 0 : err_set(err, EPROTO, "the registry asks for an unknown kind of login");
}
