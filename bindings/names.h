/* SPDX-License-Identifier: MIT */
/*
 * Turns names of C into names of a generated language: its letter case, its
 * reserved words, and no name twice in a scope.
 */
#ifndef BINDINGS_NAMES_H
#define BINDINGS_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum name_case {
	CASE_KEEP,   /* exit_code */
	CASE_SNAKE,  /* exit_code */
	CASE_UPPER,  /* EXIT_CODE */
	CASE_CAMEL,  /* ExitCode */
	CASE_KEBAB,  /* exit-code */
	CASE_TITLE,  /* ExitCode; what has capitals keeps its '_': EXIT_CODE */
	CASE_LATER,  /* the same, but the first letter stays: exitCode */
};

/* What a language asks of its names. */
struct naming {
	enum name_case type_case;
	enum name_case member_case;
	enum name_case constant_case;
	const char *separator;       /* between a name and the number that makes it unique */
	const char *escape_before;   /* put around a reserved word */
	const char *escape_after;
	const char *const *reserved; /* ends in null, as all of these, which are null for none */
	const char *const *macros;   /* reserved, too */
	const char *const *tags;     /* reserved in SCOPE_GLOBAL alone: what others use for ... */
	const char *const *types;    /* ... these kinds of names */
	const char *const *values;
	const char *const *unescapable; /* reserved words that take a '_' behind instead; or null */
	bool tags_apart;             /* a struct and a value can have the same name */
	bool folds;                  /* names that differ in case and hyphens only are the same */
};

/* What a name in SCOPE_GLOBAL is of: a struct or union, another type, a constant. */
enum name_kind { NAME_TAG, NAME_TYPE, NAME_VALUE };

struct names;

/* The scope of types. What others there are is up to the user; those from SCOPE_PASSING
 * on can be forgotten. */
enum { SCOPE_GLOBAL, SCOPE_PASSING = 1 << 16 };

/* Null when out of memory. */
struct names *names_new(const struct naming *naming);
void names_free(struct names *names);

/* Whether memory ran out in any call so far, or 256 MB of names are made: the names
 * given since are useless. */
bool names_failed(const struct names *names);

/* The name for `source` in that case, unique in `scope`: the first taker gets it
 * as it is, later ones with a number, counted from 2. Lives as long as `names` and,
 * where it needs no change, `source`. */
const char *names_take(struct names *names, uint32_t scope, const char *source,
		       enum name_case name_case);

/* The same in SCOPE_GLOBAL, for a name of that kind; names_take() takes names of types. */
const char *names_take_global(struct names *names, enum name_kind kind, const char *source,
			      enum name_case name_case);

/* The same, but a name that is taken is given again. */
const char *names_share(struct names *names, uint32_t scope, const char *source,
			enum name_case name_case);

/* Frees the passing scopes' numbers for new ones. The names given stay. */
void names_forget(struct names *names);

/* No name is taken or asked for any more: frees what only that needs. The names given stay. */
void names_settle(struct names *names);

/* Whether the finished name is taken in `scope`. */
bool names_has(const struct names *names, uint32_t scope, const char *name);

/* "a<separator>b", a copy that lives as long as `names`. */
const char *names_join(struct names *names, const char *a, const char *separator, const char *b);

/* Whether `name` stands in a table that ends in null. */
bool names_listed(const char *const *table, const char *name);

#endif
