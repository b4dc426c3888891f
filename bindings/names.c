// SPDX-License-Identifier: MIT
#include "bindings/names.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

/* One name that is taken. */
struct taken {
	const char *name; /* null: a free slot */
	uint32_t hash;
	uint32_t scope;
	uint32_t next;    /* the number to try for the next one of that name */
	uint32_t kinds;   /* a bit for each kind that has it */
};

/* Open addressing, the capacity a power of two; `filled` lists the slots that are. */
struct table {
	struct taken *slots;
	uint32_t *filled;
	size_t capacity;
	size_t count;
};

struct chunk {
	struct chunk *previous;
	char bytes[];
};

struct names {
	const struct naming *naming;
	struct table lasting;
	struct table passing; /* small, so that it stays in the processor's caches */
	struct chunk *chunk; /* strings */
	size_t used, room;   /* bytes of the newest chunk */
	size_t total;        /* bytes of all */
	uint32_t seed;       /* of the hash, so that nobody can make names that meet in it */
	uint64_t reserved[128]; /* by first character: a bit for each length, at most 63 */
	char *work;          /* the name being made */
	size_t work_size;
	bool failed;
};

/* Scopes of the table's own: for words that are reserved everywhere, and for each kind. */
#define RESERVED_SCOPE UINT32_MAX
#define TAKEN_TAGS (UINT32_MAX - 1)
#define TAKEN_TYPES (UINT32_MAX - 2)
#define TAKEN_VALUES (UINT32_MAX - 3)

enum { FIRST_CAPACITY = 1024, CHUNK_SIZE = 64 * 1024, MAX_NUMBER = 10, MAX_TOTAL = 256 << 20 };

static void table_release(struct table *table)
{
	free(table->slots);
	free(table->filled);
	*table = (struct table){ 0 };
}

void names_settle(struct names *names)
{
	table_release(&names->lasting);
	table_release(&names->passing);
}

void names_free(struct names *names)
{
	if (!names)
		return;
	while (names->chunk) {
		struct chunk *previous = names->chunk->previous;

		free(names->chunk);
		names->chunk = previous;
	}
	table_release(&names->lasting);
	table_release(&names->passing);
	free(names->work);
	free(names);
}

bool names_failed(const struct names *names)
{
	return names->failed;
}

/* --- memory ------------------------------------------------------------------ */

static char *arena(struct names *names, size_t size)
{
	struct chunk *chunk;

	if (size > names->room - names->used) {
		size_t room = size > CHUNK_SIZE ? size : CHUNK_SIZE;

		chunk = names->total < MAX_TOTAL ? malloc(sizeof(*chunk) + room) : NULL;
		if (!chunk) {
			names->failed = true;
			return NULL;
		}
		names->total += room;
		chunk->previous = names->chunk;
		names->chunk = chunk;
		names->room = room;
		names->used = 0;
	}
	names->used += size;
	return names->chunk->bytes + names->used - size;
}

static const char *keep(struct names *names, const char *string)
{
	size_t size = strlen(string) + 1;
	char *to = arena(names, size);

	return to ? memcpy(to, string, size) : "";
}

const char *names_join(struct names *names, const char *a, const char *separator, const char *b)
{
	size_t size = strlen(a) + strlen(separator) + strlen(b) + 1;
	char *to = arena(names, size);

	if (!to)
		return "";
	snprintf(to, size, "%s%s%s", a, separator, b);
	return to;
}

/* Room for any form that a name of this length can take. */
static char *work_room(struct names *names, size_t length)
{
	size_t size = 2 * length + 64;
	char *work;

	if (size <= names->work_size)
		return names->work;
	work = realloc(names->work, size);
	if (!work) {
		names->failed = true;
		return NULL;
	}
	names->work = work;
	names->work_size = size;
	return work;
}

/* --- the table ---------------------------------------------------------------- */

static uint32_t hash_name(const struct names *names, uint32_t scope, const char *name)
{
	uint32_t hash = names->seed ^ scope * 2654435761u;

	for (; *name; name++) {
		if (names->naming->folds && *name == '-')
			continue;
		hash = (hash ^ (unsigned char)(names->naming->folds ? tolower(*name) : *name)) *
		       16777619u;
	}
	return hash ^ hash >> 15;
}

static bool same_folded(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (*a == '-')
			a++;
		while (*b == '-')
			b++;
		if (tolower(*a) != tolower(*b))
			return false;
		if (!*a)
			return true;
	}
}

static bool same(const struct names *names, const char *a, const char *b)
{
	return names->naming->folds ? same_folded(a, b) : strcmp(a, b) == 0;
}

static int table_init(struct table *table, size_t capacity)
{
	*table = (struct table){
		.slots = calloc(capacity, sizeof(*table->slots)),
		.filled = calloc(capacity / 2 + 1, sizeof(*table->filled)),
		.capacity = capacity,
	};
	return table->slots && table->filled ? 0 : -ENOMEM;
}

static const struct table *table_of(const struct names *names, uint32_t scope)
{
	return scope >= SCOPE_PASSING && scope < TAKEN_VALUES ? &names->passing : &names->lasting;
}

/* The slot of a name, taken or free. */
static struct taken *find(const struct names *names, uint32_t scope, const char *name,
			  uint32_t hash)
{
	const struct table *table = table_of(names, scope);

	for (size_t i = hash;; i++) {
		struct taken *slot = &table->slots[i & (table->capacity - 1)];

		if (!slot->name || (slot->hash == hash && slot->scope == scope &&
				    same(names, slot->name, name)))
			return slot;
	}
}

static void put(struct table *table, struct taken *slot, const struct taken *taken)
{
	*slot = *taken;
	table->filled[table->count++] = (uint32_t)(slot - table->slots);
}

static void grow(struct names *names, struct table *table)
{
	struct table bigger;

	if (table_init(&bigger, table->capacity * 2)) {
		table_release(&bigger);
		names->failed = true;
		return;
	}
	for (size_t i = 0; i < table->count; i++) {
		const struct taken *taken = &table->slots[table->filled[i]];
		size_t at = taken->hash;

		while (bigger.slots[at & (bigger.capacity - 1)].name)
			at++;
		put(&bigger, &bigger.slots[at & (bigger.capacity - 1)], taken);
	}
	table_release(table);
	*table = bigger;
}

static void fill(struct names *names, struct taken *slot, uint32_t scope, uint32_t hash,
		 const char *name, enum name_kind kind)
{
	struct table *table = (struct table *)table_of(names, scope);

	if (names->failed) /* and there may be no room */
		return;
	put(table, slot, &(struct taken){ .name = name, .hash = hash, .scope = scope, .next = 2,
					  .kinds = 1U << kind });
	if (table->count > table->capacity / 2)
		grow(names, table);
}

void names_forget(struct names *names)
{
	struct table *table = &names->passing;

	while (table->count)
		table->slots[table->filled[--table->count]] = (struct taken){ 0 };
}

bool names_has(const struct names *names, uint32_t scope, const char *name)
{
	return find(names, scope, name, hash_name(names, scope, name))->name;
}

static unsigned int length_bit(size_t length)
{
	return length < 63 ? (unsigned int)length : 63;
}

static void reserve(struct names *names, uint32_t scope, const char *const *words)
{
	for (; words && *words; words++) {
		uint32_t hash = hash_name(names, scope, *words);

		names->reserved[(*words)[0] & 127] |= 1ULL << length_bit(strlen(*words));
		fill(names, find(names, scope, *words, hash), scope, hash, *words, NAME_TYPE);
	}
}

struct names *names_new(const struct naming *naming)
{
	struct names *names = calloc(1, sizeof(*names));

	if (!names)
		return NULL;
	names->naming = naming;
	memcpy(&names->seed, (const void *)getauxval(AT_RANDOM), sizeof(names->seed));
	if (table_init(&names->lasting, FIRST_CAPACITY) == 0 &&
	    table_init(&names->passing, FIRST_CAPACITY) == 0) {
		reserve(names, RESERVED_SCOPE, naming->reserved);
		reserve(names, RESERVED_SCOPE, naming->macros);
		reserve(names, TAKEN_TAGS, naming->tags);
		reserve(names, TAKEN_TYPES, naming->types);
		reserve(names, TAKEN_VALUES, naming->values);
	} else {
		names->failed = true;
	}
	if (names->failed) {
		names_free(names);
		return NULL;
	}
	return names;
}

/* --- the form of a name ------------------------------------------------------------ */

bool names_listed(const char *const *table, const char *name)
{
	for (; table && *table; table++)
		if (strcmp(*table, name) == 0)
			return true;
	return false;
}

static bool word_char(char c)
{
	return isalnum((unsigned char)c) && (unsigned char)c < 128;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether a new word starts at `at`: after something else, or where capitals begin
 * or end inside fooBar and HTTPServer. */
static bool word_starts(const char *source, const char *at)
{
	if (at == source || !word_char(at[-1]))
		return true;
	if (!isupper((unsigned char)*at))
		return false;
	return islower((unsigned char)at[-1]) ||
	       (isupper((unsigned char)at[-1]) && islower((unsigned char)at[1]));
}

/* Words of letters and digits, with what the case puts between and makes of them. */
static void words(char *to, const char *source, enum name_case name_case)
{
	const char *start = to;
	char last = 0;

	for (const char *at = source; *at; at++) {
		bool first;

		if (!word_char(*at))
			continue;
		first = word_starts(source, at);
		if (to == start) {
			first = true;
			if (is_digit(*at))
				*to++ = name_case == CASE_CAMEL ? 'N' : 'n';
		} else if (first && name_case == CASE_KEBAB) {
			*to++ = '-';
		} else if (first && (name_case != CASE_CAMEL ||
				     (is_digit(*at) && is_digit(last)))) {
			*to++ = '_';
		}
		last = *at;
		*to++ = (char)(name_case == CASE_UPPER || (name_case == CASE_CAMEL && first) ?
			       toupper((unsigned char)*at) : tolower((unsigned char)*at));
	}
	if (to == start)
		*to++ = name_case == CASE_CAMEL || name_case == CASE_UPPER ? 'X' : 'x';
	*to = '\0';
}

/* The first letter, and each after something that is left out, is a capital. A '_' is left out
 * after a small letter or a digit. */
static void title(char *to, const char *source, bool keeps_first)
{
	const char *start = to;
	char last = 0; /* 0: nothing, or left out */

	for (const char *at = source; *at; at++) {
		bool is_capital = !last && !(keeps_first && to == start);

		if (!word_char(*at) &&
		    (*at != '_' || !last || islower((unsigned char)last) || is_digit(last))) {
			last = 0;
			continue;
		}
		if (to == start && is_digit(*at))
			*to++ = keeps_first ? 'n' : 'N';
		last = *at;
		*to++ = (char)(is_capital ? toupper((unsigned char)last) : last);
	}
	if (to == start)
		*to++ = keeps_first ? 'x' : 'X';
	*to = '\0';
}

/* As in C, with a '_' for each byte that C does not know in a name. */
static void identifier(char *to, const char *source)
{
	if (is_digit(*source) || !*source)
		*to++ = '_';
	for (; *source; source++)
		*to++ = word_char(*source) ? *source : '_';
	*to = '\0';
}

static bool is_identifier(const char *source)
{
	if (is_digit(*source) || !*source)
		return false;
	for (; *source; source++)
		if (!word_char(*source) && *source != '_')
			return false;
	return true;
}

/* The name in its case; `source` itself where nothing changes. */
static const char *shape(struct names *names, const char *source, enum name_case name_case)
{
	char *work;

	if (name_case == CASE_KEEP && is_identifier(source))
		return source;
	work = work_room(names, strlen(source));
	if (!work)
		return "";
	if (name_case == CASE_KEEP)
		identifier(work, source);
	else if (name_case == CASE_TITLE || name_case == CASE_LATER)
		title(work, source, name_case == CASE_LATER);
	else
		words(work, source, name_case);
	return work;
}

/* Most names are told from reserved words by their first character and length. */
static bool is_reserved(const struct names *names, uint32_t scope, enum name_kind kind,
			const char *name)
{
	if (!(names->reserved[name[0] & 127] >> length_bit(strlen(name)) & 1))
		return false;
	if (names_has(names, RESERVED_SCOPE, name))
		return true;
	return scope == SCOPE_GLOBAL &&
	       (names_has(names, TAKEN_TYPES, name) ||
		(kind != NAME_VALUE && names_has(names, TAKEN_TAGS, name)) ||
		(kind != NAME_TAG && names_has(names, TAKEN_VALUES, name)));
}

/* The name, escaped where it is reserved, in memory that lasts. */
static const char *finish(struct names *names, uint32_t scope, enum name_kind kind,
			  const char *name)
{
	const struct naming *naming = names->naming;
	const char *before = naming->escape_before, *after = naming->escape_after;
	size_t size;
	char *to;

	if (!is_reserved(names, scope, kind, name))
		return name == names->work ? keep(names, name) : name;
	if (names_listed(naming->unescapable, name)) {
		before = "";
		after = "_";
	}
	size = strlen(before) + strlen(name) + strlen(after) + 1;
	to = arena(names, size);
	if (!to)
		return "";
	snprintf(to, size, "%s%s%s", before, name, after);
	return to;
}

const char *names_share(struct names *names, uint32_t scope, const char *source,
			enum name_case name_case)
{
	const char *name = finish(names, scope, NAME_TYPE, shape(names, source, name_case));
	uint32_t hash = hash_name(names, scope, name);
	struct taken *slot = find(names, scope, name, hash);

	if (!slot->name)
		fill(names, slot, scope, hash, name, NAME_TYPE);
	return name;
}

/* Gives the slot's name to one more of that `kind`, if it can have it. */
static bool join_slot(const struct names *names, struct taken *slot, enum name_kind kind)
{
	uint32_t kinds = slot->kinds | 1U << kind;

	if (!names->naming->tags_apart || slot->scope != SCOPE_GLOBAL ||
	    slot->kinds & 1U << kind || kinds != (1U << NAME_TAG | 1U << NAME_VALUE))
		return false;
	slot->kinds = kinds;
	return true;
}

/* The first free one of name<separator>2, name<separator>3, ... */
static const char *numbered(struct names *names, uint32_t scope, enum name_kind kind,
			    const char *name)
{
	struct taken *taken = find(names, scope, name, hash_name(names, scope, name));
	size_t size = strlen(name) + strlen(names->naming->separator) + MAX_NUMBER + 1;
	char *candidate = arena(names, size);
	struct taken *slot;
	uint32_t hash;

	if (!candidate)
		return "";
	do {
		snprintf(candidate, size, "%s%s%u", name, names->naming->separator, taken->next++);
		hash = hash_name(names, scope, candidate);
		slot = find(names, scope, candidate, hash);
	} while (slot->name);
	fill(names, slot, scope, hash, candidate, kind);
	return candidate;
}

static const char *take(struct names *names, uint32_t scope, enum name_kind kind,
			const char *source, enum name_case name_case)
{
	const char *name = finish(names, scope, kind, shape(names, source, name_case));
	uint32_t hash = hash_name(names, scope, name);
	struct taken *slot = find(names, scope, name, hash);

	if (!slot->name)
		fill(names, slot, scope, hash, name, kind);
	else if (!join_slot(names, slot, kind))
		return numbered(names, scope, kind, name);
	return name;
}

const char *names_take(struct names *names, uint32_t scope, const char *source,
		       enum name_case name_case)
{
	return take(names, scope, NAME_TYPE, source, name_case);
}

const char *names_take_global(struct names *names, enum name_kind kind, const char *source,
			      enum name_case name_case)
{
	return take(names, SCOPE_GLOBAL, kind, source, name_case);
}
