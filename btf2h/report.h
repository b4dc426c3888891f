/* SPDX-License-Identifier: MIT */
/* The report of a comparison: a line a change, or an element of JSON. */
#ifndef BTF2H_REPORT_H
#define BTF2H_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "btf2h/same.h"
#include "lib/json.h"

struct buf;

/* What changes belong to: "struct" "event", "map" "events". */
struct report_subject {
	const char *keyword;
	const char *name;
	bool is_map;
};

struct report {
	struct buf *out;
	bool json;
	struct json_writer writer;
	struct report_subject subject;
	bool is_named;       /* in a line of its own, before its first change */
	size_t changes;
	size_t before;       /* how many there were when the subject was new */
	size_t changed_types, changed_maps;
	size_t broken;       /* changes that are incompatible */
};

struct report_change {
	const char *what;   /* "added", "removed", "moved", "resized", "retyped" or "changed" */
	const char *member; /* null: the subject itself */
	bool compatible;
	const char *unit;   /* "bits", "bytes" or "", where `from` and `to` are numbers; or null */
	uint64_t from, to;
	bool is_signed;
	const char *from_text, *to_text; /* or null */
};

void report_start(struct report *r);

/* What is reported from now on is of `subject`. */
void report_subject(struct report *r, struct report_subject subject);
void report_add(struct report *r, struct report_change change);

/* Offsets or sizes of `member`, in bits, which are told in bytes unless they are of bit-fields;
 * nothing where they are equal. */
void report_bits(struct report *r, const char *what, const char *member, uint64_t from,
		 uint64_t to, bool in_bits);

/* Types of `member` (null: of the subject itself), as same_types() compares them with `flags`;
 * nothing where they are the same. */
void report_types(struct report *r, const char *member, struct typed from, struct typed to,
		  unsigned int flags);

/* Ends the last subject, and says how it went. */
void report_finish(struct report *r);

#endif
