/* SPDX-License-Identifier: MIT */
/*
 * The columns of a record, made from the BTF of its type. A member of a nested struct is a
 * column "a.b", and an element of an array of structs "a[1].b".
 */
#ifndef COLUMNS_COLUMN_H
#define COLUMNS_COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "columns/value.h"

struct btf;
struct column_kind;
struct err;
struct lookup;

enum { COLUMNS_MAX = 512 };

/* What a number is for those who collect metrics. */
enum column_role { COLUMN_PLAIN, COLUMN_KEY, COLUMN_COUNTER, COLUMN_GAUGE };

struct column {
	char *name;
	const struct column_kind *kind;
	const struct btf *btf;
	uint32_t type;        /* in the BTF: an enum, or what an element is */
	uint32_t offset;      /* bytes from the start of the record */
	uint32_t size;        /* bytes; of bit-fields those that hold all bits */
	uint32_t bit_offset;  /* of a bit-field: from `offset` */
	uint32_t bits;        /* of a bit-field; otherwise 0 */
	uint32_t count;       /* elements of a list; otherwise 0 */
	uint32_t width;       /* characters in a table */
	bool is_signed;
	bool is_hidden;       /* shown only if it is asked for */
	bool is_left;         /* numbers, too, stand on the left */
	const char *title;    /* above it in a table, in the BTF; null: its name */
	enum column_role role;
	bool is_mntns;        /* of a container: the number is of its mount namespace */
	const char *argument; /* what a tag says behind "=", in the BTF; or null */
	const char
		*only_if; /* "COLUMN:VALUE", in the BTF: when a member of a union counts; or null */
	const struct column *selector; /* that column; null: it always counts */
	struct value wanted; /* its value then */
	/* Of a column that a record alone does not explain; otherwise null. */
	const struct lookup *lookup;
	const struct column *process;  /* which process it is about */
	const struct column *length;   /* how many bytes of it count */
};

struct columns {
	struct column *list;
	size_t count;
	uint32_t size;        /* bytes of a record */
	uint32_t visited;     /* members and elements that were looked at */
	char *name;           /* of its type */
};

/* Makes the columns of a type, whose BTF was checked and must stay. `name` is for a record that
 * has no name, or null. -EINVAL if the type has no size; -E2BIG if it has too many columns. */
int columns_make(struct columns *columns, const struct btf *btf, uint32_t type, const char *name,
		 struct err *err);

/* Adds the columns of another type at the offset `at`, their names behind `prefix` and a dot if it
 * is not empty: a map's entry is its key and its value. */
int columns_add(struct columns *columns, const struct btf *btf, uint32_t type, const char *prefix,
		uint32_t at, struct err *err);
/* Adds a column, whose name it takes over, even on failure. Null if the name is null, or there is
 * no room. */
struct column *columns_append(struct columns *columns, const struct column *column);
void columns_release(struct columns *columns);

/* Lets columns use what the machine knows, once all of them are made. `lookup` must stay. */
void columns_link(struct columns *columns, const struct lookup *lookup);

/* The column of that name, or null. The last part is enough if it is the only one. */
const struct column *columns_find(const struct columns *columns, const char *name);

/* Says which columns there are, with the nearest name. Returns -ENOENT. */
int columns_none(const struct columns *columns, const char *name, struct err *err);

/* Whether the column says something in a record: of a union only one member does. */
bool column_counts(const struct column *column, const void *record);

/* What the column is in a record of at least `offset + size` bytes. Texts point into it. */
struct value column_value(const struct column *column, const void *record);

#endif
