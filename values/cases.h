/* SPDX-License-Identifier: MIT */
/* Which member of a union counts, where tags say it: WB_CASE(column, value) of
 * sdk/bpf/wasm_bpf/stream.h. */
#ifndef VALUES_CASES_H
#define VALUES_CASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct btf;
struct plan;
struct plan_ref;

/* The tags of one BTF. */
struct cases {
	const struct btf *btf;
	struct cases_tag *tags; /* in the order of their unions */
	size_t count;
};

/* False without memory. The BTF must stay. */
bool cases_init(struct cases *cases, const struct btf *btf);
void cases_release(struct cases *cases);

/* "column:value" of a member of a union, by its number in the BTF; or null. */
const char *cases_find(const struct cases *cases, uint32_t id, uint32_t member);

/* The value in "column:value", as the column, of type `column`, has it: a number, or the name of an
 * enum's constant. False if it is neither, or does not fit. */
bool cases_value(const struct plan *plan, const struct plan_ref *column, const char *tag,
		 uint64_t *ret_value);

#endif
