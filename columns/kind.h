/* SPDX-License-Identifier: MIT */
/* What a column can be: a row of functions for each kind. */
#ifndef COLUMNS_KIND_H
#define COLUMNS_KIND_H

#include <stdbool.h>

#include "columns/value.h"

struct buf;
struct column;

struct column_kind {
	const char *name;    /* as `inspect` and tags have it */
	bool is_right;       /* a table aligns it to the right */
	unsigned int width;  /* characters in a table; 0: by the size */
	/* Adds what a person reads; and JSON, null: what a person reads, in quotes if is_quoted. */
	void (*print)(struct buf *to, const struct column *column, const void *at);
	void (*json)(struct buf *to, const struct column *column, const void *at);
	struct value (*value)(const struct column *column, const void *at);
	/* Reads what a person writes, which must stay. False if it is none. */
	bool (*parse)(const struct column *column, const char *text, struct value *ret_value);
	unsigned int
		sizes; /* of the members that can be of this kind: the sum of their bytes' powers of
			      * two, 1, 2, 4, 8 and 16 */
};

/* The kind of that name, up to its end or "="; or null. */
const struct column_kind *kind_named(const char *name);

/* Whether a member of `size` bytes can be of that kind. */
bool kind_fits(const struct column_kind *kind, uint32_t size);

/* Adds lines of bars for a column of counts: slot 0 is for 0 and 1, slot n for numbers from 2^n to
 * 2^(n+1) - 1, as libbpf-tools and Inspektor Gadget have it. */
void kind_print_slots(struct buf *to, const struct column *column, const void *at);

/* Ends a line of a histogram with its bar, `filled` of KIND_BAR_WIDTH. */
enum { KIND_BAR_WIDTH = 40 };
void kind_print_bar(struct buf *to, int filled);

/* Adds a number of nanoseconds with the unit that suits it: 4.1us. */
void kind_print_ns(struct buf *to, double ns);

/* By the type alone (kind.c). */
extern const struct column_kind kind_unsigned, kind_signed, kind_bool, kind_float, kind_hex,
	kind_text, kind_bytes, kind_list, kind_wide, kind_slots;

/* By what they mean (kind_meaning.c). */
extern const struct column_kind kind_enum, kind_errno, kind_signal, kind_duration, kind_ms,
	kind_time, kind_wall, kind_ip, kind_port, kind_size, kind_pages, kind_endpoint,
	kind_address;

/* Whether numbers of the kind are nanoseconds. */
static inline bool kind_is_duration(const struct column_kind *kind)
{
	return kind == &kind_duration || kind == &kind_ms;
}

/* By what this machine knows of them (kind_machine.c). */
extern const struct column_kind kind_uid, kind_gid, kind_device, kind_syscall;

/* Numbers of containers, and what is known about these (kind_container.c). */
extern const struct column_kind kind_cgroup, kind_mntns, kind_container, kind_image, kind_pod,
	kind_namespace;

/* Addresses in code, with the names of functions (kind_stack.c). */
extern const struct column_kind kind_kstack, kind_ustack, kind_ksym, kind_usym;

/* Adds the functions of a stack, outermost first, each behind a semicolon: ";main;read". Nothing if
 * the column is no stack. */
void kind_fold_stack(struct buf *to, const struct column *column, const void *at);

#endif
