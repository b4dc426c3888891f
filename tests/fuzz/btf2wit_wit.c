// SPDX-License-Identifier: MIT
/*
 * Raw BTF that passes the check becomes WIT whose every name is one.
 *
 * rooms: btf2wit values types bindings lib
 */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/plan.h"
#include "values/naming_wit.h"
#include "btf2wit/package.h"
#include "values/shape.h"
#include "btf2wit/wit.h"
#include "lib/btf_check.h"
#include "lib/err.h"

enum { MAX_OUTPUT = 64 << 20 };

static void expect(bool holds)
{
	if (!holds)
		abort();
}

static void expect_name(const char *name)
{
	expect(package_is_name(name + (*name == '%')));
}

static void expect_names(const struct plan *plan, const struct shape *shape)
{
	for (size_t i = 0; i < plan->type_count; i++)
		if (shape->types[i].kind != SHAPE_NONE)
			expect_name(plan->types[i].name);
	for (size_t i = 0; i < plan->field_count; i++)
		if (shape_has(&plan->fields[i]))
			expect_name(plan->fields[i].name);
	for (uint32_t i = 0; i < shape->case_count; i++)
		expect_name(shape->cases[i].name);
}

/* Names come from a stranger: none may end a comment's line. */
static void expect_text(const struct buf *out)
{
	for (size_t i = 0; i < out->len; i++)
		expect(isprint((unsigned char)out->data[i]) || out->data[i] == '\n');
}

static void write_wit(const struct plan *plan, const char *input, bool fixed_lists)
{
	struct buf out = BUF_INIT(MAX_OUTPUT);
	struct err err = ERR_INIT;
	struct package package = { 0 };
	struct shape shape = { 0 };

	if (!shape_make(&shape, plan, &(struct shape_opts){ .fixed_lists = fixed_lists }, &err) &&
	    !package_init(&package, NULL, NULL, input, &err)) {
		expect_names(plan, &shape);
		wit_emit(&out, plan, &shape, NULL, &(struct wit_opts){ 0 }, &package, input);
		expect_text(&out);
	}
	package_release(&package);
	shape_release(&shape);
	buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct plan_opts opts = { .naming = &naming_wit, .section_prefix = "section_" };
	void *copy = malloc(size + 1); /* aligned */
	struct err err = ERR_INIT;
	struct btf *btf = NULL;
	struct plan plan;
	char input[9] = "";

	if (!copy)
		return 0;
	memcpy(copy, data, size);
	memcpy(input, copy, size < 8 ? size : 8);
	if (btf_check(copy, size, &err) == 0)
		btf = btf__new(copy, (uint32_t)size);
	if (btf && libbpf_get_error(btf) == 0 && plan_make(&plan, btf, &opts, &err) == 0) {
		write_wit(&plan, input, size & 1);
		plan_release(&plan);
	}
	btf__free(btf);
	free(copy);
	return 0;
}
