// SPDX-License-Identifier: MIT
#include "bindings/names.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include "bindings/name_form.h"

/* One name that is taken. */
struct taken {
	const char *name;
	uint32_t scope;
	uint32_t next : 29; /* the number to try for the next one of that name */
	uint32_t kinds : 3; /* a bit for each kind that has it */
};

struct slot {
	uint32_t hash;
	uint32_t entry; /* index in `entries` + 1; 0: free */
};

/* Open addressing, the capacity a power of two. Slots are small, as they are met at random: those
 * of a kernel's names fit into a processor's caches. */
struct table {
	struct slot *slots;
	struct taken *entries; /* as they came; half the capacity */
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
	uint64_t seed;       /* of the hash, so that nobody can make names that meet in it */
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
	free(table->entries);
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
	stpcpy(stpcpy(stpcpy(to, a), separator), b);
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

/* Both halves of the product of what is hashed and what was before. */
static uint64_t mix(uint64_t hash, uint64_t bytes)
{
	const unsigned __int128 product = (unsigned __int128)(hash ^ bytes) * 0x9e3779b97f4a7c15;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_folded(uint64_t hash, const char *name)
{
	for (; *name; name++)
		if (*name != '-')
			hash = mix(hash, (uint64_t)(unsigned char)tolower(*name));
	return hash;
}

/* Eight bytes at a time, the last ones again where they are fewer. */
static uint64_t hash_exact(uint64_t hash, const char *name, size_t len)
{
	uint32_t first, last;
	uint64_t word = 0;

	if (len < sizeof(first)) {
		for (size_t i = 0; i < len; i++)
			word = word << 8 | (unsigned char)name[i];
		return mix(hash, word);
	}
	if (len < sizeof(word)) {
		memcpy(&first, name, sizeof(first));
		memcpy(&last, name + len - sizeof(last), sizeof(last));
		return mix(hash, (uint64_t)first << 32 | last);
	}
	for (size_t i = 0; i < len - sizeof(word); i += sizeof(word)) {
		memcpy(&word, name + i, sizeof(word));
		hash = mix(hash, word);
	}
	memcpy(&word, name + len - sizeof(word), sizeof(word));
	return mix(hash, word);
}

static uint32_t hash_name(const struct names *names, uint32_t scope, const char *name)
{
	const uint64_t start = names->seed + scope;
	const size_t len = names->naming->folds ? 0 : strlen(name);
	const uint64_t hash = names->naming->folds ? hash_folded(mix(start, 0), name)
						   : hash_exact(mix(start, len), name, len);

	return (uint32_t)(hash * 0xd6e8feb86659fd93 >> 32);
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
		.entries = malloc((capacity / 2 + 1) * sizeof(*table->entries)),
		.capacity = capacity,
	};
	return table->slots && table->entries ? 0 : -ENOMEM;
}

/* The slot of a hash, or so many behind it. */
static struct slot *slot_at(const struct table *table, size_t i)
{
	return &table->slots[i & (table->capacity - 1)];
}

static const struct table *table_of(const struct names *names, uint32_t scope)
{
	return scope >= SCOPE_PASSING && scope < TAKEN_VALUES ? &names->passing : &names->lasting;
}

/* The slot of a name, taken or free. */
static struct slot *find(const struct names *names, uint32_t scope, const char *name, uint32_t hash)
{
	const struct table *table = table_of(names, scope);

	for (size_t i = hash;; i++) {
		struct slot *slot = slot_at(table, i);
		const struct taken *taken;

		if (!slot->entry)
			return slot;
		if (slot->hash != hash)
			continue;
		taken = &table->entries[slot->entry - 1];
		if (taken->scope == scope && same(names, taken->name, name))
			return slot;
	}
}

/* Who has the slot, or null. */
static struct taken *taker(const struct names *names, uint32_t scope, const struct slot *slot)
{
	return slot->entry ? &table_of(names, scope)->entries[slot->entry - 1] : NULL;
}

static void grow(struct names *names, struct table *table)
{
	struct table bigger = { .capacity = table->capacity * 2 };
	const size_t count = bigger.capacity / 2 + 1;

	bigger.slots = calloc(bigger.capacity, sizeof(*bigger.slots));
	bigger.entries = bigger.slots ? realloc(table->entries, count * sizeof(*table->entries))
				      : NULL;
	if (!bigger.entries) {
		free(bigger.slots);
		names->failed = true;
		return;
	}
	bigger.count = table->count;
	for (size_t i = 0; i < table->capacity; i++) {
		size_t at = table->slots[i].hash;

		if (!table->slots[i].entry)
			continue;
		while (slot_at(&bigger, at)->entry)
			at++;
		*slot_at(&bigger, at) = table->slots[i];
	}
	free(table->slots);
	*table = bigger;
}

static void fill(struct names *names, struct slot *slot, uint32_t scope, uint32_t hash,
		 const char *name, enum name_kind kind)
{
	struct table *table = (struct table *)table_of(names, scope);

	if (names->failed) /* and there may be no room */
		return;
	table->entries[table->count++] = (struct taken){
		.name = name, .scope = scope, .next = 2, .kinds = (1U << kind) & 7
	};
	*slot = (struct slot){ .hash = hash, .entry = (uint32_t)table->count };
	if (table->count > table->capacity / 2)
		grow(names, table);
}

/* The last ones first, so that whoever had to go on to a later slot is still found. */
void names_forget(struct names *names)
{
	struct table *table = &names->passing;

	for (; table->count; table->count--) {
		const struct taken *taken = &table->entries[table->count - 1];
		size_t i = hash_name(names, taken->scope, taken->name);

		while (slot_at(table, i)->entry != table->count)
			i++;
		*slot_at(table, i) = (struct slot){ 0 };
	}
}

bool names_has(const struct names *names, uint32_t scope, const char *name)
{
	return find(names, scope, name, hash_name(names, scope, name))->entry;
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

/* The name in its case; `source` itself where nothing changes. */
static const char *shape(struct names *names, const char *source, enum name_case name_case)
{
	char *work;

	if (name_case == CASE_KEEP && name_is_identifier(source))
		return source;
	work = work_room(names, strlen(source));
	if (!work)
		return "";
	name_form(work, source, name_case);
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
	struct slot *slot = find(names, scope, name, hash);

	if (!slot->entry)
		fill(names, slot, scope, hash, name, NAME_TYPE);
	return name;
}

/* Gives a name that is taken to one more of that `kind`, if it can have it. */
static bool join(const struct names *names, struct taken *taken, enum name_kind kind)
{
	const uint32_t kinds = taken->kinds | 1U << kind;

	if (!names->naming->tags_apart || taken->scope != SCOPE_GLOBAL ||
	    taken->kinds & 1U << kind || kinds != (1U << NAME_TAG | 1U << NAME_VALUE))
		return false;
	taken->kinds = kinds & 7;
	return true;
}

/* The first free one of name<separator>2, name<separator>3, ... */
static const char *numbered(struct names *names, uint32_t scope, enum name_kind kind,
			    const char *name, struct taken *taken)
{
	size_t size = strlen(name) + strlen(names->naming->separator) + MAX_NUMBER + 1;
	char *candidate = arena(names, size);
	struct slot *slot;
	uint32_t hash;

	if (!candidate)
		return "";
	do {
		snprintf(candidate, size, "%s%s%u", name, names->naming->separator, taken->next++);
		hash = hash_name(names, scope, candidate);
		slot = find(names, scope, candidate, hash);
	} while (slot->entry);
	fill(names, slot, scope, hash, candidate, kind);
	return candidate;
}

static const char *take(struct names *names, uint32_t scope, enum name_kind kind,
			const char *source, enum name_case name_case)
{
	const char *name = finish(names, scope, kind, shape(names, source, name_case));
	uint32_t hash = hash_name(names, scope, name);
	struct slot *slot = find(names, scope, name, hash);
	struct taken *taken = taker(names, scope, slot);

	if (!taken)
		fill(names, slot, scope, hash, name, kind);
	else if (!join(names, taken, kind))
		return numbered(names, scope, kind, name, taken);
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
