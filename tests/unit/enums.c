// SPDX-License-Identifier: MIT
/*
 * Enums as compilers wrote them before they said whether one is signed: clang 14, GCC 12.
 *
 * rooms: btf2h bindings lib
 */
#include "bindings/enums.h"

#include <bpf/btf.h>
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bindings/input.h"
#include "bindings/plan.h"
#include "bindings/select.h"
#include "btf2h/diff.h"
#include "btf2h/language.h"
#include "btf2h/emit.h"
#include "lib/buf.h"
#include "lib/err.h"

/* An enum e { N = value, Z = 0 }, of which a struct has one. */
static struct btf *make(uint32_t size, int64_t value, bool says_sign)
{
	struct btf *btf = btf__new_empty();
	int id;

	ck_assert_ptr_nonnull(btf);
	id = btf__add_enum(btf, "e", size);
	ck_assert_int_gt(id, 0);
	btf__add_enum_value(btf, "N", value);
	btf__add_enum_value(btf, "Z", 0);
	/* libbpf sets it by itself where a value is negative */
	struct btf_type *type = (struct btf_type *)btf__type_by_id(btf, (uint32_t)id);

	type->info = (type->info & ~(1U << 31)) | (uint32_t)says_sign << 31;
	btf__add_struct(btf, "s", size);
	btf__add_field(btf, "e", id, 0, 0);
	return btf;
}

static const struct {
	uint32_t size;
	int64_t value;
	bool says_sign;
	bool is_signed, is_ambiguous;
	uint64_t wanted;
} cases[] = {
	{ 1, -128, false, true, false, (uint64_t)-128 },
	{ 1, -128, true, true, false, (uint64_t)-128 },
	{ 1, 128, false, false, true, 128 },
	{ 1, 127, false, false, false, 127 },
	{ 1, 0x1ff, false, false, true, 0xff }, /* no more than it has bits */
	{ 2, -1, false, true, false, (uint64_t)-1 },
	{ 4, -1, false, false, true, 0xffffffff },
	{ 4, -1, true, true, false, (uint64_t)-1 },
	{ 4, 1, true, true, false, 1 },
};

START_TEST(reads_constants)
{
	struct btf *btf = make(cases[_i].size, cases[_i].value, cases[_i].says_sign);
	const struct btf_type *type = btf__type_by_id(btf, 1);

	ck_assert_int_eq(enum_is_signed(type), cases[_i].is_signed);
	ck_assert_int_eq(enum_is_ambiguous(type), cases[_i].is_ambiguous);
	ck_assert_uint_eq(enum_value(type, 0), cases[_i].wanted);
	ck_assert_str_eq(enum_constant(btf, type, 1), "Z");
	btf__free(btf);
}
END_TEST

static const struct {
	const char *language, *wanted;
} texts[] = {
	{ "c", "typedef int8_t e;\nenum {\n\tN = -128," },
	{ "rust", "pub struct E(pub i8);\nimpl E {\n    pub const N: Self = Self(-128);" },
	{ "go", "type E int8\n\nconst (\n\tN E = -128" },
};

START_TEST(writes_small_negative_constants)
{
	const struct language *language = language_find(texts[_i].language);
	const struct emit_names names = { .input = "i", .guard = "g", .package = "p" };
	struct btf *btf = make(1, -128, false);
	struct buf out = BUF_INIT(1 << 16);
	struct err err = ERR_INIT;
	struct plan plan;

	ck_assert_int_eq(plan_make(&plan, btf, &language->plan, &err), 0);
	language->emit(&out, &plan, &names);
	ck_assert_msg(strstr(out.data, texts[_i].wanted) != NULL, "%s", out.data);
	plan_release(&plan);
	buf_release(&out);
	btf__free(btf);
}
END_TEST

/* Compares two such objects; the report, to be freed. */
static char *report_of(struct btf *old_btf, struct btf *new_btf, bool *ret_compatible)
{
	const struct input old = { .name = "old", .btf = old_btf, .first = 1 };
	const struct input new = { .name = "new", .btf = new_btf, .first = 1 };
	struct buf out = BUF_INIT(1 << 16);
	struct err err = ERR_INIT;

	ck_assert_int_eq(diff_inputs(&out, &old, &new, &(struct select_opts){ 0 }, false,
				     ret_compatible, &err), 0);
	btf__free(old_btf);
	btf__free(new_btf);
	return out.data;
}

/* What another compiler says of the same enum is no change. */
START_TEST(compares_what_compilers_say)
{
	static const uint32_t sizes[] = { 1, 2, 4 };
	bool compatible = false;
	struct btf *old = make(sizes[_i], -1, false), *new = make(sizes[_i], -1, true);
	char *report = report_of(old, new, &compatible);

	ck_assert_str_eq(report, "no layout changed\n");
	ck_assert(compatible);
	free(report);
}
END_TEST

START_TEST(compares_what_changed)
{
	bool compatible = true;
	char *report = report_of(make(4, 1, false), make(4, -1, true), &compatible);

	ck_assert_str_eq(report, "enum e\n  ! retyped unsigned -> signed\n"
			 "  ! N: changed 1 -> -1\n1 type changed, incompatibly\n");
	ck_assert(!compatible);
	free(report);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("enums");
	TCase *tcase = tcase_create("enums");
	SRunner *runner = srunner_create(suite);

	tcase_add_loop_test(tcase, reads_constants, 0, sizeof(cases) / sizeof(*cases));
	tcase_add_loop_test(tcase, writes_small_negative_constants, 0,
			    sizeof(texts) / sizeof(*texts));
	tcase_add_loop_test(tcase, compares_what_compilers_say, 0, 3);
	tcase_add_test(tcase, compares_what_changed);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
